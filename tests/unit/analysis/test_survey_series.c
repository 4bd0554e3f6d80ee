/* test_survey_series.c - counted statistics: one grid for calendars, no two measures on one axis. */
#include "analysis/survey.h"
#include "core/clock.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/surveyed.h"

#include <math.h>

static void reads_statistics(void **state)
{
	static const struct happening row[] = {
		{ .at_us = 10 * DAY_US, .length_us = DAY_US, .weight = 500 },
		/* Berlin's midnight before the UTC day that the row mostly covers. */
		{ .at_us = 11 * DAY_US - HOUR_US, .length_us = DAY_US, .weight = 700 },
		{ .at_us = 13 * DAY_US, .length_us = DAY_US, .weight = 900 },
		{ .at_us = 9 * DAY_US, .length_us = 7 * DAY_US, .weight = 5000 },
	};
	struct fixture fixture;
	struct activity got;
	const char *note;

	(void)state;
	given(&fixture, row, LENGTH(row), plain);
	got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
	assert_non_null(note); /* the weekly row is left aside */
	assert_true(got.counted && got.width_us == DAY_US && got.begin_us == 10 * DAY_US);
	assert_int_equal(got.cells, 4);
	assert_true(got.events[0] == 500 && got.events[1] == 700 && got.events[3] == 900);
	assert_false(got.known[2]);
	assert_null(got.first_us);
	done(&fixture);
}

