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
	{ .service = "whatsapp",
	  .title = "WhatsApp down",
	  .kind = WINDOW_OUTAGE,
	  .from_us = DOWN,
	  .to_us = DOWN + 3 * HOUR_US,
	  .detected_us = TIME_UNKNOWN,
	  .announced_us = DOWN + 45 * MINUTE_US,
	  .resolved_us = TIME_UNKNOWN },
	{ .service = "photohost",
	  .kind = WINDOW_OUTAGE,
	  .from_us = DAY0 + 3 * DAY_US,
	  .to_us = DAY0 + 3 * DAY_US + HOUR_US,
	  .detected_us = TIME_UNKNOWN,
	  .announced_us = TIME_UNKNOWN,
	  .resolved_us = TIME_UNKNOWN },
	{ .service = "whatsapp",
	  .kind = WINDOW_MAINTENANCE,
	  .from_us = DAY0 + DAY_US,
	  .to_us = DAY0 + DAY_US + HOUR_US },
	{ .service = "whatsapp",
	  .kind = WINDOW_OUTAGE,
	  .from_us = DAY0 - 30 * DAY_US,
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
		line[count++] = (struct happening){ .at_us = DAY0 + i * MINUTE_US + 7 * SECOND_US,
						    .status = 200,
						    .bytes = 10,
						    .source_service = "blog",
						    .method = "GET",
						    .client = client[i % 500],
						    .target = page[i % 100],
						    .agent = "Mozilla" };
	for (uint32_t i = 0; i < 2400; i++)
		line[count++] =
			(struct happening){ .at_us = DOWN + 5 * MINUTE_US + i * SECOND_US * 3 / 2,
					    .status = 200,
					    .bytes = 10,
					    .source_service = "blog",
					    .method = "GET",
					    .client = client[i % 500],
					    .target = "/what-to-do-when-whatsapp-is-down",
					    .referrer =
						    "http://www.google.com/search?q=whatsapp+down",
					    .agent = "Mozilla" };
	for (uint32_t i = 0; i < 300; i++)
		line[count++] = (struct happening){ .at_us = DAY0 + 5 * DAY_US + i * 2 * SECOND_US,
						    .status = 503,
						    .bytes = 10,
						    .source_service = "shop",
						    .method = "GET",
						    .client = client[i % 500],
						    .target = "/pay",
						    .agent = "Mozilla" };
	invariant(count == LINES);
}

struct run {
	struct arena arena;
	struct survey *survey;
	struct engine *engine;
	const struct findings *findings;
	uint32_t rounds;
};

static const char *explained; /* by the next run; NULL: nothing */
static double round_events;   /* likewise; 0: the usual bound */
static uint64_t memory_bytes; /* likewise; 0: no bound */

static void run(struct run *run, const struct happening *of, uint32_t count, struct feed_plan plan)
{
	static struct window_list declared = { .item = window, .count = LENGTH(window) };
	struct engine_options options = { .since_us = TIME_UNKNOWN,
					  .until_us = TIME_UNKNOWN,
					  .zone = zone_utc,
					  .declared = &declared,
					  .source = &source,
					  .sources = 1,
					  .jobs = 3,
					  .explain = explained,
					  .round_events = round_events,
					  .memory_bytes = memory_bytes };
	struct error error;
	struct engine_round round;

	*run = (struct run){ 0 };
	run->survey = survey_new(&run->arena, MINUTE_US);
	survey_allow(run->survey, memory_bytes);
	assert_true(feed_all(survey_sink(run->survey), of, count, plan, &error));
	run->engine = engine_detect(run->survey, &options, &run->arena);
	while (engine_round(run->engine, &round)) {
		run->rounds++;
		assert_true(round.stretches > 0);
		assert_true(feed_all(engine_inspection(run->engine), of, count, plan, &error));
	}
	run->findings = engine_conclude(run->engine);
	engine_release(run->engine);
	survey_release(run->survey);
}

static void tell_explanations(FILE *to, const struct explanations *by,
			      const struct explanation_sets *sets)
{
	for (uint32_t i = 0; i < by->count; i++)
		fprintf(to, "  %d %s %.17g %.17g %.17g %.17g %d %llu %s\n", by->item[i].dimension,
			by->item[i].value, by->item[i].count, by->item[i].expected,
			by->item[i].excess_share, by->item[i].distinct_clients,
			by->item[i].estimated, (unsigned long long)by->item[i].first.line,
			by->item[i].first.text ? by->item[i].first.text : "");
	for (uint32_t i = 0; i < sets->count; i++) {
		fprintf(to, "  set %.17g %.17g", sets->item[i].count, sets->item[i].expected);
		for (uint32_t v = 0; v < sets->item[i].values; v++)
			fprintf(to, " %s", sets->item[i].value[v].value);
		fputc('\n', to);
	}
}

