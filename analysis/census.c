/* census.c - the values of one dimension, bounded by distinct sampling. */
#include "analysis/census.h"
#include "analysis/stable_hash.h"
#include "core/hash.h"

#include <stdlib.h>

#define LATE_MIN 4096
#define SEED_VALUE UINT64_C(0x9e3779b97f4a7c15)

uint64_t census_stable_hash(struct span value, uint64_t seed)
{
	return stable_hash(value, SEED_VALUE ^ seed);
}

void census_init(struct census *census, uint32_t max, bool keeps_lines, bool sketches)
{
	*census = (struct census){
		.max = MAX(max, 1u),
		.keeps_lines = keeps_lines,
		.sketches = sketches,
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
static bool is_kept(const struct census *census, const struct census_item *item)
{
	if (!stable_keep(item->stable, census->shift))
		return false;
	return census->shift < STABLE_SHIFT_MAX ||
	       census->counts.total - census->late < census->max ||
	       count_table_find(&census->counts, item->episode, item->value, item->hash) !=
		       COUNT_NONE;
}

/* Whether so much of an episode is to be held on to. */
static bool is_heavy(const struct census *census, uint32_t episode, struct count_min_cell cell)
{
	return cell.inside &&
	       cell.inside >= count_min_total(&census->sketch, episode) / CENSUS_HELD;
}

/* Past the threshold: only that there is such a value matters, for the sketch counts it. */
static void late_add(struct census *census, uint32_t episode, struct span value, uint32_t hash,
		     uint64_t stable)
{
	uint32_t before = census->counts.total;
	uint32_t number =
		count_table_add(&census->counts, episode, value, hash, stable, COUNT_NONE);

	count_table_at(&census->counts, number)->late = true;
	census->late += census->counts.total - before;
}

/* Keep the earliest; where its line may be of use, with that. */
static void note_first(struct census *census, struct count *count, const struct census_item *item)
{
	struct arena *texts = census->keeps_lines ? &census->counts.texts : NULL;
	bool seen = count->inside > 0;

	if (seen && item->first.at_us > count->first_us)
		return;
	spot_choose(texts, count_table_first(&census->counts, count->number), &seen, &item->first,
		    item->record, false);
	count->first_us = item->first.at_us;
}

void census_add_to(struct census *census, uint32_t number, const struct census_item *item)
{
	struct count *count = count_table_at(&census->counts, number);

	if (item->inside)
		note_first(census, count, item);
	count->inside += item->inside;
	count->reference += item->reference;
	count->days |= item->days;
}

/* Returns the number of its count; COUNT_NONE: it is not kept. `guess`: as count_table_add's. */
static uint32_t item_add(struct census *census, const struct census_item *item, uint32_t guess)
{
	struct count_min_cell cell = { item->inside, item->reference };
	uint32_t number;

	if (census->sketch.cell)
		cell = count_min_add(&census->sketch, item->episode, item->stable, cell);
	if (!is_kept(census, item)) {
		if (census->sketch.cell && is_heavy(census, item->episode, cell))
			late_add(census, item->episode, item->value, item->hash, item->stable);
		return COUNT_NONE;
	}
	number = count_table_add(&census->counts, item->episode, item->value, item->hash,
				 item->stable, guess);
	census_add_to(census, number, item);
	return number;
}

/* A count of another table, with all that it holds. */
static void count_add(struct census *census, const struct count_table *from,
		      const struct count *count)
{
	const struct spot *first = count_table_first(from, count->number);
	struct span value = count_value(count);
	const struct census_item item = {
		.value = value,
		.record = span_text(first->text),
		.first = *first,
		.inside = count->inside,
		.reference = count->reference,
		.stable = count->stable,
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

	count_min_init(&sketch, 4 * MIN(census->max, (uint32_t)COUNT_MIN_CELLS_MAX));
	for (uint32_t i = 0; i < census->counts.total; i++) {
		const struct count *count = count_table_at(&census->counts, i);

		count_min_add(&sketch, count->episode, count->stable,
			      (struct count_min_cell){ count->inside, count->reference });
	}
	return sketch;
}

/* Keep what the present threshold does, and what else is heavy. */
static void shrink(struct census *census)
{
	struct count_table *counts = &census->counts;
	bool *keep = malloc(counts->total + (size_t)1);
	uint32_t kept = 0;

	invariant(keep);
	census->late = 0;
	for (uint32_t i = 0; i < counts->total; i++) {
		struct count *count = count_table_at(counts, i);

		keep[i] = !count->late && stable_keep(count->stable, census->shift) &&
			  (census->shift < STABLE_SHIFT_MAX || kept < census->max);
		kept += keep[i];
		if (keep[i] || !census->sketch.cell)
			continue;
		keep[i] = is_heavy(census, count->episode,
				   count_min_look(&census->sketch, count->episode, count->stable));
		census->late += keep[i];
		count->inside = count->reference = count->days = 0;
		count->late = true;
		*count_table_first(counts, i) = (struct spot){ 0 };
	}
	count_table_keep(counts, keep);
	census->renumbered++;
	free(keep);
}

bool census_is_over(const struct census *census)
{
	return census->counts.total - census->late > census->max &&
	       census->shift < STABLE_SHIFT_MAX;
}

/* Halve what is kept until it fits; now and then let go of what is no longer heavy. */
void census_bound(struct census *census)
{
	while (census_is_over(census)) {
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
	if (into->shift < from->shift) {
		into->shift = from->shift;
		shrink(into);
	}
	for (uint32_t i = 0; i < from->counts.total; i++) {
		count_add(into, &from->counts, count_table_at(&from->counts, i));
		census_bound(into);
	}
}

uint32_t census_find(const struct census *census, uint32_t episode, struct span value)
{
	return count_table_find(&census->counts, episode, value, (uint32_t)hash_bytes(value));
}
