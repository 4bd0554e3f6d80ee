/* census.c - the values of one dimension, bounded by distinct sampling. */
#include "analysis/census.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>

#define PLACES_MIN 1024
#define LATE_MIN 4096
#define SEED_VALUE UINT64_C(0x9e3779b97f4a7c15)

uint64_t census_stable_hash(struct span value)
{
	return stable_hash(value, SEED_VALUE);
}

static void tables_init(struct census *census)
{
	census->arena = (struct arena){ 0 };
	intern_init(&census->text, &census->arena, INTERN_OTHER - 1);
	census->value = NULL;
	census->page = NULL;
	census->value_room = census->page_room = 0;
	census->place = NULL;
	census->places = census->placed = 0;
	census->total = census->late = 0;
}

void census_init(struct census *census, uint32_t max, uint32_t distinct_max, bool keeps_lines,
		 bool sketches)
{
	*census = (struct census){
		.max = MAX(max, 1u),
		.keeps_lines = keeps_lines,
		.sketches = sketches,
		.pairs = { .max = MAX(distinct_max, 1u) },
	};
	tables_init(census);
}

void census_release(struct census *census)
{
	pairs_release(&census->pairs);
	count_min_release(&census->sketch);
	free(census->place);
	free(census->value);
	arena_release(&census->arena);
	*census = (struct census){ 0 };
}

struct count *census_at(const struct census *census, uint32_t number)
{
	return &census->page[number / CENSUS_PAGE_COUNTS][number % CENSUS_PAGE_COUNTS];
}

/* Not in the arena, where each array that became too small would stay. */
static void values_grow(struct census *census, uint32_t count)
{
	if (count < census->value_room)
		return;
	census->value_room = MAX(2 * census->value_room, (size_t)64);
	census->value = realloc(census->value, census->value_room * sizeof(*census->value));
	invariant(census->value);
}

/* The id of a value, new or known. */
static uint32_t value_id(struct census *census, struct span value, uint32_t hash, uint64_t stable)
{
	uint32_t before = census->text.count;
	uint32_t id = intern_id_hashed(&census->text, value, hash);

	if (id == before) {
		values_grow(census, id);
		census->value[id] = (struct census_value){ .stable = stable, .last = COUNT_NONE };
	}
	return id;
}

/* Whether a value is kept by its hash; where thousands agree in all bits that decide, known ones.
 */
static bool is_kept(const struct census *census, struct span value, uint64_t stable)
{
	if (!stable_keep(stable, census->shift))
		return false;
	return census->shift < STABLE_SHIFT_MAX || census->total - census->late < census->max ||
	       intern_look(&census->text, value) != INTERN_OTHER;
}

/* Whether so much of an episode is to be held on to. */
static bool is_heavy(const struct census *census, uint32_t episode, struct count_min_cell cell)
{
	return cell.inside &&
	       cell.inside >= count_min_total(&census->sketch, episode) / CENSUS_HELD;
}

static uint32_t place_hash(uint32_t episode, uint32_t value)
{
	return (uint32_t)stable_mix((uint64_t)episode << 32 | value);
}

/* Where a count is in the table, or the free place for it. */
static struct census_place *place_find(const struct census *census, uint32_t episode,
				       uint32_t value)
{
	uint32_t hash = place_hash(episode, value), mask = census->places - 1;

	for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
		struct census_place *place = &census->place[at];
		const struct count *count;

		if (!place->number_plus_1)
			return place;
		if (place->hash != hash)
			continue;
		count = census_at(census, place->number_plus_1 - 1);
		if (count->episode == episode && count->value == value)
			return place;
	}
}

static void places_grow(struct census *census)
{
	uint32_t places = census->places ? census->places * 2 : PLACES_MIN;
	struct census_place *place = calloc(places, sizeof(*place));

	invariant(place);
	for (uint32_t i = 0; i < census->places; i++) {
		uint32_t at = census->place[i].hash & (places - 1);

		if (!census->place[i].number_plus_1)
			continue;
		while (place[at].number_plus_1)
			at = (at + 1) & (places - 1);
		place[at] = census->place[i];
	}
	free(census->place);
	census->place = place;
	census->places = places;
}

static void count_place(struct census *census, uint32_t number)
{
	const struct count *count = census_at(census, number);

	if (census->placed >= census->places / 4 * 3)
		places_grow(census);
	census->placed++;
	*place_find(census, count->episode, count->value) = (struct census_place){
		.hash = place_hash(count->episode, count->value),
		.number_plus_1 = number + 1,
	};
}