/* Of counts of several kinds for one service one kind is taken, and nothing added to it. */
static void never_mixes_measures(void **state)
{
	static const struct {
		const char *what;
		struct happening row[4];
		double events[2];
		uint8_t metric;
		bool counted;
	} cases[] = {
		{ "visitors and hits of the same days",
		  { { .length_us = DAY_US, .weight = 5, .measure = 1, .metric = SEICHE_COUNTS_VISITORS },
		    { .length_us = DAY_US, .weight = 70, .measure = 2, .metric = SEICHE_COUNTS_HITS },
		    { .at_us = DAY_US, .length_us = DAY_US, .weight = 80, .measure = 2,
		      .metric = SEICHE_COUNTS_HITS },
		    { .at_us = DAY_US, .length_us = DAY_US, .weight = 6, .measure = 1,
		      .metric = SEICHE_COUNTS_VISITORS } },
		  { 70, 80 }, SEICHE_COUNTS_HITS, true },
		{ "the same metric by two programs: the first",
		  { { .length_us = DAY_US, .weight = 5, .measure = 2, .metric = SEICHE_COUNTS_HITS },
		    { .length_us = DAY_US, .weight = 70, .measure = 1, .metric = SEICHE_COUNTS_HITS },
		    { .at_us = DAY_US, .length_us = DAY_US, .weight = 80, .measure = 1,
		      .metric = SEICHE_COUNTS_HITS },
		    { .at_us = DAY_US, .length_us = DAY_US, .weight = 6, .measure = 2,
		      .metric = SEICHE_COUNTS_HITS } },
		  { 70, 80 }, SEICHE_COUNTS_HITS, true },
		{ "the finer goes before the nearer",
		  { { .length_us = DAY_US, .weight = 5, .measure = 1, .metric = SEICHE_COUNTS_HITS },
		    { .at_us = DAY_US, .length_us = DAY_US, .weight = 5, .measure = 1,
		      .metric = SEICHE_COUNTS_HITS },
		    { .length_us = HOUR_US, .weight = 7, .measure = 2,
		      .metric = SEICHE_COUNTS_VISITS },
		    { .at_us = HOUR_US, .length_us = HOUR_US, .weight = 8, .measure = 2,
		      .metric = SEICHE_COUNTS_VISITS } },
		  { 7, 8 }, SEICHE_COUNTS_VISITS, true },
		{ "a log whose source counts besides is a log",
		  { { .measure = 1, .metric = SEICHE_COUNTS_HITS },
		    { .at_us = MINUTE_US, .measure = 1, .metric = SEICHE_COUNTS_HITS },
		    { .length_us = MINUTE_US, .weight = 7, .measure = 1,
		      .metric = SEICHE_COUNTS_HITS },
		    { .at_us = MINUTE_US, .length_us = MINUTE_US, .weight = 8, .measure = 1,
		      .metric = SEICHE_COUNTS_HITS } },
		  { 1, 1 }, SEICHE_COUNTS_EVENTS, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		for (uint32_t parts = 1; parts <= 3; parts += 2) {
			const struct feed_plan plan = { .parts = parts, .batch = 64 };
			struct fixture fixture;
			struct activity got;
			const char *note;

			print_message("%s\n", cases[i].what);
			given(&fixture, cases[i].row, LENGTH(cases[i].row), plan);
			assert_int_equal(survey_services(fixture.survey), 1);
			got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
			assert_non_null(note);
			assert_int_equal(got.metric, cases[i].metric);
			assert_int_equal(got.counted, cases[i].counted);
			assert_int_equal(got.cells, 2);
			assert_true(got.events[0] == cases[i].events[0] &&
				    got.events[1] == cases[i].events[1]);
			done(&fixture);
		}
}

/* What hosts count together in a minute, 2^53 and more, is the same whoever was read first. */
static void adds_hosts_in_one_order(void **state)
{
	/* Twice one, then 2^53: each one alone would be lost after it. */
	static const struct happening row[] = {
		{ .length_us = MINUTE_US, .weight = 1, .host = "a" },
		{ .length_us = MINUTE_US, .weight = 1, .host = "b" },
		{ .length_us = MINUTE_US, .weight = UINT64_C(1) << 53, .host = "c" },
	};
	static const uint32_t orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					      { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	(void)state;
	for (size_t o = 0; o < LENGTH(orders); o++)
		for (uint32_t parts = 1; parts <= 3; parts++) {
			struct happening line[LENGTH(row)];
			struct fixture fixture;

			for (size_t i = 0; i < LENGTH(row); i++)
				line[i] = row[orders[o][i]];
			given(&fixture, line, LENGTH(row), (struct feed_plan){ parts, 1, false });
			assert_true(survey_activity(fixture.survey, 0, &fixture.arena, NULL).events[0] ==
				    0x1p53 + 2);
			done(&fixture);
		}
}

/* Rows that begin where the one before ends, of these lengths, and what they come to. */
static void lays_calendars_on_one_grid(void **state)
{
	static const struct {
		const char *what;
		int64_t length_us[4];
		int64_t width_us;
	} cases[] = {
		{ "days, one of 23 hours", { DAY_US, DAY_US, DAY_US - HOUR_US, DAY_US }, DAY_US },
		{ "days, one of 25 hours", { DAY_US, DAY_US + HOUR_US, DAY_US, DAY_US }, DAY_US },
		{ "January to April",
		  { 31 * DAY_US, 28 * DAY_US, 31 * DAY_US, 30 * DAY_US },
		  2629746 * SECOND_US },
		{ "a month that was seen in part comes first",
		  { 17 * DAY_US, 28 * DAY_US, 31 * DAY_US, 30 * DAY_US },
		  2629746 * SECOND_US },
		{ "years, one a leap year",
		  { 365 * DAY_US, 365 * DAY_US, 366 * DAY_US, 365 * DAY_US },
		  31556952 * SECOND_US },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct happening row[4];
		int64_t at_us = INT64_C(1388534400) * SECOND_US; /* 2014-01-01 */
		bool in_part = cases[i].length_us[0] == 17 * DAY_US;
		struct fixture fixture;
		struct activity got;
		const char *note;

		print_message("%s\n", cases[i].what);
		if (in_part)
			at_us += 14 * DAY_US;
		for (uint32_t k = 0; k < 4; k++) {
			row[k] = (struct happening){ .at_us = at_us,
						     .length_us = cases[i].length_us[k],
						     .weight = 100 + k };
			at_us += cases[i].length_us[k];
		}
		given(&fixture, row, 4, plain);
		got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
		assert_int_equal(note != NULL, in_part);
		assert_true(got.width_us == cases[i].width_us);
		assert_int_equal(got.cells, in_part ? 3 : 4);
		for (uint32_t k = 0; k < got.cells; k++)
			assert_true(got.known[k] && got.events[k] == 100 + k + in_part);
		done(&fixture);
	}
}

/* Days and weeks by clocks that are moved twice a year have a cell each, wherever they are. */
static void follows_moved_clocks(void **state)
{
	static const struct {
		const char *where;
		int32_t winter_min, summer_min; /* ahead of UTC */
	} clocks[] = {
		{ "UTC", 0, 0 },          { "Berlin", 60, 120 },    { "New York", -300, -240 },
		{ "Auckland", 720, 780 }, { "Chatham", 765, 825 },  { "Adak", -600, -540 },
		{ "Sydney", 600, 660 },   { "Norfolk", 660, 720 },  { "Kiritimati", 840, 840 },
		{ "Honolulu", -600, -600 }, { "Pago Pago", -660, -660 },
	};
	/* 2014-01-05 was a Sunday, 2014-01-06 a Monday. */
	static const struct {
		int64_t first_us, width_us;
	} rows[] = { { INT64_C(1388880000) * SECOND_US, DAY_US },
		     { INT64_C(1388880000) * SECOND_US, 7 * DAY_US },
		     { INT64_C(1388966400) * SECOND_US, 7 * DAY_US } };

	(void)state;
	for (size_t i = 0; i < LENGTH(clocks) * LENGTH(rows); i++) {
		size_t c = i / LENGTH(rows), r = i % LENGTH(rows);
		struct happening row[101];
		struct fixture fixture;
		struct activity got;
		const char *note;

		print_message("%s, %d days\n", clocks[c].where, (int)(rows[r].width_us / DAY_US));
		for (uint32_t k = 0; k <= 100; k++) {
			bool summer = k / 17 % 2;

			row[k].at_us = rows[r].first_us + k * rows[r].width_us -
				       (summer ? clocks[c].summer_min : clocks[c].winter_min) *
					       MINUTE_US;
		}
		for (uint32_t k = 0; k < 100; k++)
			row[k] = (struct happening){ .at_us = row[k].at_us,
						     .length_us = row[k + 1].at_us - row[k].at_us,
						     .weight = k + 1 };
		given(&fixture, row, 100, plain);
		got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
		assert_null(note);
		assert_int_equal(got.cells, 100);
		for (uint32_t k = 0; k < 100; k++)
			assert_true(got.known[k] && got.events[k] == k + 1);
		done(&fixture);
	}
}

/* Every month of 400 years has a cell of its own: the calendar strays from its mean by days. */
static void gives_each_month_a_cell(void **state)
{
	static struct happening row[4800];
	struct fixture fixture;
	struct activity got;

	(void)state;
	for (uint32_t i = 0; i < LENGTH(row); i++) {
		struct civil from = { .year = 1700 + (int32_t)(i / 12),
				      .month = (uint8_t)(i % 12 + 1), .day = 1 };
		struct civil to = { .year = 1700 + (int32_t)((i + 1) / 12),
				    .month = (uint8_t)((i + 1) % 12 + 1), .day = 1 };

		row[i].at_us = clock_from_civil(&from);
		row[i].length_us = clock_from_civil(&to) - row[i].at_us;
		row[i].weight = i + 1;
	}
	given(&fixture, row, LENGTH(row), plain);
	got = survey_activity(fixture.survey, 0, &fixture.arena, NULL);
	assert_int_equal(got.cells, LENGTH(row));
	for (uint32_t i = 0; i < LENGTH(row); i++)
		assert_true(got.events[i] == i + 1);
	done(&fixture);
}

static void leaves_strays_aside(void **state)
{
	static struct happening line[5002];
	struct fixture fixture;
	struct activity got;
	const char *note;

	(void)state;
	for (uint32_t i = 0; i < 5000; i++)
		line[i] = (struct happening){ .at_us = T0 + i * SECOND_US };
	line[5000] = (struct happening){ .at_us = 0 };
	line[5001] = (struct happening){ .at_us = T0 + 4000 * DAY_US };
	given(&fixture, line, LENGTH(line), plain);
	got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
	assert_non_null(note);
	assert_true(got.begin_us == T0);
	assert_int_equal(got.cells, 84);
	done(&fixture);
}

/*
 * Each host has its own cells and no other's, on the grid of all: one that comes and goes,
 * one with nothing but a stray, one with nothing but rows of another kind.
 */
static void lays_hosts_on_one_grid(void **state)
{
	enum { LINES = 4000 };
	static const char *const name[] = { "a", "b", "clock", "daily" };
	static struct happening line[LINES + 2];
	struct fixture fixture;
	const struct survey_layout *layout;
	struct activity whole;

	(void)state;
	for (uint32_t i = 0; i < LINES; i++)
		line[i] = (struct happening){ .at_us = T0 + i * MINUTE_US,
					      .host = name[i / 1000 % 2],
					      .status = i / 1000 % 2 ? 200 : 0 };
	line[LINES] = (struct happening){ .at_us = T0 - 4000 * DAY_US, .host = "clock" };
	line[LINES + 1] = (struct happening){ .at_us = T0, .length_us = DAY_US, .host = "daily",
					      .measure = 1, .metric = SEICHE_COUNTS_HITS };
	given(&fixture, line, LENGTH(line), (struct feed_plan){ 3, 7, false });
	whole = survey_activity(fixture.survey, 0, &fixture.arena, NULL);
	assert_true(whole.begin_us == T0 && whole.cells == LINES);
	assert_int_equal(survey_hosts(fixture.survey, 0), LENGTH(name));
	layout = survey_lay_hosts(fixture.survey, 0, &fixture.arena);
	for (uint32_t h = 0; h < LENGTH(name); h++) {
		struct activity got = survey_host_activity(layout, h, &fixture.arena);

		assert_string_equal(got.host, name[h]);
		assert_true(got.begin_us == T0 && got.cells == LINES && got.width_us == MINUTE_US);
		assert_int_equal(got.has_failures, h == 1);
		for (uint32_t i = 0; i < LINES; i++)
			assert_true(got.events[i] == (i / 1000 % 2 == h));
	}
	done(&fixture);
}

/* A service that was forgotten: others are as before, and what is told of it besides counts. */
static void forgets_a_service(void **state)
{
	static struct happening line[500];
	struct fixture fixture;
	struct activity before, after;

	(void)state;
	for (uint32_t i = 0; i < LENGTH(line); i++)
		line[i] = (struct happening){ .at_us = T0 + (i * 7919 % 1000) * 20 * SECOND_US,
					      .service = i % 5 ? "a" : "b",
					      .bytes = i, .status = i % 3 ? 200 : 500,
					      .duration_us = 1000, .host = i % 2 ? "a" : "b" };
	given(&fixture, line, LENGTH(line), plain);
	before = survey_activity(fixture.survey, 1, &fixture.arena, NULL);
	survey_close(fixture.survey);
	survey_forget(fixture.survey, 0);
	assert_int_equal(survey_activity(fixture.survey, 0, &fixture.arena, NULL).cells, 0);
	assert_true(fabs(survey_latency_ms(fixture.survey, 0, 0.5) - 1) < 0.04);
	assert_int_equal(survey_hosts(fixture.survey, 0), 2);
	after = survey_activity(fixture.survey, 1, &fixture.arena, NULL);
	assert_int_equal(after.cells, before.cells);
	assert_true(after.cells > 0 && after.latency);
	assert_memory_equal(after.events, before.events, after.cells * sizeof(double));
	assert_memory_equal(after.first_us, before.first_us, after.cells * sizeof(int64_t));
	survey_forget(fixture.survey, 1);
	assert_int_equal(survey_activity(fixture.survey, 1, &fixture.arena, NULL).cells, 0);
	done(&fixture);
}

static void widens_what_is_too_long(void **state)
{
	static const struct happening line[] = { { .at_us = 0 }, { .at_us = 20000 * DAY_US } };
	struct fixture fixture;
	struct activity got;
	const char *note;

	(void)state;
	given(&fixture, line, LENGTH(line), plain);
	got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
	assert_non_null(note);
	assert_true(got.cells <= SURVEY_CELLS_MAX + 1 && got.events[0] == 1 &&
		    got.events[got.cells - 1] == 1);
	done(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_statistics),
		cmocka_unit_test(never_mixes_measures),
		cmocka_unit_test(adds_hosts_in_one_order),
		cmocka_unit_test(lays_calendars_on_one_grid),
		cmocka_unit_test(follows_moved_clocks),
		cmocka_unit_test(gives_each_month_a_cell),
		cmocka_unit_test(leaves_strays_aside),
		cmocka_unit_test(lays_hosts_on_one_grid),
		cmocka_unit_test(forgets_a_service),
		cmocka_unit_test(widens_what_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
