/* hour_set.c - see hour_set.h. Open addressing as in page_table.c; nothing is ever taken out. */
#include "analysis/hour_set.h"

#include "core/hash.h"

#include <stdlib.h>

#define SLOTS_MIN 64

void hour_set_release(struct hour_set *set)
{
	free(set->slot);
	*set = (struct hour_set){ 0 };
}

/* The slot of a word, free where it is not there. */
static struct hour_word *slot_of(const struct hour_set *set, uint32_t stream, int64_t index)
{
	const struct {
		int64_t index;
		uint32_t stream, zero;
	} key = { .index = index, .stream = stream };
	uint32_t i = (uint32_t)hash_bytes(span_of((const char *)&key, sizeof(key)));

	for (;; i++) {
		struct hour_word *word = &set->slot[i & (set->slots - 1)];

		if (!word->hours || (word->index == index && word->stream == stream))
			return word;
	}
}

static void grow(struct hour_set *set)
{
	struct hour_set larger = { .slots = set->slots ? set->slots * 2 : SLOTS_MIN,
				   .words = set->words };

	larger.slot = calloc(larger.slots, sizeof(*larger.slot));
	invariant(larger.slot);
	for (uint32_t i = 0; i < set->slots; i++)
		if (set->slot[i].hours)
			*slot_of(&larger, set->slot[i].stream, set->slot[i].index) = set->slot[i];
	free(set->slot);
	*set = larger;
}

bool hour_set_add(struct hour_set *set, uint32_t stream, int64_t hour)
{
	int64_t index = floor_to(hour, HOUR_WORD) / HOUR_WORD;
	uint64_t bit = UINT64_C(1) << (hour - index * HOUR_WORD);
	struct hour_word *word;

	if ((uint64_t)(set->words + 1) * 4 > (uint64_t)set->slots * 3)
		grow(set);
	word = slot_of(set, stream, index);
	if (word->hours & bit)
		return false;
	set->words += !word->hours;
	word->index = index;
	word->stream = stream;
	word->hours |= bit;
	return true;
}
