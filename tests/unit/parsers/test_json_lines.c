/* test_json_lines.c - one object a line, keys in any order. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

#include <stdio.h>

#define TIME "2014-02-22T19:02:00Z"

static const struct reading_case cases[] = {
	{ "a message", "{\"level\":\"warn\",\"msg\":\"a \\\"b\\\"\",\"time\":\"" TIME "\"}\n",
	  TIME " level=4 text=a \"b\"\n", 1, 0, 0 },
	{ "pino in milliseconds, behind a prefix",
	  "web_1  | {\"level\":50,\"time\":1393095720000,\"hostname\":\"h\",\"msg\":\"x\"}\n",
	  TIME " level=3 host=h text=x\n", 1, 0, 0 },
	{ "journald",
	  "{\"__REALTIME_TIMESTAMP\":\"1393095720000000\",\"PRIORITY\":\"6\","
	  "\"_HOSTNAME\":\"h\",\"MESSAGE\":\"m\"}\n",
	  TIME " level=6 host=h text=m\n", 1, 0, 0 },
	{ "MongoDB", "{\"t\":{\"$date\":\"" TIME "\"},\"msg\":\"m\"}\n", TIME " text=m\n", 1, 0,
	  0 },
	{ "Caddy",
	  "{\"ts\":1393095720,\"request\":{\"remote_ip\":\"192.0.2.7\",\"method\":\"GET\","
	  "\"host\":\"w.example\",\"uri\":\"/a\",\"headers\":{\"host\":[\"n\"]}},"
	  "\"duration\":0.25,\"size\":9,\"status\":200}\n",
	  TIME
	  " status=200 bytes=9 duration_us=250000 service=w.example client=192.0.2.7 method=GET "
	  "target=/a\n",
	  1, 0, 0 },
	{ "nginx with its request as one text",
	  "{\"time\":\"" TIME "\",\"request\":\"GET /a HTTP/1.1\",\"status\":\"502\"}\n",
	  TIME " status=502 method=GET target=/a\n", 1, 0, 0 },
	{ "Traefik's nanoseconds",
	  "{\"StartUTC\":\"" TIME "\",\"Duration\":1500000,"
	  "\"DownstreamStatus\":200}\n",
	  TIME " status=200 duration_us=1500\n", 1, 0, 0 },
	{ "not of the format", "hello\n{\"msg\":\"no time\"}\n[1]\n{}\n", "", 0, 0, 4 },
	{ "cut off behind the time",
	  "{\"time\":\"" TIME "\",\"status\":200,\"msg\":\"connec\n"
	  "{\"time\":\"" TIME "\",\"msg\":\"m\",\"bytes\":17\n"
	  "{\"time\":\"" TIME "\",\"request\":{\"method\":\"GET\",\"headers\":{\"a\":[1,\n"
	  "{\"time\":\"" TIME "\",\"ok\":tr\n",
	  TIME " status=200\n" TIME " text=m\n" TIME " method=GET\n" TIME "\n", 4, 0, 0 },
	{ "cut off before the time, or broken inside",
	  "{\"msg\":\"m\",\"time\":\"" TIME "\n{\"time\":\"" TIME "\",\"msg\":m}\n"
	  "{\"time\":\"" TIME "\" \"msg\":\"m\"}\n{\"time\":\"" TIME "\"} x\n",
	  "", 0, 0, 4 },
	{ "blank lines", "\n", "", 0, 1, 0 },
};

static void reads_objects(void **state)
{
	(void)state;
	reading_check(&parser_json_lines, cases, LENGTH(cases));
}

#define AT "\"time\":\"2014-02-22T19:02:00Z\""

static const char *const flat_lines[] = {
	"{" AT "}",
	"{" AT ",\"status\":200,\"bytes\":7,\"a\\\"b\":\"c\\\\\",\"x\":null}",
	"{" AT ",\"msg\":\"a \\\"quoted\\\" word\",\"x\":true,\"y\":false}",
	"{" AT ",\"status\":404} x",
	"{" AT ",\"status\":404}}",
	"{" AT ",\"status\":404",
	"{" AT ",\"status\":404,}",
	"{" AT ",,\"status\":404}",
	"{" AT ",\"status\":0404}",
	"{" AT ",\"status\":4.}",
	"{" AT ",\"status\":-}",
	"{" AT ",\"duration_ms\":1.5e2}",
	"{" AT ",\"duration_ms\":1.5e}",
	"{" AT ",\"x\":fals}",
	"{" AT ",\"x\":nullx}",
	"{" AT ",\"x\" \"y\"}",
	"{" AT ",\"x\":\"y}",
	"{" AT ",\"x\":\"y\\\"}",
	"{" AT ",x:1}",
	"{ \"status\" : 404 ,\t" AT " }  ",
	"{\"time\":\"never\",\"ts\":1393095720}",
	"{\"time\":\"never\"}",
	"web_1  | {" AT ",\"msg\":\"behind a name\"}",
	"{" AT ",\"a-name-that-is-longer-than-those-that-are-kept\":1,\"level\":\"warn\"}",
	"{" AT ",\"status\":500,\"status\":200,\"msg\":\"\",\"msg\":\"the second\"}",
};

/*
 * Each line as it is, which the walk over flat objects may take, and with a nested
 * member in front, which it leaves to the general reader: both must say the same.
 */
