/* test_feed.c - outage feeds and marks, and what is said of broken ones. */
#include "core/text.h"
#include "parsers/feed.h"
#include "tests/support/test.h"

#include <stdlib.h>

#define TRIED \
	"x.csv: no outage feed that is known; tried statuspage, instatus, betterstack, slack, " \
	"heroku, gcp, aws, upptime-log, upptime-issues, upptime-history, uptime-kuma, gatus, " \
	"uptimerobot, healthchecks, pagerduty, alertmanager, prometheus, nagios, " \
	"icalendar, rss, json, csv"

static const struct {
	const char *what, *text, *told;
} cases[] = {
	{ "CSV with a title",
	  "start,end,title\n2014-02-22T19:02:00Z,2014-02-22T22:30:00Z,\"down, all\"\n",
	  "x 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z - down, all\n" },
	{ "a table of tabs with services",
	  "service\tdown_utc\tup_utc\tminutes\nAPI\t2014-02-22T19:02:00Z\t2014-02-22T19:10:"
	  "00Z\t8\n",
	  "API 2014-02-22T19:02:00Z 2014-02-22T19:10:00Z - -\n" },
	{ "a length in place of an end", "start,duration\n2014-02-22 19:02:00,1h30m\n",
	  "x 2014-02-22T19:02:00Z 2014-02-22T20:32:00Z - -\n" },
	{ "still open", "start,end\n2014-02-22 19:02:00,\n", "x 2014-02-22T19:02:00Z ? - -\n" },
	{ "a Statuspage, newest update first",
	  "{\"page\":{},\"incidents\":[{\"id\":\"a\",\"name\":\"Errors\",\"impact\":\"minor\","
	  "\"created_at\":\"2014-02-22T19:20:00Z\",\"started_at\":\"2014-02-22T19:02:00Z\","
	  "\"resolved_at\":\"2014-02-22T22:30:00Z\",\"incident_updates\":["
	  "{\"status\":\"resolved\",\"body\":\"b\",\"display_at\":\"2014-02-22T22:30:00Z\"},"
	  "{\"status\":\"investigating\",\"body\":\"a\",\"display_at\":\"2014-02-22T19:20:00Z\"}]}]"
	  "}",
	  "x 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z 2014-02-22T19:20:00Z Errors\n" },
	{ "a Statuspage with nothing", "{\"incidents\":null}", "" },
	{ "JSON lines",
	  "{\"title\":\"a\",\"downtime_start\":\"2014-02-22T19:02:00Z\",\"started_at\":"
	  "\"2014-02-22T18:00:00Z\",\"downtime_end\":null}\n",
	  "x 2014-02-22T19:02:00Z ? - a\n" },
	{ "states, in any order, of two services",
	  "time,state,check\n2014-02-22T19:10:00Z,up,b\n2014-02-22T19:02:00Z,DOWN,b\n"
	  "2014-02-22T19:03:00Z,degraded,a\n2014-02-22T19:04:00Z,degraded,a\n",
	  "a 2014-02-22T19:03:00Z ? degraded -\nb 2014-02-22T19:02:00Z 2014-02-22T19:10:00Z - "
	  "-\n" },
	{ "a state that is none", "time,state\n2014-02-22T19:10:00Z,sideways\n",
	  "x.csv:2: expected a state as up, down, degraded or maintenance, found \"sideways\"" },
	{ "the better name of a column wins", "created_at,started_at\n2014-02-23,2014-02-22\n",
	  "x 2014-02-22T00:00:00Z ? - -\n" },
	{ "lines inside of quotes, minutes, a stamp without seconds",
	  "start,minutes,description\n\"2014-02-22 19:02\",90,\"a\nb\"\n2014-02-22T20:00Z,,c\n",
	  "x 2014-02-22T19:02:00Z 2014-02-22T20:32:00Z - a\nb\nx 2014-02-22T20:00:00Z ? - c\n" },
	{ "a quote that never closes", "start,title\n2014-02-22,\"a\n2014-02-23,b\n",
	  "x.csv:2: expected a closing quote, found none" },
	{ "lengths by the clock", "from,duration\n2014-02-22T19:00:00Z,1:30:00\n",
	  "x 2014-02-22T19:00:00Z 2014-02-22T20:30:00Z - -\n" },
	{ "UTF-16 from a spreadsheet", NULL, "x 2014-02-22T00:00:00Z 2014-02-23T00:00:00Z - -\n" },
	{ "a page's name is the service; maintenance by its schedule",
	  "{\"page\":{\"name\":\"Acme\"},\"scheduled_maintenances\":[{\"name\":\"move\",\"created_"
	  "at\":"
	  "\"2014-02-20T00:00:00Z\",\"scheduled_for\":\"2014-02-22T19:00:00Z\",\"scheduled_until\":"
	  "\"2014-02-22T20:00:00Z\"}]}",
	  "Acme 2014-02-22T19:00:00Z 2014-02-22T20:00:00Z maintenance move\n" },
	{ "the parts' own windows at incident.io",
	  "{\"incidents\":[{\"name\":\"a\",\"created_at\":\"2014-02-22T19:30:00Z\",\"component_"
	  "impacts\":["
	  "{\"start_at\":\"2014-02-22T19:00:00Z\",\"end_at\":\"2014-02-22T19:20:00Z\"},"
	  "{\"start_at\":\"2014-02-22T19:10:00Z\",\"end_at\":\"2014-02-22T19:40:00Z\"}]}]}",
	  "x 2014-02-22T19:00:00Z 2014-02-22T19:40:00Z - a\n" },
	{ "an array where there should be one", "{\"incidents\":{}}",
	  "x.csv:14: expected an array in 'incidents', found another value" },
	{ "Upptime, with a commit that is none of the monitor's",
	  "2024-05-01T10:00:00Z \xf0\x9f\x9f\xa5 My Site is down (503 in 20 ms) [skip ci] "
	  "[upptime]\n"
	  "2024-05-01T10:05:00Z Update README\n"
	  "abc\t2024-05-01T12:10:00+02:00\t\xf0\x9f\x9f\xa8 My Site has degraded performance (200 "
	  "in 9 ms)\n"
	  "2024-05-01T10:20:00Z \xf0\x9f\x9f\xa9 My Site is up (200 in 20 ms) [skip ci] "
	  "[upptime]\n",
	  "My Site 2024-05-01T10:00:00Z 2024-05-01T10:10:00Z - My Site is down (503 in 20 ms)\n"
	  "My Site 2024-05-01T10:10:00Z 2024-05-01T10:20:00Z degraded "
	  "My Site has degraded performance (200 in 9 ms)\n" },
	{ "Upptime, a site that was taken off",
	  "2024-05-01T10:00:00Z \xf0\x9f\x9f\xa5 a is down (503 in 20 ms) [skip ci] [upptime]\n"
	  "2024-05-02T10:00:00Z \xf0\x9f\x9f\xa5 a is down (503 in 20 ms) [skip ci] [upptime]\n"
	  "2024-06-02T10:00:00Z \xf0\x9f\x9f\xa9 b is up (200 in 20 ms) [skip ci] [upptime]\n",
	  "a 2024-05-01T10:00:00Z 2024-05-02T10:00:00Z - a is down (503 in 20 ms)\n" },
	{ "Upptime without stamps",
	  "\xf0\x9f\x9f\xa5 a is down (503 in 20 ms) [skip ci] [upptime]\n",
	  "x.csv: expected a time before each commit's subject, as git log --format='%cI %s' "
	  "writes, found none" },
	{ "no time", "start,end\nyesterday,\n",
	  "x.csv:2: expected a time in column 'start', found \"yesterday\"" },
	{ "ends before it starts", "start,end\n2014-02-22 19:02:00,2014-02-22 19:00:00\n",
	  "x.csv:2: it ends (2014-02-22T19:00:00Z) before it starts (2014-02-22T19:02:00Z)" },
	{ "of no kind", "hello\n", TRIED },
	{ "empty", "", TRIED },
};