static void tell_messages(FILE *to, const struct template_new *item, uint32_t templates,
			  const struct precedent *precedent, uint32_t precedents)
{
	for (uint32_t i = 0; i < templates; i++)
		fprintf(to, "  new %s %.17g %.17g %llu\n", item[i].text, item[i].count,
			item[i].before, (unsigned long long)item[i].first.line);
	for (uint32_t i = 0; i < precedents; i++)
		fprintf(to, "  before %s %s %.17g %.17g %llu\n", precedent[i].what,
			precedent[i].service, precedent[i].count, precedent[i].usual,
			(unsigned long long)precedent[i].evidence.line);
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

		fprintf(to, "s%u %s %lld %lld %.17g %.17g %.17g %d %s\n", spike->id, spike->service,
			(long long)spike->from_us, (long long)spike->to_us, spike->events,
			spike->clients.distinct, spike->clients.fresh, spike->class,
			spike->class_why);
		tell_explanations(to, &spike->explained_by, &spike->explained_by_sets);
		tell_messages(to, spike->template_item, spike->templates, spike->precedent_item,
			      spike->precedents);
	}
	for (uint32_t i = 0; i < findings->outages; i++) {
		const struct outage *outage = &findings->outage[i];

		fprintf(to, "o%u %s %d %lld %llu\n", outage->id, outage->service, outage->kind,
			(long long)outage->first_us, (unsigned long long)outage->first.line);
		tell_explanations(to, &outage->explained_by, &outage->explained_by_sets);
		tell_messages(to, outage->template_item, outage->templates, outage->precedent_item,
			      outage->precedents);
	}
	for (uint32_t i = 0; i < findings->links; i++)
		fprintf(to, "%u %u %.17g %.17g %d %s\n", findings->link[i].spike->id,
			findings->link[i].outage->id, findings->link[i].p_value,
			findings->link[i].q_value, findings->link[i].verdict,
			findings->link[i].content_words ? findings->link[i].content_words : "");
	for (uint32_t i = 0; i < findings->incidents; i++)
		for (uint32_t k = 0; k < findings->incident[i].aftermaths; k++) {
			const struct aftermath *after = &findings->incident[i].aftermath[k];

			fprintf(to, "i%u %s %.17g %.17g %s\n", i, after->service,
				after->returning.fresh, after->returning.share,
				after->return_note ? after->return_note : "");
		}
	for (uint32_t i = 0; i < findings->entries; i++)
		fprintf(to, "%lld %d %s\n", (long long)findings->entry[i].at_us,
			findings->entry[i].kind, findings->entry[i].text);
	if (findings->account)
		fprintf(to, "account %.17g %.17g\n", findings->account->counted,
			findings->account->reference_count);
	for (uint32_t i = 0; i < findings->warnings; i++)
		fprintf(to, "%s\n", findings->warning[i]);
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
	static const struct feed_plan plans[] = { { 2, 64, false },
						  { 5, 3, false },
						  { 3, 1, true } };
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

/* --- Rounds --- */

#define STREET "street"
#define STREET_DAYS 6
#define SHOP_LINES (STREET_DAYS * 24 * 60 + 900)
#define STREET_LINES (8 * SHOP_LINES)

/*
 * A street of shops that tell the same story at times of their own: a request a minute,
 * a run on one page on the fifth day, two in three of it failing, told of by messages. Some are
 * named by their source, some by the lines of one that is theirs alone or of one that two have;
 * lines of that which name none are the source's own.
 */
static const struct {
	const char *name;
	bool by_lines;
	uint32_t source;
} shop[] = {
	{ "anchor", false, 1 }, { "bakery", true, 2 }, { "cobbler", true, 0 },
	{ "dairy", false, 3 },  { "elixir", true, 0 }, { "forge", false, 4 },
	{ "grocer", false, 5 }, { STREET, true, 0 },
};

static struct happening street[STREET_LINES];
static char goods[STREET_LINES][24];

static struct happening of_shop(size_t number, int64_t at_us)
{
	bool by_lines = shop[number].by_lines;
	const char *name = shop[number].name;

