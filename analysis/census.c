/* census.c - the values of one dimension, bounded by distinct sampling. */
#include "analysis/census.h"
#include "analysis/stable_hash.h"
#include "core/hash.h"

#include <stdlib.h>

#define LATE_MIN 4096

void census_init(struct census *census, uint32_t max, bool keeps_lines, uint32_t sketch_cells,
		 uint64_t seed)
{
	*census = (struct census){
		.counts = { .keeps_lines = keeps_lines, .seed = seed },
		.max = MAX(max, 1u),
		.sketch_cells = sketch_cells,
	};
}

void census_release(struct census *census)
{
	count_min_release(&census->sketch);
	count_table_release(&census->counts);
	arena_release(&census->arena);
	*census = (struct census){ 0 };
}

/* Whether a value is kept by its hash; where thousands agree in all bits that decide, known ones.
 */
static bool is_kept(const struct census *census, const struct census_item *item, uint64_t stable)
{
	uint32_t known;

	if (!stable_keep(stable, census->shift))
		return false;
	if (census->shift < STABLE_SHIFT_MAX || census->counts.total - census->late < census->max)
		return true;
	known = count_table_find(&census->counts, item->episode, item->value, item->hash);
	return known != COUNT_NONE && !count_table_at(&census->counts, known)->late;
}

/* Whether so much of an episode is to be held on to; what is told in the end holds twice that. */
static bool is_heavy(const struct census *census, uint32_t episode, struct count_min_cell cell)
{
	uint64_t total = count_min_total(&census->sketch, episode);

	return cell.inside >= MAX(total / CENSUS_HELD, CENSUS_TOLD_MIN / 2u);
}

/* Past the threshold: only that there is such a value matters, for the sketch counts it. */
static void late_add(struct census *census, uint32_t episode, struct span value, uint32_t hash)
{
	uint32_t before = census->counts.total;
	uint32_t number = count_table_add(&census->counts, episode, value, hash, COUNT_NONE);

	count_table_at(&census->counts, number)->late = true;
	census->late += census->counts.total - before;
}

void census_add_to(struct census *census, uint32_t number, const struct census_item *item)
{
	struct count *count = count_table_at(&census->counts, number);

	if (item->inside)
		count_table_note(&census->counts, number, &item->first, item->record);
	count->inside += item->inside;
	count->reference += item->reference;
	count->days |= item->days;
}

/* Returns the number of its count; COUNT_NONE: it is not kept. `guess`: as count_table_add's. */
static uint32_t item_add(struct census *census, const struct census_item *item, uint32_t guess)
{
	struct count_min_cell cell = { item->inside, item->reference };
	uint64_t stable = 0; /* not asked for before there is a threshold */
	uint32_t number;

	if (census->shift)
		stable = count_table_stable_hash(&census->counts, item->value);
	if (census->sketch.cells)
		cell = count_min_add(&census->sketch, item->episode, stable, cell);
	if (!is_kept(census, item, stable)) {
		if (census->sketch.cells && is_heavy(census, item->episode, cell))
			late_add(census, item->episode, item->value, item->hash);
		return COUNT_NONE;
	}
	number = count_table_add(&census->counts, item->episode, item->value, item->hash, guess);
	census_add_to(census, number, item);
	return number;
}

/* A count of another table, with all that it holds. */
static void count_add(struct census *census, const struct count_table *from, uint32_t number)
{
	const struct count *count = count_table_at(from, number);
	struct spot first = count_table_first(from, number);
	struct span value = count_value(count);
	const struct census_item item = {
		.value = value,
		.record = span_text(first.text),
		.first = first,
		.inside = count->inside,
		.reference = count->reference,
		.hash = (uint32_t)hash_bytes(value),
		.episode = count->episode,
		.days = count->days,
	};

	item_add(census, &item, COUNT_NONE);
}

/* The sketch of all that was counted until now, which is exact. */
static struct count_min sketch_of(const struct census *census)
{
	struct count_min sketch;

	count_min_init(&sketch, census->sketch_cells);
	for (uint32_t i = 0; i < census->counts.total; i++) {
		const struct count *count = count_table_at(&census->counts, i);

		count_min_add(&sketch, count->episode, count_table_stable(&census->counts, i),
			      (struct count_min_cell){ count->inside, count->reference });
	}
	return sketch;
}

