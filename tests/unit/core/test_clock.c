/* test_clock.c - the calendar and what is written, against libc; lengths and arguments. */
#include "core/clock.h"
#include "tests/support/test.h"

#include <time.h>

static void follows_the_calendar_of_libc(void **state)
{
	(void)state;
	/* Every 11 hours and a bit from 1800 to 2400. */
	for (int64_t time_s = -5364662400; time_s < 13569465600; time_s += 40007) {
		time_t wanted = time_s;
		struct civil civil;
		struct tm tm;

		gmtime_r(&wanted, &tm);
		clock_to_civil(time_s * SECOND_US + 7, &civil);
		assert_int_equal(civil.year, tm.tm_year + 1900);
		assert_int_equal(civil.month, tm.tm_mon + 1);
		assert_int_equal(civil.day, tm.tm_mday);
		assert_int_equal(civil.hour, tm.tm_hour);
		assert_int_equal(civil.minute, tm.tm_min);
		assert_int_equal(civil.second, tm.tm_sec);
		assert_int_equal(civil.micro, 7);
		assert_int_equal(clock_weekday(time_s * SECOND_US), tm.tm_wday);
		assert_true(clock_from_civil(&civil) == time_s * SECOND_US + 7);
	}
}

static void holds_at_the_ends_of_time(void **state)
{
	struct civil civil;
	char text[CLOCK_TEXT_BYTES];

	(void)state;
	clock_to_civil(INT64_MIN, &civil);
	assert_true(civil.year < -290000 && civil.month >= 1 && civil.month <= 12);
	clock_to_civil(INT64_MAX, &civil);
	assert_true(civil.year > 290000 && civil.day >= 1 && civil.day <= 31);
	clock_write(INT64_MIN, text);
	clock_write_local(zone_utc, INT64_MAX, text);
	clock_write_length(INT64_MIN, text);
	clock_write_length(INT64_MAX, text);
}

static void writes_times(void **state)
{
	static const struct {
		int64_t time_us;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 1393095720 * SECOND_US, "2014-02-22T19:02:00Z" },
		{ 1393095720 * SECOND_US + 500000, "2014-02-22T19:02:00.500Z" },
		{ 1393095720 * SECOND_US + 1, "2014-02-22T19:02:00.000001Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
	};
	char text[CLOCK_TEXT_BYTES];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_string_equal(clock_write(cases[i].time_us, text), cases[i].text);
}

static void writes_lengths_for_people(void **state)
{
	static const struct {
		int64_t length_us;
		const char *text;
	} cases[] = {
		{ 0, "0 s" },
		{ 400, "0 s" },
		{ 250000, "250 ms" },
		{ 999600, "1 s" },
		{ 45 * SECOND_US, "45 s" },
		{ 45 * SECOND_US + 500000, "46 s" },
		{ 59 * SECOND_US + 600000, "1 min" },
		{ 90 * SECOND_US, "1 min 30 s" },
		{ 212 * MINUTE_US, "3 h 32 min" },
		{ 59 * MINUTE_US + 59 * SECOND_US + 700000, "1 h" },
		{ 23 * HOUR_US + 59 * MINUTE_US + 45 * SECOND_US, "1 d" },
		{ 52 * HOUR_US, "2 d 4 h" },
		{ 52 * HOUR_US + 29 * MINUTE_US, "2 d 4 h" },
		{ 400 * DAY_US, "400 d" },
		{ -90 * SECOND_US, "-1 min 30 s" },
	};
	char text[CLOCK_TEXT_BYTES];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_string_equal(clock_write_length(cases[i].length_us, text), cases[i].text);
}

static void reads_lengths(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t length_s;
	} cases[] = {
		{ "90", true, 90 },
		{ "0", true, 0 },
		{ "90s", true, 90 },
		{ "5m", true, 300 },
		{ "1h30m", true, 5400 },
		{ "1d", true, 86400 },
		{ "2w1d", true, 15 * 86400 },
		{ "PT3H30M", true, 12600 },
		{ "P1DT2H", true, 93600 },
		{ "P1W", true, 7 * 86400 },
		{ "PT90S", true, 90 },
		{ "", false, 0 },
		{ "s", false, 0 },
		{ "-5m", false, 0 },
		{ "5m1h", false, 0 },
		{ "5m5m", false, 0 },
		{ "1h30", false, 0 },
		{ "1.5h", false, 0 },
		{ "5 m", false, 0 },
		{ "1y", false, 0 },
		{ "P", false, 0 },
		{ "PT", false, 0 },
		{ "P1M", false, 0 },
		{ "P1H", false, 0 },
		{ "PT1HT1M", false, 0 },
		{ "P1DT", false, 0 },
		{ "9223372036855", false, 0 },
		{ "99999999999999999999s", false, 0 },
		{ "15250285w", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		int64_t length_us = 0;

		print_message("%s\n", cases[i].text);
		assert_int_equal(clock_read_length(span_text(cases[i].text), &length_us), cases[i].ok);
		assert_true(length_us == cases[i].length_s * SECOND_US);
	}
}

static void reads_arguments(void **state)
{
	/* Now is 2014-02-22T19:02:05Z; the numbers are of `date -u -d … +%s`. */
	static const int64_t now_us = 1393095725 * SECOND_US;
	static const struct {
		const char *text, *zone;
		bool ok;
		int64_t time_s;
	} cases[] = {
		{ "now", "UTC", true, 1393095725 },
		{ "today", "UTC", true, 1393027200 },
		{ "today", "+05:30", true, 1393093800 },
		{ "yesterday", "UTC", true, 1392940800 },
		{ "-2h", "UTC", true, 1393095725 - 7200 },
		{ "-7d", "UTC", true, 1393095725 - 604800 },
		{ "-90", "UTC", true, 1393095725 - 90 },
		{ "@1393095720", "UTC", true, 1393095720 },
		{ "@0", "UTC", true, 0 },
		{ "2014-02-22", "UTC", true, 1393027200 },
		{ "2014-02-22", "+01:00", true, 1393023600 },
		{ "2014-02-22 19:02", "UTC", true, 1393095720 },
		{ "2014-02-22T19:02Z", "+01:00", true, 1393095720 },
		{ "2014-02-22 19:02:05", "+01:00", true, 1393092125 },
		{ "2014-02-22T19:02:05Z", "+01:00", true, 1393095725 },
		{ "22/Feb/2014:19:02:00 +0000", "UTC", true, 1393095720 },
		{ "2014-02-30", "UTC", false, 0 },
		{ "2014-02-22 19:02 ", "UTC", false, 0 },
		{ "tomorrow", "UTC", false, 0 },
		{ "-9999w", "UTC", false, 0 },
		{ "-", "UTC", false, 0 },
		{ "@", "UTC", false, 0 },
		{ "@-1", "UTC", false, 0 },
		{ "", "UTC", false, 0 },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct error error = { 0 };
		const struct zone *zone;
		int64_t time_us = 0;

		print_message("%s\n", cases[i].text);
		assert_true(zone_find(cases[i].zone, &arena, &zone, &error));
		assert_int_equal(clock_read_argument(cases[i].text, zone, now_us, &time_us, &error),
				 cases[i].ok);
		assert_true(time_us == cases[i].time_s * SECOND_US);
		assert_int_equal(error.fault, cases[i].ok ? FAULT_NONE : FAULT_USAGE);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_calendar_of_libc),
		cmocka_unit_test(holds_at_the_ends_of_time),
		cmocka_unit_test(writes_times),
		cmocka_unit_test(writes_lengths_for_people),
		cmocka_unit_test(reads_lengths),
		cmocka_unit_test(reads_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
