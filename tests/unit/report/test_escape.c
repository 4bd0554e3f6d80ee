/* test_escape.c - bytes of a log reach a page only as something to read. */
#include "core/text.h"
#include "report/escape.h"
#include "tests/support/escape_check.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#define BYTES(literal) { literal, sizeof(literal) - 1 }

/* Expected by hand from what each tongue's definition says. */
static const struct {
	const char *what;
	struct span bytes;
	const char *terminal, *markup, *markdown, *csv;
} cases[] = {
	{ "nothing", BYTES(""), "", "", "", "" },
	{ "plain", BYTES("GET"), "GET", "GET", "GET", "GET" },
	{ "umlaut and kana", BYTES("\303\274\343\201\202"), "\303\274\343\201\202",
	  "\303\274\343\201\202", "\303\274\343\201\202", "\303\274\343\201\202" },
	{ "escape sequence", BYTES("\033[31mred"), "\\x1b[31mred", "\\x1b[31mred",
	  "\\\\x1b\\[31mred", "\\x1b[31mred" },
	{ "C1 control", BYTES("a\302\233b"), "aU+009Bb", "aU+009Bb", "aU+009Bb", "aU+009Bb" },
	{ "newline, tab, NUL", BYTES("a\n\t\0b"), "a\\x0a\\x09\\x00b", "a\\x0a\\x09\\x00b",
	  "a\\\\x0a\\\\x09\\\\x00b", "a\\x0a\\x09\\x00b" },
	{ "right-to-left override", BYTES("\342\200\256x"), "U+202Ex", "U+202Ex", "U+202Ex",
	  "U+202Ex" },
	{ "zero width space", BYTES("a\342\200\213b"), "aU+200Bb", "aU+200Bb", "aU+200Bb",
	  "aU+200Bb" },
	{ "tag characters", BYTES("\363\240\201\201"), "U+E0041", "U+E0041", "U+E0041", "U+E0041" },
	{ "not UTF-8", BYTES("\377\200"), "\\xff\\x80", "\\xff\\x80", "\\\\xff\\\\x80",
	  "\\xff\\x80" },
	{ "overlong slash", BYTES("\300\257"), "\\xc0\\xaf", "\\xc0\\xaf", "\\\\xc0\\\\xaf",
	  "\\xc0\\xaf" },
	{ "surrogate", BYTES("\355\240\200"), "\\xed\\xa0\\x80", "\\xed\\xa0\\x80",
	  "\\\\xed\\\\xa0\\\\x80", "\\xed\\xa0\\x80" },
	{ "cut character", BYTES("\343\201"), "\\xe3\\x81", "\\xe3\\x81", "\\\\xe3\\\\x81",
	  "\\xe3\\x81" },
	{ "script", BYTES("<script>"), "<script>", "&lt;script&gt;", "\\<script\\>", "<script>" },
	{ "attribute", BYTES("\"'&"), "\"'&", "&quot;&#39;&amp;", "\"'\\&", "\"\"\"'&\"" },
	{ "link", BYTES("[a](http://b)"), "[a](http://b)", "[a](http://b)",
	  "\\[a\\](http\\://b)", "[a](http://b)" },
	{ "bare links", BYTES("www.b https://c"), "www.b https://c", "www.b https://c",
	  "www\\.b https\\://c", "\"www.b https://c\"" },
	{ "mention", BYTES("@all"), "@all", "@all", "@&#8203;all", "\"'@all\"" },
	{ "table cell", BYTES("a|b"), "a|b", "a|b", "a\\|b", "a|b" },
	{ "list items", BYTES("1. a"), "1. a", "1. a", "1\\. a", "\"1. a\"" },
	{ "bullet", BYTES("- a"), "- a", "- a", "\\- a", "\"'- a\"" },
	{ "code block", BYTES("    a"), "    a", "    a", "&#32;   a", "\"    a\"" },
	{ "formula", BYTES("=1+1"), "=1+1", "=1+1", "\\=1+1", "\"'=1+1\"" },
	{ "formula behind spaces", BYTES(" +1"), " +1", " +1", "&#32;+1", "\"' +1\"" },
	{ "full-width formula", BYTES("\357\274\2351"), "\357\274\2351", "\357\274\2351",
	  "\357\274\2351", "\"'\357\274\2351\"" },
	{ "tab formula", BYTES("\t=1"), "\\x09=1", "\\x09=1", "\\\\x09=1", "\"'\\x09=1\"" },
	{ "comma and quote", BYTES("a,\"b\""), "a,\"b\"", "a,&quot;b&quot;", "a,\"b\"",
	  "\"a,\"\"b\"\"\"" },
};

static void is(void (*escape)(struct out *out, struct span bytes), struct span bytes,
	       const char *expected)
{
	char *copy = guard_copy(bytes.at, bytes.size, 0);
	struct text text;
	struct out out;

	text_init(&text, 4096);
	out_open_text(&out, &text);
	escape(&out, span_of(copy, bytes.size));
	text_byte(&text, '\0');
	assert_string_equal(text.at, expected);
	text_release(&text);
	guard_release(copy, bytes.size, 0);
}

static void makes_inert(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		print_message("%s\n", cases[i].what);
		is(escape_terminal, cases[i].bytes, cases[i].terminal);
		is(escape_markup, cases[i].bytes, cases[i].markup);
		is(escape_markdown, cases[i].bytes, cases[i].markdown);
		is(escape_csv, cases[i].bytes, cases[i].csv);
		assert_null(escape_check_all(cases[i].bytes));
	}
}

static void makes_words(void **state)
{
	(void)state;
	is(escape_word, SPAN(""), "-");
	is(escape_word, SPAN("a b"), "a\\x20b");
}

/* Random strings of the bytes that matter, from a fixed seed. */
static void holds_for_any_bytes(void **state)
{
	static const char *const pieces[] = {
		"<", ">", "&", "\"", "'", "`", "|", "@", "=", "+", "-", ".", ":", "/", "//", "www", "\\",
		"\033", "\r", "\n", "\t", " ", ",", "1", "9", ")", "[", "]", "(", "!", "#", "*", "_", "~",
		"\302", "\233", "\342\200\256", "\342\200", "\360", "\363\240\201\201", "\377", "a", "$",
		"&#8203;", "\357\274\235", "http:", "U+",
	};
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char bytes[128] = "";
		int count = round % 9;

		for (int i = 0; i < count; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			strcat(bytes, pieces[(seed >> 33) % LENGTH(pieces)]);
		}
		const char *wrong = escape_check_all(span_text(bytes));

		if (wrong)
			print_message("%s: %s\n", wrong, bytes);
		assert_null(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_inert),
		cmocka_unit_test(makes_words),
		cmocka_unit_test(holds_for_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
