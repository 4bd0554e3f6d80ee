/*
 * baseline.c - the fit of what was to be expected.
 *
 * Works on bins of five minutes, or of the activity's own width where that is
 * coarser. The factors are fitted in turn by ratios of sums, which needs no
 * derivative and can't diverge; weights then take out what no factor explains,
 * and the fit is made again.
 */
#include "analysis/baseline.h"

#include "analysis/dispersion.h"
#include "analysis/distribution.h"
#include "core/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BIN_US (5 * MINUTE_US)
#define PROFILE_CELL_US (30 * MINUTE_US)
#define CELLS_MAX 48
#define CELLS_WANTED 60 /* under so many cells of activity nothing is expected */
#define ROBUST_ROUNDS 4
#define RATIO_ROUNDS 3
#define PROFILE_PRIOR 12.0 /* pseudo-counts that pull a factor toward 1 */
#define INTERACTION_PRIOR 40.0
#define WEEKDAY_DAYS 10
#define SEASON_DAYS 14 /* for interaction, and for a level that moves */
#define LEVEL_SD_DAYS 3.5
struct baseline {
	enum baseline_kind kind;
	const struct zone *zone;
	int64_t begin_us, bin_us;
	uint32_t bins, days, cells; /* cells: of the day's profile */
	int64_t first_day;          /* by the zone's clock, days since 1970 */
	double *level;              /* [days] events a bin */
	double profile[CELLS_MAX];
	double weekday[7];
	double interaction[7][CELLS_MAX];
	double *sum; /* [bins + 1] expected before each bin, if all were known */
	double phi[DISPERSION_LENGTHS];
};

/* One bin while the fit is going on. */
struct bin {
	double count, known; /* events; share of its cells that are known */
	double weight, mean;
	uint32_t day;
	uint16_t cell;
	uint8_t weekday;
};

struct place {
	int64_t day;
	double of_day; /* 0..1 */
};

static struct place place_of(const struct zone *zone, int64_t time_us)
{
	int64_t local_us = time_us + zone_offset_s(zone, time_us) * SECOND_US;
	int64_t day = local_us / DAY_US - (local_us % DAY_US < 0);

	return (struct place){ .day = day, .of_day = (double)(local_us - day * DAY_US) / DAY_US };
}

static uint32_t weekday_of(int64_t day)
{
	return (uint32_t)(((day + 4) % 7 + 7) % 7);
}

static double level_at(const struct baseline *baseline, int64_t day)
{
	int64_t at = day - baseline->first_day;

	return baseline->level[MIN(MAX(at, 0), (int64_t)baseline->days - 1)];
}

/* The season's factor at a place: between cell centres the two neighbours are mixed. */
static double season_at(const struct baseline *baseline, struct place place)
{
	uint32_t weekday = weekday_of(place.day), cells = baseline->cells, left, right;
	double position, share;

	if (baseline->kind == BASELINE_LEVEL)
		return 1;
	position = place.of_day * cells - 0.5;
	left = (uint32_t)(position + cells) % cells;
	right = (left + 1) % cells;
	share = position - floor(position);
	return baseline->weekday[weekday] *
	       ((1 - share) * baseline->profile[left] * baseline->interaction[weekday][left] +
		share * baseline->profile[right] * baseline->interaction[weekday][right]);
}

/* Events expected in the bin that starts there. */
static double mean_at(const struct baseline *baseline, int64_t start_us)
{
	struct place place = place_of(baseline->zone, start_us + baseline->bin_us / 2);

	return level_at(baseline, place.day) * season_at(baseline, place);
}

static struct bin *bins_of(const struct activity *activity, struct baseline *baseline,
			   struct arena *scratch)
{
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	struct bin *bin;

	baseline->bin_us =
		MAX(BIN_US / activity->width_us * activity->width_us, activity->width_us);
	baseline->begin_us = activity->begin_us / baseline->bin_us * baseline->bin_us;
	baseline->bins =
		(uint32_t)((end_us - baseline->begin_us + baseline->bin_us - 1) / baseline->bin_us);
	bin = arena_array(scratch, baseline->bins, sizeof(*bin));
	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;
		struct bin *into = &bin[(at_us - baseline->begin_us) / baseline->bin_us];