static uint32_t count_new(struct census *census, uint32_t episode, uint32_t value)
{
	uint32_t number = census->total++;

	if (number % CENSUS_PAGE_COUNTS == 0) {
		census->page = arena_grow(&census->arena, census->page, number / CENSUS_PAGE_COUNTS,
					  &census->page_room, sizeof(*census->page));
		census->page[number / CENSUS_PAGE_COUNTS] =
			arena_array(&census->arena, CENSUS_PAGE_COUNTS, sizeof(struct count));
	}
	*census_at(census, number) = (struct count){ .episode = episode, .value = value };
	return number;
}

/* The number of a count that was made, of a value that has any; COUNT_NONE: there is none. */
static uint32_t count_look(const struct census *census, uint32_t episode, uint32_t value)
{
	const struct census_value *of = &census->value[value];
	uint32_t found = COUNT_NONE; /* as a place's: one less than number_plus_1 */

	if (census_at(census, of->last)->episode == episode)
		return of->last;
	if (of->several)
		found = place_find(census, episode, value)->number_plus_1 - 1;
	return found;
}

/*
 * The count of a value for an episode, new or known. Most values are of one episode,
 * and lines that follow each other mostly are: that count is known by the value. Only
 * those of values with several need a place in the table.
 */
static uint32_t count_of(struct census *census, uint32_t episode, uint32_t value)
{
	struct census_value *of = &census->value[value];
	bool first = of->last == COUNT_NONE;
	uint32_t number = first ? COUNT_NONE : count_look(census, episode, value);

	if (number == COUNT_NONE) {
		number = count_new(census, episode, value);
		if (!first && !of->several)
			count_place(census, of->last);
		of->several = !first;
		if (!first)
			count_place(census, number);
	}
	of->last = number;
	return number;
}

/* Past the threshold: only that there is such a value matters, for the sketch counts it. */
static void late_add(struct census *census, struct span value, uint32_t hash, uint64_t stable,
		     uint32_t episode)
{
	uint32_t before = census->total;
	uint32_t number = count_of(census, episode, value_id(census, value, hash, stable));

	census_at(census, number)->late = true;
	census->late += census->total - before;
}

/* Returns the number of its count; COUNT_NONE: it is not kept. */
static uint32_t item_add(struct census *census, const struct census_item *item)
{
	struct count_min_cell cell = { item->inside, item->reference };
	struct count *count;
	uint32_t number;
	bool seen;

	if (census->sketch.cell)
		cell = count_min_add(&census->sketch, item->episode, item->stable, cell);
	if (!is_kept(census, item->value, item->stable)) {
		if (census->sketch.cell && is_heavy(census, item->episode, cell))
			late_add(census, item->value, item->hash, item->stable, item->episode);
		return COUNT_NONE;
	}
	number = count_of(census, item->episode,
			  value_id(census, item->value, item->hash, item->stable));
	count = census_at(census, number);
	seen = count->inside > 0;
	if (item->inside)
		spot_choose(census->keeps_lines ? &census->arena : NULL, &count->first, &seen,
			    &item->first, item->record, false);
	count->inside += item->inside;
	count->reference += item->reference;
	count->days |= item->days;
	return number;
}

/* A count of another table, with all that it holds. */
static uint32_t count_add(struct census *census, const struct census *from,
			  const struct count *count)
{
	struct span value = from->text.string[count->value];

	return item_add(census, &(struct census_item){
					.value = value,
					.record = span_text(count->first.text),
					.first = count->first,
					.inside = count->inside,
					.reference = count->reference,
					.stable = from->value[count->value].stable,
					.hash = (uint32_t)hash_bytes(value),
					.episode = count->episode,
					.days = count->days,
				});
}

/* The sketch of all that was counted until now, which is exact. */
static struct count_min sketch_of(const struct census *census)
{
	struct count_min sketch;

	count_min_init(&sketch, 4 * MIN(census->max, (uint32_t)COUNT_MIN_CELLS_MAX));
	for (uint32_t i = 0; i < census->total; i++) {
		const struct count *count = census_at(census, i);

		count_min_add(&sketch, count->episode, census->value[count->value].stable,
			      (struct count_min_cell){ count->inside, count->reference });
	}
	return sketch;
}

