/* test_combined.c - access logs of NCSA descent. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

#include <stdio.h>

#define STAMP "[22/Feb/2014:19:02:00 +0000]"
#define TIME "2014-02-22T19:02:00Z"
#define LINE "192.0.2.7 - - " STAMP

static const struct reading_case combined[] = {
	{ "all there is",
	  LINE " \"GET /a?b=1 HTTP/1.1\" 200 512 \"http://r.example/\" \"Mozilla/5.0 (X11)\"\n",
	  TIME " status=200 bytes=512 client=192.0.2.7 method=GET target=/a?b=1 "
	       "referrer=http://r.example/ agent=Mozilla/5.0 (X11)\n",
	  1, 0, 0 },
	{ "nothing at all", "", "", 0, 0, 0 },
	{ "blank lines belong to no one", "\n\r\n", "", 0, 2, 0 },
	{ "no line end, CR LF, an offset",
	  "192.0.2.7 - - [22/Feb/2014:20:02:00 +0100] \"GET / HTTP/1.1\" 200 -\r\n"
	  LINE " \"GET / HTTP/1.1\" 304 0",
	  TIME " status=200 client=192.0.2.7 method=GET target=/\n"
	  TIME " status=304 bytes=0 client=192.0.2.7 method=GET target=/\n", 2, 0, 0 },
	{ "IPv6 and a user with spaces",
	  "2001:db8::1 - Jo Doe " STAMP " \"HEAD / HTTP/2.0\" 200 1 \"-\" \"-\"\n",
	  TIME " status=200 bytes=1 client=2001:db8::1 user=Jo Doe method=HEAD target=/\n",
	  1, 0, 0 },
	{ "a host name and a bracket in the user",
	  "a.example - x[y " STAMP " \"GET / HTTP/1.1\" 200 1\n",
	  TIME " status=200 bytes=1 client=a.example user=x[y method=GET target=/\n", 1, 0, 0 },
	{ "no request, an empty one, HTTP/0.9",
	  LINE " \"-\" 408 0 \"-\" \"-\"\n" LINE " \"\" 400 0\n" LINE " \"GET /\" 200 5\n",
	  TIME " status=408 bytes=0 client=192.0.2.7\n"
	  TIME " status=400 bytes=0 client=192.0.2.7\n"
	  TIME " status=200 bytes=5 client=192.0.2.7 method=GET target=/\n", 3, 0, 0 },
	{ "binary rubbish", LINE " \"\\x16\\x03\\x41\" 400 1 \"-\" \"-\"\n",
	  TIME " status=400 bytes=1 client=192.0.2.7 target=\x16\x03" "A\n", 1, 0, 0 },
	{ "escaped quotes",
	  LINE " \"GET /\\\"q\\\" HTTP/1.1\" 200 1 \"a\\\"b\" \"c\\\\\"\n",
	  TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/\"q\" referrer=a\"b "
	       "agent=c\\\n", 1, 0, 0 },
	{ "quotes as they came", LINE " \"GET /\"q\" HTTP/1.0\" 200 1\n",
	  TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/\"q\"\n", 1, 0, 0 },
	{ "a request that ends in a backslash", LINE " \"GET /\\\" 404 1\n",
	  TIME " status=404 bytes=1 client=192.0.2.7 method=GET target=/\\\n", 1, 0, 0 },
	{ "fields behind the agent are passed over",
	  LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\" 0.005 \"y\"\n",
	  TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/ agent=x\n", 1, 0, 0 },
	{ "a line in quotes", "\"" LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\"\n",
	  TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/ agent=x\n", 1, 0, 0 },
	{ "no status, no bytes", LINE " \"GET / HTTP/1.1\"\n" LINE " \"GET / HTTP/1.1\" 200\n",
	  TIME " client=192.0.2.7 method=GET target=/\n"
	  TIME " status=200 client=192.0.2.7 method=GET target=/\n", 2, 0, 0 },
	{ "no zone", "a - - [22/Feb/2014:19:02:00] \"GET / HTTP/1.1\" 200 1\n",
	  TIME " status=200 bytes=1 client=a method=GET target=/\n", 1, 0, 0 },
	{ "bytes past 64 bits are not there",
	  LINE " \"GET / HTTP/1.1\" 200 99999999999999999999\n",
	  TIME " status=200 client=192.0.2.7 method=GET target=/\n", 1, 0, 0 },
	{ "not of the format",
	  "hello\n" LINE " GET /\n" LINE " \"GET / HT\n192.0.2.7 - - [31/Feb/2014:19:02:00 +0000] "
	  "\"GET / HTTP/1.1\" 200 1\nwww.example.org:80 " LINE " \"GET / HTTP/1.1\" 200 1\n",
	  "", 0, 0, 5 },
};

static const struct reading_case vhost[] = {
	{ "name and port", "www.example.org:443 " LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n",
	  TIME " status=200 bytes=1 service=www.example.org client=192.0.2.7 method=GET target=/ "
	       "agent=x\n", 1, 0, 0 },
	{ "name alone, a user", "b.example 192.0.2.7 - jo " STAMP " \"GET / HTTP/1.1\" 200 1\n",
	  TIME " status=200 bytes=1 service=b.example client=192.0.2.7 user=jo method=GET "
	       "target=/\n", 1, 0, 0 },
	{ "no virtual host", LINE " \"GET / HTTP/1.1\" 200 1\n", "", 0, 0, 1 },
};

static const struct reading_case common[] = {
	{ "as it should be", LINE " \"GET / HTTP/1.1\" 200 1\n",
	  TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/\n", 1, 0, 0 },
	{ "a combined line", LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n", "", 0, 0, 1 },
};

static void reads_combined(void **state)
{
	(void)state;
	reading_check(&parser_combined, combined, LENGTH(combined));
}

static void reads_vhost(void **state)
{
	(void)state;
	reading_check(&parser_vhost_combined, vhost, LENGTH(vhost));
}

static void reads_common(void **state)
{
	(void)state;
	reading_check(&parser_common, common, LENGTH(common));
}

/* Behind a line of the same day each is read the short way, where it is plain. */
static void check_behind(const struct seiche_parser *parser, const struct reading_case *cases,
			 size_t count)
{
	static const char line[] = LINE " \"GET / HTTP/1.1\" 200 1\n";
	static const char read[] =
		TIME " status=200 bytes=1 client=192.0.2.7 method=GET target=/\n";

	for (size_t i = 0; i < count; i++) {
		struct reading_case behind = cases[i];
		char text[1000], told[1000];

		snprintf(text, sizeof(text), "%s%s", line, cases[i].text);
		snprintf(told, sizeof(told), "%s%s", read, cases[i].told);
		behind.text = text;
		behind.told = told;
		behind.events++;
		reading_check(parser, &behind, 1);
	}
}

