/* test_clock_undated.c - times of day and of the hour, completed with the day they are of. */
#include "core/arena.h"
#include "core/clock.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"
#include "tests/unit/core/clock_case.h"

/* 2014-02-22 00:00 as a clock shows it, by `date -u -d 2014-02-22 +%s`. */
#define DAY_S 1393027200
#define DAY (DAY_S * SECOND_US)
#define DATE (CLOCK_ASSUMED_DATE | CLOCK_ASSUMED_ZONE)
#define HOUR (CLOCK_ASSUMED_HOUR | CLOCK_ASSUMED_ZONE)

static const struct clock_case cases[] = {
	{ CLOCK_DAYTIME, "19:02:00 x", 8, DAY + 68520000000, DATE },
	{ CLOCK_DAYTIME, "19:02:00.123456789]", 18, DAY + 68520123456, DATE },
	{ CLOCK_DAYTIME, "19:02:00,5", 10, DAY + 68520500000, DATE },
	{ CLOCK_DAYTIME, "7:02:00 PM x", 10, DAY + 68520000000, DATE },
	{ CLOCK_DAYTIME, "12:02:00AM", 10, DAY + 120000000, DATE },
	{ CLOCK_DAYTIME, "00:00:00", 8, DAY + 0, DATE },
	{ CLOCK_DAYTIME, "23:59:60", 8, DAY + 86400000000, DATE },
	{ CLOCK_DAYTIME, "24:00:00", 0, 0, 0 },
	{ CLOCK_DAYTIME, "19:60:00", 0, 0, 0 },
	{ CLOCK_DAYTIME, "19:02:61", 0, 0, 0 },
	{ CLOCK_DAYTIME, "19:02:00:01", 0, 0, 0 },
	{ CLOCK_DAYTIME, "19:02:001", 0, 0, 0 },
	{ CLOCK_DAYTIME, "119:02:00", 0, 0, 0 },
	{ CLOCK_DAYTIME, " 9:02:00", 0, 0, 0 },
	{ CLOCK_DAYTIME, "19:02", 0, 0, 0 },
	{ CLOCK_MINUTES, "29:47.191: x", 9, DAY + 1787191000, HOUR },
	{ CLOCK_MINUTES, "29:47: x", 0, 0, 0 },
	{ CLOCK_MINUTES, "60:00.000", 0, 0, 0 },
	{ CLOCK_MINUTES, "29:47.191:00", 0, 0, 0 },
};

static void reads_each_form(void **state)
{
	const struct clock_context context = { .zone = zone_utc, .base_us = DAY };

	(void)state;
	clock_cases_check(cases, LENGTH(cases), &context);
}

/* The day is the zone's: `TZ=Europe/Berlin date -d '2014-10-26 01:30' +%s`, and after the fold. */
static void counts_by_the_zone(void **state)
{
	static const struct {
		const char *text;
		int64_t time_s;
	} moved[] = { { "01:30:00", 1414279800 }, { "03:30:00", 1414290600 } };
	struct clock_context context = { .base_us = INT64_C(1414281600) * SECOND_US };
	struct arena arena = { 0 };
	struct error error;

	(void)state;
	assert_true(zone_find("Europe/Berlin", &arena, &context.zone, &error));
	for (size_t i = 0; i < LENGTH(moved); i++) {
		int64_t time_us;

		assert_int_equal(clock_read(CLOCK_DAYTIME, span_text(moved[i].text), &context,
					    &time_us, NULL),
				 8);
		assert_true(time_us == moved[i].time_s * SECOND_US);
	}
	arena_release(&arena);
}

static void refuses_days_out_of_all_years(void **state)
{
	static const int64_t base_us[] = { -DAY_US, CLOCK_PAST_LAST_US, INT64_MAX, INT64_MIN };

	(void)state;
	for (size_t i = 0; i < LENGTH(base_us); i++) {
		const struct clock_context context = { .zone = zone_utc, .base_us = base_us[i] };
		int64_t time_us;

		assert_int_equal(
			clock_read(CLOCK_DAYTIME, SPAN("19:02:00"), &context, &time_us, NULL), 0);
	}
}

static void finds_stamps_anywhere(void **state)
{
	static const struct {
		const char *text;
		bool stands;
	} texts[] = {
		{ "", false },
		{ "Hello, World!\nGoodbye", false },
		{ "version 10.2.3 of 17:02", false },
		{ "a12:00:00", false },
		{ "x [2014-02-22T19:02:00Z]", true },
		{ "at 19:02:00", true },
		{ "x=1393095720", true },
		{ "on Feb 22 19:02:00", true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		struct span text = span_text(texts[i].text);

		print_message("%s\n", texts[i].text);
		for (size_t size = 0; size <= text.size; size++) {
			char *copy = guard_copy(text.at, size, 0);
			bool stands = clock_stands_in(span_of(copy, size));

			if (size == text.size)
				assert_int_equal(stands, texts[i].stands);
			guard_release(copy, size, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_form),
		cmocka_unit_test(counts_by_the_zone),
		cmocka_unit_test(refuses_days_out_of_all_years),
		cmocka_unit_test(finds_stamps_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
