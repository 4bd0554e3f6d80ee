/*
 * test_baseline.c - what a baseline takes run by run against the same taken bin by bin, by the
 * calendar: in zones whose offset changes, and once was no whole number of bins.
 */
#include "analysis/baseline_parts.h"
#include "tests/bench/rng_real.h"
#include "tests/support/test.h"

#include <string.h>
#include <time.h>

#define DAYS 40
#define MINUTES (DAYS * 24 * 60)

static const struct {
	const char *what, *zone;
	int64_t begin_s; /* since 1970 */
	int64_t width_us;
	bool odd; /* bins lie in two ways in their slots */
} cases[] = {
	{ "no offset", "UTC", 1767225600, MINUTE_US, false },
	{ "an hour left out", "Europe/Berlin", 1773600000, MINUTE_US, false },
	{ "an hour twice", "America/New_York", 1760702400, MINUTE_US, false },
	{ "45 minutes", "Asia/Kathmandu", 1767230100, MINUTE_US, false },
	{ "44 min 30 s until 7 January 1972", "Africa/Monrovia", 62035200, MINUTE_US, true },
	{ "by the half-hour", "Australia/Lord_Howe", 1773600000, 30 * MINUTE_US, false },
	{ "by the day, at another hour from 29 March", "Europe/Berlin", 1773600000, DAY_US, true },
};

struct made {
	struct arena arena;
	struct activity activity;
	struct fitting fitting;
	struct baseline *baseline;
};

static struct made make(size_t of, struct rng *rng)
{
	struct made made = { .arena = { 0 } };
	uint32_t cells = (uint32_t)(MINUTES * MINUTE_US / cases[of].width_us);
	double *events = arena_array(&made.arena, cells, sizeof(double));
	uint8_t *known = arena_array(&made.arena, cells, 1);
	struct error error;

	for (uint32_t i = 0; i < cells; i++) {
		events[i] = (double)rng_poisson(rng, 5 + 4 * sin(i / 200.0));
		known[i] = i / 100 % 9 != 3;
	}
	made.baseline = arena_take(&made.arena, sizeof(*made.baseline));
	assert_true(zone_find(cases[of].zone, &made.arena, &made.baseline->zone, &error));
	made.activity = (struct activity){ .begin_us = cases[of].begin_s * SECOND_US,
					   .width_us = cases[of].width_us,
					   .cells = cells,
					   .events = events,
					   .known = known };
	return made;
}

/* Where a bin lies by the calendar, and what the factors say of it there. */
struct alone {
	int64_t day; /* since 1970 */
	uint32_t weekday, cell;
	double season;
};

static struct alone bin_alone(const struct baseline *baseline, uint32_t bin)
{
	int64_t middle_us = baseline->begin_us + bin * baseline->bin_us + baseline->bin_us / 2;
	time_t local_s = middle_us / SECOND_US + zone_offset_s(baseline->zone, middle_us);
	double factor[2]; /* of the cells between whose middles it lies */
	struct alone alone;
	uint32_t of_day_s;
	double past, from;
	struct tm clock;

	assert_int_equal(middle_us % SECOND_US, 0);
	assert_non_null(gmtime_r(&local_s, &clock));
	of_day_s = (uint32_t)(clock.tm_hour * 3600 + clock.tm_min * 60 + clock.tm_sec);
	alone.day = (local_s - of_day_s) / 86400;
	alone.weekday = (uint32_t)clock.tm_wday; /* 0: Sunday */
	alone.cell = of_day_s * baseline->cells / 86400;
	past = of_day_s / (86400.0 / baseline->cells) - 0.5;
	from = floor(past);
	for (int i = 0; i < 2; i++) {
		uint32_t cell = (uint32_t)(from + i + baseline->cells) % baseline->cells;

		factor[i] = baseline->profile[cell] * baseline->weekday[alone.weekday] *
			    baseline->interaction[alone.weekday][cell];
	}
	alone.season = (factor[0] + (past - from) * (factor[1] - factor[0])) *
		       baseline->regular[(uint64_t)of_day_s * baseline->slots / 86400] *
		       baseline->regular_week[alone.weekday][alone.cell];
	return alone;
}

