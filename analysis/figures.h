/*
 * figures.h - a service in numbers: totals, availability, downtime and its curve.
 *
 * Availability = 1 - (failed + lost) / (all + lost) over the report's range, where
 * lost are the events that were expected in its silences.
 * Downtime is the union of the outage windows of the whole service within it. The error
 * budget is how many events may fail at the objective: (1 - objective) x (all + lost).
 */
#ifndef ANALYSIS_FIGURES_H
#define ANALYSIS_FIGURES_H

#include "analysis/detect.h"

#define CURVE_BUCKETS_MAX 1000000

/* The bucket of the report: as asked for, else 200 to 400 of them from a list of round widths. */
int64_t figures_bucket_us(const struct detection *detection, int64_t asked_us);

/*
 * A service's counts and expectation over [from_us, to_us), its end rounded up to
 * whole buckets. Never finer than the series. In `arena`.
 */
struct curve figures_curve(const struct watched *watched, int64_t from_us, int64_t to_us,
			   int64_t bucket_us, struct arena *arena);

/* A service, with its counts, and its curve in `arena`. */
struct service figures_of(const struct detection *detection, const struct survey *survey,
			  const struct watched *watched, int64_t bucket_us, struct arena *arena);

#endif
