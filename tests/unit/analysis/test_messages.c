/* test_messages.c - sentences that are new in an episode, and what was told of before it. */
#include "analysis/messages.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define T0 (INT64_C(1393095600) * SECOND_US)
#define LINES_MAX 4000

static const struct source_facts source = { .path = "app.log" };

static const struct {
	const char *message;
	enum trigger_kind kind;
} triggers[] = {
	{ "Out of memory: Killed process 4711 (java)", TRIGGER_MEMORY },
	{ "java.lang.OutOfMemoryError: Java heap space", TRIGGER_MEMORY },
	{ "myapp[1]: segfault at 0 ip 00007f", TRIGGER_CRASH },
	{ "app.service: Failed with result 'exit-code'.", TRIGGER_UNIT },
	{ "no live upstreams while connecting to upstream", TRIGGER_UPSTREAM },
	{ "FATAL: sorry, too many clients already", TRIGGER_CONNECTIONS },
	{ "ERROR 1040 (HY000): Too many connections", TRIGGER_CONNECTIONS },
	{ "accept4() failed (24: Too many open files)", TRIGGER_FILES },
	{ "write failed: No space left on device", TRIGGER_DISK },
	{ "eth0: Link is Down", TRIGGER_NETWORK },
	{ "Linux version 4.9.0-8-amd64", TRIGGER_REBOOT },
	{ "caught SIGTERM, shutting down", TRIGGER_RESTART },
	{ "Deployed release 2014.2.1", TRIGGER_DEPLOY },
	{ "restart of app after its pod was OOMKilled", TRIGGER_MEMORY },
	{ "restar", TRIGGERS },
	{ "GET /index.html took 3 ms", TRIGGERS },
	{ "", TRIGGERS },
};

static void knows_what_tells_of_trouble(void **state)
{
	struct trigger_index index;

	(void)state;
	trigger_index_init(&index);
	for (size_t i = 0; i < LENGTH(triggers); i++) {
		print_message("%s\n", triggers[i].message);
		assert_int_equal(trigger_of(&index, span_text(triggers[i].message)),
				 triggers[i].kind);
	}
}

/* Behind the first 512 bytes nothing counts. */
static void looks_at_the_front_alone(void **state)
{
	char message[1024];
	struct trigger_index index;

	(void)state;
	trigger_index_init(&index);
	memset(message, 'x', sizeof(message));
	memcpy(message + 512 - 9, "disk full", 9);
	assert_int_equal(trigger_of(&index, span_of(message, sizeof(message))), TRIGGER_DISK);
	memset(message, 'x', sizeof(message));
	memcpy(message + 512 - 8, "disk full", 9);
	assert_int_equal(trigger_of(&index, span_of(message, sizeof(message))), TRIGGERS);
}

static const struct look looks[] = {
	{ 0, LOOK_INSIDE, true, "site", T0, T0 + HOUR_US },
	{ 0, LOOK_REFERENCE, true, "site", T0 - DAY_US, T0 - DAY_US + HOUR_US },
	{ 0, LOOK_BEFORE, false, "site", T0 - MESSAGES_BEFORE_US, T0 + LOOK_BEFORE_SLACK_US },
	{ 0, LOOK_BEFORE, false, "db", T0 - MESSAGES_BEFORE_US, T0 + LOOK_BEFORE_SLACK_US },
	{ 0, LOOK_USUAL, false, "site", T0 - DAY_US - MESSAGES_BEFORE_US, T0 - DAY_US },
	{ 0, LOOK_USUAL, false, "db", T0 - DAY_US - MESSAGES_BEFORE_US, T0 - DAY_US },
	{ 1, LOOK_INSIDE, false, "alone", T0, T0 + HOUR_US },
};

/* Lines while they are gathered. */
static struct happening line[LINES_MAX];
static char text[LINES_MAX][64];
static uint32_t lines;

/* `count` messages within the hour from `from_us`, each with a number of its own for '#'. */
static void say(const char *service, const char *message, int64_t from_us, uint32_t count)
{
	const char *mark = strchr(message, '#');

	for (uint32_t i = 0; i < count; i++) {
		snprintf(text[lines], sizeof(text[0]), "%.*s%.0d%s",
			 (int)(mark ? mark - message : (long)strlen(message)), message,
			 mark ? (int)(1 + lines) : 0, mark ? mark + 1 : "");
		line[lines] = (struct happening){ .at_us = from_us +
							   (int64_t)i * HOUR_US / (int64_t)count,
						  .source_service = service,
						  .level = SEICHE_INFO,
						  .text = text[lines],
						  .program = "app" };
		invariant(++lines < LINES_MAX);
	}
}

