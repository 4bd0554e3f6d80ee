/*
 * count_table.c - see count_table.h. Open addressing with linear probing at no more than
 * 3/4 full; a place holds 32 bits of the hash, so growing never looks at the records.
 */
#include "analysis/count_table.h"
#include "analysis/stable_hash.h"
#include "core/pages.h"

#include <string.h>

#define PLACES_MIN 256
#define RECORDS_MIN 64
#define CANDIDATES 8
#define SEED_VALUE UINT64_C(0x9e3779b97f4a7c15)

_Static_assert(sizeof(struct count) == 64, "a record is one cache line");

/* Also of what lies outside of the pool's blocks. */
static void clients_release(struct count_table *table)
{
	for (uint32_t i = 0; i < table->total && table->more; i++)
		member_set_empty(&table->more[i].clients, &table->pool);
	member_pool_release(&table->pool);
}

void count_table_release(struct count_table *table)
{
	clients_release(table);
	pages_release(table->count, table->room * sizeof(*table->count));
	pages_release(table->more, table->room * sizeof(*table->more));
	pages_release(table->place, table->places * sizeof(*table->place));
	arena_release(&table->texts);
	*table = (struct count_table){ 0 };
}

uint64_t count_table_stable_hash(const struct count_table *table, struct span value)
{
	return stable_hash(value, SEED_VALUE ^ table->seed);
}

uint64_t count_table_stable(const struct count_table *table, uint32_t number)
{
	return table->more
		       ? table->more[number].stable
		       : count_table_stable_hash(table, count_value(count_table_at(table, number)));
}

/* Lay so many places, where counts got other numbers (NULL: they did not). */
static void places_lay(struct count_table *table, uint32_t places, const uint32_t *number)
{
	uint32_t mask = places - 1;
	struct count_place *place = pages_take(places * sizeof(*place));

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
	pages_release(table->place, table->places * sizeof(*place));
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

/* Room for twice the records; they may move. */
static void records_grow(struct count_table *table)
{
	uint32_t room = table->room ? 2 * table->room : RECORDS_MIN;

	table->count = pages_grow(table->count, table->room * sizeof(*table->count),
				  room * sizeof(*table->count));
	invariant(table->count);
	if (table->keeps_lines) {
		table->more = pages_grow(table->more, table->room * sizeof(*table->more),
					 room * sizeof(*table->more));
		invariant(table->more);
	}
	table->room = room;
}

uint32_t count_table_add(struct count_table *table, uint32_t episode, struct span value,
			 uint32_t hash, uint32_t guess)
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
	invariant(value.size <= UINT16_MAX);
	if (table->total == table->room)
		records_grow(table);
	*place = (struct count_place){ .hash = hash, .number_plus_1 = ++table->total };
	count = count_table_at(table, table->total - 1);
	*count = (struct count){ .episode = episode, .size = (uint16_t)value.size };
	if (table->more)
		table->more[table->total - 1] = (struct count_more){
			.stable = count_table_stable_hash(table, value),
		};
	if (value.size >= COUNT_NEAR_BYTES)
		count->text.far = arena_copy(&table->texts, value.at, value.size);
	else if (value.size)
		memcpy(count->text.near, value.at, value.size);
	return table->total - 1;
}

void count_table_note(struct count_table *table, uint32_t number, const struct spot *spot,
		      struct span record)
{
	struct count *count = count_table_at(table, number);
	struct spot first;
	bool seen = count->inside > 0;

	/* Nearly always it was seen earlier. */
	if (seen && spot->at_us > count->first_us)
		return;
	first = count_table_first(table, number);
	if (!spot_choose(table->more ? &table->texts : NULL, &first, &seen, spot, record, false))
		return;
	count->first_us = spot->at_us;
	count->first_offset = spot->offset;
	count->first_line = spot->line;
	count->first_source = spot->source;
	if (table->more)
		table->more[number].line = first.text;
}

struct spot count_table_first(const struct count_table *table, uint32_t number)
{
	const struct count *count = count_table_at(table, number);

	return (struct spot){
		.at_us = count->first_us,
		.offset = count->first_offset,
		.line = count->first_line,
		.source = count->first_source,
		.text = table->more ? table->more[number].line : NULL,
	};
}

void count_table_clear(struct count_table *table, uint32_t number)
{
	struct count *count = count_table_at(table, number);

	count->inside = count->reference = count->days = 0;
	if (!table->more)
		return;
	table->more[number].line = NULL;
	member_set_empty(&table->more[number].clients, &table->pool);
}

void count_table_change_clients(struct count_table *table, count_table_client *change,
				const void *context)
{
	struct member_pool pool = member_pool_after(&table->pool);

	for (uint32_t i = 0; i < table->total && table->more; i++) {
		struct member_set set = { .count = 0 }, *old = &table->more[i].clients;
		uint32_t at = 0, member, now;

		while (member_set_next(old, &at, &member))
			if ((now = change(context, member)) != COUNT_NONE)
				member_set_add(&set, now, &pool);
		member_set_empty(old, &table->pool);
		*old = set;
	}
	member_pool_release(&table->pool);
	table->pool = pool;
}

/* The record of another number is to be this one, its texts in another arena. */
static void record_move(struct count_table *table, uint32_t from, uint32_t to, struct arena *texts)
{
	struct count *count = count_table_at(table, to);

	*count = *count_table_at(table, from);
	if (count->size >= COUNT_NEAR_BYTES)
		count->text.far = arena_copy(texts, count->text.far, count->size);
	if (!table->more)
		return;
	table->more[to] = table->more[from];
	if (table->more[to].line)
		table->more[to].line =
			arena_copy(texts, table->more[to].line, strlen(table->more[to].line));
}

void count_table_keep(struct count_table *table, const bool *keep, uint32_t *number)
{
	struct arena texts = { 0 };
	uint32_t kept = 0;

	for (uint32_t i = 0; i < table->total; i++) {
		number[i] = keep[i] ? kept : COUNT_NONE;
		if (keep[i])
			record_move(table, i, kept++, &texts);
		else if (table->more)
			member_set_empty(&table->more[i].clients, &table->pool);
	}
	if (table->places)
		places_lay(table, table->places, number);
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
