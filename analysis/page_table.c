/*
 * page_table.c - see page_table.h.
 *
 * Open addressing at no more than 3/4 full under a keyed hash. Of tens of
 * thousands of pages, names for their keys would take a fifth of what they do themselves.
 */
#include "analysis/page_table.h"

#include "core/hash.h"

#include <stdlib.h>

#define SLOTS_MIN 64

void page_table_release(struct page_table *table)
{
	free(table->slot);
	*table = (struct page_table){ 0 };
}

static uint32_t slot_of(const struct page_table *table, uint32_t stream, int64_t index)
{
	const struct {
		int64_t index;
		uint32_t stream, zero;
	} key = { .index = index, .stream = stream };

	return (uint32_t)hash_bytes(span_of((const char *)&key, sizeof(key))) & (table->slots - 1);
}

struct page *page_table_find(const struct page_table *table, uint32_t stream, int64_t index)
{
	if (!table->slots)
		return NULL;
	for (uint32_t i = slot_of(table, stream, index);; i = (i + 1) & (table->slots - 1)) {
		struct page *page = table->slot[i];

		if (!page || (page->stream == stream && page->index == index))
			return page;
	}
}

static void put(struct page_table *table, struct page *page)
{
	uint32_t i = slot_of(table, page->stream, page->index);

	while (table->slot[i])
		i = (i + 1) & (table->slots - 1);
	table->slot[i] = page;
	table->pages++;
}

static void grow(struct page_table *table)
{
	struct page_table larger = { .slots = table->slots ? table->slots * 2 : SLOTS_MIN };

	larger.slot = calloc(larger.slots, sizeof(struct page *));
	invariant(larger.slot);
	for (uint32_t i = 0; i < table->slots; i++)
		if (table->slot[i])
			put(&larger, table->slot[i]);
	free(table->slot);
	*table = larger;
}

void page_table_add(struct page_table *table, struct page *page)
{
	if ((uint64_t)(table->pages + 1) * 4 > (uint64_t)table->slots * 3)
		grow(table);
	put(table, page);
}

/* Those behind it move up as far as their own places allow: no search passes an empty slot. */
void page_table_remove(struct page_table *table, const struct page *page)
{
	uint32_t mask = table->slots - 1;
	uint32_t hole = slot_of(table, page->stream, page->index);

	while (table->slot[hole] != page)
		hole = (hole + 1) & mask;
	for (uint32_t i = (hole + 1) & mask; table->slot[i]; i = (i + 1) & mask) {
		uint32_t place = slot_of(table, table->slot[i]->stream, table->slot[i]->index);

		if (((i - place) & mask) < ((i - hole) & mask))
			continue;
		table->slot[hole] = table->slot[i];
		hole = i;
	}
	table->slot[hole] = NULL;
	table->pages--;
}
