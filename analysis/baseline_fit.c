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
static void start(struct baseline *baseline, const struct bin *bin, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	size_t places = (size_t)baseline->levels * CELLS_MAX, rates = 0;
	double *count = arena_array(scratch, places, sizeof(double));
	double *whole = arena_array(scratch, places, sizeof(double));
	double *rate = arena_array(scratch, places, sizeof(double));
	double total, mean = 0, all_count = 0, all_whole = 0;

	for (uint32_t i = 0; i < baseline->bins; i++) {
		count[(size_t)bin[i].level * CELLS_MAX + bin[i].cell] += bin[i].count;
		whole[(size_t)bin[i].level * CELLS_MAX + bin[i].cell] += bin[i].whole;
		all_count += bin[i].count;
		all_whole += bin[i].whole;
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
}

static void fit_profile(struct baseline *baseline, struct bin *bin)
{
	double seen[CELLS_MAX] = { 0 }, due[CELLS_MAX] = { 0 }, smooth[CELLS_MAX], mean = 0;
	uint32_t cells = baseline->cells;

	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		seen[bin[i].cell] += bin[i].weight * bin[i].count;
		due[bin[i].cell] += bin[i].weight * bin[i].mean;
	}
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
}

static void fit_weekday(struct baseline *baseline, struct bin *bin)
{
	double seen[7] = { 0 }, due[7] = { 0 }, mean = 0;

	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		seen[bin[i].weekday] += bin[i].weight * bin[i].count;
		due[bin[i].weekday] += bin[i].weight * bin[i].mean;
	}
	for (uint32_t day = 0; day < 7; day++) {
		baseline->weekday[day] *= ratio(seen[day], due[day], PROFILE_PRIOR);
		mean += baseline->weekday[day] / 7;
	}
	for (uint32_t day = 0; day < 7; day++)
		baseline->weekday[day] /= mean;
}

static void fit_interaction(struct baseline *baseline, struct bin *bin)
{
	double seen[7][CELLS_MAX] = { 0 }, due[7][CELLS_MAX] = { 0 };

	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++) {
		double own = baseline->interaction[bin[i].weekday][bin[i].cell];

		seen[bin[i].weekday][bin[i].cell] += bin[i].weight * bin[i].count;
		due[bin[i].weekday][bin[i].cell] += bin[i].weight * bin[i].mean / own;
	}
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->interaction[day][cell] =
				ratio(seen[day][cell], due[day][cell], INTERACTION_PRIOR);
}

/* Anscombe's residual, about a standard normal for a Poisson count, of its cube root. */
static double residual(double of_count, double mean)
{
	double root;

	mean = fmax(mean, 1e-6);
	root = cbrt(mean);
	return 1.5 * (of_count * of_count - root * root) / sqrt(root);
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
		z[k] = mean[k] > 0 ? residual(join == 1 ? bin[k].root : cbrt(count), mean[k]) : 0;
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
			bin[i].weight = fmin(bin[i].weight, weight);
	}
	arena_rewind(scratch, mark);
}

static void weigh_all(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	uint32_t hour = (uint32_t)MAX(HOUR_US / baseline->bin_us, 1);

	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++)
		bin[i].weight = 1;
	weigh(bin, baseline->bins, 1, scratch);
	if (hour > 1)
		weigh(bin, baseline->bins, hour, scratch);
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
	dispersion_fit(count, mean, baseline->bins, &baseline->dispersion, scratch);
	arena_rewind(scratch, mark);
}

static void ones(double *factor, size_t count)
{
	for (size_t i = 0; i < count; i++)
		factor[i] = 1;
}

void baseline_fit_factors(struct baseline *baseline, struct bin *bin, struct arena *arena,
			  struct arena *scratch)
{
	ones(baseline->weekday, LENGTH(baseline->weekday));
	ones(&baseline->interaction[0][0], sizeof(baseline->interaction) / sizeof(double));
	ones(baseline->regular, LENGTH(baseline->regular));
	ones(&baseline->regular_week[0][0], sizeof(baseline->regular_week) / sizeof(double));
	for (uint32_t i = 0; i < baseline->bins; i++)
		bin[i].root = cbrt(bin[i].count);
	start(baseline, bin, scratch);
	for (int robust = 0; robust <= ROBUST_ROUNDS; robust++) {
		if (robust == 1)
			baseline_fit_steps(baseline, bin, arena, scratch);
		if (robust % 2) /* it takes out what comes back; the rounds after only polish */
			baseline_fit_regular(baseline, bin, scratch);
		weigh_all(baseline, bin, scratch);
		/* One round is enough while the weights still move. */
		for (int round = robust < ROBUST_ROUNDS - 1 ? RATIO_ROUNDS - 1 : 0;
		     round < RATIO_ROUNDS; round++) {
			baseline_fit_level(baseline, bin, scratch);
			if (baseline->kind == BASELINE_LEVEL)
				continue;
			fit_profile(baseline, bin);
			if (baseline->kind == BASELINE_WEEKLY)
				fit_weekday(baseline, bin);
			if (baseline->kind == BASELINE_WEEKLY && baseline->days >= SEASON_DAYS)
				fit_interaction(baseline, bin);
		}
	}
	baseline_expect(baseline, bin);
	fit_phi(baseline, bin, scratch);
}
