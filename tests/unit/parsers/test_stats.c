/* test_stats.c - numbers, days and months of counted statistics. */
#include "parsers/stats.h"
#include "tests/support/test.h"

static const struct {
	const char *text;
	bool decimal_comma;
	int64_t count; /* -1: it is none */
} counts[] = {
	{ "0", false, 0 },
	{ "1234", false, 1234 },
	{ "1,234,567", false, 1234567 },
	{ "1.234.567", true, 1234567 },
	{ "1 234 567", false, 1234567 },
	{ "1\xc2\xa0"
	  "234",
	  false, 1234 },
	{ "1\xe2\x80\xaf"
	  "234",
	  true, 1234 },
	{ "1'234", true, 1234 },
	{ "12.00", false, 12 },
	{ "12,0", true, 12 },
	{ "1.234", false, -1 },
	{ "1,234", true, -1 },
	{ "1,23", false, -1 },
	{ "1234,567", false, -1 },
	{ ",123", false, -1 },
	{ "1,,234", false, -1 },
	{ "12.", false, -1 },
	{ ".0", false, -1 },
	{ "-1", false, -1 },
	{ "", false, -1 },
	{ "9223372036854775807", false, INT64_MAX },
	{ "9223372036854775808", false, -1 },
	{ "123456789012345678901", false, -1 },
};

static void reads_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(counts); i++) {
		uint64_t got = 0;
		bool is_count =
			stats_count(span_text(counts[i].text), counts[i].decimal_comma, &got);

		print_message("%s\n", counts[i].text);
		assert_int_equal(is_count, counts[i].count >= 0);
		if (is_count)
			assert_true(got == (uint64_t)counts[i].count);
	}
}

static void tells_serial_days(void **state)
{
	(void)state;
	assert_true(stats_is_serial(SPAN("41692")));
	assert_true(stats_is_serial(SPAN("41692.75")));
	assert_false(stats_is_serial(SPAN("20140222")));
	assert_false(stats_is_serial(SPAN("4169")));
	assert_false(stats_is_serial(SPAN("2014-02-22")));
}

/* Lengths of months by the calendar; in Berlin March has an hour less, October one more. */
static void knows_months(void **state)
{
	static const struct {
		const char *zone, *from;
		int64_t hours;
	} cases[] = {
		{ "UTC", "2014-02-01", 28 * 24 },
		{ "UTC", "2016-02-01", 29 * 24 },
		{ "UTC", "2014-12-01", 31 * 24 },
		{ "Europe/Berlin", "2014-03-01", 31 * 24 - 1 },
		{ "Europe/Berlin", "2014-10-01", 31 * 24 + 1 },
	};
	struct arena arena = { 0 };
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct clock_context context = { 0 };
		int64_t from_us;

		assert_true(zone_find(cases[i].zone, &arena, &context.zone, &error));
		assert_true(stats_time(span_text(cases[i].from), &context, &from_us, NULL));
		assert_true(stats_month_us(context.zone, from_us) == cases[i].hours * HOUR_US);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_counts),
		cmocka_unit_test(tells_serial_days),
		cmocka_unit_test(knows_months),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