		if (!activity->known[i])
			continue;
		into->count += activity->events[i];
		into->known += (double)activity->width_us / (double)baseline->bin_us;
	}
	baseline->cells = (uint32_t)(DAY_US / MAX(PROFILE_CELL_US, baseline->bin_us));
	baseline->cells = MAX(baseline->cells, 1u);
	baseline->first_day =
		place_of(baseline->zone, baseline->begin_us + baseline->bin_us / 2).day;
	for (uint32_t i = 0; i < baseline->bins; i++) {
		struct place place =
			place_of(baseline->zone,
				 baseline->begin_us + i * baseline->bin_us + baseline->bin_us / 2);

		bin[i].weight = 1;
		bin[i].day = (uint32_t)MAX(place.day - baseline->first_day, 0);
		bin[i].cell = (uint16_t)MIN(place.of_day * baseline->cells, baseline->cells - 1);
		bin[i].weekday = (uint8_t)weekday_of(place.day);
		baseline->days = MAX(baseline->days, bin[i].day + 1);
	}
	return bin;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *value, size_t count)
{
	if (!count)
		return 0;
	qsort(value, count, sizeof(*value), by_value);
	return count % 2 ? value[count / 2] : (value[count / 2 - 1] + value[count / 2]) / 2;
}

/*
 * A start that a surge can't move: the median over days of each cell's rate. The
 * mean would start the weights on the surge's side where it is half of all events.
 */
static void start(struct baseline *baseline, const struct bin *bin, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	double *count = arena_array(scratch, (size_t)baseline->days * CELLS_MAX, sizeof(double));
	double *known = arena_array(scratch, (size_t)baseline->days * CELLS_MAX, sizeof(double));
	double *rate = arena_array(scratch, (size_t)baseline->days * CELLS_MAX, sizeof(double));
	double total, mean = 0, all_count = 0, all_known = 0;
	size_t rates = 0;

	for (uint32_t i = 0; i < baseline->bins; i++) {
		count[bin[i].day * CELLS_MAX + bin[i].cell] += bin[i].count;
		known[bin[i].day * CELLS_MAX + bin[i].cell] += bin[i].known;
		all_count += bin[i].count;
		all_known += bin[i].known;
	}
	for (size_t i = 0; i < (size_t)baseline->days * CELLS_MAX; i++)
		if (known[i] > 0.5)
			rate[rates++] = count[i] / known[i];
	total = median(rate, rates);
	if (total <= 0) /* most half-hours are empty: the mean is all there is */
		total = all_known > 0 ? all_count / all_known : 0;
	for (uint32_t day = 0; day < baseline->days; day++)
		baseline->level[day] = total;
	for (uint32_t cell = 0; cell < baseline->cells; cell++) {
		double middle;

		rates = 0;
		for (uint32_t day = 0; day < baseline->days; day++)
			if (known[day * CELLS_MAX + cell] > 0.5)
				rate[rates++] = count[day * CELLS_MAX + cell] /
						known[day * CELLS_MAX + cell];
		middle = median(rate, rates);
		baseline->profile[cell] =
			total > 0 && baseline->kind != BASELINE_LEVEL && rates > 2
				? (middle * (double)rates + total) / (total * ((double)rates + 1))
				: 1;
		mean += baseline->profile[cell];
	}
	for (uint32_t cell = 0; cell < baseline->cells; cell++)
		baseline->profile[cell] *= baseline->cells / mean;
	for (uint32_t day = 0; day < baseline->days; day++)
		baseline->level[day] *= mean / baseline->cells;
	arena_rewind(scratch, mark);
}

static void expect(const struct baseline *baseline, struct bin *bin)
{
	for (uint32_t i = 0; i < baseline->bins; i++)
		bin[i].mean =
			bin[i].known > 0
				? mean_at(baseline, baseline->begin_us + i * baseline->bin_us) *
					  bin[i].known
				: 0;
}

static void fit_level(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	double *seen = arena_array(scratch, baseline->days, sizeof(double));
	double *due = arena_array(scratch, baseline->days, sizeof(double)), all_seen = 0,
	       all_due = 0;

	expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		double level = baseline->level[MIN(bin[i].day, baseline->days - 1)];

		seen[bin[i].day] += bin[i].weight * bin[i].count;
		due[bin[i].day] += level > 0 ? bin[i].weight * bin[i].mean / level : 0;
	}
	for (uint32_t day = 0; day < baseline->days; day++) {
		all_seen += seen[day];
		all_due += due[day];
	}
	for (uint32_t day = 0; day < baseline->days; day++) {
		double near_seen = all_seen, near_due = all_due;

		if (baseline->days >= SEASON_DAYS) {
			uint32_t reach = (uint32_t)(4 * LEVEL_SD_DAYS);

			near_seen = near_due = 0;
			for (uint32_t other = day > reach ? day - reach : 0;
			     other < MIN(day + reach + 1, baseline->days); other++) {
				double apart = ((double)other - day) / LEVEL_SD_DAYS;
				double weight = exp(-apart * apart / 2);

				near_seen += weight * seen[other];
				near_due += weight * due[other];
			}
		}
		if (near_due > 0)
			baseline->level[day] = near_seen / near_due;
	}
	arena_rewind(scratch, mark);
}

