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

#endif
