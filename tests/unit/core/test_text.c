/* test_text.c - text that grows to its cap, and the decoding of log fields. */
#include "core/text.h"
#include "tests/support/test.h"

static void stops_at_its_cap(void **state)
{
	struct text text;

	(void)state;
	text_init(&text, 5);
	text_add(&text, SPAN("abc"));
	assert_false(text.cut);
	text_add(&text, SPAN("defg"));
	assert_true(text.cut);
	assert_string_equal(text.at, "abcde");
	text_print(&text, "%d", 1);
	assert_int_equal(text.size, 5);
	text_clear(&text);
	text_print(&text, "%04d", 7);
	assert_string_equal(text.at, "0007");
	text_release(&text);
}

static void decodes(void **state)
{
	static const struct {
		const char *what;
		enum text_coding coding;
		const char *in, *out;
	} cases[] = {
		{ "raw is left alone", TEXT_RAW, "a\\x41\\n", "a\\x41\\n" },
		{ "nginx hex", TEXT_BACKSLASH, "\\x22a\\xC3\\xa9", "\"a\xc3\xa9" },
		{ "apache letters", TEXT_BACKSLASH, "\\\"\\\\\\n\\t\\v", "\"\\\n\t\v" },
		{ "broken hex stays", TEXT_BACKSLASH, "\\xZZ\\x4", "\\xZZ\\x4" },
		{ "unknown letter stays", TEXT_BACKSLASH, "\\q\\u0041", "\\q\\u0041" },
		{ "backslash at the end", TEXT_BACKSLASH, "a\\", "a\\" },
		{ "doubled quotes", TEXT_DOUBLED, "a \"\"b\"\"\"\" \\n", "a \"b\"\" \\n" },
		{ "a lone quote stays", TEXT_DOUBLED, "a\"b\"", "a\"b\"" },
		{ "json letters", TEXT_JSON, "\\\"\\/\\b\\f", "\"/\b\f" },
		{ "json unicode", TEXT_JSON, "\\u00e9\\u20AC", "\xc3\xa9\xe2\x82\xac" },
		{ "surrogate pair", TEXT_JSON, "\\ud83d\\ude00", "\xf0\x9f\x98\x80" },
		{ "lone surrogate", TEXT_JSON, "\\ud83dx", "\xef\xbf\xbdx" },
		{ "short unicode stays", TEXT_JSON, "\\u12", "\\u12" },
		{ "empty", TEXT_JSON, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct text text;

		print_message("%s\n", cases[i].what);
		text_init(&text, 100);
		text_decode(&text, cases[i].coding, span_text(cases[i].in));
		assert_true(span_is(text_span(&text), span_text(cases[i].out)));
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_at_its_cap),
		cmocka_unit_test(decodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
