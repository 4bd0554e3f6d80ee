/* test_clock_read.c - time stamps form by form, cut short everywhere. */
#include "core/clock.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"
#include "tests/unit/core/clock_case.h"

#include <stdio.h>
#include <time.h>

#define ZONE CLOCK_ASSUMED_ZONE
#define YEAR CLOCK_ASSUMED_YEAR

/* Seconds are those of `date -u -d … +%s`; the newest stamp there can be is of 2014-03-01. */
static const struct clock_case cases[] = {
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 +0000", 26, 1393095720000000, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 +0530]", 26, 1393075920000000, 0 },
	{ CLOCK_CLF, "22/feb/2014:19:02:00 -0800", 26, 1393124520000000, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00", 20, 1393095720000000, ZONE },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00] x", 20, 1393095720000000, ZONE },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 - x", 20, 1393095720000000, ZONE },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00.655 +0000", 30, 1393095720655000, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:60 +0000", 26, 1393095780000000, 0 },
	{ CLOCK_CLF, "29/Feb/2012:00:00:00 +0000", 26, 1330473600000000, 0 },
	{ CLOCK_CLF, "29/Feb/2014:00:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "31/Feb/2014:00:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "29/Feb/2100:00:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "31/Apr/2014:00:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "00/Feb/2014:00:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:24:00:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:60:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:61 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 +2500", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 +0060", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2014:19:02:00 +00:00", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/1969:19:02:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "01/Jan/1970:00:30:00 +0100", 0, 0, 0 },
	{ CLOCK_CLF, "22/Feb/2200:19:02:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "31/Dec/2199:23:59:60 +0000", 26, 7258118400000000, 0 },
	{ CLOCK_CLF, "22/Fob/2014:19:02:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "2/Feb/2014:19:02:00 +0000", 0, 0, 0 },
	{ CLOCK_CLF, "", 0, 0, 0 },

	{ CLOCK_ISO, "2014-02-22T19:02:00Z", 20, 1393095720000000, 0 },
	{ CLOCK_ISO, "2014-02-22t19:02:00z", 20, 1393095720000000, 0 },
	{ CLOCK_ISO, "2014-02-22 19:02:00,123 INFO", 23, 1393095720123000, ZONE },
	{ CLOCK_ISO, "2014-02-22 19:02:00, then", 19, 1393095720000000, ZONE },
	{ CLOCK_ISO, "2014-02-22T19:02:00.1Z", 22, 1393095720100000, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00.123456789+01:00", 35, 1393092120123456, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00.1234567890Z", 0, 0, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00+01", 22, 1393092120000000, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00+0100", 24, 1393092120000000, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00-05:30", 25, 1393115520000000, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00+25:00", 0, 0, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00+010", 0, 0, 0 },
	{ CLOCK_ISO, "2014-02-22T19:02:00-x", 19, 1393095720000000, ZONE },
	{ CLOCK_ISO, "2014-02-22T19:02", 0, 0, 0 },
	{ CLOCK_ISO, "2014-02-31T19:02:00Z", 0, 0, 0 },
	{ CLOCK_ISO, "2014-13-22T19:02:00Z", 0, 0, 0 },
	{ CLOCK_ISO, "2014-00-22T19:02:00Z", 0, 0, 0 },
	{ CLOCK_ISO, "2014-02-22_19:02:00Z", 0, 0, 0 },
	{ CLOCK_ISO, "0000-01-01T00:00:00Z", 0, 0, 0 },

	{ CLOCK_EPOCH, "1393095720", 10, 1393095720000000, 0 },
	{ CLOCK_EPOCH, "1393095720.781 x", 14, 1393095720781000, 0 },
	{ CLOCK_EPOCH, "1393095720.", 10, 1393095720000000, 0 },
	{ CLOCK_EPOCH, "1393095720123", 13, 1393095720123000, 0 },
	{ CLOCK_EPOCH, "1393095720123.456", 17, 1393095720123456, 0 },
	{ CLOCK_EPOCH, "1393095720123456", 16, 1393095720123456, 0 },
	{ CLOCK_EPOCH, "1393095720123456789", 19, 1393095720123456, 0 },
	{ CLOCK_EPOCH, "999999999", 9, 999999999000000, 0 },
	{ CLOCK_EPOCH, "9999999999", 0, 0, 0 },
	{ CLOCK_EPOCH, "9999999999999999999", 0, 0, 0 },
	{ CLOCK_EPOCH, "20140222190200", 0, 0, 0 },
	{ CLOCK_EPOCH, "12345678", 0, 0, 0 },
	{ CLOCK_EPOCH, "13930957201234567890", 0, 0, 0 },
	{ CLOCK_EPOCH, "-1393095720", 0, 0, 0 },

	{ CLOCK_SYSLOG, "Feb 22 19:02:00 host", 15, 1393095720000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Feb  2 19:02:00", 15, 1391367720000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Feb 2 19:02:00", 14, 1391367720000000, ZONE | YEAR },
	/* The abmon of glibc's de_DE, fr_FR, it_IT, pl_PL; the times by `date -u -d`. */
	{ CLOCK_SYSLOG, "M\xc3\xa4r 22 19:02:00 host", 16, 1363978920000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Dez  2 19:02:00", 15, 1386010920000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "ao\xc3\xbbt 19 11:08:37 nlaptop", 17, 1376910517000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "f\xc3\xa9vr. 22 19:02:00", 18, 1393095720000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "sept. 1 00:00:00", 16, 1377993600000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "mag 01 00:00:00", 15, 1367366400000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "pa\xc5\xba 31 00:00:00", 16, 1383177600000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "lut 30 19:02:00", 0, 0, 0 },
	{ CLOCK_SYSLOG, "f\xc3\xa9vrier 22 19:02:00", 0, 0, 0 },
	{ CLOCK_SYSLOG, "Mai", 0, 0, 0 },
	{ CLOCK_SYSLOG, "Mai22 19:02:00", 0, 0, 0 },
	/* A day ahead of the newest is still this year, a second more is last year. */
	{ CLOCK_SYSLOG, "Mar  2 00:00:00", 15, 1393718400000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Mar  2 00:00:01", 15, 1362182401000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Dec 31 23:59:59", 15, 1388534399000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Feb 29 00:00:00", 15, 1330473600000000, ZONE | YEAR },
	{ CLOCK_SYSLOG, "Feb 30 00:00:00", 0, 0, 0 },
	{ CLOCK_SYSLOG, "Feb 22 24:00:00", 0, 0, 0 },
	{ CLOCK_SYSLOG, "Feb   2 19:02:00", 0, 0, 0 },

	{ CLOCK_RFC822, "Sat, 22 Feb 2014 19:02:00 +0000", 31, 1393095720000000, 0 },
	{ CLOCK_RFC822, "22 Feb 2014 19:02:00 GMT", 24, 1393095720000000, 0 },
	{ CLOCK_RFC822, "Sat, 22 Feb 2014 19:02:00 PST", 29, 1393124520000000, 0 },
	{ CLOCK_RFC822, "2 Feb 2014 19:02:00", 19, 1391367720000000, ZONE },
	{ CLOCK_RFC822, "Sat 22 Feb 2014 19:02:00 GMT", 0, 0, 0 },
	{ CLOCK_RFC822, "Sat, 31 Feb 2014 19:02:00 GMT", 0, 0, 0 },
	{ CLOCK_RFC822, "Sat, 22 Feb 2014 19:02:00 +2500", 0, 0, 0 },

	{ CLOCK_CTIME, "Sat Feb 22 19:02:00 2014", 24, 1393095720000000, ZONE },
	{ CLOCK_CTIME, "Sat Feb 22 19:02:00.123456 2014]", 31, 1393095720123456, ZONE },
	{ CLOCK_CTIME, "Sun Feb  2 19:02:00 2014", 24, 1391367720000000, ZONE },
	{ CLOCK_CTIME, "Xxx Feb 22 19:02:00 2014", 0, 0, 0 },
	{ CLOCK_CTIME, "Sat Feb 22 19:02:00", 0, 0, 0 },

	{ CLOCK_SLASHED, "2014/02/22 19:02:00 [error]", 19, 1393095720000000, ZONE },
	{ CLOCK_SLASHED, "2014/02/22 19:02:00.5", 21, 1393095720500000, ZONE },
	{ CLOCK_SLASHED, "2014/02-22 19:02:00", 0, 0, 0 },

	{ CLOCK_DATE, "2014-02-22", 10, 1393027200000000, ZONE },
	{ CLOCK_DATE, "2014-02-29", 0, 0, 0 },
	{ CLOCK_DATE, "2014-02-221", 0, 0, 0 },
};

static struct clock_context context_of(const struct zone *zone)
{
	return (struct clock_context){ .zone = zone, .newest_us = 1393632000 * SECOND_US };
}

static void reads_each_form(void **state)
{
	struct clock_context context = context_of(zone_utc);

	(void)state;
	clock_cases_check(cases, LENGTH(cases), &context);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span text = span_text(cases[i].text);
		int64_t time_us = 0;

		if (!text.size || cases[i].used != text.size)
			continue;
		assert_true(clock_read_any(text, &context, &time_us, NULL));
		assert_true(time_us == cases[i].time_us);
	}
}

/* A prefix is read as a shorter stamp or refused, never past its end. */
static void survives_every_cut(void **state)
{
	struct clock_context context = context_of(zone_utc);

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		size_t size = strlen(cases[i].text);

		for (size_t cut = 0; cut <= size; cut++) {
			char *copy = guard_copy(cases[i].text, cut, 0);
			int64_t time_us;

			for (int form = CLOCK_CLF; form <= CLOCK_DATE; form++)
				assert_true(clock_read((enum clock_form)form, span_of(copy, cut), &context,
						       &time_us, NULL) <= cut);
			guard_release(copy, cut, 0);
		}
	}
}

static void completes_by_zone(void **state)
{
	struct arena arena = { 0 };
	struct error error;
	const struct zone *zone;
	struct clock_context context;
	int64_t time_us = 0;

	(void)state;
	assert_true(zone_find("+01:00", &arena, &zone, &error));
	context = context_of(zone);
	assert_int_equal(clock_read(CLOCK_DATE, SPAN("2014-02-22"), &context, &time_us, NULL), 10);
	assert_true(time_us == (INT64_C(1393027200) - 3600) * SECOND_US);
	assert_int_equal(clock_read(CLOCK_SYSLOG, SPAN("Mar  2 01:00:00"), &context, &time_us, NULL), 15);
	assert_true(time_us == INT64_C(1393718400) * SECOND_US);
	context.newest_us = TIME_UNKNOWN;
	assert_int_equal(clock_read(CLOCK_SYSLOG, SPAN("Mar  2 01:00:00"), &context, &time_us, NULL), 0);
	context.newest_us = INT64_MAX;
	assert_int_equal(clock_read(CLOCK_SYSLOG, SPAN("Mar  2 01:00:00"), &context, &time_us, NULL), 15);
	arena_release(&arena);
}

static size_t write_form(enum clock_form form, const struct tm *tm, char text[64])
{
	switch (form) {
	case CLOCK_CLF:
		return strftime(text, 64, "%d/%b/%Y:%H:%M:%S +0000", tm);
	case CLOCK_ISO:
		return strftime(text, 64, "%Y-%m-%dT%H:%M:%SZ", tm);
	case CLOCK_RFC822:
		return strftime(text, 64, "%a, %d %b %Y %H:%M:%S GMT", tm);
	case CLOCK_CTIME:
		return strftime(text, 64, "%a %b %e %H:%M:%S %Y", tm);
	default:
		return strftime(text, 64, "%Y/%m/%d %H:%M:%S", tm);
	}
}

/* Twice a day, at any second, of 230 years, as strftime writes it. */
static void agrees_with_libc(void **state)
{
	static const enum clock_form forms[] = { CLOCK_CLF, CLOCK_ISO, CLOCK_RFC822, CLOCK_CTIME,
						 CLOCK_SLASHED };
	struct clock_context context = context_of(zone_utc);

	(void)state;
	for (int64_t time_s = 0; time_s < 7258118400; time_s += 40013) {
		time_t time = time_s;
		struct tm tm;

		gmtime_r(&time, &tm);
		for (size_t i = 0; i < LENGTH(forms); i++) {
			char text[64];
			int64_t got = 0;
			size_t size = write_form(forms[i], &tm, text);

			assert_int_equal(clock_read(forms[i], span_of(text, size), &context, &got,
						    NULL), size);
			assert_true(got == time_s * SECOND_US);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_form),
		cmocka_unit_test(survives_every_cut),
		cmocka_unit_test(completes_by_zone),
		cmocka_unit_test(agrees_with_libc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
