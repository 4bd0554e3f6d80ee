/* test_engine.c - from events to findings, in whatever order the events come. */
#include "analysis/engine.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY0 (INT64_C(16115) * DAY_US) /* 2014-02-14 */
#define DAYS 9
#define DOWN (DAY0 + 8 * DAY_US + 19 * HOUR_US)
#define LINES (DAYS * 24 * 60 + 2400 + 300)

static const struct source_facts source = { .service = "blog", .path = "access.log" };

static struct window window[] = {
	{ .service = "whatsapp", .title = "WhatsApp down", .kind = WINDOW_OUTAGE, .from_us = DOWN,
	  .to_us = DOWN + 3 * HOUR_US, .detected_us = TIME_UNKNOWN,
	  .announced_us = DOWN + 45 * MINUTE_US, .resolved_us = TIME_UNKNOWN },
	{ .service = "photohost", .kind = WINDOW_OUTAGE, .from_us = DAY0 + 3 * DAY_US,
	  .to_us = DAY0 + 3 * DAY_US + HOUR_US, .detected_us = TIME_UNKNOWN,
	  .announced_us = TIME_UNKNOWN, .resolved_us = TIME_UNKNOWN },
	{ .service = "whatsapp", .kind = WINDOW_MAINTENANCE, .from_us = DAY0 + DAY_US,
	  .to_us = DAY0 + DAY_US + HOUR_US },
	{ .service = "whatsapp", .kind = WINDOW_OUTAGE, .from_us = DAY0 - 30 * DAY_US,
	  .to_us = DAY0 - 29 * DAY_US },
};

static struct happening line[LINES];
static char client[500][16], page[100][16];

/* A request a minute for nine days; 40 a minute for an hour from DOWN + 5 min; failures later. */
static void tell_the_story(void)
{
	uint32_t count = 0;

	for (int i = 0; i < 500; i++)
		snprintf(client[i], sizeof(client[i]), "10.0.%d.%d", i / 250, i % 250);
	for (int i = 0; i < 100; i++)
		snprintf(page[i], sizeof(page[i]), "/%d", i);
	for (uint32_t i = 0; i < DAYS * 24 * 60; i++)
		line[count++] = (struct happening){
			.at_us = DAY0 + i * MINUTE_US + 7 * SECOND_US,
			.status = 200, .bytes = 10, .source_service = "blog", .method = "GET",
			.client = client[i % 500], .target = page[i % 100], .agent = "Mozilla" };
	for (uint32_t i = 0; i < 2400; i++)
		line[count++] = (struct happening){
			.at_us = DOWN + 5 * MINUTE_US + i * SECOND_US * 3 / 2,
			.status = 200, .bytes = 10, .source_service = "blog", .method = "GET",
			.client = client[i % 500], .target = "/what-to-do-when-whatsapp-is-down",
			.referrer = "http://www.google.com/search?q=whatsapp+down",
			.agent = "Mozilla" };
	for (uint32_t i = 0; i < 300; i++)
		line[count++] = (struct happening){
			.at_us = DAY0 + 5 * DAY_US + i * 2 * SECOND_US,
			.status = 503, .bytes = 10, .source_service = "shop", .method = "GET",
			.client = client[i % 500], .target = "/pay", .agent = "Mozilla" };
	invariant(count == LINES);
}

struct run {
	struct arena arena;
	struct survey *survey;
	struct engine *engine;
	const struct findings *findings;
};

static const char *explained; /* by the next run; NULL: nothing */

static void run(struct run *run, const struct happening *of, uint32_t count, struct feed_plan plan)
{
	static struct window_list declared = { .item = window, .count = LENGTH(window) };
	struct engine_options options = { .since_us = TIME_UNKNOWN, .until_us = TIME_UNKNOWN,
					  .zone = zone_utc, .declared = &declared,
					  .source = &source, .sources = 1, .jobs = 3, .explain = explained };
	struct error error;
	size_t stretches;

	*run = (struct run){ 0 };
	run->survey = survey_new(&run->arena, MINUTE_US);
	assert_true(feed_all(survey_sink(run->survey), of, count, plan, &error));
	run->engine = engine_detect(run->survey, &options, &run->arena);
	engine_stretches(run->engine, &stretches);
	if (stretches)
		assert_true(feed_all(engine_inspection(run->engine), of, count, plan, &error));
	run->findings = engine_conclude(run->engine);
	engine_release(run->engine);
	survey_release(run->survey);
}

