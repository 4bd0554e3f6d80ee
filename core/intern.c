/*
 * intern.c - strings -> dense ids.
 *
 * Open addressing with linear probing at no more than 3/4 full. A slot holds 32
 * bits of the hash, so growing never looks at the strings and a probe compares
 * bytes only where those bits agree.
 */
#include "core/intern.h"
#include "core/hash.h"

#define SLOTS_MIN 64
#define CAP_MAX (UINT32_C(1) << 29) /* so that the number of slots stays in 32 bits */

struct intern_slot {
	uint32_t hash;
	uint32_t id_plus_1; /* 0: empty */
};

void intern_init(struct intern *intern, struct arena *arena, uint32_t cap)
{
	*intern = (struct intern){ .arena = arena, .cap = MIN(cap, CAP_MAX) };
}

/* The slot of `string`, or the empty one where it would go. There is always an empty one. */
static struct intern_slot *find(const struct intern *intern, struct span string, uint32_t hash)
{
	uint32_t mask = intern->slots - 1;

	for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
		struct intern_slot *slot = &intern->slot[i];

		if (!slot->id_plus_1 ||
		    (slot->hash == hash && span_is(intern->string[slot->id_plus_1 - 1], string)))
			return slot;
	}
}

static void grow(struct intern *intern)
{
	uint32_t slots = intern->slots ? intern->slots * 2 : SLOTS_MIN, mask = slots - 1;
	struct intern_slot *slot = arena_array(intern->arena, slots, sizeof(*slot));

	for (uint32_t i = 0; i < intern->slots; i++) {
		uint32_t at = intern->slot[i].hash & mask;

		if (!intern->slot[i].id_plus_1)
			continue;
		while (slot[at].id_plus_1)
			at = (at + 1) & mask;
		slot[at] = intern->slot[i];
	}
	intern->slot = slot;
	intern->slots = slots;
}

uint32_t intern_id(struct intern *intern, struct span string)
{
	uint32_t hash = (uint32_t)hash_bytes(string);
	struct intern_slot *slot;
	size_t room = intern->room;

	if ((uint64_t)(intern->count + 1) * 4 > (uint64_t)intern->slots * 3 &&
	    (intern->count < intern->cap || !intern->slots))
		grow(intern);
	slot = find(intern, string, hash);
	if (slot->id_plus_1)
		return slot->id_plus_1 - 1;
	if (intern->count >= intern->cap) {
		intern->overflowed = true;
		return INTERN_OTHER;
	}
	intern->string = arena_grow(intern->arena, intern->string, intern->count, &room,
				    sizeof(*intern->string));
	intern->room = (uint32_t)room;
	intern->string[intern->count] =
		span_of(arena_copy(intern->arena, string.at, string.size), string.size);
	*slot = (struct intern_slot){ .hash = hash, .id_plus_1 = ++intern->count };
	return intern->count - 1;
}

uint32_t intern_look(const struct intern *intern, struct span string)
{
	const struct intern_slot *slot;

	if (!intern->slots)
		return INTERN_OTHER;
	slot = find(intern, string, (uint32_t)hash_bytes(string));
	return slot->id_plus_1 ? slot->id_plus_1 - 1 : INTERN_OTHER;
}

const char *intern_text(const struct intern *intern, uint32_t id)
{
	if (id == INTERN_OTHER)
		return "(other)";
	invariant(id < intern->count);
	return intern->string[id].at;
}