	return (struct happening){ .at_us = at_us,
				   .source = shop[number].source,
				   .source_service = by_lines ? STREET : name,
				   .service = by_lines && strcmp(name, STREET) ? name : NULL,
				   .service_given = !by_lines };
}

static void fill_street(void)
{
	uint32_t count = 0;

	for (size_t s = 0; s < LENGTH(shop); s++) {
		int64_t begin_us = DAY0 + 4 * DAY_US + 12 * HOUR_US + (int64_t)s * 10 * MINUTE_US;

		for (uint32_t i = 0; i < STREET_DAYS * 24 * 60; i++) {
			struct happening *next = &street[count++];

			*next = of_shop(s, DAY0 + i * MINUTE_US + SECOND_US);
			next->status = 200;
			next->client = client[i * 7 % 500];
			next->target = page[i % 100];
		}
		for (uint32_t i = 0; i < 900; i++) {
			struct happening *next = &street[count];

			snprintf(goods[count], sizeof(goods[0]), "/goods/%u", i);
			*next = of_shop(s, begin_us + i * SECOND_US);
			if (i % 9 == 8) {
				next->level = SEICHE_ERROR;
				next->program = shop[s].name;
				next->text = i % 18 == 8 ? "Out of memory: Killed process 7 (till)"
							 : "the till is open at noon";
			} else {
				next->status = i % 3 ? 503 : 200;
				next->client = client[i % 500];
				next->target = i % 4 ? "/sale" : goods[count];
				/* Few dimensions have less room. */
				next->method = i % 4 ? "GET" : goods[count];
			}
			count++;
		}
	}
	invariant(count == STREET_LINES);
}

/* In as many rounds as may be or in one: the same is found. */
static void finds_the_same_in_rounds(void **state)
{
	static const struct {
		const char *what;
		double events;
		struct feed_plan plan;
		uint32_t rounds;
	} cases[] = {
		{ "each alone, three that share a source together", 1, { 1, 64, false }, 6 },
		{ "each alone, by several workers", 1, { 4, 5, true }, 6 },
		{ "some together", 4000, { 3, 64, false }, 4 },
	};
	char *want;
	struct run one;

	(void)state;
	explained = "o3";
	round_events = 1e9;
	run(&one, street, STREET_LINES, (struct feed_plan){ 1, 64, false });
	assert_int_equal(one.rounds, 1);
	assert_int_equal(one.findings->spikes, LENGTH(shop));
	want = told(one.findings);
	/* What of the story would be missed, were it lost between rounds. */
	assert_non_null(strstr(want, "  0 /sale 600 "));
	assert_non_null(strstr(want, "  before out of memory anchor "));
	assert_non_null(strstr(want, "  new grocer: "));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run parted;
		char *got;

		print_message("%s\n", cases[i].what);
		round_events = cases[i].events;
		run(&parted, street, STREET_LINES, cases[i].plan);
		got = told(parted.findings);
		assert_int_equal(parted.rounds, cases[i].rounds);
		assert_string_equal(got, want);
		free(got);
		arena_release(&parted.arena);
	}
	free(want);
	arena_release(&one.arena);
	explained = NULL;
	round_events = 0;
}

/* What each shop fits, all of them do not: one after the other they are counted all the same. */
static void counts_each_as_if_alone(void **state)
{
	const uint64_t bytes = (uint64_t)32 << 20;
	struct run free_of, bounded;
	char *want, *got;

	(void)state;
	run(&free_of, street, STREET_LINES, (struct feed_plan){ 1, 64, false });
	assert_int_equal(free_of.rounds, 1);
	memory_bytes = bytes;
	run(&bounded, street, STREET_LINES, (struct feed_plan){ 2, 64, false });
	memory_bytes = 0;
	assert_true(bounded.rounds > 1);
	/* A quarter of 800 goods each, in the spike alone. */
	assert_true(allowance_of(bytes).values[DIMENSION_METHOD] < 200 * LENGTH(shop));
	want = told(free_of.findings);
	got = told(bounded.findings);
	assert_string_equal(got, want);
	free(got);
	free(want);
	arena_release(&free_of.arena);
	arena_release(&bounded.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_story),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(tells_what_was_declared),
		cmocka_unit_test(gives_an_account),
		cmocka_unit_test(finds_the_same_in_rounds),
		cmocka_unit_test(counts_each_as_if_alone),
	};

	tell_the_story();
	fill_street();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
