/* baseline_parts.h - what the files of the baseline share: its factors, and the bins of the fit. */
#ifndef ANALYSIS_BASELINE_PARTS_H
#define ANALYSIS_BASELINE_PARTS_H

#include "analysis/baseline.h"

#define BIN_US (5 * MINUTE_US)
#define PROFILE_CELL_US (30 * MINUTE_US)
#define CELLS_MAX 48
#define SUM_BINS 64
#define SLOTS_MAX 576  /* of a day; bins are at least 150 s */
#define SEASON_DAYS 14 /* for interaction, and for a level that moves */

/* Days, cut further where the level steps. */
struct stretch_of_level {
	int64_t day;   /* by the zone's clock, since 1970 */
	uint32_t part; /* how many steps came before */
	uint32_t from; /* its first bin; known when the fit is over */
	double level;  /* events a bin, or of one of the whole */
};

struct baseline {
	enum baseline_kind kind;
	const struct zone *zone;
	int64_t begin_us, bin_us;
	uint32_t bins, days;
	uint32_t cells;    /* of the day's profile */
	uint32_t slots;    /* of the day's regular factors: bins of a day */
	int64_t first_day; /* by the zone's clock, days since 1970 */
	uint32_t levels;
	struct stretch_of_level *level; /* [levels] in order of time */
	struct dispersion dispersion;
	/* Of the factors, baseline_keep.c keeps those alone that are not 1. */
	double profile[CELLS_MAX];
	double weekday[7];
	double interaction[7][CELLS_MAX];
	double regular[SLOTS_MAX];
	double regular_week[7][CELLS_MAX];
	double season[7][CELLS_MAX]; /* profile x weekday x interaction */
	double *mean; /* [bins] expected, if all of it were known, or of a whole of 1 */
	double *sum;  /* [bins / SUM_BINS + 1] of them before each SUM_BINS-th bin */
};

/* Where in the day and in the week a bin lies. */
struct phase {
	double right_share; /* the neighbour's part, between cell centres */
	uint16_t slot;
	uint8_t cell, left, right, weekday;
};

/* By what bins are summed up. */
enum grouping {
	BY_CELL,
	BY_WEEKDAY,
	BY_BOTH, /* weekday * CELLS_MAX + cell */
	GROUPINGS
};

/* Bins in a row in one cell of one day, each at the phase after the one before. */
struct run {
	uint32_t from, to;
	uint32_t level, phase; /* `phase` of the first */
	uint32_t group[GROUPINGS];
};

/*
 * The bins while the fit is going on. There are many of them, and every factor is fitted
 * several times over all: so each array holds one thing, the seasons' factors are
 * multiplied out once for every phase, and sums are taken run by run, without a mean for
 * each bin being written down first.
 */
struct fitting {
	struct baseline *baseline;
	struct arena *arena, *scratch;
	/* [bins] events; what they are a part of, or the share of its time known; cbrt(count) */
	double *count, *whole, *root;
	double *weight;
	double *mean; /* [bins] as the factors had it at the last fitting_expect */
	uint32_t *level, *phase_of;
	struct phase *phase;
	double *season; /* [phases] always as the present factors have it */
	uint32_t phases, runs;
	struct run *run;
};

struct place {
	int64_t day;
	double of_day; /* 0..1 */
};

struct place baseline_place(const struct zone *zone, int64_t time_us);

/* Where a time lies in the seasons. */
struct phase baseline_phase(const struct baseline *baseline, const struct place *place);

static inline double baseline_season(const struct baseline *baseline, const struct phase *phase)
{
	const double *season = baseline->season[phase->weekday];

	return ((1 - phase->right_share) * season[phase->left] +
		phase->right_share * season[phase->right]) *
	       baseline->regular[phase->slot] * baseline->regular_week[phase->weekday][phase->cell];
}

/* Count and locate the bins: baseline_bins.c. `whole` as for baseline_fit_share. */
void fitting_init(struct fitting *fitting, const struct activity *activity, const double *part,
		  const double *whole);

/* Find the runs anew: stretches of level were cut. */
void fitting_find_runs(struct fitting *fitting);

/* Multiply the factors of a week's cells out. */
void baseline_multiply(struct baseline *baseline);

/* Likewise, and of all phases: whoever has changed one does so. */
void fitting_season(struct fitting *fitting);

/* What is expected of a bin of a run, whose stretch has this level. */
static inline double fitting_mean(const struct fitting *fitting, const struct run *run,
				  double level, uint32_t bin)
{
	double whole = fitting->whole[bin];

	return whole > 0 ? whole * level * fitting->season[run->phase + bin - run->from] : 0;
}

/* Set each bin's mean. */
void fitting_expect(struct fitting *fitting);

/*
 * Weighted sums of what was seen, and of what was due, by group; what was due is divided by
 * the group's `own` (NULL: 1).
 */
void fitting_sum(const struct fitting *fitting, enum grouping by, const double *own, double *seen,
		 double *due);

static inline void ones(double *factor, size_t count)
{
	for (size_t i = 0; i < count; i++)
		factor[i] = 1;
}

/* From each bin's season, which is in the place of its mean, to that; and the sums. */
void baseline_finish(struct baseline *baseline, struct arena *arena);

/* Fit all factors to bins that are counted and located. */
void baseline_fit_factors(struct fitting *fitting);

/* What comes back at one time of nearly every day, or of nearly every week: baseline_regular.c. */
void baseline_fit_regular(struct fitting *fitting);

/* Find steps of the level and cut the stretches there: baseline_level.c. */
void baseline_fit_steps(struct fitting *fitting);

/* Level of each stretch, by a kernel over the days of its part: baseline_level.c. */
void baseline_fit_level(struct fitting *fitting);

#endif
