/* test_survey.c - the first pass: what it counts, under which name, in whatever order. */
#include "analysis/survey.h"
#include "analysis/sketch.h"
#include "core/clock.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/slim_add.h"
#include "tests/unit/analysis/surveyed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void counts_minutes(void **state)
{
	static const struct happening line[] = {
		{ .at_us = T0 + 5, .status = 200, .bytes = 100 },
		{ .at_us = T0 + 59 * SECOND_US, .status = 503, .bytes = 1 },
		{ .at_us = T0 + 3 * MINUTE_US, .status = 499 },
		{ .at_us = T0 + 3 * MINUTE_US - 1, .level = SEICHE_ERROR },
		{ .at_us = T0 + 2 * MINUTE_US, .level = SEICHE_WARNING },
	};
	struct fixture fixture;
	struct activity got;
	const char *note;

	(void)state;
	given(&fixture, line, LENGTH(line), plain);
	assert_int_equal(survey_services(fixture.survey), 1);
	got = survey_activity(fixture.survey, 0, &fixture.arena, &note);
	assert_null(note);
	assert_string_equal(got.service, "site");
	assert_true(got.begin_us == T0 && got.width_us == MINUTE_US);
	assert_int_equal(got.cells, 4);
	assert_true(got.has_failures && !got.counted);
	assert_true(got.events[0] == 2 && got.failed[0] == 1 && got.bytes[0] == 101);
	assert_true(got.events[1] == 0 && got.known[1] && got.first_us[1] == TIME_UNKNOWN);
	assert_true(got.events[2] == 2 && got.failed[2] == 1);
	assert_true(got.first_us[2] == T0 + 2 * MINUTE_US && got.last_us[2] == T0 + 3 * MINUTE_US - 1);
	assert_true(got.events[3] == 1 && got.failed[3] == 0);
	done(&fixture);
}

/* Of rows that count more than can be: as many as can be, whoever read them. */
static void stops_at_the_most(void **state)
{
	const struct happening row = { .at_us = T0, .length_us = HOUR_US, .status = 500,
				       .weight = INT64_MAX, .bytes = INT64_MAX };
	const struct happening line[] = { row, row, row, row, row };

	(void)state;
	for (uint32_t parts = 1; parts < 6; parts++)
		for (uint32_t lines = 1; lines < 6; lines++) {
			const double sum = lines > 2 ? 0x1p64 : lines * 0x1p63;
			struct fixture fixture;
			struct activity got;

			given(&fixture, line, lines, (struct feed_plan){ parts, 1, false });
			got = survey_activity(fixture.survey, 0, &fixture.arena, NULL);
			assert_int_equal(got.cells, 1);
			assert_true(got.events[0] == sum && got.failed[0] == sum);
			assert_true(got.bytes[0] == sum);
			done(&fixture);
		}
}

