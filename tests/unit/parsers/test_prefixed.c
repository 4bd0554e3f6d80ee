/* test_prefixed.c - lines behind the names of containers. */
#include "parsers/builtin.h"
#include "parsers/prefixed.h"
#include "tests/unit/parsers/reading.h"

static const struct {
	enum prefix prefix;
	const char *line;
	size_t used; /* 0: no name */
	const char *service, *host;
} names[] = {
	{ PREFIX_COMPOSE, "web-1  | x", 9, "web", "web-1" },
	{ PREFIX_COMPOSE, "shop_web_12 |x", 13, "shop_web", "shop_web_12" },
	{ PREFIX_COMPOSE, "my.db | ", 8, "my.db", "" },
	{ PREFIX_COMPOSE, "web1 |  x", 7, "web1", "" },
	{ PREFIX_COMPOSE, "w-1 |", 5, "w", "w-1" },
	{ PREFIX_COMPOSE, "web-1| x", 0, "", "" },
	{ PREFIX_COMPOSE, "ERROR | x", 0, "", "" },
	{ PREFIX_COMPOSE, "2014-02-22 | x", 0, "", "" },
	{ PREFIX_COMPOSE, "| a | b |", 0, "", "" },
	{ PREFIX_COMPOSE, "a b | x", 0, "", "" },
	{ PREFIX_COMPOSE, "", 0, "", "" },
	{ PREFIX_POD, "[pod/web-7d9f/nginx] x", 21, "nginx", "web-7d9f" },
	{ PREFIX_POD, "[pod/web-7d9f/nginx] ", 21, "nginx", "web-7d9f" },
	{ PREFIX_POD, "[pod/web-7d9f/nginx]x", 0, "", "" },
	{ PREFIX_POD, "[pod/web-7d9f] x", 0, "", "" },
	{ PREFIX_POD, "[pod//nginx] x", 0, "", "" },
	{ PREFIX_POD, "[pod/a/b", 0, "", "" },
	{ PREFIX_POD, "[node/a/b] x", 0, "", "" },
};

static void takes_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		struct span line = span_text(names[i].line);

		print_message("%s\n", names[i].line);
		for (size_t size = 0; size <= line.size; size++) {
			char *copy = guard_copy(line.at, size, 0);
			struct prefix_name name = { { 0 }, { 0 } };
			size_t used = prefix_take(names[i].prefix, span_of(copy, size), &name);

			assert_true(used <= size);
			if (size == line.size) {
				assert_int_equal(used, names[i].used);
				if (used) {
					assert_true(
						span_is(name.service, span_text(names[i].service)));
					assert_true(span_is(name.host, span_text(names[i].host)));
				}
			}
			guard_release(copy, size, 0);
		}
	}
}

#define TIME "2014-02-22T19:02:00Z"
#define ACCESS "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET /a HTTP/1.1\" 502 17\n"
#define REDIS "1:M 22 Feb 2014 19:02:00.000 * Ready\n"

static const struct {
	const char *what, *text, *format, *told;
	uint32_t events, continued, rejected;
} cases[] = {
	{ "two formats, a start without times, and a line of none",
	  "redis-1  | " REDIS "web-1    |  * Serving\nweb-1    | " ACCESS "web-1    | " ACCESS
	  "redis-1  | " REDIS "\nredis-1  | " REDIS "web-1    | " ACCESS "web-2    | " ACCESS
	  "web-2    | " ACCESS "web-2    | " ACCESS "web-2    | " ACCESS "web-2    | " ACCESS
	  "lost\n",
	  "compose(redis+common)",
	  TIME
	  " level=5 host=redis-1 service=redis program=M text=Ready\n" TIME
	  " status=502 bytes=17 host=web-1 service=web client=192.0.2.7 method=GET target=/a\n",
	  12 - 1, 2, 1 },
	{ "the line's own names go first",
	  "[pod/web-7d9f/app] {\"time\":\"" TIME "\",\"service\":\"shop\",\"msg\":\"m\"}\n"
	  "[pod/web-7d9f/app] {\"time\":\"" TIME "\",\"hostname\":\"h\",\"msg\":\"m\"}\n",
	  "pods(json-lines)",
	  TIME " host=web-7d9f service=shop text=m\n" TIME " host=h service=app text=m\n", 2, 0,
	  0 },
	{ "most lines without a name", "web-1 | " ACCESS ACCESS ACCESS, "common", NULL, 3, 0, 0 },
	{ "names, and nothing known behind them", "web-1 | a\nweb-1 | b\n", NULL, NULL, 0, 0, 0 },
	{ "a level before a bar",
	  "INFO | 2014-02-22 19:02:00 | a\nWARN | 2014-02-22 19:02:00 | b\n", "timed-text", NULL, 2,
	  0, 0 },
};

static void chooses_by_what_stands_behind(void **state)
{
	struct verdict *verdict = calloc(VERDICTS_MAX, sizeof(*verdict));

	(void)state;
	assert_non_null(verdict);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span text = span_text(cases[i].text);
		struct seiche_source source = reading_source(text);
		struct arena arena = { 0 };
		struct choice choice;

		print_message("%s\n", cases[i].what);
		registry_choose(NULL, &source, (struct sample){ .front = text }, &arena, &choice,
				verdict);
		if (!cases[i].format) {
			assert_null(choice.parser);
			arena_release(&arena);
			continue;
		}
		assert_non_null(choice.parser);
		assert_string_equal(choice.parser->name, cases[i].format);
		for (uint32_t room = 1; room <= READING_ROOM_MAX; room += READING_ROOM_MAX - 1) {
			struct reading got = reading_of(choice.parser, text, room);

			assert_int_equal(got.events, cases[i].events);
			assert_int_equal(got.continued, cases[i].continued);
			assert_int_equal(got.rejected, cases[i].rejected);
			if (cases[i].told)
				assert_true(span_starts(text_span(&got.told),
							span_text(cases[i].told)));
			text_release(&got.told);
		}
		arena_release(&arena);
	}
	free(verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_names),
		cmocka_unit_test(chooses_by_what_stands_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
