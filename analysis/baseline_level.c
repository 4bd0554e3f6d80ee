/*
 * baseline_level.c - the level of a baseline: smooth over days, but for steps.
 *
 * A move to another machine, a new customer, a crawler blocked: traffic may be twice
 * or half from one minute on and stay so. A smooth level would be wrong for days
 * around it. Steps are looked for in the days' robust levels (medians over hours),
 * where the medians of up to seven days before and after lie far apart.
 */
#include "analysis/baseline_parts.h"
#include "analysis/order.h"

#include <math.h>

#define LEVEL_SD_DAYS 3.5
#define STEP_DAYS 7     /* looked at to each side, */
#define STEP_DAYS_MIN 4 /* and at least so many: less is an episode */
#define STEP_LOG 0.22   /* of a quarter more, or a fifth less */
#define STEP_SPREADS 5.0
#define STEP_REACH 3
#define STEPS_MAX 16
#define BETWEEN 1.08 /* so far from both levels is between them */

/* Expected of a bin for a level of 1. */
static double bin_due(const struct fitting *fitting, uint32_t bin)
{
	double level = fitting->baseline->level[fitting->level[bin]].level;

	return level > 0 ? fitting->mean[bin] / level : 0;
}

/* The level that a bin by itself speaks for. */
static double bin_level(const struct fitting *fitting, uint32_t bin)
{
	double due = bin_due(fitting, bin);

	return due > 0 ? fitting->count[bin] / due : 0;
}

/* Weighted sums of each stretch. */
static void sum_stretches(const struct fitting *fitting, double *seen, double *due)
{
	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];
		double level = fitting->baseline->level[run->level].level;
		double run_seen = seen[run->level], run_due = due[run->level];

		for (uint32_t i = run->from; i < run->to; i++) {
			run_seen += fitting->weight[i] * fitting->count[i];
			if (level > 0)
				run_due += fitting->weight[i] *
					   (fitting_mean(fitting, run, level, i) / level);
		}
		seen[run->level] = run_seen;
		due[run->level] = run_due;
	}
}

void baseline_fit_level(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	struct arena_mark mark = arena_mark(fitting->scratch);
	struct stretch_of_level *level = baseline->level;
	double *seen = arena_array(fitting->scratch, baseline->levels, sizeof(double));
	double *due = arena_array(fitting->scratch, baseline->levels, sizeof(double));
	/* A short past has one level but for its steps. */
	double sd = baseline->days >= SEASON_DAYS ? LEVEL_SD_DAYS : INFINITY;
	int64_t reach = baseline->days >= SEASON_DAYS ? (int64_t)(4 * LEVEL_SD_DAYS) : SEASON_DAYS;
	uint32_t first = 0;

	sum_stretches(fitting, seen, due);
	for (uint32_t i = 0; i < baseline->levels; i++) {
		double near_seen = 0, near_due = 0;

		while (level[i].day - level[first].day > reach)
			first++;
		for (uint32_t other = first;
		     other < baseline->levels && level[other].day - level[i].day <= reach;
		     other++) {
			double apart = (double)(level[other].day - level[i].day) / sd;
			double weight = exp(-apart * apart / 2);

			if (level[other].part != level[i].part)
				continue;
			near_seen += weight * seen[other];
			near_due += weight * due[other];
		}
		if (near_due > 0)
			level[i].level = near_seen / near_due;
	}
	arena_rewind(fitting->scratch, mark);
}

/* ln of a day's level as the median over its hours; NAN where little is known of it. */
static double day_level(const struct fitting *fitting, uint32_t from, uint32_t to)
{
	uint32_t hour = (uint32_t)MAX(HOUR_US / fitting->baseline->bin_us, 1), hours = 0;
	double rate[32], middle, counts = 0;

	for (uint32_t at = from; at < to && hours < LENGTH(rate); at += hour) {
		double count = 0, due = 0;

		for (uint32_t i = at; i < MIN(at + hour, to); i++) {
			count += fitting->count[i];
			due += bin_due(fitting, i);
		}
		if (due > 0)
			rate[hours++] = count / due;
		counts += count;
	}
	middle = order_median(rate, hours);
	return counts >= 20 && middle > 0 && (hours >= 12 || hour > 12) ? log(middle) : NAN;
}

struct side {
	double middle, spread;
	uint32_t days;
};

static struct side side_of(const double *day, int64_t from, int64_t to, int64_t days)
{
	double value[STEP_DAYS];
	struct side side = { 0 };

	for (int64_t i = MAX(from, 0); i < MIN(to, days); i++)
		if (!isnan(day[i]))
			value[side.days++] = day[i];
	side.middle = order_median(value, side.days);
	for (uint32_t i = 0; i < side.days; i++)
		value[i] = fabs(value[i] - side.middle);
	side.spread = 1.4826 * order_median(value, side.days);
	return side;
}

