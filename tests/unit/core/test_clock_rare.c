/* test_clock_rare.c - the stamps of single programs, and hours that clocks show twice or never. */
#include "core/clock.h"
#include "tests/support/test.h"
#include "tests/unit/core/clock_case.h"

#define ZONE CLOCK_ASSUMED_ZONE
#define YEAR CLOCK_ASSUMED_YEAR
#define LETTERS CLOCK_ASSUMED_LETTERS

/* Seconds are those of `date -u -d … +%s`; the newest stamp there can be is of 2014-03-01. */
static const struct clock_case cases[] = {
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00.127 PST [7]", 27, 1393124520127000, 0 },
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00 UTC", 23, 1393095720000000, 0 },
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00 WARN x", 19, 1393095720000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00 UTCx", 19, 1393095720000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00+01 UTC", 22, 1393092120000000, 0 },
	{ CLOCK_ISO_NAMED, "2014-02-22T19:02:00PST x", 22, 1393124520000000, 0 },
	{ CLOCK_ISO_NAMED, "2014-02-22T19:02:00.313913FOO x", 29, 1393095720313913,
	  ZONE | LETTERS },
	{ CLOCK_ISO_NAMED, "2014-02-22T19:02:00Foo", 19, 1393095720000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 07:02:00 PM x", 22, 1393095720000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 07:02:00.5pm", 23, 1393095720500000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 12:02:00 AM", 22, 1393027320000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 07:02:00 Amy", 19, 1393052520000000, ZONE },
	{ CLOCK_ISO_NAMED, "2014-02-22 19:02:00 PM", 19, 1393095720000000, ZONE },

	{ CLOCK_GLOG, "0222 19:02:00.619632 7 x.cc:1]", 20, 1393095720619632, ZONE | YEAR },
	{ CLOCK_GLOG, "20140222 19:02:00.619632", 24, 1393095720619632, ZONE },
	{ CLOCK_GLOG, "1231 23:59:59.000001", 20, 1388534399000001, ZONE | YEAR },
	{ CLOCK_GLOG, "0230 19:02:00.619632", 0, 0, 0 },
	{ CLOCK_GLOG, "140222 19:02:00.619632", 0, 0, 0 },

	{ CLOCK_PACKED, "140222 19:02:00 [Note]", 15, 1393095720000000, ZONE },
	{ CLOCK_PACKED, "140222  9:02:00 [Note]", 15, 1393059720000000, ZONE },
	{ CLOCK_PACKED, "140222 190200 7 INFO", 13, 1393095720000000, ZONE },
	{ CLOCK_PACKED, "20140222T190200Z", 16, 1393095720000000, 0 },
	{ CLOCK_PACKED, "20140222.190200,672:DEBUG", 19, 1393095720672000, ZONE },
	{ CLOCK_PACKED, "20140222190200", 0, 0, 0 },
	{ CLOCK_PACKED, "141322 190200", 0, 0, 0 },

	{ CLOCK_SHORT, "14/02/22 19:02:00 INFO", 17, 1393095720000000, ZONE },
	{ CLOCK_SHORT, "70/01/01 00:00:01", 17, 1000000, ZONE },
	{ CLOCK_SHORT, "14/02/30 19:02:00", 0, 0, 0 },

	{ CLOCK_DAY_FIRST, "22-Feb-2014 19:02:00.123 INFO", 24, 1393095720123000, ZONE },
	{ CLOCK_DAY_FIRST, "22/Feb/2014 19:02:00] ", 20, 1393095720000000, ZONE },
	{ CLOCK_DAY_FIRST, "22 Feb 2014 19:02:00.984 * x", 24, 1393095720984000, ZONE },
	{ CLOCK_DAY_FIRST, "22.02.2014 19:02:00 x", 19, 1393095720000000, ZONE },
	{ CLOCK_DAY_FIRST, "22-Feb-2014 19:02:00 +0530", 26, 1393075920000000, 0 },
	{ CLOCK_DAY_FIRST, "22/02/2014 19:02:00", 0, 0, 0 },
	{ CLOCK_DAY_FIRST, "22-Feb/2014 19:02:00", 0, 0, 0 },

	{ CLOCK_NO_YEAR, "02-22 19:02:00.811  1702 D", 18, 1393095720811000, ZONE | YEAR },
	{ CLOCK_NO_YEAR, "13-22 19:02:00.811", 0, 0, 0 },

	{ CLOCK_JAVA, "Feb 22, 2014 7:02:00 PM org", 23, 1393095720000000, ZONE },
	{ CLOCK_JAVA, "Feb 22, 2014 12:02:00 AM", 24, 1393027320000000, ZONE },
	{ CLOCK_JAVA, "Feb 22, 2014 12:02:00 pm", 24, 1393070520000000, ZONE },
	{ CLOCK_JAVA, "Feb 22, 2014 19:02:00 PM", 0, 0, 0 },
	{ CLOCK_JAVA, "Feb 22, 2014 0:02:00 AM", 0, 0, 0 },

	{ CLOCK_ORDINAL, "2012-025T10:22:40,672:DEBUG", 21, 1327486960672000, ZONE },
	{ CLOCK_ORDINAL, "2012-366T00:00:00Z", 18, 1356912000000000, 0 },
	{ CLOCK_ORDINAL, "2014-366T00:00:00", 0, 0, 0 },
	{ CLOCK_ORDINAL, "2014-000T00:00:00", 0, 0, 0 },

	/* The label of cr.yp.to/libtai/tai64.html, 1992-06-02 08:06:43 UTC; and 35 s ahead of 2014.
	 */
	{ CLOCK_TAI64N, "@400000002a2b2c2d00000000", 25, 707472403000000, 0 },
	{ CLOCK_TAI64N, "@400000005308f44b0c85ba04 x", 25, 1393095720210090, 0 },
	{ CLOCK_TAI64N, "@400000005308f3cb3b9aca00", 0, 0, 0 },
	{ CLOCK_TAI64N, "@300000005308f3cb00000000", 0, 0, 0 },
	{ CLOCK_TAI64N, "@40000000000000090000000", 0, 0, 0 },
	{ CLOCK_TAI64N, "@ffffffffffffffff00000000", 0, 0, 0 },

	{ CLOCK_SYSLOG, "Feb 22 19:02:00.999  0", 19, 1393095720999000, ZONE | YEAR },
	{ CLOCK_RFC822, "22 Feb 2014 19:02:00.984 *", 24, 1393095720984000, ZONE },
	{ CLOCK_CTIME, "Sat Feb 22 19:02:00 UTC 2014", 28, 1393095720000000, 0 },
	{ CLOCK_CTIME, "Sat Feb 22 19:02:00 MSK 2014", 28, 1393095720000000, ZONE },
	{ CLOCK_CTIME, "Sat Feb 22 19:02:00 then 2014", 0, 0, 0 },
};

