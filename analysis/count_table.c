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

/* Give back the pages from one on. */
static void pages_free(struct count_table *table, uint32_t first)
{
	uint32_t pages = (table->total + COUNT_PAGE_COUNTS - 1) / COUNT_PAGE_COUNTS;

	for (uint32_t i = first; i < pages; i++)
		free(table->page[i]);
}

void count_table_release(struct count_table *table)
{
	pages_free(table, 0);
	free(table->page);
	free(table->place);
	arena_release(&table->texts);
	*table = (struct count_table){ 0 };
}

/* Lay so many places, where counts got other numbers (NULL: they did not). */
static void places_lay(struct count_table *table, uint32_t places, const uint32_t *number)
{
	uint32_t mask = places - 1;
	struct count_place *place = calloc(places, sizeof(*place));

	invariant(place);
	for (uint32_t i = 0; i < table->places; i++) {
		struct count_place moved = table->place[i];
		uint32_t at = moved.hash & mask;

		if (moved.number_plus_1 && number)
			moved.number_plus_1 = number[moved.number_plus_1 - 1] + 1;
		if (!moved.number_plus_1)
			continue;
		while (place[at].number_plus_1)
			at = (at + 1) & mask;
		place[at] = moved;
	}
	free(table->place);
	table->place = place;
	table->places = places;
}

static bool is_of(const struct count *count, uint32_t episode, struct span value)
{
	return count->episode == episode && span_is(count_value(count), value);
}

/* The place of a count, or the free one for it. There is always a free one. */
static struct count_place *place_of(const struct count_table *table, uint32_t episode,
				    struct span value, uint32_t hash)
{
	uint32_t mask = table->places - 1;

	for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
		struct count_place *place = &table->place[at];

		if (!place->number_plus_1 ||
		    (place->hash == hash &&
		     is_of(count_table_at(table, place->number_plus_1 - 1), episode, value)))
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
			 uint32_t hash, uint64_t stable, uint32_t guess)
{
	struct count_place *place;
	struct count *count;

	if (guess != COUNT_NONE && is_of(count_table_at(table, guess), episode, value))
		return guess;
	if (table->total >= table->places / 4 * 3)
		places_lay(table, table->places ? table->places * 2 : PLACES_MIN, NULL);
	hash = count_table_hash(episode, hash);
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

/* Their texts, to another arena. */
static void texts_move(struct arena *texts, struct count *count, struct spot *first)
{
	if (count->size >= COUNT_NEAR_BYTES)
		count->text.far = arena_copy(texts, count->text.far, count->size);
	if (first->text)
		first->text = arena_copy(texts, first->text, strlen(first->text));
}

void count_table_keep(struct count_table *table, const bool *keep)
{
	struct arena texts = { 0 };
	uint32_t *number = malloc((table->total + (size_t)1) * sizeof(*number));
	uint32_t kept = 0;

	invariant(number);
	for (uint32_t i = 0; i < table->total; i++) {
		struct count *count = count_table_at(table, kept);

		number[i] = keep[i] ? kept : COUNT_NONE;
		if (!keep[i])
			continue;
		*count = *count_table_at(table, i);
		*count_table_first(table, kept) = *count_table_first(table, i);
		texts_move(&texts, count, count_table_first(table, kept));
		count->number = kept++;
	}
	places_lay(table, table->places, number);
	free(number);
	pages_free(table, (kept + COUNT_PAGE_COUNTS - 1) / COUNT_PAGE_COUNTS);
	table->total = kept;
	arena_release(&table->texts);
	table->texts = texts;
}

uint32_t count_table_find(const struct count_table *table, uint32_t episode, struct span value,
			  uint32_t hash)
{
	if (!table->places)
		return COUNT_NONE;
	/* A free place's 0 becomes COUNT_NONE. */
	return place_of(table, episode, value, count_table_hash(episode, hash))->number_plus_1 - 1;
}

void count_table_approach(const struct count_table *table, uint32_t episode, uint32_t hash)
{
	if (table->places)
		__builtin_prefetch(
			&table->place[count_table_hash(episode, hash) & (table->places - 1)]);
}

uint32_t count_table_guess(const struct count_table *table, uint32_t episode, uint32_t hash)
{
	uint32_t mask = table->places - 1;

	hash = count_table_hash(episode, hash);
	/* Few stand farther from their place. */
	for (uint32_t i = 0; i < CANDIDATES && table->places; i++) {
		const struct count_place *place = &table->place[(hash + i) & mask];

		if (!place->number_plus_1)
			break;
		if (place->hash != hash)
			continue;
		__builtin_prefetch(count_table_at(table, place->number_plus_1 - 1), 1);
		return place->number_plus_1 - 1;
	}
	return COUNT_NONE;
}

void count_table_approach_text(const struct count_table *table, uint32_t guess)
{
	const struct count *count;

	if (guess == COUNT_NONE)
		return;
	count = count_table_at(table, guess);
	if (count->size >= COUNT_NEAR_BYTES)
		__builtin_prefetch(count->text.far);
}