static void names_services(void **state)
{
	static const struct {
		const char *what;
		struct happening line;
		const char *service;
		uint32_t hosts;
	} cases[] = {
		{ "the source's name", { .source_service = "blog" }, "blog", 0 },
		{ "a virtual host in lower case, no port", { .service = "Blog.Example:443" }, "blog.example", 0 },
		{ "SERVICE= beats the line",
		  { .source_service = "given", .service_given = true, .service = "line" },
		  "given",
		  0 },
		{ "an address with port", { .service = "[2001:DB8::1]:80" }, "[2001:db8::1]", 0 },
		{ "a bare address", { .service = "2001:db8::80" }, "2001:db8::80", 0 },
		{ "a colon that starts no port", { .service = "a:b" }, "a:b", 0 },
		{ "nothing but a port", { .service = ":80" }, ":80", 0 },
		{ "an empty virtual host", { .source_service = "blog", .service = "" }, "blog", 0 },
		{ "a host in the line", { .host = "web1" }, "site", 1 },
		{ "--host beats the line", { .source_host = "a", .host_given = true, .host = "b" }, "site", 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct happening line = cases[i].line;
		struct fixture fixture;

		print_message("%s\n", cases[i].what);
		line.at_us = T0;
		given(&fixture, &line, 1, plain);
		assert_int_equal(survey_services(fixture.survey), 1);
		assert_string_equal(survey_service(fixture.survey, 0), cases[i].service);
		assert_int_equal(survey_hosts(fixture.survey, 0), cases[i].hosts);
		done(&fixture);
	}
}

static void keeps_hosts_apart(void **state)
{
	static const struct happening line[] = {
		{ .at_us = T0, .host = "web2" },
		{ .at_us = T0 + MINUTE_US, .host = "web1", .weight = 1 },
		{ .at_us = T0 + 2 * MINUTE_US, .host = "web2" },
	};
	const struct survey_layout *layout;
	struct fixture fixture;
	struct activity got;

	(void)state;
	given(&fixture, line, LENGTH(line), plain);
	assert_int_equal(survey_hosts(fixture.survey, 0), 2);
	layout = survey_lay_hosts(fixture.survey, 0, &fixture.arena);
	got = survey_host_activity(layout, 0, &fixture.arena);
	assert_string_equal(got.host, "web1");
	assert_true(got.begin_us == T0 && got.cells == 3);
	assert_true(got.events[0] == 0 && got.events[1] == 1 && got.events[2] == 0);
	got = survey_host_activity(layout, 1, &fixture.arena);
	assert_string_equal(got.host, "web2");
	assert_true(got.events[0] == 1 && got.events[1] == 0 && got.events[2] == 1);
	done(&fixture);
}

/* The same happenings over other parts, batches and orders. */
static void does_not_see_the_order(void **state)
{
	static const struct feed_plan plans[] = { { 1, 64, false },
						  { 2, 7, false },
						  { 5, 1, false },
						  { 3, 1, true } };
	static struct happening line[3000];
	static char host[1100][16];
	struct activity first[2] = { 0 };
	struct fixture kept = { 0 };

	(void)state;
	srand(7);
	for (uint32_t i = 0; i < LENGTH(line); i++) {
		line[i] = (struct happening){
			.at_us = T0 + (int64_t)(rand() % 100000) * SECOND_US,
			.status = rand() % 5 ? 200 : 500,
			.bytes = (uint64_t)(rand() % 1000 + 1),
			.duration_us = rand() % 100000 + 1,
			.service = rand() % 2 ? "a.example" : "B.example",
		};
		/* b.example has more hosts than are kept apart. */
		if (line[i].service[0] == 'B') {
			snprintf(host[i % 1100], sizeof(host[0]), "h%u", i % 1100);
			line[i].host = host[i % 1100];
		}
	}
	for (size_t p = 0; p < LENGTH(plans); p++) {
		struct fixture fixture;

		given(&fixture, line, LENGTH(line), plans[p]);
		assert_int_equal(survey_services(fixture.survey), 2);
		for (uint32_t s = 0; s < 2; s++) {
			struct activity got =
				survey_activity(fixture.survey, s, &fixture.arena, NULL);
			size_t bytes = got.cells * sizeof(double);

			if (!p) {
				first[s] = got;
				continue;
			}
			assert_true(got.cells == first[s].cells && got.begin_us == first[s].begin_us);
			assert_memory_equal(got.events, first[s].events, bytes);
			assert_memory_equal(got.failed, first[s].failed, bytes);
			assert_memory_equal(got.bytes, first[s].bytes, bytes);
			assert_memory_equal(got.first_us, first[s].first_us, bytes);
			assert_memory_equal(got.last_us, first[s].last_us, bytes);
			assert_true(survey_latency_ms(fixture.survey, s, .9) ==
				    survey_latency_ms(kept.survey, s, .9));
			assert_int_equal(survey_hosts(fixture.survey, s),
					 survey_hosts(kept.survey, s));
		}
		if (!p)
			kept = fixture;
		else
			done(&fixture);
	}
	done(&kept);
}

/* Many services and hosts in turn, more than are remembered, each with its own minutes. */
static void lets_hosts_take_turns(void **state)
{
	enum { SERVICES = 7, HOSTS = 40, ROUNDS = 5 };
	static struct happening line[SERVICES * HOSTS * ROUNDS];
	static char service[SERVICES][24], host[HOSTS][24];
	const struct survey_layout *layout;
	struct fixture fixture;

	(void)state;
	for (uint32_t s = 0; s < SERVICES; s++)
		snprintf(service[s], sizeof(service[s]), "service-%u.example", s);
	for (uint32_t h = 0; h < HOSTS; h++)
		snprintf(host[h], sizeof(host[h]), "host-%02u.example", h);
	for (uint32_t i = 0; i < LENGTH(line); i++) {
		uint32_t s = i % SERVICES, h = i / SERVICES % HOSTS;

		line[i] = (struct happening){ .at_us = T0 + (i / (SERVICES * HOSTS)) * MINUTE_US,
					      .service = service[s],
					      .host = host[h],
					      .weight = 1 + s + 10 * h };
	}
	given(&fixture, line, LENGTH(line), plain);
	assert_int_equal(survey_services(fixture.survey), SERVICES);
	for (uint32_t s = 0; s < SERVICES; s++) {
		assert_string_equal(survey_service(fixture.survey, s), service[s]);
		assert_int_equal(survey_hosts(fixture.survey, s), HOSTS);
		layout = survey_lay_hosts(fixture.survey, s, &fixture.arena);
		for (uint32_t h = 0; h < HOSTS; h++) {
			struct activity got = survey_host_activity(layout, h, &fixture.arena);

			assert_string_equal(got.host, host[h]);
			assert_int_equal(got.cells, ROUNDS);
			for (uint32_t c = 0; c < ROUNDS; c++)
				assert_true(got.events[c] == 1 + s + 10 * h);
		}
	}
	done(&fixture);
}

static void gives_hosts_up(void **state)
{
	static struct happening line[SURVEY_HOSTS_MAX + 1];
	static char host[SURVEY_HOSTS_MAX + 1][16];

	(void)state;
	for (uint32_t i = 0; i < LENGTH(line); i++) {
		snprintf(host[i], sizeof(host[i]), "h%u", i);
		line[i] = (struct happening){ .at_us = T0 + i, .host = host[i] };
	}
	for (uint32_t more = 0; more < 2; more++)
		for (uint32_t parts = 1; parts < 4; parts++) {
			struct fixture fixture;

			given(&fixture, line, SURVEY_HOSTS_MAX + more, (struct feed_plan){ parts, 50, false });
			assert_int_equal(survey_hosts_given_up(fixture.survey, 0), more == 1);
			assert_false(survey_pages_given_up(fixture.survey, 0));
			assert_int_equal(survey_hosts(fixture.survey, 0), more ? 0 : SURVEY_HOSTS_MAX);
			assert_true(survey_activity(fixture.survey, 0, &fixture.arena, NULL).events[0] ==
				    SURVEY_HOSTS_MAX + more);
			done(&fixture);
		}
}

/*
 * Where pages run out for a service's hosts it is counted on as a whole, and nothing else is
 * lost; whichever part ran out. Where that is not enough, it is said.
 */
static void gives_up_hosts_where_pages_run_out(void **state)
{
	enum { HOSTS = 30, HOURS = 40, ROWS = HOSTS * HOURS };
	static struct happening line[ROWS + HOURS];
	static char host[HOSTS][16];
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct survey *survey;
	uint64_t enough = ALLOWANCE_BYTES_MIN;

	(void)state;
	for (uint32_t i = 0; i < ROWS; i++) {
		snprintf(host[i % HOSTS], sizeof(host[0]), "h%u", i % HOSTS);
		line[i] = (struct happening){ .at_us = T0 + i / HOSTS * HOUR_US,
					      .service = "many",
					      .host = host[i % HOSTS] };
	}
	for (uint32_t i = 0; i < HOURS; i++)
		line[ROWS + i] = (struct happening){ .at_us = T0 + i * HOUR_US, .service = "one" };
	while (allowance_of(enough).pages < 2 * ROWS)
		enough += 1 << 20;
	for (uint32_t parts = 1; parts < 5; parts++)
		for (int tight = 0; tight < 2; tight++) {
			struct activity many, one;

			survey = survey_new(&arena, MINUTE_US);
			survey_allow(survey, tight ? ALLOWANCE_BYTES_MIN : enough);
			assert_true(feed_all(survey_sink(survey), line, LENGTH(line),
					     (struct feed_plan){ parts, 50, false }, &error));
			assert_string_equal(survey_service(survey, 0), "many");
			assert_int_equal(survey_pages_given_up(survey, 0), tight);
			assert_int_equal(survey_hosts_given_up(survey, 0), tight);
			assert_false(survey_hosts_given_up(survey, 1) || survey_pages_given_up(survey, 1));
			assert_int_equal(survey_hosts(survey, 0), tight ? 0 : HOSTS);
			many = survey_activity(survey, 0, &arena, NULL);
			one = survey_activity(survey, 1, &arena, NULL);
			for (uint32_t hour = 0; hour < HOURS; hour++) {
				assert_true(many.events[60 * hour] == HOSTS);
				assert_true(one.events[60 * hour] == 1);
			}
			survey_release(survey);
		}

	/* The services' own hours are more than there is room for. */
	for (uint32_t i = 0; i < LENGTH(line); i++)
		line[i].at_us = T0 + i * HOUR_US;
	survey = survey_new(&arena, MINUTE_US);
	survey_allow(survey, ALLOWANCE_BYTES_MIN);
	assert_false(feed_all(survey_sink(survey), line, LENGTH(line),
			      (struct feed_plan){ 2, 64, false }, &error));
	assert_int_equal(error.fault, FAULT_LIMIT);
	assert_non_null(strstr(error.text, "--max-memory"));
	survey_release(survey);
	arena_release(&arena);
}

static void stops_at_its_bounds(void **state)
{
	static struct happening line[SURVEY_SERVICES_MAX + 1];
	static char name[SURVEY_SERVICES_MAX + 1][16];
	struct arena arena = { 0 };
	struct survey *survey = survey_new(&arena, MINUTE_US);
	struct error error = { 0 };

	(void)state;
	for (uint32_t i = 0; i < LENGTH(line); i++) {
		snprintf(name[i], sizeof(name[i]), "s%u", i);
		line[i] = (struct happening){ .at_us = T0, .service = name[i] };
	}
	assert_false(feed_all(survey_sink(survey), line, LENGTH(line), (struct feed_plan){ 2, 64, false },
			      &error));
	assert_int_equal(error.fault, FAULT_LIMIT);
	survey_release(survey);
	arena_release(&arena);
}

static void knows_nothing_of_nothing(void **state)
{
	struct fixture fixture;

	(void)state;
	given(&fixture, NULL, 0, plain);
	assert_int_equal(survey_services(fixture.survey), 0);
	done(&fixture);
}

/* Quantiles against the sorted values themselves. */
static void sketches_quantiles(void **state)
{
	static const double quantiles[] = { 0.01, 0.5, 0.9, 0.99, 1 };
	static struct sketch sketch;
	int64_t at = 0;

	(void)state;
	assert_true(isnan(sketch_quantile(&sketch, .5)));
	for (int64_t i = 1; i <= 100000; i++) /* the squares of 1 … 100,000 */
		sketch_add(&sketch, i * i, 1);
	for (size_t q = 0; q < LENGTH(quantiles); q++) {
		double rank = ceil(quantiles[q] * 100000);

		assert_true(fabs(sketch_quantile(&sketch, quantiles[q]) / (rank * rank) - 1) < .0315);
	}
	sketch = (struct sketch){ 0 };
	for (at = 0; at < 16; at++)
		sketch_add(&sketch, at, 1);
	assert_true(sketch_quantile(&sketch, .5) == 7);
	sketch_add(&sketch, INT64_MIN, 1);
	sketch_add(&sketch, INT64_MAX, 1);
	assert_true(sketch_quantile(&sketch, 0) == 0);
	assert_true(sketch_quantile(&sketch, 1) > ldexp(1, 39));
}

/* Durations go to their five minutes, whatever the parts and the order. */
static void keeps_durations_by_time(void **state)
{
	static struct happening line[600];
	static const struct feed_plan plans[] = { { .parts = 1, .batch = 64 },
						  { .parts = 3, .batch = 7 },
						  { .parts = 2, .batch = 1, .backwards = true } };

	(void)state;
	/* From 19:02 on every 40 s: a millisecond the first, one more each. */
	for (uint32_t i = 0; i < LENGTH(line); i++)
		line[i] = (struct happening){ .at_us = T0 + 2 * MINUTE_US + i * 40 * SECOND_US,
					      .status = 200, .weight = 1 + i % 2,
					      .duration_us = (i + 1) * 1000 };
	for (size_t p = 0; p < LENGTH(plans); p++) {
		struct fixture fixture;
		const struct latency *got;

		given(&fixture, line, LENGTH(line), plans[p]);
		got = survey_activity(fixture.survey, 0, &fixture.arena, NULL).latency;
		assert_false(survey_latency_given_up(fixture.survey));
		assert_true(got && got->begin_us == T0);
		assert_int_equal(got->cells, (2 * 60 + 599 * 40) / 300 + 1);
		for (uint32_t cell = 0; cell < got->cells; cell++) {
			struct slim slim = { 0 };

			for (uint32_t i = 0; i < LENGTH(line); i++)
				if ((line[i].at_us - T0) / (5 * MINUTE_US) == cell)
					slim_add(&slim, line[i].duration_us, line[i].weight);
			assert_memory_equal(got->cell[cell], &slim, sizeof(slim));
		}
		done(&fixture);
	}
}

/*
 * One hour too many, and nothing is kept by time: whichever part saw it. One host stays in an hour
 * that was counted, as the other goes on.
 */
static void gives_durations_up_in_any_order(void **state)
{
	static struct happening line[2 * (SURVEY_LATENCY_MAX + 1)];
	static const struct feed_plan plans[] = { { .parts = 1, .batch = 64 },
						  { .parts = 2, .batch = 64 } };

	(void)state;
	for (uint32_t i = 0; i < LENGTH(line); i++)
		line[i] = (struct happening){ .at_us = T0 + (i % 2 ? 0 : i / 2 * HOUR_US),
					      .status = 200, .host = i % 2 ? "still" : "on",
					      .duration_us = 1000 };
	for (uint32_t fewer = 0; fewer < 2; fewer++)
		for (size_t p = 0; p < LENGTH(plans); p++) {
			struct fixture fixture;
			struct activity got;

			given(&fixture, line, LENGTH(line) - 2 * fewer, plans[p]);
			got = survey_activity(fixture.survey, 0, &fixture.arena, NULL);
			assert_int_equal(survey_latency_given_up(fixture.survey), !fewer);
			assert_int_equal(got.latency != NULL, fewer);
			assert_true(fabs(survey_latency_ms(fixture.survey, 0, 0.9) - 1) < 0.04);
			done(&fixture);
		}
}

/* Sources that are called alike are told apart: what lines of one name is not in the other. */
static void knows_what_sources_hold(void **state)
{
	static const struct happening line[] = {
		{ .at_us = T0, .source = 0, .source_service = "site" },
		{ .at_us = T0, .source = 2, .source_service = "site" },
		{ .at_us = T0, .source = 2, .source_service = "site", .service = "Shop:80" },
		{ .at_us = T0, .source = 3, .source_service = "site", .service = "mail" },
		{ .at_us = T0, .source = 4, .source_service = "site", .service = "shop" },
		{ .at_us = T0, .source = 5, .source_service = "news", .service = "shop",
		  .service_given = true },
	};
	static const char *const sole[] = { "site", NULL, NULL, "mail", "shop", "news", NULL };
	static const struct {
		const char *name;
		bool shares;
	} services[] = { { "mail", false }, { "news", false }, { "shop", true }, { "site", true } };

	(void)state;
	for (uint32_t parts = 1; parts < 4; parts++) {
		struct fixture fixture;

		given(&fixture, line, LENGTH(line), (struct feed_plan){ parts, 64, false });
		for (uint32_t i = 0; i < LENGTH(sole); i++) {
			const char *got = survey_sole_service(fixture.survey, i);

			assert_int_equal(!got, !sole[i]);
			if (got)
				assert_string_equal(got, sole[i]);
		}
		assert_int_equal(survey_services(fixture.survey), LENGTH(services));
		for (uint32_t i = 0; i < LENGTH(services); i++) {
			assert_string_equal(survey_service(fixture.survey, i), services[i].name);
			assert_int_equal(survey_shares_sources(fixture.survey, i),
					 services[i].shares);
		}
		done(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_minutes),
		cmocka_unit_test(stops_at_the_most),
		cmocka_unit_test(names_services),
		cmocka_unit_test(keeps_hosts_apart),
		cmocka_unit_test(gives_hosts_up),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(stops_at_its_bounds),
		cmocka_unit_test(knows_nothing_of_nothing),
		cmocka_unit_test(sketches_quantiles),
		cmocka_unit_test(knows_what_sources_hold),
		cmocka_unit_test(lets_hosts_take_turns),
		cmocka_unit_test(gives_up_hosts_where_pages_run_out),
		cmocka_unit_test(keeps_durations_by_time),
		cmocka_unit_test(gives_durations_up_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
