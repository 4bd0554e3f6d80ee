/*
 * baseline_fit.c - the factors of a baseline.
 *
 * Fitted in turn by ratios of sums, which needs no derivative and can't diverge;
 * weights then take out what no factor explains, and the fit is made again.
 */
#include "analysis/baseline_parts.h"
#include "analysis/order.h"

#include <math.h>

#define ROBUST_ROUNDS 4
#define RATIO_ROUNDS 2
#define PROFILE_PRIOR 12.0 /* pseudo-counts that pull a factor toward 1 */
#define INTERACTION_PRIOR 40.0
#define FAR 2.58     /* beyond it weights fall, */
#define HOPELESS 6.0 /* and are 0 */

static double ratio(double seen, double due, double prior)
{
	return (seen + prior) / (due + prior);
}

/*
 * A start that a surge can't move: the median over days of each cell's rate. The
 * mean would start the weights on the surge's side where it is half of all events.
 */
static void start(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	struct arena *scratch = fitting->scratch;
	struct arena_mark mark = arena_mark(scratch);
	size_t places = (size_t)baseline->levels * CELLS_MAX, rates = 0;
	double *count = arena_array(scratch, places, sizeof(double));
	double *whole = arena_array(scratch, places, sizeof(double));
	double *rate = arena_array(scratch, places, sizeof(double));
	double total, mean = 0, all_count = 0, all_whole = 0;

	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];
		size_t place = (size_t)run->level * CELLS_MAX + run->group[BY_CELL];

		for (uint32_t i = run->from; i < run->to; i++) {
			count[place] += fitting->count[i];
			whole[place] += fitting->whole[i];
			all_count += fitting->count[i];
			all_whole += fitting->whole[i];
		}
	}
	for (size_t i = 0; i < places; i++)
		if (whole[i] > 0)
			rate[rates++] = count[i] / whole[i];
	total = order_median(rate, rates);
	if (total <= 0) /* most half-hours are empty: the mean is all there is */
		total = all_whole > 0 ? all_count / all_whole : 0;
	for (uint32_t cell = 0; cell < baseline->cells; cell++) {
		double middle;

		rates = 0;
		for (uint32_t day = 0; day < baseline->levels; day++) {
			size_t at = (size_t)day * CELLS_MAX + cell;

			if (whole[at] > 0)
				rate[rates++] = count[at] / whole[at];
		}
		middle = order_median(rate, rates);
		baseline->profile[cell] =
			total > 0 && baseline->kind != BASELINE_LEVEL && rates > 2
				? (middle * (double)rates + total) / (total * ((double)rates + 1))
				: 1;
		mean += baseline->profile[cell] / baseline->cells;
	}
	for (uint32_t cell = 0; cell < baseline->cells; cell++)
		baseline->profile[cell] /= mean;
	for (uint32_t i = 0; i < baseline->levels; i++)
		baseline->level[i].level = total * mean;
	arena_rewind(scratch, mark);
	fitting_season(fitting);
}

static void fit_profile(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	double seen[CELLS_MAX] = { 0 }, due[CELLS_MAX] = { 0 }, smooth[CELLS_MAX], mean = 0;
	uint32_t cells = baseline->cells;

	fitting_sum(fitting, BY_CELL, NULL, seen, due);
	for (uint32_t cell = 0; cell < cells; cell++)
		baseline->profile[cell] *= ratio(seen[cell], due[cell], PROFILE_PRIOR);
	for (uint32_t cell = 0; cell < cells; cell++) {
		smooth[cell] = cells < 4 ? baseline->profile[cell]
					 : 0.2 * baseline->profile[(cell + cells - 1) % cells] +
						   0.6 * baseline->profile[cell] +
						   0.2 * baseline->profile[(cell + 1) % cells];
		mean += smooth[cell] / cells;
	}
	for (uint32_t cell = 0; cell < cells; cell++)
		baseline->profile[cell] = mean > 0 ? smooth[cell] / mean : 1;
	fitting_season(fitting);
}

static void fit_weekday(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	double seen[7] = { 0 }, due[7] = { 0 }, mean = 0;

	fitting_sum(fitting, BY_WEEKDAY, NULL, seen, due);
	for (uint32_t day = 0; day < 7; day++) {
		baseline->weekday[day] *= ratio(seen[day], due[day], PROFILE_PRIOR);
		mean += baseline->weekday[day] / 7;
	}
	for (uint32_t day = 0; day < 7; day++)
		baseline->weekday[day] /= mean;
	fitting_season(fitting);
}

