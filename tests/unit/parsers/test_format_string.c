/* test_format_string.c - format strings of nginx, Apache and goaccess: what they read and refuse. */
#include "parsers/format_string.h"

#include "tests/unit/parsers/reading.h"

#define NGINX_COMBINED \
	"$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent " \
	"\"$http_referer\" \"$http_user_agent\""
#define APACHE_COMBINED "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\""
#define LINE_COMBINED \
	"192.0.2.7 - frank [22/Feb/2014:19:02:00 +0100] \"GET /a?b=1 HTTP/1.1\" 200 512 " \
	"\"http://example.org/\" \"Mozilla/5.0 (X)\"\n"
#define TOLD_COMBINED \
	"2014-02-22T18:02:00Z status=200 bytes=512 client=192.0.2.7 user=frank method=GET " \
	"target=/a?b=1 referrer=http://example.org/ agent=Mozilla/5.0 (X)\n"

static const struct {
	const char *format, *date, *time;
	struct reading_case reading;
} cases[] = {
	{ NGINX_COMBINED, NULL, NULL, { "nginx's combined", LINE_COMBINED, TOLD_COMBINED, 1, 0, 0 } },
	{ APACHE_COMBINED, NULL, NULL, { "Apache's combined", LINE_COMBINED, TOLD_COMBINED, 1, 0, 0 } },
	{ "%h %^[%d:%t %^] \"%r\" %s %b \"%R\" \"%u\"", "%d/%b/%Y", "%H:%M:%S",
	  { "goaccess's combined: the skipped offset is read", LINE_COMBINED,
	    "2014-02-22T18:02:00Z status=200 bytes=512 client=192.0.2.7 method=GET "
	    "target=/a?b=1 referrer=http://example.org/ agent=Mozilla/5.0 (X)\n", 1, 0, 0 } },
	{ "COMMON", NULL, NULL,
	  { "a preset of goaccess",
	    "192.0.2.7 - - [22/Feb/2014:19:02:00 +0100] \"GET / HTTP/1.1\" 200 512\n",
	    "2014-02-22T18:02:00Z status=200 bytes=512 client=192.0.2.7 method=GET target=/\n", 1,
	    0, 0 } },
	{ "log_format  main escape=default\n\t'$remote_addr [$time_iso8601] \"$request\" '\n"
	  "\t'$status ${body_bytes_sent} $request_time';", NULL, NULL,
	  { "a directive pasted whole, over lines",
	    "192.0.2.7 [2014-02-22T19:02:00+01:00] \"GET /\\x22 HTTP/1.1\" 499 0 1.250\n",
	    "2014-02-22T18:02:00Z status=499 bytes=0 duration_us=1250000 client=192.0.2.7 "
	    "method=GET target=/\"\n", 1, 0, 0 } },
	{ "log_format j escape=json '{\"t\":$msec,\"s\":$status,\"uri\":\"$request_uri\","
	  "\"agent\":\"$http_user_agent\",\"host\":\"$host\"}';", NULL, NULL,
	  { "JSON by a format; an unknown number is empty",
	    "{\"t\":1393095600.123,\"s\":200,\"uri\":\"/a\\\"b\",\"agent\":\"\",\"host\":\"shop\"}\n"
	    "{\"t\":1393095600.123,\"s\":,\"uri\":\"/\",\"agent\":\"x\",\"host\":\"shop\"}\n",
	    "2014-02-22T19:00:00.123Z status=200 service=shop target=/a\"b\n"
	    "2014-02-22T19:00:00.123Z service=shop target=/ agent=x\n", 2, 0, 0 } },
	{ "$time_local $status $upstream_addr $upstream_response_time $request_time", NULL, NULL,
	  { "lists of upstreams hold spaces",
	    "22/Feb/2014:19:02:00 +0000 200 10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80 "
	    "0.001, 3.002 : - 3.100\n",
	    "2014-02-22T19:02:00Z status=200 duration_us=3100000\n", 1, 0, 0 } },
	{ "$host$request_uri [$time_local] $status", NULL, NULL,
	  { "a target needs nothing in front of it",
	    "www.example.org:8080/a/b?c [22/Feb/2014:19:02:00 +0000] 204\n",
	    "2014-02-22T19:02:00Z status=204 service=www.example.org target=/a/b?c\n", 1, 0, 0 } },
	{ "$uri$is_args$args $status [$time_local]", NULL, NULL,
	  { "a query belongs to its target", "/a?b=c 200 [22/Feb/2014:19:02:00 +0000]\n",
	    "2014-02-22T19:02:00Z status=200 target=/a?b=c\n", 1, 0, 0 } },
	{ "$remote_addr [$time_local] $msec $status", NULL, NULL,
	  { "of two stamps the one of more worth is taken",
	    "192.0.2.7 [22/Feb/2014:19:02:00 +0000] 1393095725.500 200\n",
	    "2014-02-22T19:02:00Z status=200 client=192.0.2.7\n", 1, 0, 0 } },
	{ "$http_host $server_name [$time_local]", NULL, NULL,
	  { "of two services too", "a.example.org b.example.org [22/Feb/2014:19:02:00 +0000]\n",
	    "2014-02-22T19:02:00Z service=b.example.org\n", 1, 0, 0 } },
	{ NGINX_COMBINED, NULL, NULL,
	  { "a line that was cut off behind its numbers",
	    LINE_COMBINED "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 512 \"htt\n"
	    "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 51\n",
	    TOLD_COMBINED
	    "2014-02-22T19:02:00Z status=200 bytes=512 client=192.0.2.7 method=GET target=/\n"
	    "2014-02-22T19:02:00Z status=200 bytes=51 client=192.0.2.7 method=GET target=/\n",
	    3, 0, 0 } },
	{ NGINX_COMBINED, NULL, NULL,
	  { "quotes inside of a request, escaped and not; a request that ends in a backslash",
	    LINE_COMBINED "1 - - [22/Feb/2014:19:02:00 +0000] \"GET /\"x\" HTTP/1.1\" 400 1 \"-\" \"-\"\n"
	    "1 - - [22/Feb/2014:19:02:00 +0000] \"GET /\\\" 400 1 \"-\" \"-\"\n",
	    TOLD_COMBINED
	    "2014-02-22T19:02:00Z status=400 bytes=1 client=1 method=GET target=/\"x\"\n"
	    "2014-02-22T19:02:00Z status=400 bytes=1 client=1 method=GET target=/\\\n", 3, 0, 0 } },
	{ NGINX_COMBINED, NULL, NULL,
	  { "no stamp, no number, no line at all",
	    LINE_COMBINED "192.0.2.7 - - [yesterday] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"\n"
	    "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" OK 512 \"-\" \"-\"\n\n",
	    TOLD_COMBINED, 1, 1, 2 } },
	{ "%h %l %u %{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t \\\"%r\\\" %>s %b %D", NULL, NULL,
	  { "Apache: a stamp in pieces, quotes as pasted",
	    "192.0.2.7 - - 2014-02-22T19:02:00.123+0100 \"-\" 408 - 1500\n",
	    "2014-02-22T18:02:00.123Z status=408 duration_us=1500 client=192.0.2.7\n", 1, 0, 0 } },
	{ "LogFormat \"%v:%p %h %t \\\"%r\\\" %>s %O %{ms}T \\\"%{Referer}i\\\"\" vhost_ms", NULL, NULL,
	  { "Apache: the directive, a unit, virtual hosts",
	    "shop.example.org:443 192.0.2.7 [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 9 "
	    "1500 \"-\"\n",
	    "2014-02-22T19:02:00Z status=200 bytes=9 duration_us=1500000 "
	    "service=shop.example.org client=192.0.2.7 method=GET target=/\n", 1, 0, 0 } },
	{ "%s %>s %t", NULL, NULL,
	  { "Apache: the last status is the answer's", "301 200 [22/Feb/2014:19:02:00 +0000]\n",
	    "2014-02-22T19:02:00Z status=200\n", 1, 0, 0 } },
	{ "%{%d.%m.%y %I:%M %p}t|%400,501{User-agent}i|%U%q|%m", NULL, NULL,
	  { "Apache: twelve hours, conditions, a query",
	    "22.02.14 12:05 AM|x|/a?b=c|GET\n22.02.14 01:05 PM|x|/a|GET\n",
	    "2014-02-22T00:05:00Z method=GET target=/a?b=c agent=x\n"
	    "2014-02-22T13:05:00Z method=GET target=/a agent=x\n", 2, 0, 0 } },
	{ "%{sec}t.%{usec_frac}t %s", NULL, NULL,
	  { "Apache: an epoch and its fraction", "1393095600.000123 200\n",
	    "2014-02-22T19:00:00.000123Z status=200\n", 1, 0, 0 } },
	{ "%h %{%H:%M:%S}t %s %{%Y-%m-%d}t", NULL, NULL,
	  { "a time and a date apart", "h 19:02:00 200 2014-02-22\n",
	    "2014-02-22T19:02:00Z status=200 client=h\n", 1, 0, 0 } },
	{ "%x %~%L %h %m %U", "%s", NULL,
	  { "goaccess: an epoch and any number of spaces",
	    "1393095600     250 192.0.2.7 GET /\n1393095601 7 192.0.2.7 GET /\n",
	    "2014-02-22T19:00:00Z duration_us=250000 client=192.0.2.7 method=GET target=/\n"
	    "2014-02-22T19:00:01Z duration_us=7000 client=192.0.2.7 method=GET target=/\n", 2, 0,
	    0 } },
	{ "~h{, } [%d:%t] %n %T", "%Y-%m-%d", "%H:%M:%S",
	  { "goaccess: the first of a list; nanoseconds before seconds",
	    "192.0.2.7, 10.0.0.1 [2014-02-22:19:02:00] 1500000 3\n",
	    "2014-02-22T19:02:00Z duration_us=1500 client=192.0.2.7\n", 1, 0, 0 } },
	{ "%d\\t%t\\t%s", "%j/%Y", "%H:%M",
	  { "the day of a year", "053/2014\t19:02\t200\n366/2014\t19:02\t200\n",
	    "2014-02-22T19:02:00Z status=200\n", 1, 0, 1 } },
	{ "%{%b %e %H:%M:%S}t %s", NULL, NULL,
	  { "a stamp without a year", "Feb 22 19:02:00 200\nFeb  2 09:02:00 200\n",
	    "2015-02-22T19:02:00Z status=200\n2015-02-02T09:02:00Z status=200\n", 2, 0, 0 } },
	{ "%t %D %s", NULL, NULL,
	  { "numbers past all sense", "[22/Feb/2014:19:02:00 +0000] 99999999999999999999 200\n"
	    "[22/Feb/2014:19:02:00 +0000] -1 9999\n[22/Feb/2014:19:02:00 +0000] - 042\n",
	    "2014-02-22T19:02:00Z\n2014-02-22T19:02:00Z\n", 2, 0, 1 } },
};

