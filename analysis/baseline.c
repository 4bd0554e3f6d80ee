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

void baseline_locate(const struct baseline *baseline, int64_t time_us, struct bin *bin)
{
	struct place place = baseline_place(baseline->zone, time_us);
	uint32_t cells = baseline->cells;
	double position = place.of_day * cells - 0.5;

	bin->weekday = (uint8_t)(((place.day + 4) % 7 + 7) % 7);
	bin->cell = (uint8_t)MIN(place.of_day * cells, cells - 1);
	bin->slot = (uint16_t)MIN(place.of_day * baseline->slots, baseline->slots - 1);
	bin->left = (uint8_t)((uint32_t)(position + cells) % cells);
	bin->right = (uint8_t)((bin->left + 1) % cells);
	bin->right_share = position - floor(position);
}

void baseline_expect(struct baseline *baseline, struct bin *bin)
{
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->season[day][cell] = baseline->profile[cell] *
						      baseline->weekday[day] *
						      baseline->interaction[day][cell];
	for (uint32_t i = 0; i < baseline->bins; i++)
		bin[i].mean = bin[i].whole > 0
				      ? bin[i].whole * baseline->level[bin[i].level].level *
						baseline_season(baseline, &bin[i])
				      : 0;
}

/* Events expected in a bin that starts outside of the data, where the factors go on. */
static double mean_outside(const struct baseline *baseline, int64_t start_us)
{
	uint32_t level = start_us < baseline->begin_us ? 0 : baseline->levels - 1;
	struct bin bin = { 0 };

	baseline_locate(baseline, start_us + baseline->bin_us / 2, &bin);
	return baseline->level[level].level * baseline_season(baseline, &bin);
}

static struct bin *bins_of(const struct activity *activity, const double *part, const double *whole,
			   struct baseline *baseline, struct arena *scratch)
{
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	struct bin *bin;
	uint32_t last = 0;

	baseline->bin_us =
		MAX(BIN_US / activity->width_us * activity->width_us, activity->width_us);
	baseline->begin_us = activity->begin_us / baseline->bin_us * baseline->bin_us;
	baseline->bins =
		(uint32_t)((end_us - baseline->begin_us + baseline->bin_us - 1) / baseline->bin_us);
	bin = arena_array(scratch, baseline->bins, sizeof(*bin));
	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;

		while (at_us >= baseline->begin_us + (last + 1) * baseline->bin_us)
			last++;
		if (!activity->known[i])
			continue;
		bin[last].count += part[i];
		bin[last].whole +=
			whole ? whole[i] : (double)activity->width_us / (double)baseline->bin_us;
	}
	baseline->cells = (uint32_t)MAX(DAY_US / MAX(PROFILE_CELL_US, baseline->bin_us), 1);
	baseline->slots = (uint32_t)MAX(DAY_US / baseline->bin_us, 1);
	return bin;
}

/* Each bin's place, and a stretch of level for each day. */
static void locate_all(struct baseline *baseline, struct bin *bin, struct arena *arena)
{
	size_t room = 0;

	for (uint32_t i = 0; i < baseline->bins; i++) {
		int64_t middle_us =
			baseline->begin_us + i * baseline->bin_us + baseline->bin_us / 2;
		int64_t day = baseline_place(baseline->zone, middle_us).day;

		baseline_locate(baseline, middle_us, &bin[i]);
		if (!baseline->levels || day > baseline->level[baseline->levels - 1].day) {
			baseline->level = arena_grow(arena, baseline->level, baseline->levels,
						     &room, sizeof(*baseline->level));
			baseline->level[baseline->levels++] = (struct stretch_of_level){
				.day = day,
			};
		}
		bin[i].level = baseline->levels - 1;
	}
	baseline->first_day = baseline->level[0].day;
	baseline->days =
		(uint32_t)(baseline->level[baseline->levels - 1].day - baseline->first_day + 1);
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

static struct baseline *fit(const struct activity *activity, const double *part,
			    const double *whole, const struct zone *zone, struct arena *arena,
			    struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct baseline *baseline = arena_take(arena, sizeof(*baseline));
	struct bin *bin;

	baseline->zone = zone;
	if (!activity->cells)
		return baseline;
	bin = bins_of(activity, part, whole, baseline, scratch);
	locate_all(baseline, bin, arena);
	baseline->kind = kind_of(activity, part, baseline);
	if (baseline->kind != BASELINE_NONE) {
		baseline_fit_factors(baseline, bin, arena, scratch);
		baseline->mean = arena_array(arena, baseline->bins, sizeof(double));
		baseline->sum = arena_array(arena, (size_t)baseline->bins + 1, sizeof(double));
		for (uint32_t i = 0; i < baseline->bins; i++) {
			baseline->mean[i] = baseline->level[bin[i].level].level *
					    baseline_season(baseline, &bin[i]);
			baseline->sum[i + 1] = baseline->sum[i] + baseline->mean[i];
		}
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
		return baseline->sum[baseline->bins];
	return baseline->sum[bin] + part * baseline->mean[bin];
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
