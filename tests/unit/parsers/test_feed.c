/* test_feed.c - outage feeds and marks, and what is said of broken ones. */
#include "core/text.h"
#include "parsers/feed.h"
#include "tests/support/test.h"

#include <stdlib.h>

static const struct {
	const char *what, *text, *told;
} cases[] = {
	{ "CSV with a title", "start,end,title\n2014-02-22T19:02:00Z,2014-02-22T22:30:00Z,\"down, all\"\n",
	  "x 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z - down, all\n" },
	{ "a table of tabs with services",
	  "service\tdown_utc\tup_utc\tminutes\nAPI\t2014-02-22T19:02:00Z\t2014-02-22T19:10:00Z\t8\n",
	  "API 2014-02-22T19:02:00Z 2014-02-22T19:10:00Z - -\n" },
	{ "a length in place of an end", "start,duration\n2014-02-22 19:02:00,1h30m\n",
	  "x 2014-02-22T19:02:00Z 2014-02-22T20:32:00Z - -\n" },
	{ "still open", "start,end\n2014-02-22 19:02:00,\n", "x 2014-02-22T19:02:00Z ? - -\n" },
	{ "a Statuspage, newest update first",
	  "{\"page\":{},\"incidents\":[{\"id\":\"a\",\"name\":\"Errors\",\"impact\":\"minor\","
	  "\"created_at\":\"2014-02-22T19:20:00Z\",\"started_at\":\"2014-02-22T19:02:00Z\","
	  "\"resolved_at\":\"2014-02-22T22:30:00Z\",\"incident_updates\":["
	  "{\"status\":\"resolved\",\"body\":\"b\",\"display_at\":\"2014-02-22T22:30:00Z\"},"
	  "{\"status\":\"investigating\",\"body\":\"a\",\"display_at\":\"2014-02-22T19:20:00Z\"}]}]}",
	  "x 2014-02-22T19:02:00Z 2014-02-22T22:30:00Z 2014-02-22T19:20:00Z Errors\n" },
	{ "a Statuspage with nothing", "{\"incidents\":null}", "" },
	{ "JSON lines",
	  "{\"title\":\"a\",\"downtime_start\":\"2014-02-22T19:02:00Z\",\"started_at\":"
	  "\"2014-02-22T18:00:00Z\",\"downtime_end\":null}\n",
	  "x 2014-02-22T19:02:00Z ? - a\n" },
	{ "no time", "start,end\nyesterday,\n",
	  "x.csv:2: expected a time in column 'start', found \"yesterday\"" },
	{ "ends before it starts", "start,end\n2014-02-22 19:02:00,2014-02-22 19:00:00\n",
	  "x.csv:2: it ends (2014-02-22T19:00:00Z) before it starts (2014-02-22T19:02:00Z)" },
	{ "of no kind", "hello\n",
	  "x.csv: no outage feed that is known; tried statuspage, json, csv" },
	{ "empty", "", "x.csv: no outage feed that is known; tried statuspage, json, csv" },
};

static void tell(struct text *told, const struct window *window)
{
	char a[CLOCK_TEXT_BYTES], b[CLOCK_TEXT_BYTES], c[CLOCK_TEXT_BYTES];

	text_print(told, "%s %s %s %s %s\n", window->service, clock_write(window->from_us, a),
		   window->to_us == TIME_UNKNOWN ? "?" : clock_write(window->to_us, b),
		   window->updates ? clock_write(window->announced_us, c) : "-",
		   window->title ? window->title : "-");
}

static void reads_feeds(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct feed_source source = {
			.path = "x.csv", .text = span_text(cases[i].text), .clock = { .zone = zone_utc },
		};
		struct arena arena = { 0 };
		struct window_list windows = { 0 };
		struct error error = { 0 };
		struct text told;

		print_message("%s\n", cases[i].what);
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

static void reads_marks(void **state)
{
	static const char text[] = "time,text\n2014-02-22 19:02:00,\"a, b\"\n"
				   "{\"at\":\"2014-02-22T19:03:00Z\",\"text\":\"c\"}\n";
	struct feed_source source = { .path = "m", .text = span_text(text), .clock = { .zone = zone_utc } };
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
	assert_string_equal(error.text, "m:2: expected a time in column 'time', found \"nonsense\"");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_feeds),
		cmocka_unit_test(reads_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