static const char utf16[] = "\xff\xfes\0t\0a\0r\0t\0,\0e\0n\0d\0\n\0"
			    "2\0"
			    "0\0"
			    "1\0"
			    "4\0-\0"
			    "0\0"
			    "2\0-\0"
			    "2\0"
			    "2\0,\0"
			    "2\0"
			    "0\0"
			    "1\0"
			    "4\0-\0"
			    "0\0"
			    "2\0-\0"
			    "2\0"
			    "3\0\n\0\0";

static void tell(struct text *told, const struct window *window)
{
	char a[CLOCK_TEXT_BYTES], b[CLOCK_TEXT_BYTES], c[CLOCK_TEXT_BYTES];

	text_print(told, "%s %s %s %s %s\n", window->service, clock_write(window->from_us, a),
		   window->to_us == TIME_UNKNOWN ? "?" : clock_write(window->to_us, b),
		   window->kind != WINDOW_OUTAGE && !window->updates
			   ? window_kind_name(window->kind)
		   : window->updates ? clock_write(window->announced_us, c)
				     : "-",
		   window->title ? window->title : "-");
}

static void reads_feeds(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct feed_source source = {
			.path = "x.csv",
			.text = span_text(cases[i].text),
			.clock = { .zone = zone_utc },
		};
		struct arena arena = { 0 };
		struct window_list windows = { 0 };
		struct error error = { 0 };
		struct text told;

		print_message("%s\n", cases[i].what);
		if (!cases[i].text) /* "start,end" and a row, little endian */
			source.text = span_of(utf16, sizeof(utf16) - 2);
		text_init(&told, 4096);
		if (!feed_read(&source, &arena, &windows, &error)) {
			text_print(&told, "%s", error.text);
			assert_int_equal(windows.count, 0);
		}
		for (size_t at = 0; at < windows.count; at++)
			tell(&told, &windows.item[at]);
		assert_string_equal(told.at ? told.at : "", cases[i].told);
		text_release(&told);
		arena_release(&arena);
	}
}