static const struct seiche_parser *compile(const char *format, const char *date, const char *time,
					   struct registry *registry, struct error *error)
{
	const struct format_string string = { .text = span_text(format), .date = date,
					      .time = time, .origin = "test" };
	const struct seiche_parser *parser = NULL;

	return format_string_add(registry, &string, &parser, error) ? parser : NULL;
}

static void reads_by_the_format(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error = { 0 };
		const struct seiche_parser *parser;

		registry_init(&registry, &arena);
		parser = compile(cases[i].format, cases[i].date, cases[i].time, &registry, &error);
		if (!parser)
			print_message("%s: %s\n", cases[i].reading.what, error.text);
		assert_non_null(parser);
		reading_check(parser, &cases[i].reading, 1);
		registry_release(&registry);
		arena_release(&arena);
	}
}

static const struct {
	const char *what, *format, *date, *time, *says;
} refused[] = {
	{ "no time", "$remote_addr $status", NULL, NULL, "has no time: add $time_local" },
	{ "a time of day alone", "%{%H:%M}t %s", NULL, NULL, "a time of day, but no date" },
	{ "a date alone", "%{%F}t %s", NULL, NULL, "a date, but no time of day" },
	{ "two columns without a gap", "$time_local $host$remote_addr", NULL, NULL,
	  "nothing stands between $host and $remote_addr" },
	{ "a dollar alone", "$time_local $ $status", NULL, NULL, "byte 13 of the format" },
	{ "a brace left open", "$time_local ${status", NULL, NULL, "byte 13 of the format" },
	{ "an escape that is none", "log_format a escape=yaml '$time_local';", NULL, NULL,
	  "escape=yaml: there are default, json and none" },
	{ "a quote left open", "log_format a '$time_local", NULL, NULL, "a quote is not closed" },
	{ "a directive without a name", "log_format", NULL, NULL, "log_format without a name" },
	{ "Apache: an unknown letter", "%t %y", NULL, NULL, "'%y' is not understood; there are %a" },
	{ "Apache: braces left open", "%t %{x", NULL, NULL, "'%{x' is cut off" },
	{ "Apache: an unknown unit", "%t %{h}T", NULL, NULL, "the unit is s, ms or us" },
	{ "an unknown letter in a time", "%{%Q}t", NULL, NULL,
	  "%{%Q}t: '%Q' is not understood in a time pattern; there are %Y" },
	{ "goaccess: no date format", "%h %d %^", NULL, NULL, "%d needs --date-format" },
	{ "goaccess: an unknown letter", "%h %d %^ %y", "%F", NULL, "'%y' is not understood; there" },
	{ "goaccess: JSON", "{ \"t\": \"%x\" }", "%s", NULL, "read by their keys" },
	{ "nothing", "", NULL, NULL, "has no time" },
};