/* Reference: an hour of 1000 lines and more; inside fewer, so that time is what counts. */
static void tell(void)
{
	lines = 0;
	say("site", "served # requests", T0 - DAY_US, 1000);
	say("site", "served # requests", T0, 500);
	say("site", "connection # refused", T0 + MINUTE_US, 40);
	say("site", "warmed up", T0 + 2 * MINUTE_US, 1);
	/* Of 1 before, p of 22 is 9.27e-7, of 21 it is 1.81e-6 (the pmf, summed by its definition).
	 */
	say("site", "retry number # begins", T0 - DAY_US, 1);
	say("site", "retry number # begins", T0, 22);
	say("site", "lock number # is held", T0 - DAY_US, 1);
	say("site", "lock number # is held", T0, 21);
	/* Rare enough, but only 9 times as many. */
	say("site", "queue holds # jobs", T0 - DAY_US, 20);
	say("site", "queue holds # jobs", T0, 180);
	/* A service of its own without a reference: nothing is said of it. */
	say("alone", "alone # times", T0, 50);
}

static struct inspection *inspect(struct arena *arena, struct feed_plan plan)
{
	const struct allowance allowance = allowance_of(0);
	struct inspection *inspection =
		inspection_new(arena, 2, &source, 1, &allowance, 7);
	struct error error;

	inspection_begin(inspection, looks, LENGTH(looks));
	assert_true(feed_all(inspection_sink(inspection), line, lines, plan, &error));
	inspection_settle(inspection, 1);
	return inspection;
}

static void finds_what_is_new(void **state)
{
	static const struct {
		const char *text;
		double count, before;
		int64_t first_us;
	} expected[] = {
		{ "app: connection <*> refused", 40, 0, T0 + MINUTE_US },
		{ "app: retry number <*> begins", 22, 1, T0 },
		{ "app: warmed up", 1, 0, T0 + 2 * MINUTE_US },
	};
	struct arena arena = { 0 };
	struct inspection *inspection;
	const struct template_new *item;
	uint32_t count;

	(void)state;
	tell();
	inspection = inspect(&arena, (struct feed_plan){ 2, 64, false });
	item = messages_new(inspection_messages(inspection), 0, &count);
	for (uint32_t i = 0; i < count; i++)
		print_message("%s: %g, %g before\n", item[i].text, item[i].count, item[i].before);
	assert_int_equal(count, LENGTH(expected));
	for (uint32_t i = 0; i < count; i++) {
		assert_string_equal(item[i].text, expected[i].text);
		assert_true(item[i].count == expected[i].count);
		assert_true(item[i].before == expected[i].before);
		assert_true(item[i].first_us == expected[i].first_us);
		assert_string_equal(item[i].first.path, "app.log");
		assert_non_null(strstr(item[i].example, "app "));
	}
	/* 1000 + 500 lines come first, each a line of the source. */
	assert_int_equal(item[0].first.line, 1501);
	messages_new(inspection_messages(inspection), 1, &count);
	assert_int_equal(count, 0);
	inspection_release(inspection);
	arena_release(&arena);
}

static void finds_what_came_before(void **state)
{
	static struct mark mark[] = {
		{ .at_us = T0 - 5 * MINUTE_US, .text = "deploy 7", .path = "marks.csv", .line = 2 },
		{ .at_us = T0 - HOUR_US, .text = "too early", .path = "marks.csv", .line = 3 },
	};
	static const struct mark_list marks = { .item = mark, .count = LENGTH(mark) };
	struct arena arena = { 0 };
	struct inspection *inspection;
	const struct precedent *item;
	uint32_t count;

	(void)state;
	lines = 0;
	say("site", "restarting worker", T0 - 16 * MINUTE_US, 1); /* too early */
	say("site", "restarting worker", T0 - 10 * MINUTE_US, 1);
	say("site", "restarting worker", T0 - 2 * MINUTE_US, 1);
	say("db", "Out of memory: Killed process 31", T0 + 20 * SECOND_US, 1);
	say("site", "too many connections", T0 + 40 * SECOND_US, 1);
	say("other", "disk full", T0 - 2 * MINUTE_US, 1); /* nobody looks there */
	/* As the day before, so it tells nothing, late as it comes. */
	say("db", "deployed", T0 - MINUTE_US, 1);
	say("db", "deployed", T0 - DAY_US - MINUTE_US, 1);
	say("site", "restarting worker", T0 - DAY_US - MINUTE_US, 1);
	inspection = inspect(&arena, (struct feed_plan){ 2, 1, false });
	/* Trouble was first seen half a minute after the estimate of its beginning. */
	item = messages_before(inspection_messages(inspection), 0, T0 + 30 * SECOND_US, &marks,
			       &arena, &count);
	assert_int_equal(count, 4);
	assert_string_equal(item[0].what, "out of memory");
	assert_string_equal(item[0].service, "db");
	assert_true(item[0].at_us == T0 + 20 * SECOND_US && item[0].count == 1);
	assert_int_equal(item[0].evidence.line, 4);
	assert_string_equal(item[1].what, "restart");
	assert_true(item[1].at_us == T0 - 2 * MINUTE_US && item[1].count == 2);
	assert_string_equal(item[2].what, "mark");
	assert_string_equal(item[2].evidence.text, "deploy 7");
	assert_true(item[0].usual == 0 && item[1].usual == 1 && isnan(item[2].usual));
	assert_string_equal(item[3].what, "deploy");
	assert_true(item[3].usual == 1 && item[3].count == 1);
	item = messages_before(inspection_messages(inspection), 0, T0, NULL, &arena, &count);
	assert_int_equal(count, 2);
	assert_string_equal(item[0].what, "restart");
	assert_string_equal(item[1].what, "deploy");
	inspection_release(inspection);
	arena_release(&arena);
}

