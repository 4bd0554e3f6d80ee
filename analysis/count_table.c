/*
 * count_table.c - see count_table.h. Open addressing with linear probing at no more than
 * 3/4 full; a place holds 32 bits of the hash, so growing never looks at the records.
 */
#include "analysis/count_table.h"

#include <stdlib.h>
#include <string.h>

#define PLACES_MIN 256
#define CANDIDATES 8
#define CACHE_LINE 64

_Static_assert(sizeof(struct count) == CACHE_LINE, "a record is one cache line");
_Static_assert(sizeof(struct count_page) % CACHE_LINE == 0, "as aligned_alloc asks for");

void count_table_release(struct count_table *table)
{
	uint32_t pages = (table->total + COUNT_PAGE_COUNTS - 1) / COUNT_PAGE_COUNTS;

	for (uint32_t i = 0; i < pages; i++)
		free(table->page[i]);
	free(table->page);
	free(table->place);
	arena_release(&table->texts);
	*table = (struct count_table){ 0 };
}

/* A value's hash is keyed and even: in its episodes it has different ones. */
static inline uint32_t mixed(uint32_t episode, uint32_t hash)
{
	return hash ^ episode * UINT32_C(0x9e3779b1);
}

static void places_grow(struct count_table *table)
{
	uint32_t places = table->places ? table->places * 2 : PLACES_MIN, mask = places - 1;
	struct count_place *place = calloc(places, sizeof(*place));

	invariant(place);
	for (uint32_t i = 0; i < table->places; i++) {
		uint32_t at = table->place[i].hash & mask;

		if (!table->place[i].number_plus_1)
			continue;
		while (place[at].number_plus_1)
			at = (at + 1) & mask;
		place[at] = table->place[i];
	}
	free(table->place);
	table->place = place;
	table->places = places;
}

/* The place of a count, or the free one for it. There is always a free one. */
static struct count_place *place_of(const struct count_table *table, uint32_t episode,
				    struct span value, uint32_t hash)
{
	uint32_t mask = table->places - 1;

	for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
		struct count_place *place = &table->place[at];
		const struct count *count;

		if (!place->number_plus_1)
			return place;
		if (place->hash != hash)
			continue;
		count = count_table_at(table, place->number_plus_1 - 1);
		if (count->episode == episode && span_is(count_value(count), value))
			return place;
	}
}

/* The next record, with a spot that is all zero. */
static struct count *count_take(struct count_table *table)
{
	uint32_t number = table->total++, page = number / COUNT_PAGE_COUNTS;

	if (number % COUNT_PAGE_COUNTS == 0) {
		if (page == table->pages_room) {
			table->pages_room = page ? 2 * page : 4;
			table->page =
				realloc(table->page, table->pages_room * sizeof(*table->page));
			invariant(table->page);
		}
		table->page[page] = aligned_alloc(CACHE_LINE, sizeof(struct count_page));
		invariant(table->page[page]);
	}
	*count_table_first(table, number) = (struct spot){ 0 };
	return count_table_at(table, number);
}

uint32_t count_table_add(struct count_table *table, uint32_t episode, struct span value,
			 uint32_t hash, uint64_t stable)
{
	struct count_place *place;
	struct count *count;

	if (table->total >= table->places / 4 * 3)
		places_grow(table);
	hash = mixed(episode, hash);
	place = place_of(table, episode, value, hash);
	if (place->number_plus_1)
		return place->number_plus_1 - 1;
	*place = (struct count_place){ .hash = hash, .number_plus_1 = table->total + 1 };
	count = count_take(table);
	*count = (struct count){
		.stable = stable,
		.episode = episode,
		.number = table->total - 1,
		.size = (uint32_t)value.size,
	};
	if (value.size >= COUNT_NEAR_BYTES)
		count->text.far = arena_copy(&table->texts, value.at, value.size);
	else if (value.size)
		memcpy(count->text.near, value.at, value.size);
	return count->number;
}

uint32_t count_table_find(const struct count_table *table, uint32_t episode, struct span value,
			  uint32_t hash)
{
	if (!table->places)
		return COUNT_NONE;
	/* A free place's 0 becomes COUNT_NONE. */
	return place_of(table, episode, value, mixed(episode, hash))->number_plus_1 - 1;
}

void count_table_approach(const struct count_table *table, uint32_t episode, uint32_t hash)
{
	if (table->places)
		__builtin_prefetch(&table->place[mixed(episode, hash) & (table->places - 1)]);
}

/* What is there under a hash, most likely; NULL: nothing. */
static const struct count *candidate(const struct count_table *table, uint32_t episode,
				     uint32_t hash)
{
	uint32_t mask = table->places - 1;

	hash = mixed(episode, hash);
	/* Few stand farther from their place. */
	for (uint32_t i = 0; i < CANDIDATES && table->places; i++) {
		const struct count_place *place = &table->place[(hash + i) & mask];

		if (!place->number_plus_1)
			break;
		if (place->hash == hash)
			return count_table_at(table, place->number_plus_1 - 1);
	}
	return NULL;
}

void count_table_approach_count(const struct count_table *table, uint32_t episode, uint32_t hash)
{
	const struct count *count = candidate(table, episode, hash);

	if (count)
		__builtin_prefetch(count, 1);
}

void count_table_approach_text(const struct count_table *table, uint32_t episode, uint32_t hash)
{
	const struct count *count = candidate(table, episode, hash);

	if (count && count->size >= COUNT_NEAR_BYTES)
		__builtin_prefetch(count->text.far);
}
