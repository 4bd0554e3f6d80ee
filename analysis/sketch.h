/*
 * sketch.h - a histogram over logarithmic buckets: quantiles within about 3 %.
 *
 * Integers only, so that sketches add up to the same whatever the order. 16 steps
 * an octave below 2^40 (12 days in microseconds), values under 16 exactly (the
 * layout of HdrHistogram, Tene 2012).
 */
#ifndef ANALYSIS_SKETCH_H
#define ANALYSIS_SKETCH_H

#include "core/core.h"

#define SKETCH_BUCKETS (16 + 36 * 16)

struct sketch {
	uint64_t total;
	uint64_t count[SKETCH_BUCKETS];
};

/* Negative values count as 0, those past the top in the last bucket. */
void sketch_add(struct sketch *sketch, int64_t value, uint64_t weight);
void sketch_join(struct sketch *into, const struct sketch *from);

/* The value that a share of `quantile` (0..1) of all are at or below; NAN where there are none. */
double sketch_quantile(const struct sketch *sketch, double quantile);

/*
 * The same, slim enough to keep one for every five minutes: 4 steps an octave from
 * 64 us to 19 hours, so quantiles within about 10 %. Counts stop at 2^32 - 1.
 */
#define SLIM_BUCKETS (1 + 4 * 30)
#define SLIM_STEPS_LOG 2
#define SLIM_STEPS (1u << SLIM_STEPS_LOG)
#define SLIM_FIRST_LOG 6 /* of the second bucket: 64 */

struct slim {
	uint32_t count[SLIM_BUCKETS];
};

static inline uint32_t slim_bucket(int64_t value)
{
	uint32_t octave, step;

	if (value < (1 << SLIM_FIRST_LOG))
		return 0;
	octave = 63 - (uint32_t)__builtin_clzll((uint64_t)value);
	step = (uint32_t)(value >> (octave - SLIM_STEPS_LOG)) & (SLIM_STEPS - 1);
	return MIN(1 + SLIM_STEPS * (octave - SLIM_FIRST_LOG) + step, (uint32_t)SLIM_BUCKETS - 1);
}

uint32_t slim_sum(uint32_t count, uint64_t more); /* sums that stop are the same in any order */
void slim_join(struct slim *into, const struct slim *from);
uint64_t slim_total(const struct slim *slim);

/* Values at or above the lower bound of a bucket. */
uint64_t slim_above(const struct slim *slim, uint32_t bucket);

/* As sketch_quantile, between the bucket's bounds on a log scale. */
double slim_quantile(const struct slim *slim, double quantile);

#endif