static void fit_interaction(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	double seen[7][CELLS_MAX] = { 0 }, due[7][CELLS_MAX] = { 0 };

	fitting_sum(fitting, BY_BOTH, &baseline->interaction[0][0], &seen[0][0], &due[0][0]);
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->interaction[day][cell] =
				ratio(seen[day][cell], due[day][cell], INTERACTION_PRIOR);
	fitting_season(fitting);
}

/* Anscombe's residual, about a standard normal for a Poisson count, of its cube root. */
static double residual(double of_count, double mean)
{
	double root = cbrt(mean > 1e-6 ? mean : 1e-6);

	return 1.5 * (of_count * of_count - root * root) / sqrt(root);
}

/* Weights of Noufaily et al. over stretches of `join` bins, folded into what is there. */
static void weigh(struct fitting *fitting, uint32_t join)
{
	struct arena_mark mark = arena_mark(fitting->scratch);
	uint32_t bins = fitting->baseline->bins, stretches = (bins + join - 1) / join;
	double *z = arena_array(fitting->scratch, stretches, sizeof(double));
	double *size = arena_array(fitting->scratch, stretches, sizeof(double)), spread;
	double *mean = arena_array(fitting->scratch, stretches, sizeof(double));
	size_t sizes = 0;

	for (uint32_t k = 0; k < stretches; k++) {
		double count = 0;

		for (uint32_t i = k * join; i < MIN((k + 1) * join, bins); i++) {
			count += fitting->count[i];
			mean[k] += fitting->mean[i];
		}
		z[k] = mean[k] > 0 ? residual(join == 1 ? fitting->root[k] : cbrt(count), mean[k])
				   : 0;
		if (mean[k] > 0)
			size[sizes++] = fabs(z[k]);
	}
	spread = fmax(1.4826 * order_median(size, sizes), 1);
	for (uint32_t k = 0; k < stretches; k++) {
		double far = fabs(z[k]) / spread, weight;

		weight = far <= FAR ? 1 : far > HOPELESS ? 0 : FAR / far * (FAR / far);
		if (mean[k] < 3 && z[k] < 0)
			weight = 1;
		for (uint32_t i = k * join; i < MIN((k + 1) * join, bins); i++)
			if (weight < fitting->weight[i])
				fitting->weight[i] = weight;
	}
	arena_rewind(fitting->scratch, mark);
}

static void weigh_all(struct fitting *fitting)
{
	uint32_t hour = (uint32_t)MAX(HOUR_US / fitting->baseline->bin_us, 1);

	fitting_expect(fitting);
	ones(fitting->weight, fitting->baseline->bins);
	weigh(fitting, 1);
	if (hour > 1)
		weigh(fitting, hour);
}

void baseline_fit_factors(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;

	ones(baseline->weekday, LENGTH(baseline->weekday));
	ones(&baseline->interaction[0][0], sizeof(baseline->interaction) / sizeof(double));
	ones(baseline->regular, LENGTH(baseline->regular));
	ones(&baseline->regular_week[0][0], sizeof(baseline->regular_week) / sizeof(double));
	for (uint32_t i = 0; i < baseline->bins; i++)
		fitting->root[i] = cbrt(fitting->count[i]);
	start(fitting);
	for (int robust = 0; robust <= ROBUST_ROUNDS; robust++) {
		if (robust == 1)
			baseline_fit_steps(fitting);
		if (robust % 2) /* it takes out what comes back; the rounds after only polish */
			baseline_fit_regular(fitting);
		weigh_all(fitting);
		/* One round is enough while the weights still move. */
		for (int round = robust < ROBUST_ROUNDS - 1 ? RATIO_ROUNDS - 1 : 0;
		     round < RATIO_ROUNDS; round++) {
			baseline_fit_level(fitting);
			if (baseline->kind == BASELINE_LEVEL)
				continue;
			fit_profile(fitting);
			if (baseline->kind == BASELINE_WEEKLY)
				fit_weekday(fitting);
			if (baseline->kind == BASELINE_WEEKLY && baseline->days >= SEASON_DAYS)
				fit_interaction(fitting);
		}
	}
	fitting_expect(fitting);
	dispersion_fit(fitting->count, fitting->mean, baseline->bins, &baseline->dispersion,
		       fitting->scratch);
}