static void fit_profile(struct baseline *baseline, struct bin *bin)
{
	double seen[CELLS_MAX] = { 0 }, due[CELLS_MAX] = { 0 }, smooth[CELLS_MAX], mean = 0;
	uint32_t cells = baseline->cells;

	expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		seen[bin[i].cell] += bin[i].weight * bin[i].count;
		due[bin[i].cell] += bin[i].weight * bin[i].mean;
	}
	for (uint32_t cell = 0; cell < cells; cell++)
		baseline->profile[cell] *=
			(seen[cell] + PROFILE_PRIOR) / (due[cell] + PROFILE_PRIOR);
	for (uint32_t cell = 0; cell < cells; cell++) {
		smooth[cell] = cells < 4 ? baseline->profile[cell]
					 : 0.2 * baseline->profile[(cell + cells - 1) % cells] +
						   0.6 * baseline->profile[cell] +
						   0.2 * baseline->profile[(cell + 1) % cells];
		mean += smooth[cell] / cells;
	}
	for (uint32_t cell = 0; cell < cells; cell++)
		baseline->profile[cell] = mean > 0 ? smooth[cell] / mean : 1;
}

static void fit_week(struct baseline *baseline, struct bin *bin)
{
	double seen[7] = { 0 }, due[7] = { 0 }, mean = 0;
	double seen_cell[7][CELLS_MAX] = { 0 }, due_cell[7][CELLS_MAX] = { 0 };

	if (baseline->kind != BASELINE_WEEKLY)
		return;
	expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		seen[bin[i].weekday] += bin[i].weight * bin[i].count;
		due[bin[i].weekday] += bin[i].weight * bin[i].mean;
	}
	for (uint32_t day = 0; day < 7; day++) {
		baseline->weekday[day] *= (seen[day] + PROFILE_PRIOR) / (due[day] + PROFILE_PRIOR);
		mean += baseline->weekday[day] / 7;
	}
	for (uint32_t day = 0; day < 7; day++)
		baseline->weekday[day] /= mean;
	if (baseline->days < SEASON_DAYS)
		return;
	expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		double own = baseline->interaction[bin[i].weekday][bin[i].cell];

		seen_cell[bin[i].weekday][bin[i].cell] += bin[i].weight * bin[i].count;
		due_cell[bin[i].weekday][bin[i].cell] += bin[i].weight * bin[i].mean / own;
	}
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->interaction[day][cell] =
				(seen_cell[day][cell] + INTERACTION_PRIOR) /
				(due_cell[day][cell] + INTERACTION_PRIOR);
}

static double anscombe(double count, double mean)
{
	mean = fmax(mean, 1e-6);
	return 1.5 * (cbrt(count * count) - cbrt(mean * mean)) / pow(mean, 1.0 / 6);
}

/* Weights of Noufaily et al. over stretches of `join` bins, folded into what is there. */
static void weigh(struct bin *bin, uint32_t bins, uint32_t join, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	uint32_t stretches = (bins + join - 1) / join;
	double *z = arena_array(scratch, stretches, sizeof(double));
	double *size = arena_array(scratch, stretches, sizeof(double)), spread;
	double *mean = arena_array(scratch, stretches, sizeof(double));
	size_t sizes = 0;

	for (uint32_t k = 0; k < stretches; k++) {
		double count = 0;

		for (uint32_t i = k * join; i < MIN((k + 1) * join, bins); i++) {
			count += bin[i].count;
			mean[k] += bin[i].mean;
		}
		z[k] = mean[k] > 0 ? anscombe(count, mean[k]) : 0;
		if (mean[k] > 0)
			size[sizes++] = fabs(z[k]);
	}
	spread = fmax(1.4826 * median(size, sizes), 1);
	for (uint32_t k = 0; k < stretches; k++) {
		double far = fabs(z[k]) / spread, weight;

		weight = far <= 2.58 ? 1 : far > 6 ? 0 : 2.58 / far * (2.58 / far);
		if (mean[k] < 3 && z[k] < 0)
			weight = 1;
		for (uint32_t i = k * join; i < MIN((k + 1) * join, bins); i++)
			bin[i].weight = fmin(bin[i].weight, weight);
	}
	arena_rewind(scratch, mark);
}

static void fit_phi(struct baseline *baseline, const struct bin *bin, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	double *count = arena_array(scratch, baseline->bins, sizeof(*count));
	double *mean = arena_array(scratch, baseline->bins, sizeof(*mean));

	for (uint32_t i = 0; i < baseline->bins; i++) {
		count[i] = bin[i].count;
		mean[i] = bin[i].mean;
	}
	dispersion_fit(count, mean, baseline->bins, baseline->phi, scratch);
	arena_rewind(scratch, mark);
}

