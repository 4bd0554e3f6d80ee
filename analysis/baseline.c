/*
 * baseline.c - from an activity to its baseline, and what is asked of it.
 *
 * Works on bins of five minutes, or of the activity's own width where that is
 * coarser. How the factors are found is in baseline_fit.c and its neighbours.
 */
#include "analysis/baseline.h"

#include "analysis/baseline_parts.h"
#include "analysis/distribution.h"

#include <math.h>

#define CELLS_WANTED 60 /* under so many cells of activity nothing is expected */
#define WEEKDAY_DAYS 10

struct place baseline_place(const struct zone *zone, int64_t time_us)
{
	int64_t local_us = time_us + zone_offset_s(zone, time_us) * SECOND_US;
	int64_t day = local_us / DAY_US - (local_us % DAY_US < 0);

	return (struct place){ .day = day, .of_day = (double)(local_us - day * DAY_US) / DAY_US };
}

struct phase baseline_phase(const struct baseline *baseline, const struct place *place)
{
	uint32_t cells = baseline->cells, left;
	double position = place->of_day * cells - 0.5;

	left = (uint32_t)(position + cells) % cells;
	return (struct phase){
		.right_share = position - floor(position),
		.slot = (uint16_t)MIN(place->of_day * baseline->slots, baseline->slots - 1),
		.cell = (uint8_t)MIN(place->of_day * cells, cells - 1),
		.left = (uint8_t)left,
		.right = (uint8_t)((left + 1) % cells),
		.weekday = (uint8_t)(((place->day + 4) % 7 + 7) % 7),
	};
}

/* Events expected in a bin that starts outside of the data, where the factors go on. */
static double mean_outside(const struct baseline *baseline, int64_t start_us)
{
	uint32_t level = start_us < baseline->begin_us ? 0 : baseline->levels - 1;
	struct place place = baseline_place(baseline->zone, start_us + baseline->bin_us / 2);
	struct phase phase = baseline_phase(baseline, &place);

	return baseline->level[level].level * baseline_season(baseline, &phase);
}

static enum baseline_kind kind_of(const struct activity *activity, const double *part,
				  const struct baseline *baseline)
{
	double events = 0;
	uint32_t known = 0;

	for (uint32_t i = 0; i < activity->cells; i++) {
		events += activity->known[i] ? part[i] : 0;
		known += activity->known[i];
	}
	if (known < CELLS_WANTED || events <= 0)
		return BASELINE_NONE;
	if (baseline->days >= WEEKDAY_DAYS)
		return BASELINE_WEEKLY;
	return (int64_t)known * activity->width_us >= 2 * DAY_US && baseline->days > 2
		       ? BASELINE_DAILY
		       : BASELINE_LEVEL;
}

void baseline_finish(struct baseline *baseline, struct arena *arena)
{
	const struct stretch_of_level *level = baseline->level;
	double sum = 0;

	baseline->sum = arena_array(arena, baseline->bins / SUM_BINS + 1, sizeof(double));
	for (uint32_t i = 0; i < baseline->bins; i++) {
		while (level + 1 < baseline->level + baseline->levels && level[1].from <= i)
			level++;
		baseline->mean[i] *= level->level;
		sum += baseline->mean[i];
		if ((i + 1) % SUM_BINS == 0)
			baseline->sum[(i + 1) / SUM_BINS] = sum;
	}
}

/* Of a whole of 1, or of all time known, by bin and in sums. */
static void lay_means(const struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;

	for (uint32_t i = baseline->bins; i-- > 0;)
		baseline->level[fitting->level[i]].from = i;
	baseline->mean = arena_array(fitting->arena, baseline->bins, sizeof(double));
	for (uint32_t i = 0; i < baseline->bins; i++)
		baseline->mean[i] = fitting->season[fitting->phase_of[i]];
	baseline_finish(baseline, fitting->arena);
}

/*
 * What the bins before one sum up to. Kept for each, sums would take as much memory as the means
 * do, for every service to the end; few are asked for.
 */
static double sum_before(const struct baseline *baseline, uint32_t bin)
{
	double sum = baseline->sum[bin / SUM_BINS];

	for (uint32_t i = bin / SUM_BINS * SUM_BINS; i < bin; i++)
		sum += baseline->mean[i];
	return sum;
}

