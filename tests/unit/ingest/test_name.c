/* test_name.c - stems and dates of file names. */
#include "ingest/name.h"
#include "ingest/words.h"
#include "tests/support/test.h"

static void strips_what_rotation_appends(void **state)
{
	static const struct {
		const char *name, *stem;
	} cases[] = {
		{ "access.log", "access" },
		{ "access.log.1", "access" },
		{ "access.log.2.gz", "access" },
		{ "access.log.3.zst", "access" },
		{ "access.log-20140222.xz", "access" },
		{ "access.log.bz2", "access" },
		{ "logs-2014-02-22.tar.gz", "logs" },
		{ "blog.tgz", "blog" },
		{ "blog.zip", "blog" },
		{ "access.log-20140222.gz", "access" },
		{ "access-2014-02-22.log", "access" },
		{ "access_2014_02_22.log", "access" },
		{ "syslog.7.gz", "syslog" },
		{ "syslog", "syslog" },
		{ "app.2014-02-22-16.log.gz", "app" },
		{ "server.log.2016-12-19-16", "server" },
		{ "app-20140222T1605.json", "app" },
		{ "access.log.1393095720", "access" },
		{ "error.log.old", "error" },
		{ "access_log", "access_log" },
		{ "access_log_Jul95", "access_log_Jul95" },
		{ "web1.log", "web1" },
		{ "web-01.log", "web-01" },
		{ "2014-02-22.log", "2014-02-22" },
		{ ".gz", ".gz" },
		{ ".1", ".1" },
		{ "1", "1" },
		{ "", "" },
		{ "a.2014-13-22", "a.2014-13-22" },
		{ "a.20149", "a.20149" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span stem = name_stem(span_text(cases[i].name));

		print_message("%s\n", cases[i].name);
		assert_true(span_is(stem, span_text(cases[i].stem)));
	}
}

/* Midnights by `date -u -d … +%s`. */
static void finds_the_date_of_a_name(void **state)
{
	static const struct {
		const char *name;
		bool found;
		int64_t midnight_s;
	} cases[] = {
		{ "access.log-20140222.gz", true, 1393027200 },
		{ "access-2014-02-22.log", true, 1393027200 },
		{ "2014_02_22", true, 1393027200 },
		{ "from-2014-02-21-to-2014-02-22.log", true, 1393027200 },
		{ "app.2014-02-22-16.log", true, 1393027200 },
		{ "job20140222.log", true, 1393027200 },
		{ "access.log.1", false, 0 },
		{ "a-120140222.log", false, 0 },
		{ "a-201402221.log", false, 0 },
		{ "a-2014-22-02.log", false, 0 },
		{ "a-2014-0222.log", false, 0 },
		{ "", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		int64_t midnight_us = 0;

		print_message("%s\n", cases[i].name);
		assert_int_equal(name_date(span_text(cases[i].name), &midnight_us), cases[i].found);
		assert_int_equal(midnight_us, cases[i].midnight_s * SECOND_US);
	}
}

static void tells_dates_from_machines(void **state)
{
	static const struct {
		const char *folder;
		bool date;
	} cases[] = {
		{ "2014", true },       { "02", true },        { "2014-02", true },
		{ "2014-02-22", true }, { "20140222", true },  { "web1", false },
		{ "10", true },         { "10.0.0.1", false }, { "kafka0", false },
		{ "1", false },         { "", false },         { "99", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		print_message("%s\n", cases[i].folder);
		assert_int_equal(name_is_date(span_text(cases[i].folder)), cases[i].date);
	}
}

static void writes_numbers_and_quotes(void **state)
{
	char number[NUMBER_TEXT_BYTES], quote[QUOTE_TEXT_BYTES];
	char line[200];

	(void)state;
	assert_string_equal(number_write(0, number), "0");
	assert_string_equal(number_write(999, number), "999");
	assert_string_equal(number_write(1000, number), "1,000");
	assert_string_equal(number_write(UINT64_MAX, number), "18,446,744,073,709,551,615");
	assert_string_equal(quote_write(SPAN("a\tb\x1b[31m\xff\r\n"), quote),
			    "a\\x09b\\x1b[31m\\xff");
	assert_string_equal(quote_write(span_of("\0", 1), quote), "\\x00");
	memset(line, 1, sizeof(line));
	assert_int_equal(strlen(quote_write(span_of(line, sizeof(line)), quote)),
			 QUOTE_BYTES * 4 + 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strips_what_rotation_appends),
		cmocka_unit_test(finds_the_date_of_a_name),
		cmocka_unit_test(tells_dates_from_machines),
		cmocka_unit_test(writes_numbers_and_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
