/* test_clock_memo.c - whatever was read before, a memo says what clock_read says. */
#include "core/clock_memo.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#include <stdio.h>

/* Stamps in all forms a memo keeps, and what nearly is one. */
static const char *const stamps[] = {
	"22/Feb/2014:19:02:00 +0000",
	"22/Feb/2014:19:02:01 +0000]",
	"22/Feb/2014:19:02:59 +0100",
	"22/Feb/2014:19:02:60 +0100",
	"22/Feb/2014:19:02:61 +0100",
	"22/Feb/2014:19:03:07 +0100",
	"22/Feb/2014:19:03:0x +0100",
	"22/Feb/2014:19:03:08",
	"22/Feb/2014:19:03:09 -0100",
	"22/Feb/2014:19:03:09 -x",
	"22/Feb/2014:19:03:10.25 -0100",
	"22/Feb/2014:19:03:11.1234567890 -0100",
	"22/Feb/2014:19:03:12 +00:00",
	"2/Feb/2014:19:03:12 +0000",
	"2014-02-22T19:02:00Z",
	"2014-02-22T19:02:01z",
	"2014-02-22T19:02:02.5Z",
	"2014-02-22T19:02:02.123456789Z",
	"2014-02-22T19:02:02.1234567890Z",
	"2014-02-22T19:02:03",
	"2014-02-22T19:02:04,250",
	"2014-02-22T19:02:04, then",
	"2014-02-22T19:02:05+01",
	"2014-02-22T19:02:05+0100",
	"2014-02-22T19:02:05+01:00",
	"2014-02-22T19:02:05+01:00:00",
	"2014-02-22T19:02:05+010",
	"2014-02-22T19:02:05+x",
	"2014-02-22T19:02:05-01:00",
	"2014-02-22T19:02:05 +0100",
	"2014-02-22 19:02:06Z",
	"Feb 22 19:02:00",
	"Feb 22 19:02:59 web1",
	"Feb 22 19:02:60 web1",
	"Feb  2 19:02:07.5 web1",
	"Feb 2 19:02:07 web1",
	"Mar  1 23:59:58 web1",
	"Mar  2 00:00:00 web1",
	"Mar  2 00:00:01 web1",
	"Mar  3 00:00:01 web1",
	"Feb 29 12:00:01 web1",
	"Sat Feb 22 19:02:00 2014",
	"Sat Feb 22 19:02:01.123456 2014",
	"Sat Feb 22 19:02:02 2013",
	"Sat Feb  2 19:02:02 2013",
	"2014/02/22 19:02:00",
	"2014/02/22 19:02:01.5",
	"2014/02/22 19:02:02.1234567890",
	"1393095720",
	"2014-02-22",
	"",
};

static const char *const zones[] = { "UTC", "Europe/Berlin", "Africa/Monrovia" };

static void same_as_clock_read(struct clock_memo *memo, enum clock_form form, struct span text,
			       const struct clock_context *context)
{
	char *copy = guard_copy(text.at, text.size, 0);
	int64_t fast_us = -1, slow_us = -1;
	uint32_t fast = 0, slow = 0;
	size_t used =
		clock_memo_read(memo, form, span_of(copy, text.size), context, &fast_us, &fast);

	assert_int_equal(used, clock_read(form, text, context, &slow_us, &slow));
	assert_true(fast_us == slow_us);
	assert_int_equal(fast, slow);
	guard_release(copy, text.size, 0);
}

/* Every stamp behind every other, so that each finds each in the memo. */
static void never_shows(void **state)
{
	struct arena arena = { 0 };
	struct error error;

	(void)state;
	for (size_t z = 0; z < LENGTH(zones); z++) {
		struct clock_context context = { .newest_us = INT64_C(1393632000) * SECOND_US };

		assert_true(zone_find(zones[z], &arena, &context.zone, &error));
		for (int form = CLOCK_CLF; form <= CLOCK_DATE; form++) {
			struct clock_memo memo = { 0 };

			for (size_t i = 0; i < LENGTH(stamps) * LENGTH(stamps); i++) {
				same_as_clock_read(&memo, (enum clock_form)form,
						   span_text(stamps[i / LENGTH(stamps)]), &context);
				same_as_clock_read(&memo, (enum clock_form)form,
						   span_text(stamps[i % LENGTH(stamps)]), &context);
			}
		}
	}
	arena_release(&arena);
}