static void reads_each_form(void **state)
{
	const struct clock_context context = { .zone = zone_utc,
					       .newest_us = 1393632000 * SECOND_US };

	(void)state;
	clock_cases_check(cases, LENGTH(cases), &context);
}

/* Berlin: from 02:00 to 03:00 on 2014-03-30, from 03:00 to 02:00 on 2014-10-26. */
static void tells_moved_clocks(void **state)
{
	static const struct {
		const char *text;
		enum clock_form form;
		int64_t time_s;
		uint32_t assumed;
	} moved[] = {
		{ "2014-10-26 01:59:59", CLOCK_ISO, 1414281599, ZONE },
		{ "2014-10-26 02:30:00", CLOCK_ISO, 1414283400, ZONE | CLOCK_ASSUMED_FOLD },
		{ "2014-10-26 03:00:00", CLOCK_ISO, 1414288800, ZONE },
		{ "2014-03-30 02:30:00", CLOCK_ISO, 1396143000, ZONE | CLOCK_ASSUMED_GAP },
		{ "2014-03-30 03:00:00", CLOCK_ISO, 1396141200, ZONE },
		{ "2014-10-26 02:30:00+01:00", CLOCK_ISO, 1414287000, 0 },
		{ "2014-10-26 02:30:00 CEST", CLOCK_ISO_NAMED, 1414283400, 0 },
		{ "2014-10-26 02:30:00 CET", CLOCK_ISO_NAMED, 1414287000, 0 },
		{ "Sun Oct 26 02:30:00 CET 2014", CLOCK_CTIME, 1414287000, 0 },
	};
	struct arena arena = { 0 };
	struct clock_context context = { .newest_us = 1419984000 * SECOND_US };
	struct error error;

	(void)state;
	assert_true(zone_find("Europe/Berlin", &arena, &context.zone, &error));
	for (size_t i = 0; i < LENGTH(moved); i++) {
		struct span text = span_text(moved[i].text);
		uint32_t assumed = 0;
		int64_t time_us = 0;

		print_message("%s\n", moved[i].text);
		assert_int_equal(clock_read(moved[i].form, text, &context, &time_us, &assumed),
				 text.size);
		assert_true(time_us == moved[i].time_s * SECOND_US);
		assert_int_equal(assumed, moved[i].assumed);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_form),
		cmocka_unit_test(tells_moved_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