/* What the findings say, as text. */
static char *told(const struct findings *findings)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	for (uint32_t i = 0; i < findings->services; i++)
		fprintf(to, "%s %.17g %.17g %.17g %.17g %.17g\n", findings->service[i].name,
			findings->service[i].events, findings->service[i].bytes,
			findings->service[i].errors, findings->service[i].availability,
			findings->service[i].downtime_s);
	for (uint32_t i = 0; i < findings->spikes; i++) {
		const struct spike *spike = &findings->spike[i];

		fprintf(to, "s%u %s %lld %lld %.17g %.17g %d %s\n", spike->id, spike->service,
			(long long)spike->from_us, (long long)spike->to_us, spike->events,
			spike->clients.distinct, spike->class, spike->class_why);
		for (uint32_t e = 0; e < spike->explained_by.count; e++)
			fprintf(to, "  %d %s %.17g %.17g %llu\n", spike->explained_by.item[e].dimension,
				spike->explained_by.item[e].value,
				spike->explained_by.item[e].excess_share,
				spike->explained_by.item[e].distinct_clients,
				(unsigned long long)spike->explained_by.item[e].first.line);
	}
	for (uint32_t i = 0; i < findings->links; i++)
		fprintf(to, "%u %u %.17g %.17g %d %s\n", findings->link[i].spike->id,
			findings->link[i].outage->id, findings->link[i].p_value,
			findings->link[i].q_value, findings->link[i].verdict,
			findings->link[i].content_words ? findings->link[i].content_words : "");
	for (uint32_t i = 0; i < findings->entries; i++)
		fprintf(to, "%lld %d %s\n", (long long)findings->entry[i].at_us,
			findings->entry[i].kind, findings->entry[i].text);
	fclose(to);
	return text;
}

static void finds_the_story(void **state)
{
	const struct findings *findings;
	const struct spike *spike;
	struct run of;

	(void)state;
	run(&of, line, LINES, (struct feed_plan){ 1, 64, false });
	findings = of.findings;
	assert_true(findings->from_us == DAY0 && findings->to_us == DAY0 + DAYS * DAY_US);
	assert_true(findings->bucket_us == HOUR_US);
	assert_int_equal(findings->spikes, 1);
	spike = &findings->spike[0];
	assert_int_equal(spike->class, CLASS_REFERRAL);
	assert_true(spike->from_us == DOWN + 5 * MINUTE_US);
	assert_true(spike->clients.distinct == 500);
	assert_int_equal(spike->explained_by.item[0].dimension, DIMENSION_PATH);
	assert_string_equal(spike->explained_by.item[0].first.path, "access.log");
	/* Declared: two of four; detected: the shop's errors. */
	assert_int_equal(findings->outages, 3);
	assert_int_equal(findings->outage[1].kind, OUTAGE_ERRORS);
	assert_true(findings->outage[1].failed_events == 300);
	assert_true(findings->outage[1].first_us == DAY0 + 5 * DAY_US);
	assert_string_equal(findings->outage[1].explained_by.item[0].value, "/pay");
	assert_int_equal(findings->link[0].verdict, LINK_LINKED);
	assert_true(findings->link[0].outage == &findings->outage[2]);
	assert_true(findings->link[0].lag_us == 5 * MINUTE_US);
	assert_string_equal(findings->link[0].content_words, "whatsapp, down");
	assert_int_equal(findings->incidents, 3);
	assert_true(findings->incident[2].time_to_acknowledge_s == 2700);
	assert_int_equal(findings->incident[2].spikes, 1);
	assert_int_equal(findings->asides, 1);
	assert_int_equal(outage_letter(&findings->aside[0]), 'm');
	assert_int_equal(findings->warnings, 2); /* maintenance, outside */
	assert_int_equal(findings->services, 2);
	assert_true(findings->service[0].availability == 1);
	assert_true(findings->service[1].availability == 0);
	assert_true(findings->service[1].downtime_s == 600);
	assert_int_equal(findings->service[0].curve.buckets, DAYS * 24);
	assert_true(findings->service[0].curve.events[0] == 60);
	assert_true(isnan(findings->service[1].curve.expected[0]));
	arena_release(&of.arena);
}