static struct baseline *fit(const struct activity *activity, const double *part,
			    const double *whole, const struct zone *zone, struct arena *arena,
			    struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct baseline *baseline = arena_take(arena, sizeof(*baseline));
	struct fitting fitting = { .baseline = baseline, .arena = arena, .scratch = scratch };

	baseline->zone = zone;
	if (!activity->cells)
		return baseline;
	fitting_init(&fitting, activity, part, whole);
	baseline->kind = kind_of(activity, part, baseline);
	if (baseline->kind != BASELINE_NONE) {
		baseline_fit_factors(&fitting);
		lay_means(&fitting);
	}
	arena_rewind(scratch, mark);
	return baseline;
}

const struct baseline *baseline_fit(const struct activity *activity, const struct zone *zone,
				    struct arena *arena, struct arena *scratch)
{
	return fit(activity, activity->events, NULL, zone, arena, scratch);
}

const struct baseline *baseline_fit_share(const struct activity *activity, const double *part,
					  const double *whole, const struct zone *zone,
					  struct arena *arena, struct arena *scratch)
{
	return fit(activity, part, whole, zone, arena, scratch);
}

void baseline_cells(const struct baseline *baseline, const struct activity *activity,
		    const double *whole, double *mean)
{
	double of_bin =
		baseline->bin_us ? (double)activity->width_us / (double)baseline->bin_us : 0;
	uint32_t bin = 0;

	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;

		mean[i] = 0;
		if (baseline->kind == BASELINE_NONE || !activity->known[i])
			continue;
		while (at_us >= baseline->begin_us + (bin + 1) * baseline->bin_us)
			bin++;
		mean[i] = baseline->mean[bin] * (whole ? whole[i] : of_bin);
	}
}

enum baseline_kind baseline_kind(const struct baseline *baseline)
{
	return baseline->kind;
}

/* Expected from the grid's start to a time on it. */
static double expected_before(const struct baseline *baseline, int64_t time_us)
{
	int64_t since_us = time_us - baseline->begin_us;
	uint32_t bin = (uint32_t)(since_us / baseline->bin_us);
	double part = (double)(since_us % baseline->bin_us) / (double)baseline->bin_us;

	if (bin >= baseline->bins)
		return sum_before(baseline, baseline->bins);
	return sum_before(baseline, bin) + part * baseline->mean[bin];
}

double baseline_expected(const struct baseline *baseline, int64_t from_us, int64_t to_us)
{
	int64_t begin_us = baseline->begin_us,
		end_us = begin_us + baseline->bins * baseline->bin_us, inner_from, inner_to;
	double expected = 0;

	if (baseline->kind == BASELINE_NONE || from_us >= to_us)
		return 0;
	inner_from = MIN(MAX(from_us, begin_us), end_us);
	inner_to = MIN(MAX(to_us, begin_us), end_us);
	if (inner_from < inner_to)
		expected =
			expected_before(baseline, inner_to) - expected_before(baseline, inner_from);
	/* Outside the data the factors go on; bin by bin is exact enough for charts and edges. */
	for (int64_t at = from_us; at < MIN(to_us, begin_us); at += baseline->bin_us)
		expected += mean_outside(baseline, at) *
			    (double)(MIN(at + baseline->bin_us, MIN(to_us, begin_us)) - at) /
			    (double)baseline->bin_us;
	for (int64_t at = MAX(from_us, end_us); at < to_us; at += baseline->bin_us)
		expected += mean_outside(baseline, at) *
			    (double)(MIN(at + baseline->bin_us, to_us) - at) /
			    (double)baseline->bin_us;
	return expected;
}

double baseline_phi(const struct baseline *baseline, int64_t length_us)
{
	return dispersion_at(baseline->dispersion.phi,
			     (double)length_us / (double)(baseline->bin_us ? baseline->bin_us : 1));
}

const struct dispersion *baseline_dispersion(const struct baseline *baseline)
{
	return &baseline->dispersion;
}

void baseline_interval(const struct baseline *baseline, int64_t from_us, int64_t to_us, double *low,
		       double *high)
{
	distribution_interval(baseline_expected(baseline, from_us, to_us),
			      baseline_phi(baseline, to_us - from_us), low, high);
}