static void refuses_with_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(refused); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error = { 0 };

		registry_init(&registry, &arena);
		print_message("%s\n", refused[i].what);
		assert_null(compile(refused[i].format, refused[i].date, refused[i].time, &registry,
				    &error));
		print_message("  %s\n", error.text);
		assert_non_null(strstr(error.text, refused[i].says));
		assert_int_equal(error.fault, FAULT_INPUT);
		registry_release(&registry);
		arena_release(&arena);
	}
}

/* What is wanted decides what is read of a line, never whether it is an event. */
static void takes_the_same_lines_whatever_is_wanted(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		struct reading few;

		registry_init(&registry, &arena);
		print_message("%s\n", cases[i].reading.what);
		few = reading_wanting(compile(cases[i].format, cases[i].date, cases[i].time,
					      &registry, &error),
				      span_text(cases[i].reading.text), READING_ROOM_MAX,
				      SEICHE_STATUS | SEICHE_BYTES);
		assert_int_equal(few.events, cases[i].reading.events);
		assert_int_equal(few.rejected, cases[i].reading.rejected);
		text_release(&few.told);
		registry_release(&registry);
		arena_release(&arena);
	}
}

/* Formats that begin alike are told apart by whole lines of the head. */
static void tells_formats_that_begin_alike(void **state)
{
	static const struct {
		const char *format, *text;
		bool opens;
	} alike[] = {
		{ NGINX_COMBINED, LINE_COMBINED, true },
		{ NGINX_COMBINED " \"$http_x_forwarded_for\"", LINE_COMBINED, false },
		{ NGINX_COMBINED " \"$http_x_forwarded_for\"",
		  "1 - - [22/Feb/2014:19:02:00 +0000] \"-\" 400 0 \"-\" \"-\" \"10.0.0.1, 10.0.0.2\"\n",
		  true },
		{ NGINX_COMBINED " $request_id", LINE_COMBINED, false },
		{ NGINX_COMBINED, "noise\n" LINE_COMBINED "noise\n", true },
		{ NGINX_COMBINED, "noise\n", false },
		{ NGINX_COMBINED, "", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(alike); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		struct reading reading;

		registry_init(&registry, &arena);
		reading = reading_of(compile(alike[i].format, NULL, NULL, &registry, &error),
				     span_text(alike[i].text), READING_ROOM_MAX);
		print_message("%s: %s\n", alike[i].format, reading.why ? reading.why : "fits");
		assert_int_equal(reading.events > 0, alike[i].opens);
		text_release(&reading.told);
		registry_release(&registry);
		arena_release(&arena);
	}
}

static void names_itself(void **state)
{
	struct arena arena = { 0 };
	struct registry registry;
	struct error error;

	(void)state;
	registry_init(&registry, &arena);
	assert_string_equal(compile("log_format Shop_Log '$time_local';", NULL, NULL, &registry,
				    &error)->name, "shop-log");
	assert_string_equal(compile("LogFormat \"%t\" combined", NULL, NULL, &registry, &error)->name,
			    "combined-2");
	assert_string_equal(compile("%t", NULL, NULL, &registry, &error)->name, "log-format");
	assert_string_equal(compile("%t", NULL, NULL, &registry, &error)->name, "log-format-2");
	registry_release(&registry);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_by_the_format),
		cmocka_unit_test(refuses_with_words),
		cmocka_unit_test(takes_the_same_lines_whatever_is_wanted),
		cmocka_unit_test(tells_formats_that_begin_alike),
		cmocka_unit_test(names_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
