/* baseline_parts.h - what the files of the baseline share: its factors, and the bins of the fit. */
#ifndef ANALYSIS_BASELINE_PARTS_H
#define ANALYSIS_BASELINE_PARTS_H

#include "analysis/baseline.h"

#define BIN_US (5 * MINUTE_US)
#define PROFILE_CELL_US (30 * MINUTE_US)
#define CELLS_MAX 48
#define SLOTS_MAX 576  /* of a day; bins are at least 150 s */
#define SEASON_DAYS 14 /* for interaction, and for a level that moves */

/* Days, cut further where the level steps. */
struct stretch_of_level {
	int64_t day;   /* by the zone's clock, since 1970 */
	uint32_t part; /* how many steps came before */
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
	double profile[CELLS_MAX];
	double weekday[7];
	double interaction[7][CELLS_MAX];
	double regular[SLOTS_MAX];
	double regular_week[7][CELLS_MAX];
	double season[7][CELLS_MAX]; /* profile x weekday x interaction */
	double *mean; /* [bins] expected, if all of it were known, or of a whole of 1 */
	double *sum;  /* [bins + 1] of them before each bin */
	struct dispersion dispersion;
};

/* One bin while the fit is going on. */
struct bin {
	double count, whole; /* events; what they are a part of, or the share of its time known */
	double root;         /* cbrt(count) */
	double weight, mean;
	double right_share; /* the neighbour's part, between cell centres */
	uint32_t level;
	uint16_t slot;
	uint8_t cell, left, right, weekday;
};

struct place {
	int64_t day;
	double of_day; /* 0..1 */
};

struct place baseline_place(const struct zone *zone, int64_t time_us);

/* Where a time lies in the seasons. */
void baseline_locate(const struct baseline *baseline, int64_t time_us, struct bin *bin);

static inline double baseline_season(const struct baseline *baseline, const struct bin *bin)
{
	const double *season = baseline->season[bin->weekday];

	return ((1 - bin->right_share) * season[bin->left] +
		bin->right_share * season[bin->right]) *
	       baseline->regular[bin->slot] * baseline->regular_week[bin->weekday][bin->cell];
}

/* Multiply the season's factors out, then set each bin's mean. */
void baseline_expect(struct baseline *baseline, struct bin *bin);

/* Fit all factors to bins that are counted and located. */
void baseline_fit_factors(struct baseline *baseline, struct bin *bin, struct arena *arena,
			  struct arena *scratch);

/* What comes back at one time of nearly every day, or of nearly every week: baseline_regular.c. */
void baseline_fit_regular(struct baseline *baseline, struct bin *bin, struct arena *scratch);

/* Find steps of the level and cut the stretches there: baseline_level.c. */
void baseline_fit_steps(struct baseline *baseline, struct bin *bin, struct arena *arena,
			struct arena *scratch);

/* Level of each stretch, by a kernel over the days of its part: baseline_level.c. */
void baseline_fit_level(struct baseline *baseline, struct bin *bin, struct arena *scratch);

#endif