static bool is_near(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

/* Factors that are all different, so that none can stand for another. */
static void draw_factors(struct baseline *baseline, struct rng *rng)
{
	for (uint32_t i = 0; i < CELLS_MAX; i++)
		baseline->profile[i] = 0.5 + rng_unit(rng);
	for (uint32_t i = 0; i < SLOTS_MAX; i++)
		baseline->regular[i] = 0.5 + rng_unit(rng);
	for (uint32_t day = 0; day < 7; day++) {
		baseline->weekday[day] = 0.5 + rng_unit(rng);
		for (uint32_t i = 0; i < CELLS_MAX; i++) {
			baseline->interaction[day][i] = 0.5 + rng_unit(rng);
			baseline->regular_week[day][i] = 0.5 + rng_unit(rng);
		}
	}
	for (uint32_t i = 0; i < baseline->levels; i++)
		baseline->level[i].level = 10 * rng_unit(rng);
}

static void expects_the_same_as_bin_by_bin(void **state)
{
	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct rng rng = { .state = 3 + c };
		struct made made = make(c, &rng);
		struct fitting *fitting = &made.fitting;
		struct baseline *baseline = made.baseline;
		double own[7 * CELLS_MAX], most = 0;
		static double seen[GROUPINGS][7 * CELLS_MAX], due[GROUPINGS][7 * CELLS_MAX];

		print_message("%s\n", cases[c].what);
		*fitting = (struct fitting){ .baseline = baseline,
					     .arena = &made.arena,
					     .scratch = &made.arena };
		fitting_init(fitting, &made.activity, made.activity.events, NULL);
		/* A level that begins anew within a day. */
		baseline->level =
			arena_grow(&made.arena, baseline->level, baseline->levels,
				   &(size_t){ baseline->levels }, sizeof(*baseline->level));
		baseline->level[baseline->levels] = baseline->level[baseline->levels - 1];
		baseline->levels++;
		for (uint32_t i = baseline->bins / 3; i < baseline->bins; i++)
			fitting->level[i]++;
		fitting_find_runs(fitting);
		draw_factors(baseline, &rng);
		for (uint32_t i = 0; i < 7 * CELLS_MAX; i++)
			own[i] = 0.5 + rng_unit(&rng);
		for (uint32_t i = 0; i < baseline->bins; i++)
			fitting->weight[i] = rng_unit(&rng);
		fitting_season(fitting);
		fitting_expect(fitting);
		memset(seen, 0, sizeof(seen));
		memset(due, 0, sizeof(due));
		for (uint32_t i = 0; i < baseline->bins; i++) {
			struct alone alone = bin_alone(baseline, i);
			uint32_t both = alone.weekday * CELLS_MAX + alone.cell;
			double mean = fitting->whole[i] * baseline->level[fitting->level[i]].level *
				      alone.season;
			double weight = fitting->weight[i], count = fitting->count[i];

			assert_true(is_near(fitting->mean[i], mean));
			assert_int_equal(alone.day - baseline->first_day,
					 fitting->level[i] - (i >= baseline->bins / 3));
			seen[BY_CELL][alone.cell] += weight * count;
			due[BY_CELL][alone.cell] += weight * mean;
			seen[BY_WEEKDAY][alone.weekday] += weight * count;
			due[BY_WEEKDAY][alone.weekday] += weight * mean;
			seen[BY_BOTH][both] += weight * count;
			due[BY_BOTH][both] += weight * mean / own[both];
			most = fmax(most, mean);
		}
		assert_true(most > 0);
		for (int by = 0; by < GROUPINGS; by++) {
			double got_seen[7 * CELLS_MAX] = { 0 }, got_due[7 * CELLS_MAX] = { 0 };

			fitting_sum(fitting, (enum grouping)by, by == BY_BOTH ? own : NULL,
				    got_seen, got_due);
			for (uint32_t i = 0; i < 7 * CELLS_MAX; i++)
				assert_true(got_seen[i] == seen[by][i] &&
					    is_near(got_due[i], due[by][i]));
		}
		/* A week of phases at most, but where bins once lay otherwise. */
		assert_int_equal(fitting->phases > 7 * baseline->slots, cases[c].odd);
		arena_release(&made.arena);
	}
}

