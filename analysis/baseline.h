/*
 * baseline.h - what traffic was to be expected, and how far it usually strays.
 *
 * Multiplicative, robust, two-sided: mu(t) = level(day) x profile(30-min cell of
 * the day) x weekday x interaction x regular, fitted by ratios of sums with weights
 * that take outbreaks out (Farrington et al. 1996, Noufaily et al. 2013;
 * docs/ALGORITHMS.md). `regular` is what comes back at the same time of nearly every
 * day or week and is too sharp for the smooth profile; the level is smooth but for
 * steps, where it begins anew. Over-dispersion phi in var = mu + phi mu^2 depends on
 * the window's length.
 */
#ifndef ANALYSIS_BASELINE_H
#define ANALYSIS_BASELINE_H

#include "analysis/activity.h"
#include "analysis/dispersion.h"
#include "core/arena.h"
#include "core/zone.h"

struct baseline; /* built once, then only looked at */

/* How much past there was; says what may be trusted. */
enum baseline_kind {
	BASELINE_NONE,   /* under 60 cells or no events: nothing is expected */
	BASELINE_LEVEL,  /* under two days: one level, no profile */
	BASELINE_DAILY,  /* profile of the day */
	BASELINE_WEEKLY, /* and weekdays */
};

/* Fit; `zone` says which clock the profile follows. Lives in `arena`, `scratch` is rewound. */
const struct baseline *baseline_fit(const struct activity *activity, const struct zone *zone,
				    struct arena *arena, struct arena *scratch);

/*
 * The same of a part of something else: `part` is expected in proportion to `whole`,
 * both by the activity's cells, with a share that may have a level, a profile and so
 * on of its own. Cells that are not known count for nothing.
 */
const struct baseline *baseline_fit_share(const struct activity *activity, const double *part,
					  const double *whole, const struct zone *zone,
					  struct arena *arena, struct arena *scratch);

/*
 * What a baseline comes from, in `arena`, until it is asked again: a few hundred bytes to a few
 * thousand, where a month of it laid out takes 90,000. What is recalled answers the same, to the
 * bit; it points to what was kept.
 */
struct baseline_kept;
const struct baseline_kept *baseline_keep(const struct baseline *baseline, struct arena *arena);
const struct baseline *baseline_recall(const struct baseline_kept *kept, struct arena *arena);

/*
 * What is expected in each of the activity's cells, of the whole that there was
 * (NULL: of the cell's time); 0 where a cell is not known, and for BASELINE_NONE.
 */
void baseline_cells(const struct baseline *baseline, const struct activity *activity,
		    const double *whole, double *mean);

enum baseline_kind baseline_kind(const struct baseline *baseline);

/*
 * Events expected in [from, to); 0 for BASELINE_NONE. Defined for any time, also
 * outside the data. Not for a share.
 */
double baseline_expected(const struct baseline *baseline, int64_t from_us, int64_t to_us);

/* Over-dispersion of counts over a window of that length; at least 0. */
double baseline_phi(const struct baseline *baseline, int64_t length_us);

/* The same by windows of dispersion_length bins; a bin is 5 min, or the activity's width if more.
 */
const struct dispersion *baseline_dispersion(const struct baseline *baseline);

/* The 95 % interval of a count over [from, to) by the negative-binomial model. */
void baseline_interval(const struct baseline *baseline, int64_t from_us, int64_t to_us, double *low,
		       double *high);

#endif
