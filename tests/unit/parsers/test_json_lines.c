/* test_json_lines.c - one object a line, keys in any order. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

#define TIME "2014-02-22T19:02:00Z"

static const struct reading_case cases[] = {
	{ "a message", "{\"level\":\"warn\",\"msg\":\"a \\\"b\\\"\",\"time\":\"" TIME "\"}\n",
	  TIME " level=4 text=a \"b\"\n", 1, 0, 0 },
	{ "pino in milliseconds, behind a prefix",
	  "web_1  | {\"level\":50,\"time\":1393095720000,\"hostname\":\"h\",\"msg\":\"x\"}\n",
	  TIME " level=3 host=h text=x\n", 1, 0, 0 },
	{ "journald", "{\"__REALTIME_TIMESTAMP\":\"1393095720000000\",\"PRIORITY\":\"6\","
	  "\"_HOSTNAME\":\"h\",\"MESSAGE\":\"m\"}\n", TIME " level=6 host=h text=m\n", 1, 0, 0 },
	{ "MongoDB", "{\"t\":{\"$date\":\"" TIME "\"},\"msg\":\"m\"}\n", TIME " text=m\n", 1, 0, 0 },
	{ "Caddy",
	  "{\"ts\":1393095720,\"request\":{\"remote_ip\":\"192.0.2.7\",\"method\":\"GET\","
	  "\"host\":\"w.example\",\"uri\":\"/a\",\"headers\":{\"host\":[\"n\"]}},"
	  "\"duration\":0.25,\"size\":9,\"status\":200}\n",
	  TIME " status=200 bytes=9 duration_us=250000 service=w.example client=192.0.2.7 method=GET "
	       "target=/a\n", 1, 0, 0 },
	{ "nginx with its request as one text",
	  "{\"time\":\"" TIME "\",\"request\":\"GET /a HTTP/1.1\",\"status\":\"502\"}\n",
	  TIME " status=502 method=GET target=/a\n", 1, 0, 0 },
	{ "Traefik's nanoseconds", "{\"StartUTC\":\"" TIME "\",\"Duration\":1500000,"
	  "\"DownstreamStatus\":200}\n", TIME " status=200 duration_us=1500\n", 1, 0, 0 },
	{ "not of the format", "hello\n{\"time\":\"" TIME "\"\n{\"msg\":\"no time\"}\n[1]\n{}\n",
	  "", 0, 0, 5 },
	{ "blank lines", "\n", "", 0, 1, 0 },
};

static void reads_objects(void **state)
{
	(void)state;
	reading_check(&parser_json_lines, cases, LENGTH(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