static void reads_flat_as_nested(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(flat_lines); i++) {
		const char *brace = strchr(flat_lines[i], '{');
		char nested[256];
		struct reading flat, general;

		print_message("%s\n", flat_lines[i]);
		snprintf(nested, sizeof(nested), "%.*s\"nested\":[],%s",
			 (int)(brace - flat_lines[i]) + 1, flat_lines[i], brace + 1);
		flat = reading_of(&parser_json_lines, span_text(flat_lines[i]), 4);
		general = reading_of(&parser_json_lines, span_text(nested), 4);
		assert_int_equal(flat.events, general.events);
		assert_int_equal(flat.rejected, general.rejected);
		if (flat.events)
			assert_string_equal(flat.told.at, general.told.at);
		text_release(&flat.told);
		text_release(&general.told);
	}
}

/* A line by itself, and as the last after some of another line's shape: nothing may differ. */
static void check_after(const char *line, const char *before)
{
	struct reading alone = reading_of(&parser_json_lines, span_text(line), 4);
	struct reading first = reading_of(&parser_json_lines, span_text(before), 4);
	struct reading after;
	struct text told, log;

	text_init(&told, 1 << 16);
	text_init(&log, 1 << 16);
	for (int i = 0; i < 3; i++) {
		text_add(&log, span_text(before));
		text_byte(&log, '\n');
		if (first.events)
			text_add(&told, span_text(first.told.at));
	}
	text_add(&log, span_text(line));
	if (alone.events)
		text_add(&told, span_text(alone.told.at));
	after = reading_of(&parser_json_lines, text_span(&log), 4);
	assert_int_equal(after.events, 3 * first.events + alone.events);
	assert_int_equal(after.rejected, 3 * first.rejected + alone.rejected);
	assert_true(!after.events || span_is(text_span(&told), text_span(&after.told)));
	text_release(&alone.told);
	text_release(&first.told);
	text_release(&after.told);
	text_release(&told);
	text_release(&log);
}

/* Every line after every other, and after ones that differ from it in one byte. */
static void reads_shaped_as_flat(void **state)
{
	static const char *const more[] = {
		"{" AT ",\"status\":200,\"bytes\":1234567,\"duration_ms\":17,\"msg\":\"m\"}",
		"{" AT
		",\"status\":99,\"bytes\":1234567890123456,\"duration_ms\":1e3,\"msg\":\"\"}",
		"{" AT ",\"status\":\"200\",\"bytes\":null,\"duration_ms\":0.5,\"msg\":\"\\\"\"}",
		"{" AT ", \"status\": 0, \"duration_us\": 99999999999999, \"msg\": true }",
	};
	const char *line[LENGTH(flat_lines) + LENGTH(more)];

	(void)state;
	memcpy(line, flat_lines, sizeof(flat_lines));
	memcpy(line + LENGTH(flat_lines), more, sizeof(more));
	for (size_t i = 0; i < LENGTH(line); i++)
		for (size_t k = 0; k < LENGTH(line); k++)
			check_after(line[i], line[k]);
	for (size_t i = 0; i < LENGTH(more); i++)
		for (size_t at = 0; at < strlen(more[i]); at++)
			for (const char *byte = "\"x:,{}0.e\\ "; *byte; byte++) {
				char other[256];

				snprintf(other, sizeof(other), "%s", more[i]);
				other[at] = *byte;
				check_after(other, more[i]);
				check_after(more[i], other);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_flat_as_nested),
		cmocka_unit_test(reads_objects),
		cmocka_unit_test(reads_shaped_as_flat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