static void does_not_see_the_order(void **state)
{
	static const struct feed_plan plans[] = { { 2, 64, false }, { 5, 3, false }, { 3, 1, true } };
	struct run first;
	char *want;

	(void)state;
	run(&first, line, LINES, (struct feed_plan){ 1, 64, false });
	want = told(first.findings);
	for (size_t i = 0; i < LENGTH(plans); i++) {
		struct run other;
		char *got;

		run(&other, line, LINES, plans[i]);
		got = told(other.findings);
		assert_string_equal(got, want);
		free(got);
		arena_release(&other.arena);
	}
	free(want);
	arena_release(&first.arena);
}

/* No events at all: what was declared is still told. */
static void tells_what_was_declared(void **state)
{
	struct run of;

	(void)state;
	run(&of, NULL, 0, (struct feed_plan){ 1, 64, false });
	assert_int_equal(of.findings->services, 0);
	assert_int_equal(of.findings->outages, 3);
	assert_int_equal(of.findings->incidents, 3);
	assert_int_equal(of.findings->links, 0);
	arena_release(&of.arena);
}

/* Lines of a service in [from_us, to_us), counted one by one. */
static double count_lines(const char *service, int64_t from_us, int64_t to_us)
{
	double count = 0;

	for (uint32_t i = 0; i < LINES; i++)
		count += !strcmp(line[i].source_service, service) && line[i].at_us >= from_us &&
			 line[i].at_us < to_us;
	return count;
}

static void gives_an_account(void **state)
{
	const struct account *account;
	const struct curve *curve;
	struct run run1;
	double referenced = 0;

	(void)state;
	explained = "s1";
	run(&run1, line, LINES, (struct feed_plan){ 2, 64, false });
	account = run1.findings->account;
	assert_non_null(account);
	assert_ptr_equal(account->spike, &run1.findings->spike[0]);
	assert_null(account->outage);
	assert_true(account->counted == account->spike->events);
	assert_true(account->expected == account->spike->expected);
	curve = &account->curve;
	assert_true(curve->buckets > 3 && curve->buckets <= 60);
	assert_true(curve->begin_us < account->spike->from_us);
	assert_true(curve->begin_us + curve->buckets * curve->width_us > account->spike->to_us);
	for (uint32_t i = 0; i < curve->buckets; i++) {
		int64_t from_us = curve->begin_us + i * curve->width_us;

		if (curve->known[i])
			assert_true(curve->events[i] ==
				    count_lines("blog", from_us, from_us + curve->width_us));
	}
	assert_true(account->references > 0);
	for (uint32_t i = 0; i < account->references; i++) {
		const struct stretch *stretch = &account->reference[i];

		assert_true((account->spike->from_us - stretch->from_us) % DAY_US == 0);
		referenced += count_lines("blog", stretch->from_us, stretch->to_us);
	}
	assert_true(account->reference_count == referenced);
	arena_release(&run1.arena);
	explained = "s99";
	run(&run1, line, LINES, (struct feed_plan){ 2, 64, false });
	assert_null(run1.findings->account);
	arena_release(&run1.arena);
	/* Declared, of a service that nothing was read of: there is nothing to count. */
	explained = "o1";
	run(&run1, line, LINES, (struct feed_plan){ 2, 64, false });
	account = run1.findings->account;
	assert_non_null(account);
	assert_ptr_equal(account->outage, &run1.findings->outage[0]);
	assert_int_equal(account->curve.buckets, 0);
	assert_true(isnan(account->score) && !account->references);
	arena_release(&run1.arena);
	explained = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_story),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(tells_what_was_declared),
		cmocka_unit_test(gives_an_account),
	};

	tell_the_story();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