static void fit(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	uint32_t hour = (uint32_t)MAX(HOUR_US / baseline->bin_us, 1);

	start(baseline, bin, scratch);
	for (int robust = 0; robust <= ROBUST_ROUNDS; robust++) {
		expect(baseline, bin);
		for (uint32_t i = 0; i < baseline->bins; i++)
			bin[i].weight = 1;
		weigh(bin, baseline->bins, 1, scratch);
		if (hour > 1)
			weigh(bin, baseline->bins, hour, scratch);
		for (int round = 0; round < RATIO_ROUNDS; round++) {
			fit_level(baseline, bin, scratch);
			if (baseline->kind == BASELINE_LEVEL)
				break;
			fit_profile(baseline, bin);
			fit_week(baseline, bin);
		}
	}
	expect(baseline, bin);
	fit_phi(baseline, bin, scratch);
}

static enum baseline_kind kind_of(const struct activity *activity, const struct baseline *baseline)
{
	double events = 0;
	uint32_t known = 0;

	for (uint32_t i = 0; i < activity->cells; i++) {
		events += activity->known[i] ? activity->events[i] : 0;
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

const struct baseline *baseline_fit(const struct activity *activity, const struct zone *zone,
				    struct arena *arena, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct baseline *baseline = arena_take(arena, sizeof(*baseline));
	struct bin *bin;

	baseline->zone = zone;
	if (!activity->cells)
		return baseline;
	bin = bins_of(activity, baseline, scratch);
	baseline->kind = kind_of(activity, baseline);
	if (baseline->kind != BASELINE_NONE) {
		baseline->level = arena_array(arena, baseline->days, sizeof(double));
		baseline->sum = arena_array(arena, (size_t)baseline->bins + 1, sizeof(double));
		for (uint32_t day = 0; day < 7; day++) {
			baseline->weekday[day] = 1;
			for (uint32_t cell = 0; cell < CELLS_MAX; cell++)
				baseline->interaction[day][cell] = 1;
		}
		fit(baseline, bin, scratch);
		for (uint32_t i = 0; i < baseline->bins; i++)
			baseline->sum[i + 1] =
				baseline->sum[i] +
				mean_at(baseline, baseline->begin_us + i * baseline->bin_us);
	}
	arena_rewind(scratch, mark);
	return baseline;
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
	return baseline->sum[bin] + part * (baseline->sum[bin + 1] - baseline->sum[bin]);
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
		expected += mean_at(baseline, at) *
			    (double)(MIN(at + baseline->bin_us, MIN(to_us, begin_us)) - at) /
			    (double)baseline->bin_us;
	for (int64_t at = MAX(from_us, end_us); at < to_us; at += baseline->bin_us)
		expected += mean_at(baseline, at) *
			    (double)(MIN(at + baseline->bin_us, to_us) - at) /
			    (double)baseline->bin_us;
	return expected;
}

double baseline_phi(const struct baseline *baseline, int64_t length_us)
{
	double bins = (double)length_us / (double)(baseline->bin_us ? baseline->bin_us : 1);
	size_t right = 0;

	while (right < DISPERSION_LENGTHS && dispersion_length[right] < bins)
		right++;
	if (right == 0)
		return baseline->phi[0];
	if (right == DISPERSION_LENGTHS)
		return baseline->phi[DISPERSION_LENGTHS - 1];
	{
		double low = log(dispersion_length[right - 1]),
		       high = log(dispersion_length[right]);
		double share = (log(bins) - low) / (high - low);

		return (1 - share) * baseline->phi[right - 1] + share * baseline->phi[right];
	}
}

void baseline_interval(const struct baseline *baseline, int64_t from_us, int64_t to_us, double *low,
		       double *high)
{
	double mean = baseline_expected(baseline, from_us, to_us);
	double phi = baseline_phi(baseline, to_us - from_us);
	double root = sqrt(mean + phi * mean * mean);
	double lower = 0, upper = mean + 40 * root + 40;

	/* Where the tails are 2.5 % each, by bisection over counts. */
	*low = *high = mean;
	if (mean <= 0)
		return;
	for (double a = 0, b = mean; b - a > 0.5;) {
		lower = (a + b) / 2;
		if (exp(distribution_lower_log(floor(lower), mean, phi)) < 0.025)
			a = lower;
		else
			b = lower;
	}
	*low = floor(lower);
	for (double a = mean, b = upper; b - a > 0.5;) {
		upper = (a + b) / 2;
		if (exp(distribution_upper_log(ceil(upper), mean, phi)) < 0.025)
			b = upper;
		else
			a = upper;
	}
	*high = ceil(upper);
}