/* All that is told of episode 0. */
static char *told(struct feed_plan plan)
{
	struct arena arena = { 0 };
	struct inspection *inspection = inspect(&arena, plan);
	const struct message_findings *findings = inspection_messages(inspection);
	uint32_t count, before;
	const struct template_new *item = messages_new(findings, 0, &count);
	const struct precedent *precedent = messages_before(findings, 0, T0, NULL, &arena, &before);
	char *all = NULL;
	size_t size;
	FILE *to = open_memstream(&all, &size);

	for (uint32_t i = 0; i < count; i++)
		fprintf(to, "%s %g %g %g %llu %s\n", item[i].text, item[i].count, item[i].before,
			item[i].expected, (unsigned long long)item[i].first.line, item[i].example);
	for (uint32_t i = 0; i < before; i++)
		fprintf(to, "%s %s %g %llu\n", precedent[i].what, precedent[i].service,
			precedent[i].count, (unsigned long long)precedent[i].evidence.line);
	fclose(to);
	inspection_release(inspection);
	arena_release(&arena);
	return all;
}

static void does_not_see_the_order(void **state)
{
	static const struct feed_plan plans[] = { { 2, 7, false },
						  { 5, 1, false },
						  { 3, 1, true } };
	char *first;

	(void)state;
	tell();
	say("site", "restarting worker #", T0 - 10 * MINUTE_US, 20);
	say("db", "restarting worker #", T0 - 9 * MINUTE_US, 20);
	first = told((struct feed_plan){ 1, 64, false });
	assert_non_null(strstr(first, "restart"));
	for (size_t i = 0; i < LENGTH(plans); i++) {
		char *other = told(plans[i]);

		assert_string_equal(other, first);
		free(other);
	}
	free(first);
}

/* More shapes than are kept: what is left is the same in any order, and it is said. */
static void is_bounded(void **state)
{
	enum { SHAPES = MESSAGES_SHAPES_MAX + 3000 };
	static const struct feed_plan plans[] = { { 1, 64, false }, { 3, 1, true } };
	const struct allowance allowance = allowance_of(0);
	struct happening *of = calloc(SHAPES, sizeof(*of));
	char *word = calloc(SHAPES, 16);
	double count[2], sum[2] = { 0 };

	(void)state;
	assert_true(of && word);
	for (uint32_t i = 0; i < SHAPES; i++) {
		char *at = word + (size_t)i * 16;

		for (uint32_t rest = i, k = 0; k < 5; k++, rest /= 26)
			at[k] = (char)('a' + rest % 26);
		of[i] = (struct happening){
			.at_us = T0 + i, .source_service = "site", .level = SEICHE_INFO, .text = at
		};
	}
	for (size_t p = 0; p < LENGTH(plans); p++) {
		struct arena arena = { 0 };
		struct inspection *inspection =
			inspection_new(&arena, 2, &source, 1, &allowance, 7);
		const struct template_new *item;
		struct error error;
		uint32_t found;

		inspection_begin(inspection, looks, LENGTH(looks));
		assert_true(feed_all(inspection_sink(inspection), of, SHAPES, plans[p], &error));
		inspection_settle(inspection, 1);
		assert_true(inspection_messages_thinning(inspection) > 1);
		item = messages_new(inspection_messages(inspection), 0, &found);
		count[p] = found;
		for (uint32_t i = 0; i < found; i++)
			sum[p] += item[i].count * (double)item[i].first.line;
		inspection_release(inspection);
		arena_release(&arena);
	}
	assert_true(count[0] > 0 && count[0] == count[1] && sum[0] == sum[1]);
	free(of);
	free(word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_what_tells_of_trouble),
		cmocka_unit_test(looks_at_the_front_alone),
		cmocka_unit_test(finds_what_is_new),
		cmocka_unit_test(finds_what_came_before),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