static void reads_arguments(void **state)
{
	static const struct {
		const char *text, *told;
	} argument[] = {
		{ "2014-02-22T19:02Z/2014-02-22T22:30Z WhatsApp down",
		  "outages 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z - WhatsApp down\n" },
		{ "2014-02-22T19:02:00Z/PT3H28M",
		  "outages 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z - -\n" },
		{ "2h/2014-02-22 22:30 a / b",
		  "outages 2014-02-22T20:30:00Z 2014-02-22T22:30:00Z - a / b\n" },
		{ "2014/02/22 19:02:00/2014/02/22 19:03:00",
		  "outages 2014-02-22T19:02:00Z 2014-02-22T19:03:00Z - -\n" },
		{ "2014-02-22/ since then", "outages 2014-02-22T00:00:00Z ? - since then\n" },
		{ "2014-02-22/..", "outages 2014-02-22T00:00:00Z ? - -\n" },
		{ "2014-02-22T20:00Z/2014-02-22T19:00Z backwards", NULL },
		{ "1h/2h", NULL },
		{ "2014-02-22", NULL },
		{ "", NULL },
	};
	const struct clock_context clock = { .zone = zone_utc };

	(void)state;
	for (size_t i = 0; i < LENGTH(argument); i++) {
		struct window_list windows = { 0 };
		struct arena arena = { 0 };
		struct error error = { 0 };
		struct text told;

		print_message("%s\n", argument[i].text);
		text_init(&told, 4096);
		if (feed_read_argument(argument[i].text, NULL, &clock, &arena, &windows, &error)) {
			tell(&told, &windows.item[0]);
			assert_non_null(argument[i].told);
			assert_string_equal(told.at, argument[i].told);
		} else {
			assert_null(argument[i].told);
			assert_int_equal(error.fault, FAULT_USAGE);
			assert_int_equal(windows.count, 0);
		}
		text_release(&told);
		arena_release(&arena);
	}
}

/* What SERVICE= says goes before what the document says, which is then a part of it. */
static void takes_the_service_asked_for(void **state)
{
	struct feed_source source = { .path = "d/page.json",
				      .service = "all",
				      .text = SPAN("start,monitor\n2014-02-22,web\n"),
				      .clock = { .zone = zone_utc } };
	struct window_list windows = { 0 };
	struct arena arena = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_true(feed_read(&source, &arena, &windows, &error));
	source.service = NULL;
	assert_true(feed_read(&source, &arena, &windows, &error));
	assert_string_equal(windows.item[0].service, "all");
	assert_string_equal(windows.item[0].component[0], "web");
	assert_string_equal(windows.item[0].feed, "csv");
	assert_int_equal(windows.item[0].line, 2);
	assert_string_equal(windows.item[1].service, "web");
	assert_int_equal(windows.item[1].components, 0);
	arena_release(&arena);
}

static void reads_marks(void **state)
{
	static const char text[] = "time,text\n2014-02-22 19:02:00,\"a, b\"\n"
				   "{\"at\":\"2014-02-22T19:03:00Z\",\"text\":\"c\"}\n";
	struct feed_source source = { .path = "m",
				      .text = span_text(text),
				      .clock = { .zone = zone_utc } };
	struct arena arena = { 0 };
	struct mark_list marks = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_true(marks_read(&source, &arena, &marks, &error));
	assert_int_equal(marks.count, 2);
	assert_string_equal(marks.item[0].text, "a, b");
	assert_true(marks.item[1].at_us - marks.item[0].at_us == MINUTE_US);
	source.text = SPAN("2014-02-22 19:02:00,no header\nnonsense\n");
	assert_false(marks_read(&source, &arena, &marks, &error));
	assert_int_equal(marks.count, 2);
	assert_string_equal(error.text,
			    "m:2: expected a time in column 'time', found \"nonsense\"");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_feeds),
		cmocka_unit_test(reads_arguments),
		cmocka_unit_test(takes_the_service_asked_for),
		cmocka_unit_test(reads_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
