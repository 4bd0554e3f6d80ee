/*
 * census.h - the values of one dimension: (episode, value) -> how often.
 *
 * Past `max` counts those are kept whose value's stable hash lies below a threshold, which
 * is halved until the rest fits: what is kept depends on the values alone. What is
 * kept was never dropped before, so its counts are exact. Of the others a sketch says how
 * often they came (count_min.h), and those that hold a CENSUS_TOLD th part of an episode
 * or more, and CENSUS_TOLD_MIN events, are told by its estimate: a value that holds half of all
 * must not be missing. While events come, whatever holds half of that part as yet is held on to; so
 * at the end none is missing, in whatever order they came.
 */
#ifndef ANALYSIS_CENSUS_H
#define ANALYSIS_CENSUS_H

#include "analysis/count_min.h"
#include "analysis/count_table.h"

#define CENSUS_TOLD 32
#define CENSUS_TOLD_MIN 4u /* events; of fewer chance makes as many */
#define CENSUS_HELD (2 * CENSUS_TOLD)

struct census {
	struct count_table counts;
	struct count_min sketch; /* since there is a threshold, of all that came */
	uint32_t max;
	uint32_t late;         /* of all counts, those that are */
	uint32_t late_max;     /* when to look which of them still have to be held */
	uint32_t renumbered;   /* how often counts got other numbers */
	unsigned shift;        /* kept are hashes whose upper `shift` bits are 0 */
	uint32_t sketch_cells; /* of a row, once there is a threshold; 0: there is no sketch */
	struct arena arena;    /* of what follows */
	uint32_t *sorted;      /* once settled: numbers of counts by episode, */
	uint32_t *end;         /* whose last is before this */
	uint32_t episodes;
};

/* What is to be added. */
struct census_item {
	struct span value, record; /* `record`: the line at `first` */
	struct spot first;         /* where inside > 0; without text */
	uint64_t inside, reference;
	uint32_t hash; /* the lower half of hash_bytes */
	uint32_t episode;
	uint16_t days;
};

/*
 * `keeps_lines`: the beginning of the line where each value was seen first. `sketch_cells`:
 * count_min_cells; 0: what is past the threshold is missing. `seed`: of stable hashes.
 */
void census_init(struct census *census, uint32_t max, bool keeps_lines, uint32_t sketch_cells,
		 uint64_t seed);
void census_release(struct census *census);

/*
 * Add items; `number` has room for as many, and is set to the number of each one's count
 * (COUNT_NONE: it is not kept), which holds until census_bound.
 */
void census_add(struct census *census, const struct census_item *item, uint32_t items,
		uint32_t *number);

/* Add an item of a count whose number is known; not where there may be a sketch. */
void census_add_to(struct census *census, uint32_t number, const struct census_item *item);

/*
 * Whether there are more counts than may stay; let go of them, which gives others new numbers.
 * `number` (NULL: nobody asks) gets the new one of each of the census->counts.total that there
 * were, COUNT_NONE of those that are no longer kept.
 */
bool census_is_over(const struct census *census);
void census_bound(struct census *census, uint32_t *number);

/* Add all counts of `from`; both without sketches. */
void census_join(struct census *into, const struct census *from);

/* After the last was added: put counts in order for census_counts. */
void census_settle(struct census *census, bool by_rank);

/* The number of a count; COUNT_NONE where it was not counted or not kept. */
uint32_t census_find(const struct census *census, uint32_t episode, struct span value);

/*
 * Numbers of an episode's counts. Those with events inside stand first: the most inside first
 * where it was settled by rank, equals in an order that is the same in every run; else in
 * any. Those with none stand last, in any order.
 */
const uint32_t *census_counts(const struct census *census, uint32_t episode, uint32_t *count);

#endif
