/*
 * shift.h - whether a service's level changed for good: the weeks after against the
 * weeks before.
 *
 * Days after are paired with the same weekdays before, hour by hour where both are
 * known and neither lies in an episode. The ratio of the sums, with a 95 % interval by
 * the jackknife over days (Quenouille 1956; Efron, Stein 1981) and Student's t,
 * widened for days that follow each other's mood (first-order autocorrelation).
 */
#ifndef ANALYSIS_SHIFT_H
#define ANALYSIS_SHIFT_H

#include "analysis/episode.h"

#define SHIFT_WEEKS_MAX 4
#define SHIFT_DAYS_MIN 5 /* pairs; fewer say nothing */

struct shift {
	double ratio, low, high; /* NAN where there is too little data */
	uint32_t days;           /* pairs that were compared */
	uint32_t weeks;          /* of them on each side */
};

/*
 * The level after `after_us` over that before `before_us`, of as many whole weeks (at
 * most SHIFT_WEEKS_MAX) as there are on both sides.
 */
struct shift shift_of(const struct activity *activity, const struct episodes *episodes,
		      int64_t before_us, int64_t after_us);

#endif