/* How far a step before `at` stands out; 0: not far enough. */
static double step_strength(const double *day, int64_t at, int64_t first, int64_t last)
{
	struct side before = side_of(day, MAX(at - STEP_DAYS, first), at, last);
	struct side after = side_of(day, at, MIN(at + STEP_DAYS, last), last);
	double apart = fabs(after.middle - before.middle);
	double spread = fmax(fmax(before.spread, after.spread), 0.02);

	if (before.days < STEP_DAYS_MIN || after.days < STEP_DAYS_MIN || apart < STEP_LOG ||
	    apart < STEP_SPREADS * spread)
		return 0;
	return apart / spread * apart;
}

/*
 * The bin at which a step happened, within three days of `at`, which medians don't
 * tell apart: by likelihood of one level before it and the other after.
 */
static uint32_t step_bin(const struct fitting *fitting, const double *day, const uint32_t *first,
			 int64_t at)
{
	int64_t days = fitting->baseline->days;
	struct side before = side_of(day, at - STEP_DAYS, at, at);
	struct side after = side_of(day, at, at + STEP_DAYS, days);
	double low = exp(before.middle), high = exp(after.middle), sum = 0, best = 0;
	uint32_t from = first[MAX(at - STEP_REACH, 0)], best_at = from;
	uint32_t to = first[MIN(at + STEP_REACH, days)];

	for (uint32_t i = from; i < to; i++) {
		sum += fitting->count[i] * log(low / high) - (low - high) * bin_due(fitting, i);
		if (sum > best) {
			best = sum;
			best_at = i + 1;
		}
	}
	return best_at;
}

/* Begin a part at a bin: its day is cut in two there. */
static void cut(struct fitting *fitting, uint32_t at)
{
	struct baseline *baseline = fitting->baseline;
	uint32_t own = fitting->level[at], shift;
	struct stretch_of_level *level;

	if (at == 0)
		return;
	shift = fitting->level[at - 1] == own; /* within a day, which gets a second stretch */
	level = arena_array(fitting->arena, (size_t)baseline->levels + shift, sizeof(*level));
	for (uint32_t i = 0; i < baseline->levels + shift; i++) {
		level[i] = baseline->level[i > own ? i - shift : i];
		level[i].part += i >= own + shift;
	}
	baseline->level = level;
	baseline->levels += shift;
	for (uint32_t i = at; i < baseline->bins; i++)
		fitting->level[i] += shift;
}

/*
 * A step within a bin leaves one that lies between both levels, which would look
 * like a small episode: it becomes a part of its own.
 */
static void cut_around(struct fitting *fitting, uint32_t at)
{
	uint32_t last = fitting->baseline->bins - 1;

	for (uint32_t i = MAX(at, 1) - 1; i < MIN(at + 1, last) && at; i++) {
		double before = i ? bin_level(fitting, i - 1) : 0;
		double after = bin_level(fitting, i + 1), own = bin_level(fitting, i);

		if (own > BETWEEN * fmin(before, after) && own * BETWEEN < fmax(before, after)) {
			cut(fitting, i + 1);
			cut(fitting, i);
			return;
		}
	}
	cut(fitting, at);
}

void baseline_fit_steps(struct fitting *fitting)
{
	const struct baseline *baseline = fitting->baseline;
	struct arena *scratch = fitting->scratch;
	struct arena_mark mark = arena_mark(scratch);
	uint32_t days = baseline->days;
	double *day;
	uint32_t *first;
	uint32_t step[STEPS_MAX], steps = 0;

	/* One stretch a day as yet; a day without a bin would make the arrays long and empty. */
	if (baseline->levels != days || days < 2 * STEP_DAYS_MIN)
		return;
	fitting_expect(fitting);
	day = arena_array(scratch, days, sizeof(*day));
	first = arena_array(scratch, (size_t)days + 1, sizeof(*first));
	for (uint32_t i = baseline->bins; i-- > 0;)
		first[fitting->level[i]] = i;
	first[days] = baseline->bins;
	for (uint32_t i = 0; i < days; i++)
		day[i] = day_level(fitting, first[i], first[i + 1]);
	/* From the left: the strongest within a week ahead of the first that stands out. */
	for (int64_t at = 1, from = 0; at < days && steps < STEPS_MAX; at++) {
		double best = step_strength(day, at, from, days);
		int64_t best_at = at;

		if (best <= 0)
			continue;
		for (int64_t next = at + 1; next < MIN(at + STEP_DAYS, (int64_t)days); next++) {
			double strength = step_strength(day, next, from, days);

			if (strength > best) {
				best = strength;
				best_at = next;
			}
		}
		step[steps++] = step_bin(fitting, day, first, best_at);
		from = best_at;
		at = best_at + STEP_DAYS_MIN - 1;
	}
	for (uint32_t i = steps; i-- > 0;)
		if (step[i] < baseline->bins)
			cut_around(fitting, step[i]);
	arena_rewind(scratch, mark);
	if (steps)
		fitting_find_runs(fitting);
}