/* What became of counts that had other numbers before. */
struct moves {
	uint32_t *number; /* NULL: nobody asks */
	uint32_t count;
};

static void moves_follow(struct moves *moves, const struct count_table *counts,
			 const uint32_t *number)
{
	for (uint32_t i = 0; i < moves->count && moves->number; i++) {
		uint32_t *now = &moves->number[i];

		if (*now != COUNT_NONE)
			*now = number[*now];
		if (*now != COUNT_NONE && count_table_at(counts, *now)->late)
			*now = COUNT_NONE;
	}
}

/* Keep what the present threshold does, and what else is heavy. */
static void shrink(struct census *census, struct moves *moves)
{
	struct count_table *counts = &census->counts;
	uint32_t *number = malloc((counts->total + (size_t)1) * sizeof(*number));
	bool *keep = malloc(counts->total + (size_t)1);
	uint32_t kept = 0;

	invariant(keep && number);
	census->late = 0;
	for (uint32_t i = 0; i < counts->total; i++) {
		struct count *count = count_table_at(counts, i);
		uint64_t stable = count_table_stable(counts, i);

		keep[i] = !count->late && stable_keep(stable, census->shift) &&
			  (census->shift < STABLE_SHIFT_MAX || kept < census->max);
		kept += keep[i];
		if (keep[i] || !census->sketch.cells)
			continue;
		keep[i] = is_heavy(census, count->episode,
				   count_min_look(&census->sketch, count->episode, stable));
		census->late += keep[i];
		count_table_clear(counts, i);
		count->late = true;
	}
	count_table_keep(counts, keep, number);
	moves_follow(moves, counts, number);
	census->renumbered++;
	free(keep);
	free(number);
}

static bool is_past_max(const struct census *census)
{
	return census->counts.total - census->late > census->max &&
	       census->shift < STABLE_SHIFT_MAX;
}

bool census_is_over(const struct census *census)
{
	return is_past_max(census) || census->late > census->late_max;
}

/* Halve what is kept until it fits; now and then let go of what is no longer heavy. */
void census_bound(struct census *census, uint32_t *number)
{
	struct moves moves = { number, census->counts.total };

	for (uint32_t i = 0; i < moves.count && number; i++)
		number[i] = i;
	while (is_past_max(census)) {
		if (census->sketch_cells && !census->sketch.cells)
			census->sketch = sketch_of(census);
		census->shift++;
		shrink(census, &moves);
	}
	if (census->late > census->late_max) {
		shrink(census, &moves);
		census->late_max = 2 * census->late + LATE_MIN;
	}
}

/*
 * Tables are larger than caches, and each item's way through them is some steps, each
 * of which has to know what the one before found: so items follow each other at some
 * distance, and what each needs next is on its way from memory meanwhile.
 */
#define AHEAD_MAX 12u

void census_add(struct census *census, const struct census_item *item, uint32_t items,
		uint32_t *number)
{
	const struct count_table *counts = &census->counts;
	uint32_t ahead = MIN(items, AHEAD_MAX);

	for (uint32_t i = 0; i < items + 3 * ahead; i++) {
		uint32_t second = i - ahead, third = second - ahead, last = third - ahead;

		if (i < items)
			count_table_approach(counts, item[i].episode, item[i].hash);
		if (i >= ahead && second < items)
			number[second] =
				count_table_guess(counts, item[second].episode, item[second].hash);
		if (i >= 2 * ahead && third < items)
			count_table_approach_text(counts, number[third]);
		if (i >= 3 * ahead)
			number[last] = item_add(census, &item[last], number[last]);
	}
}

void census_join(struct census *into, const struct census *from)
{
	struct moves nobody = { NULL, 0 };

	if (into->shift < from->shift) {
		into->shift = from->shift;
		shrink(into, &nobody);
	}
	for (uint32_t i = 0; i < from->counts.total; i++) {
		count_add(into, &from->counts, i);
		census_bound(into, NULL);
	}
}

uint32_t census_find(const struct census *census, uint32_t episode, struct span value)
{
	return count_table_find(&census->counts, episode, value, (uint32_t)hash_bytes(value));
}
