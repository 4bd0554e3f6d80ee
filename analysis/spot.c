/* spot.c - places in the sources that are kept as evidence. */
#include "analysis/spot.h"

#include <string.h>

bool spot_before(const struct spot *a, const struct spot *b)
{
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us;
	if (a->source != b->source)
		return a->source < b->source;
	return a->offset < b->offset;
}

bool spot_choose(struct arena *arena, struct spot *kept, bool *seen, const struct spot *spot,
		 struct span text, bool latest)
{
	size_t size = MIN(text.size, (size_t)SPOT_TEXT_BYTES);
	char *room = kept->text;

	if (*seen && (latest ? !spot_before(kept, spot) : !spot_before(spot, kept)))
		return false;
	if (arena && (!room || strlen(room) < size))
		room = arena_take(arena, size + 1);
	*kept = *spot;
	kept->text = room;
	if (room) {
		if (size)
			memcpy(room, text.at, size);
		room[size] = '\0';
	}
	*seen = true;
	return true;
}

struct evidence spot_evidence(const struct spot *spot, const struct source_facts *source,
			      uint32_t sources, struct arena *arena)
{
	return (struct evidence){
		.path = spot->source < sources ? source[spot->source].path : NULL,
		.line = spot->line,
		.offset = spot->offset,
		.text = spot->text ? arena_copy(arena, spot->text, strlen(spot->text)) : NULL,
	};
}
