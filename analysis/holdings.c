/* holdings.c - see holdings.h. */
#include "analysis/holdings.h"

static uint32_t *sole_of(struct holdings *holdings, uint32_t source, struct arena *arena)
{
	while (holdings->sources <= source) {
		holdings->sole = arena_grow(arena, holdings->sole, holdings->sources,
					    &holdings->source_room, sizeof(*holdings->sole));
		holdings->sole[holdings->sources++] = HELD_NONE;
	}
	return &holdings->sole[source];
}

static void mark(struct holdings *holdings, uint32_t service, struct arena *arena)
{
	while (holdings->services <= service) {
		holdings->shares = arena_grow(arena, holdings->shares, holdings->services,
					      &holdings->service_room, sizeof(*holdings->shares));
		holdings->shares[holdings->services++] = false;
	}
	holdings->shares[service] = true;
}

/* From now on the source is known to hold several. */
static void note_several(struct holdings *holdings, uint32_t source, struct arena *arena)
{
	uint32_t *sole = sole_of(holdings, source, arena);

	if (*sole != HELD_NONE && *sole != HELD_SEVERAL)
		mark(holdings, *sole, arena);
	*sole = HELD_SEVERAL;
}

void holdings_note(struct holdings *holdings, uint32_t source, uint32_t service,
		   struct arena *arena)
{
	uint32_t *sole = sole_of(holdings, source, arena);

	if (*sole == service)
		return;
	if (*sole == HELD_NONE) {
		*sole = service;
		return;
	}
	note_several(holdings, source, arena);
	mark(holdings, service, arena);
}

void holdings_join(struct holdings *into, const struct holdings *from, const uint32_t *number,
		   struct arena *arena)
{
	for (uint32_t i = 0; i < from->services; i++)
		if (from->shares[i])
			mark(into, number[i], arena);
	for (uint32_t i = 0; i < from->sources; i++) {
		if (from->sole[i] == HELD_SEVERAL)
			note_several(into, i, arena);
		else if (from->sole[i] != HELD_NONE)
			holdings_note(into, i, number[from->sole[i]], arena);
	}
}

uint32_t holdings_sole(const struct holdings *holdings, uint32_t source)
{
	return source < holdings->sources ? holdings->sole[source] : HELD_NONE;
}

bool holdings_shares(const struct holdings *holdings, uint32_t service)
{
	return service < holdings->services && holdings->shares[service];
}
