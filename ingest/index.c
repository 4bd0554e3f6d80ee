/* index.c - see index.h. */
#include "ingest/index.h"

/* The first two blocks are of so many entries, as most files are small, and the following twice
 * as long as the one before, up to the most. */
#define LEAST_LOG2 2
#define MOST_LOG2 7

_Static_assert(sizeof(struct index_entry) == 40, "its header says so");

/* Which block an entry is in; and where in it. */
static uint32_t block_of(uint32_t number, uint32_t *at)
{
	uint32_t log2 = number >> LEAST_LOG2 ? 31 - (uint32_t)__builtin_clz(number) : LEAST_LOG2;

	if (number >> MOST_LOG2) {
		*at = number & ((UINT32_C(1) << MOST_LOG2) - 1);
		return (number >> MOST_LOG2) + MOST_LOG2 - LEAST_LOG2;
	}
	*at = number & ((UINT32_C(1) << log2) - 1);
	return number >> LEAST_LOG2 ? log2 - LEAST_LOG2 + 1 : 0;
}

static size_t entries_of(uint32_t block)
{
	return (size_t)1 << (block ? MIN(LEAST_LOG2 + block - 1, MOST_LOG2) : LEAST_LOG2);
}

struct index_entry *index_add(struct index *index, struct arena *arena)
{
	struct index_entry *entry;
	uint32_t at, block = block_of(index->entries, &at);

	if (block == index->blocks) {
		index->block = arena_grow(arena, index->block, index->blocks, &index->block_room,
					  sizeof(*index->block));
		index->block[index->blocks++] =
			arena_array(arena, entries_of(block), sizeof(**index->block));
	}
	index->entries++;
	entry = &index->block[block][at];
	*entry = (struct index_entry){ .from_us = TIME_UNKNOWN, .to_us = TIME_UNKNOWN };
	return entry;
}

struct index_entry *index_at(const struct index *index, uint32_t number)
{
	uint32_t at, block = block_of(number, &at);

	return &index->block[block][at];
}

uint64_t index_end(const struct index *index)
{
	const struct index_entry *last;

	if (!index->entries)
		return 0;
	last = index_at(index, index->entries - 1);
	return last->offset + last->size;
}

void index_direct(struct index *index, struct span text, struct arena *arena)
{
	struct span before = span_of(NULL, 0);

	if (index->directives)
		before = index->directive[index->directives - 1].text;
	if (before.at == text.at && before.size == text.size)
		return;
	index->directive = arena_grow(arena, index->directive, index->directives,
				      &index->directive_room, sizeof(*index->directive));
	index->directive[index->directives++] =
		(struct index_directive){ index->entries - 1, text };
}

struct span index_directive(const struct index *index, uint32_t number)
{
	uint32_t from = 0, to = index->directives;

	/* The first that is in force behind the entry's start only. */
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (index->directive[middle].entry > number)
			to = middle;
		else
			from = middle + 1;
	}
	return from ? index->directive[from - 1].text : span_of(NULL, 0);
}

void index_clear(struct index *index)
{
	index->entries = index->directives = 0;
}
