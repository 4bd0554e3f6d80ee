/* test_zone.c - offsets and wall clocks against libc's; names; broken files. */
#include "core/zone_read.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void needs_tzdata(void)
{
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK))
		skip();
	unsetenv("TZDIR");
}

static struct tm local_tm(int64_t time_s)
{
	time_t time = time_s;
	struct tm tm;

	localtime_r(&time, &tm);
	return tm;
}

static void compare(const struct zone *zone, int64_t time_s)
{
	struct tm tm = local_tm(time_s);
	int64_t local_us = (time_s + tm.tm_gmtoff) * SECOND_US, back_us;

	assert_int_equal(zone_offset_s(zone, time_s * SECOND_US), tm.tm_gmtoff);
	assert_int_equal(zone_offset_s(zone, time_s * SECOND_US + 999999), tm.tm_gmtoff);
	assert_string_equal(zone_abbreviation(zone, time_s * SECOND_US), tm.tm_zone);
	/* The first instant that shows this wall clock: this one, or an earlier one that libc agrees on. */
	back_us = zone_to_utc(zone, local_us);
	assert_true(back_us <= time_s * SECOND_US);
	assert_true(back_us / SECOND_US + local_tm(back_us / SECOND_US).tm_gmtoff ==
		    time_s + tm.tm_gmtoff);
}

/* Around a change at `time_s`: both sides, and in a gap the clock that was not moved yet. */
static void compare_change(const struct zone *zone, int64_t time_s)
{
	static const int64_t around_s[] = { -86400, -7200, -3601, -3600, -1800, -1, 0, 1,
					    1799, 1800, 3599, 3600, 7200, 86400 };
	int64_t before_s = local_tm(time_s - 1).tm_gmtoff, after_s = local_tm(time_s).tm_gmtoff;

	for (size_t i = 0; i < LENGTH(around_s); i++)
		compare(zone, time_s + around_s[i]);
	if (after_s > before_s) {
		assert_true(zone_to_utc(zone, (time_s + before_s) * SECOND_US) == time_s * SECOND_US);
		assert_true(zone_to_utc(zone, (time_s + after_s - 1) * SECOND_US) ==
			    (time_s + after_s - 1 - before_s) * SECOND_US);
	} else {
		assert_true(zone_to_utc(zone, (time_s + after_s) * SECOND_US) ==
			    (time_s + after_s - before_s) * SECOND_US);
	}
}

static void agrees_with_libc(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata",
					     "Australia/Lord_Howe", "America/Sao_Paulo",
					     "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin" };
	struct arena arena = { 0 };

	(void)state;
	needs_tzdata();
	for (size_t i = 0; i < LENGTH(names); i++) {
		const struct zone *zone;
		struct error error;
		int64_t step_s = 6 * 3600;

		print_message("%s\n", names[i]);
		setenv("TZ", names[i], 1);
		tzset();
		assert_true(zone_find(names[i], &arena, &zone, &error));
		assert_string_equal(zone_name(zone), names[i]);
		for (int64_t time_s = 0; time_s < 4133980800; time_s += step_s) {
			int64_t low = time_s, high = time_s + step_s;

			if (local_tm(low).tm_gmtoff == local_tm(high).tm_gmtoff)
				continue;
			while (high - low > 1) {
				int64_t middle = low + (high - low) / 2;

				if (local_tm(middle).tm_gmtoff == local_tm(low).tm_gmtoff)
					low = middle;
				else
					high = middle;
			}
			compare_change(zone, high);
		}
		for (int64_t time_s = 1; time_s < 4133980800; time_s += 999983)
			compare(zone, time_s);
	}
	unsetenv("TZ");
	arena_release(&arena);
}

static void repeats_after_four_centuries(void **state)
{
	struct arena arena = { 0 };
	const struct zone *zone;
	struct error error;

	(void)state;
	needs_tzdata();
	assert_true(zone_find("Europe/Berlin", &arena, &zone, &error));
	for (int64_t time_s = 4102444800; time_s < 4102444800 + 2 * 31556952; time_s += 3600) {
		for (int64_t cycle = 1; cycle < 5; cycle++) {
			int64_t later_us = (time_s + cycle * ZONE_CYCLE_S) * SECOND_US;

			assert_int_equal(zone_offset_s(zone, later_us),
					 zone_offset_s(zone, time_s * SECOND_US));
			assert_true(zone_to_utc(zone, later_us) ==
				    zone_to_utc(zone, time_s * SECOND_US) +
					    cycle * ZONE_CYCLE_S * SECOND_US);
		}
	}
	arena_release(&arena);
}

