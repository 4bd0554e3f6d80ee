/* test_words.c - numbers and chances in words. */
#include "report/words.h"

#include "core/core.h"
#include "tests/support/test.h"

#include <math.h>

static void is(const char *got, const char *expected)
{
	if (!expected)
		assert_null(got);
	else
		assert_string_equal(got, expected);
}

static void says_numbers(void **state)
{
	static const struct {
		double number;
		const char *expected;
	} cases[] = {
		{ 0, "0" },        { 999, "999" },     { 1000, "1,000" }, { 1234567, "1,234,567" },
		{ -12345, "-12,345" }, { 2.5, "2.5" }, { 0.04, "0.04" },  { 10.4, "10" },
		{ -0.2, "-0.2" },  { 1e18, "1e+18" },  { NAN, NULL },     { INFINITY, NULL },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		is(words_number(&arena, cases[i].number), cases[i].expected);
	is(words_plural(&arena, 0, "spike", "spikes"), "no spikes");
	is(words_plural(&arena, 1, "spike", "spikes"), "1 spike");
	is(words_plural(&arena, 2000, "spike", "spikes"), "2,000 spikes");
	is(words_bytes(&arena, 999), "999 bytes");
	is(words_bytes(&arena, 1.7e9), "1.7 GB");
	is(words_rate(&arena, 100.25), "100 a second");
	is(words_rate(&arena, 0.5), "30 a minute");
	is(words_rate(&arena, 0), "0 a day");
	arena_release(&arena);
}

static void says_shares(void **state)
{
	static const struct {
		double share;
		const char *expected;
	} cases[] = {
		{ 0, "0 %" },       { 1, "100 %" },     { 0.834, "83 %" },
		{ 0.05, "5 %" },    { 0.021, "2.1 %" }, { 0.0004, "under 0.1 %" },
		{ 0.995, "99.5 %" }, { 0.9997, "99.97 %" }, { 0.9999999, "99.9999 %" },
		{ 1.2, "120 %" },   { NAN, NULL },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		is(words_share(&arena, cases[i].share), cases[i].expected);
	is(words_availability(&arena, 0.98758), "98.7 %");
	is(words_availability(&arena, 0.99989), "99.98 %");
	is(words_availability(&arena, 1), "100 %");
	arena_release(&arena);
}

static void says_chances(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	is(words_chance(&arena, 0.0025, "such windows"),
	   "by chance in about 1 of 400 such windows (p = 0.0025)");
	is(words_chance(&arena, 0.00241, "such windows"),
	   "by chance in about 1 of 410 such windows (p = 0.0024)");
	is(words_chance(&arena, 0.8, "such windows"),
	   "by chance in most such windows (p = 0.8)");
	is(words_chance(&arena, 0, "such windows"),
	   "by chance in less than 1 of a billion such windows (p < 1e-9)");
	is(words_chance(&arena, NAN, "such windows"), "not known: too little past to tell");
	arena_release(&arena);
}

static void says_times(void **state)
{
	struct arena arena = { 0 };
	const struct zone *east;
	struct error error;
	int64_t at = INT64_C(1393095720) * SECOND_US; /* `date -u -d @1393095720`: 19:02:00 */

	(void)state;
	assert_true(zone_find("+01:00", &arena, &east, &error));
	is(words_stamp(&arena, zone_utc, at), "2014-02-22T19:02:00Z");
	is(words_stamp(&arena, east, at), "2014-02-22T20:02:00+01:00");
	is(words_time_zone(&arena, zone_utc, at), "2014-02-22 19:02:00 UTC");
	is(words_range(&arena, zone_utc, at, at + HOUR_US), "2014-02-22 19:02:00 to 20:02:00 UTC");
	is(words_range(&arena, zone_utc, at, at + 5 * HOUR_US),
	   "2014-02-22 19:02:00 to 2014-02-23 00:02:00 UTC");
	is(words_time(&arena, zone_utc, TIME_UNKNOWN), NULL);
	arena_release(&arena);
}

static void says_lists(void **state)
{
	struct arena arena = { 0 };
	struct word_list list = { .arena = &arena };

	(void)state;
	is(word_list_join(&list, 3), "");
	word_list_add(&list, "a");
	is(word_list_join(&list, 3), "a");
	word_list_add(&list, "b");
	word_list_add(&list, "a");
	is(word_list_join(&list, 3), "a and b");
	word_list_add(&list, "c");
	is(word_list_join(&list, 3), "a, b and c");
	word_list_add(&list, "d");
	is(word_list_join(&list, 3), "a, b, c and 1 more");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_numbers), cmocka_unit_test(says_shares),
		cmocka_unit_test(says_chances), cmocka_unit_test(says_times),
		cmocka_unit_test(says_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