/* Build the tables anew from what the present threshold keeps, and what else is heavy. */
static void shrink(struct census *census)
{
	struct census old = *census;
	struct count_min sketch = census->sketch;
	struct pairs *pairs = &census->pairs;
	uint32_t *number;

	pairs_flush(pairs);
	tables_init(census);
	census->sketch = (struct count_min){ .cell = NULL }; /* it has all of them */
	number = arena_array(&old.arena, old.total, sizeof(*number));
	for (uint32_t i = 0; i < old.total; i++) {
		const struct count *count = census_at(&old, i);

		number[i] = count->late ? COUNT_NONE : count_add(census, &old, count);
	}
	census->sketch = sketch;
	for (uint32_t i = 0; i < old.total && sketch.cell; i++) {
		const struct count *count = census_at(&old, i);
		uint64_t stable = old.value[count->value].stable;
		struct span value = old.text.string[count->value];

		if (number[i] == COUNT_NONE &&
		    is_heavy(census, count->episode,
			     count_min_look(&sketch, count->episode, stable)))
			late_add(census, value, (uint32_t)hash_bytes(value), stable,
				 count->episode);
	}
	for (uint32_t i = 0; i < pairs->slots; i++)
		if (pairs->hash[i] && pairs->owner[i] != PAIRS_NO_OWNER)
			pairs->owner[i] = number[pairs->owner[i]];
	free(old.place);
	free(old.value);
	arena_release(&old.arena);
}

/* Halve what is kept until it fits; now and then let go of what is no longer heavy. */
static void bound(struct census *census)
{
	while (census->total - census->late > census->max && census->shift < STABLE_SHIFT_MAX) {
		if (census->sketches && !census->sketch.cell)
			census->sketch = sketch_of(census);
		census->shift++;
		shrink(census);
	}
	if (census->late > census->late_max) {
		shrink(census);
		census->late_max = 2 * census->late + LATE_MIN;
	}
}

/*
 * Tables are larger than caches, and each item's way through them is four steps, each
 * of which has to know what the one before found: so items follow each other at some
 * distance, and what each needs next is on its way from memory meanwhile.
 */
#define AHEAD 12u

static void approach_value(const struct census *census, const struct census_item *item)
{
	uint32_t id = intern_candidate(&census->text, item->hash);

	if (id == INTERN_OTHER)
		return;
	__builtin_prefetch(&census->text.string[id]);
	__builtin_prefetch(&census->value[id], 1);
}

static void approach_count(const struct census *census, const struct census_item *item)
{
	uint32_t id = intern_candidate(&census->text, item->hash);
	const struct count *count;

	if (id == INTERN_OTHER)
		return;
	count = census_at(census, census->value[id].last);
	__builtin_prefetch(census->text.string[id].at);
	__builtin_prefetch(count, 1);
	__builtin_prefetch((const char *)(count + 1) - 1, 1); /* it may lie in two lines */
}

static void items_add(struct census *census, const struct census_item *item, uint32_t items,
		      uint32_t *number)
{
	for (uint32_t i = 0; i < items + 3 * AHEAD; i++) {
		if (i < items)
			intern_approach(&census->text, item[i].hash);
		if (i >= AHEAD && i - AHEAD < items)
			approach_value(census, &item[i - AHEAD]);
		if (i >= 2 * AHEAD && i - 2 * AHEAD < items)
			approach_count(census, &item[i - 2 * AHEAD]);
		if (i >= 3 * AHEAD)
			number[i - 3 * AHEAD] = item_add(census, &item[i - 3 * AHEAD]);
	}
}

void census_add(struct census *census, const struct census_item *item, uint32_t items,
		const struct census_pair *pair, uint32_t pairs, uint32_t *number)
{
	items_add(census, item, items, number);
	for (uint32_t i = 0; i < pairs; i++)
		pairs_add(&census->pairs, pair[i].hash, number[pair[i].item]);
	bound(census);
}

void census_join(struct census *into, const struct census *from)
{
	if (into->shift < from->shift) {
		into->shift = from->shift;
		shrink(into);
	}
	for (uint32_t i = 0; i < from->total; i++) {
		count_add(into, from, census_at(from, i));
		bound(into);
	}
}

uint32_t census_find(const struct census *census, uint32_t episode, struct span value)
{
	uint32_t id = intern_look(&census->text, value);

	return id == INTERN_OTHER ? COUNT_NONE : count_look(census, episode, id);
}