static void finds_by_name(void **state)
{
	static const struct {
		const char *name;
		enum fault fault;
		int32_t offset_s;
	} cases[] = {
		{ "UTC", FAULT_NONE, 0 },
		{ "utc", FAULT_NONE, 0 },
		{ "Z", FAULT_NONE, 0 },
		{ "+01:00", FAULT_NONE, 3600 },
		{ "-0530", FAULT_NONE, -19800 },
		{ "+01", FAULT_NONE, 3600 },
		{ "local", FAULT_NONE, INT32_MIN },
		{ "+25:00", FAULT_USAGE, 0 },
		{ "+01:60", FAULT_USAGE, 0 },
		{ "", FAULT_USAGE, 0 },
		{ "Europe/Nowhere", FAULT_USAGE, 0 },
		{ "Europe/Berlin/x", FAULT_USAGE, 0 },
		{ "../../../etc/passwd", FAULT_USAGE, 0 },
		{ "Europe/../../../../etc/passwd", FAULT_USAGE, 0 },
		{ "/etc/localtime", FAULT_USAGE, 0 },
		{ "Europe//Berlin", FAULT_USAGE, 0 },
		{ "Europe/", FAULT_USAGE, 0 },
		{ "Europe\n", FAULT_USAGE, 0 },
	};
	struct arena arena = { 0 };

	(void)state;
	unsetenv("TZDIR");
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct error error = { 0 };
		const struct zone *zone = NULL;

		print_message("%s\n", cases[i].name);
		assert_int_equal(zone_find(cases[i].name, &arena, &zone, &error), !cases[i].fault);
		assert_int_equal(error.fault, cases[i].fault);
		if (zone && cases[i].offset_s != INT32_MIN)
			assert_int_equal(zone_offset_s(zone, 0), cases[i].offset_s);
	}
	assert_string_equal(zone_abbreviation(zone_utc, INT64_MAX), "UTC");
	arena_release(&arena);
}

static void says_what_to_install(void **state)
{
	struct arena arena = { 0 };
	const struct zone *zone;
	struct error error = { 0 };

	(void)state;
	setenv("TZDIR", "/nonexistent", 1);
	assert_false(zone_find("Europe/Berlin", &arena, &zone, &error));
	assert_int_equal(error.fault, FAULT_USAGE);
	assert_non_null(strstr(error.text, "install the package tzdata"));
	assert_true(zone_find("UTC", &arena, &zone, &error));
	unsetenv("TZDIR");
	arena_release(&arena);
}

/* A file without times and types but one, then `footer`. */
static struct span make_file(const char *footer, struct arena *arena)
{
	static const char header[44] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
	static const char type[] = "\0\0\0\0\0\0LMT";
	size_t one = sizeof(header) + sizeof(type), size = strlen(footer);
	char *bytes = arena_take(arena, 2 * one + size);

	for (int i = 0; i < 2; i++) {
		memcpy(bytes + (size_t)i * one, header, sizeof(header));
		memcpy(bytes + (size_t)i * one + sizeof(header), type, sizeof(type));
	}
	memcpy(bytes + 2 * one, footer, size);
	return span_of(bytes, 2 * one + size);
}

static void reads_rules(void **state)
{
	/* Offsets in January and July 2020. */
	static const struct {
		const char *footer;
		bool ok;
		int32_t january_s, july_s;
	} cases[] = {
		{ "\nEST5\n", true, -18000, -18000 },
		{ "\nCET-1CEST,M3.5.0,M10.5.0/3\n", true, 3600, 7200 },
		{ "\n<-03>3<-02>,M3.5.0/-2,M10.5.0/-1\n", true, -10800, -7200 },
		{ "\n<+1030>-10:30<+11>-11,M10.1.0,M4.1.0\n", true, 39600, 37800 },
		{ "\nIST-1GMT0,M10.5.0,M3.5.0/1\n", true, 0, 3600 },
		{ "\nXXX3EDT4,0/0,J365/23\n", true, -14400, -14400 },
		{ "\nAAA0BBB,J60,300\n", true, 0, 3600 },
		{ "\n\n", true, 0, 0 },
		{ "", true, 0, 0 },
		{ "\nCET\n", false, 0, 0 },
		{ "\nCET-1CEST\n", false, 0, 0 },
		{ "\nCET-1CEST,M13.5.0,M10.5.0\n", false, 0, 0 },
		{ "\nCET-1CEST,M3.6.0,M10.5.0\n", false, 0, 0 },
		{ "\nCET-1CEST,M3.5.7,M10.5.0\n", false, 0, 0 },
		{ "\nCET-1CEST,M3.5.0,M10.5.0x\n", false, 0, 0 },
		{ "\nCET-99\n", false, 0, 0 },
		{ "\nC1\n", false, 0, 0 },
		{ "\n<CET\n", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct error error = { 0 };
		const struct zone *zone = NULL;

		print_message("%s\n", cases[i].footer);
		assert_int_equal(zone_read(make_file(cases[i].footer, &arena), "x", &arena, &zone, &error),
				 cases[i].ok);
		assert_int_equal(error.fault, cases[i].ok ? FAULT_NONE : FAULT_INPUT);
		if (zone) {
			assert_int_equal(zone_offset_s(zone, 1579046400 * SECOND_US), cases[i].january_s);
			assert_int_equal(zone_offset_s(zone, 1594771200 * SECOND_US), cases[i].july_s);
		}
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libc),
		cmocka_unit_test(repeats_after_four_centuries),
		cmocka_unit_test(finds_by_name),
		cmocka_unit_test(says_what_to_install),
		cmocka_unit_test(reads_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