static void reads_the_same_the_short_way(void **state)
{
	(void)state;
	check_behind(&parser_combined, combined, LENGTH(combined));
	check_behind(&parser_common, common, LENGTH(common));
}

static void picks(const char *text, const char *name)
{
	struct verdict verdict[VERDICTS_MAX];
	struct seiche_source source = reading_source(span_text(text));
	uint32_t count = registry_judge(NULL, &source, (struct sample){ .front = span_text(text) }, verdict);

	print_message("%s\n", name);
	assert_true(count >= 1);
	assert_string_equal(verdict[0].parser->name, name);
	assert_true(verdict[0].score >= SCORE_MIN);
}

static void tells_them_apart(void **state)
{
	(void)state;
	picks(LINE " \"GET / HTTP/1.1\" 200 1\n" LINE " \"GET / HTTP/1.1\" 200 1\n", "common");
	picks(LINE " \"GET / HTTP/1.1\" 200 1\n" LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n",
	      "combined");
	picks("a.example:80 " LINE " \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n", "vhost-combined");
	assert_ptr_equal(registry_find(NULL, "combined"), &parser_combined);
	assert_null(registry_find(NULL, "none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_combined),
		cmocka_unit_test(reads_vhost),
		cmocka_unit_test(reads_common),
		cmocka_unit_test(reads_the_same_the_short_way),
		cmocka_unit_test(tells_them_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
