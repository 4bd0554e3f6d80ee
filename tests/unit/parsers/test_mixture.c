/* test_mixture.c - records of several lines among lines of other formats. */
#include "parsers/mixture.h"

#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

#define QUERY \
	"# User@Host: shop[shop] @ web1 [192.0.2.7]\n# Query_time: 1.5  Lock_time: 0\n" \
	"SET timestamp=1393095720;\nSELECT 1,\n  2;\n"
#define ACCESS "192.0.2.8 - - [22/Feb/2014:19:02:01 +0000] \"GET / HTTP/1.1\" 200 5\n"

#define TOLD_QUERY \
	"2014-02-22T19:02:00Z duration_us=1500000 level=4 client=192.0.2.7 user=shop text="
#define TOLD_ACCESS "2014-02-22T19:02:01Z status=200 bytes=5 client=192.0.2.8 method=GET target=/\n"

static const struct seiche_parser *mixture_of(const struct seiche_parser *a,
					      const struct seiche_parser *b, struct span head,
					      struct arena *arena)
{
	struct member member[] = {
		{ .parser = a, .view = reading_source(head) },
		{ .parser = b, .view = reading_source(head) },
	};

	return mixture_make(member, LENGTH(member), arena);
}

static void ends_records_where_others_begin(void **state)
{
	static const struct reading_case cases[] = {
		{ "one after the other", QUERY ACCESS QUERY,
		  TOLD_QUERY "SELECT 1,\n  2;\n" TOLD_ACCESS TOLD_QUERY "SELECT 1,\n  2;\n", 3, 8,
		  0 },
		{ "a line inside of a statement",
		  "# User@Host: shop[shop] @ web1 [192.0.2.7]\n# Query_time: 1.5\n"
		  "SET timestamp=1393095720;\nSELECT 1,\n" ACCESS "  2;\n\nFROM t;\n",
		  TOLD_QUERY "SELECT 1,\n" TOLD_ACCESS, 2, 6, 0 },
		{ "a record without its time",
		  "# User@Host: shop[shop] @ web1 [192.0.2.7]\n# Query_time: 1.5\n" ACCESS
		  "and what follows\n",
		  TOLD_ACCESS, 1, 1, 2 },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const struct seiche_parser *parser =
			mixture_of(&parser_mysql_slow, &parser_common, SPAN(QUERY), &arena);

		assert_true(parser->cut == parser_mysql_slow.cut);
		for (uint32_t room = 1; room <= READING_ROOM_MAX; room *= 4) {
			struct reading got = reading_of(parser, span_text(cases[i].text), room);

			print_message("%s, %u rows at once\n", cases[i].what, room);
			assert_string_equal(got.told.at, cases[i].told);
			assert_int_equal(got.events, cases[i].events);
			assert_int_equal(got.continued, cases[i].continued);
			assert_int_equal(got.rejected, cases[i].rejected);
			text_release(&got.told);
		}
	}
	arena_release(&arena);
}

/* A record of a MiB is looked through once, not once for each of its lines. */
static void takes_its_time_once(void **state)
{
	enum { LINES = 100000 };
	static const struct {
		const char *what, *line;
		uint32_t events; /* of each */
	} cases[] = {
		{ "lines of the other format", ACCESS, 1 },
		{ "lines of the record", "a, b,\n", 0 },
		{ "blank lines", "\n", 0 },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint32_t count = MIN(LINES, (1u << 20) / (uint32_t)strlen(cases[i].line));
		const struct seiche_parser *parser =
			mixture_of(&parser_mysql_slow, &parser_common, SPAN(QUERY), &arena);
		struct reading got;
		struct text text;

		print_message("%s\n", cases[i].what);
		text_init(&text, (size_t)4 << 20);
		text_add(&text, SPAN(QUERY ACCESS));
		for (uint32_t k = 0; k < count; k++)
			text_add(&text, span_text(cases[i].line));
		got = reading_of(parser, text_span(&text), READING_ROOM_MAX);
		assert_int_equal(got.events, 2 + count * cases[i].events);
		assert_int_equal(got.rejected, 0);
		text_release(&got.told);
		text_release(&text);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_records_where_others_begin),
		cmocka_unit_test(takes_its_time_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