/* Second by second over what a memo could get wrong. */
static void walks_over_edges(void **state)
{
	static const struct {
		const char *zone;
		int64_t from_s, newest_s;
	} edges[] = {
		{ "UTC", 1388534100, 1393632000 },           /* into 2014 */
		{ "UTC", 1393631700, 1393632000 - 86400 },   /* newest plus a day: the year turns */
		{ "Europe/Berlin", 1396141140, 1396200000 }, /* 02:00 becomes 03:00 */
		{ "Europe/Berlin", 1382835540, 1396200000 }, /* 03:00 becomes 02:00 */
		{ "Africa/Monrovia", 63592200, 70000000 },   /* 00:00:00 becomes 00:44:30 */
	};
	struct arena arena = { 0 };
	struct error error;

	(void)state;
	for (size_t i = 0; i < LENGTH(edges); i++) {
		struct clock_context context = { .newest_us = edges[i].newest_s * SECOND_US };
		struct clock_memo memo[2] = { 0 };

		assert_true(zone_find(edges[i].zone, &arena, &context.zone, &error));
		for (int64_t s = edges[i].from_s - 600; s < edges[i].from_s + 4800; s++) {
			char text[CLOCK_TEXT_BYTES], legacy[CLOCK_TEXT_BYTES];
			struct civil civil;

			clock_to_civil(s * SECOND_US,
				       &civil); /* as if local: gaps are asked for too */
			clock_write(s * SECOND_US, text);
			snprintf(legacy, sizeof(legacy), "%s %2u %.8s",
				 (const char *const[]){ "Jan", "Feb", "Mar", "Apr", "May", "Jun",
							"Jul", "Aug", "Sep", "Oct", "Nov",
							"Dec" }[civil.month - 1],
				 civil.day, text + 11);
			same_as_clock_read(&memo[0], CLOCK_ISO, span_of(text, 19), &context);
			same_as_clock_read(&memo[1], CLOCK_SYSLOG, span_text(legacy), &context);
		}
	}
	arena_release(&arena);
}

/* The short way is really taken, or nothing above would test it. */
static void hits_within_the_day(void **state)
{
	static const struct {
		enum clock_form form;
		const char *first, *second;
		size_t used;
	} cases[] = {
		{ CLOCK_CLF, "22/Feb/2014:19:02:00 +0000", "22/Feb/2014:23:59:59 +0000]", 26 },
		{ CLOCK_ISO, "2014-02-22T19:02:00.5Z", "2014-02-22T00:00:00Z\"", 20 },
		{ CLOCK_ISO, "2014-02-22 19:02:00,123 x", "2014-02-22 19:02:01,456 x", 23 },
		{ CLOCK_ISO, "2014-02-22T19:02:00+01:00 x", "2014-02-22T19:02:01.25+01:00 x", 28 },
		{ CLOCK_SYSLOG, "Feb 22 19:02:00 x", "Feb 22 19:02:01 x", 15 },
		{ CLOCK_CTIME, "Sat Feb 22 19:02:00 2014", "Sat Feb 22 19:02:01.5 2014]", 26 },
		{ CLOCK_SLASHED, "2014/02/22 19:02:00 [", "2014/02/22 19:02:01 [", 19 },
	};
	struct clock_context context = { .zone = zone_utc,
					 .newest_us = INT64_C(1393632000) * SECOND_US };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span first = span_text(cases[i].first), second = span_text(cases[i].second);
		struct clock_memo memo = { 0 };
		int64_t time_us;
		uint32_t assumed = 0;

		print_message("%s\n", cases[i].second);
		assert_true(
			clock_memo_read(&memo, cases[i].form, first, &context, &time_us, &assumed));
		assert_int_equal(clock_memo_hit(&memo, cases[i].form, second.at,
						second.at + second.size, &time_us, &assumed),
				 cases[i].used);
		same_as_clock_read(&memo, cases[i].form, second, &context);
	}
}

static void reads_any_as_clock_read_any(void **state)
{
	struct clock_context context = { .zone = zone_utc,
					 .newest_us = INT64_C(1393632000) * SECOND_US };
	struct clock_memo memo = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(stamps) * LENGTH(stamps) * 2; i++) {
		struct span text =
			span_text(stamps[i % 2 ? i / 2 % LENGTH(stamps) : i / 2 / LENGTH(stamps)]);
		int64_t fast_us = -1, slow_us = -1;
		uint32_t fast = 0, slow = 0;

		assert_int_equal(clock_memo_read_any(&memo, text, &context, &fast_us, &fast),
				 clock_read_any(text, &context, &slow_us, &slow));
		assert_true(fast_us == slow_us);
		assert_int_equal(fast, slow);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_shows),
		cmocka_unit_test(walks_over_edges),
		cmocka_unit_test(hits_within_the_day),
		cmocka_unit_test(reads_any_as_clock_read_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