/* Half of the activity six times as high, so that the level steps, within a day. */
static void step_up(struct made *made)
{
	double *events = (double *)(uintptr_t)made->activity.events;

	for (uint32_t i = made->activity.cells / 2 + 7; i < made->activity.cells; i++)
		events[i] *= 6;
}

/* What is recalled of a baseline answers as the one that was kept did, to the bit. */
static void recalls_what_was_kept(void **state)
{
	uint32_t cut_within_a_day = 0;

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct rng rng = { .state = 7 + c };
		struct made made = make(c, &rng);
		struct arena scratch = { 0 }, fits = { 0 }, kept = { 0 }, recalled = { 0 };
		uint32_t cells = made.activity.cells;
		double *mean = arena_array(&made.arena, 2 * (size_t)cells, sizeof(double));
		const struct baseline_kept *packed;
		const struct baseline *fitted, *again;
		int64_t from_us[500], to_us[500];
		double expected[500], phi;
		enum baseline_kind kind;

		print_message("%s\n", cases[c].what);
		step_up(&made);
		fitted = baseline_fit(&made.activity, made.baseline->zone, &fits, &scratch);
		baseline_cells(fitted, &made.activity, NULL, mean);
		for (size_t i = 0; i < LENGTH(expected); i++) {
			from_us[i] = made.activity.begin_us - 5 * DAY_US +
				     (int64_t)(rng_unit(&rng) * 50 * DAY_US);
			to_us[i] = from_us[i] + (int64_t)(rng_unit(&rng) * 3 * DAY_US);
			expected[i] = baseline_expected(fitted, from_us[i], to_us[i]);
		}
		for (uint32_t i = 1; i < fitted->levels; i++)
			cut_within_a_day += fitted->level[i].day == fitted->level[i - 1].day;
		phi = baseline_phi(fitted, HOUR_US);
		kind = baseline_kind(fitted);
		packed = baseline_keep(fitted, &kept);
		assert_true(kept.taken_bytes < 6000); /* of sixteen thousand in factors alone */
		arena_release(&fits);
		again = baseline_recall(packed, &recalled);
		assert_int_equal(baseline_kind(again), kind);
		assert_true(baseline_phi(again, HOUR_US) == phi);
		baseline_cells(again, &made.activity, NULL, mean + cells);
		assert_memory_equal(mean, mean + cells, cells * sizeof(double));
		for (size_t i = 0; i < LENGTH(expected); i++)
			assert_true(expected[i] == baseline_expected(again, from_us[i], to_us[i]));
		arena_release(&recalled);
		arena_release(&kept);
		arena_release(&scratch);
		arena_release(&made.arena);
	}
	assert_true(cut_within_a_day > 2);
}

/* Nothing is expected of next to nothing, nor of what is recalled of it. */
static void recalls_nothing_of_nothing(void **state)
{
	static const uint32_t cells[] = { 0, 1, 59 };
	static const double events[59] = { 1 };
	static const uint8_t known[59] = { 1 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cells); i++) {
		const struct activity activity = {
			.width_us = MINUTE_US, .cells = cells[i], .events = events, .known = known
		};
		struct arena arena = { 0 }, fits = { 0 };
		const struct baseline *again = baseline_recall(
			baseline_keep(baseline_fit(&activity, zone_utc, &fits, &arena), &arena),
			&arena);

		arena_release(&fits);
		assert_int_equal(baseline_kind(again), BASELINE_NONE);
		assert_true(baseline_expected(again, 0, HOUR_US) == 0);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expects_the_same_as_bin_by_bin),
		cmocka_unit_test(recalls_what_was_kept),
		cmocka_unit_test(recalls_nothing_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
