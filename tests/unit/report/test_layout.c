/* test_layout.c - widths of characters, and where lines end. */
#include "report/layout.h"
#include "tests/support/test.h"

static const struct {
	const char *what, *text;
	uint32_t width;
} widths[] = {
	{ "nothing", "", 0 },
	{ "ASCII", "abc", 3 },
	{ "umlaut", "\303\274", 1 },
	{ "u and a combining diaeresis", "u\314\210", 1 },
	{ "kanji", "\346\274\242\345\255\227", 4 },
	{ "hangul", "\355\225\234", 2 },
	{ "emoji", "\360\237\230\200", 2 },
	{ "block characters", "\342\226\210\342\226\201", 2 },
};

static void measures(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(widths); i++) {
		print_message("%s\n", widths[i].what);
		assert_int_equal(layout_width(span_text(widths[i].text)), widths[i].width);
	}
}

static const struct {
	const char *what, *text;
	uint32_t columns;
	const char *lines; /* each followed by a bar */
} wraps[] = {
	{ "fits", "one two", 7, "one two|" },
	{ "at a space", "one two three", 8, "one two|three|" },
	{ "space right at the edge", "one two", 3, "one|two|" },
	{ "a long word", "abcdefgh", 3, "abc|def|gh|" },
	{ "a long word behind a short one", "a bcdefgh", 4, "a|bcde|fgh|" },
	{ "a path", "/var/log/nginx/access.log", 12, "/var/log/|nginx/|access.log|" },
	{ "a joint right at the edge", "abc/defg", 4, "abc/|defg|" },
	{ "a joint too early", "a/bcdefgh", 6, "a/bcde|fgh|" },
	{ "a space before a joint", "ab cd/efgh", 7, "ab|cd/efgh|" },
	{ "a wide character never splits", "\346\274\242\345\255\227", 3,
	  "\346\274\242|\345\255\227|" },
	{ "wider than the line", "\346\274\242\345\255\227", 1, "\346\274\242|\345\255\227|" },
};

static void wraps_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(wraps); i++) {
		struct span rest = span_text(wraps[i].text);
		char lines[128] = "";

		print_message("%s\n", wraps[i].what);
		while (rest.size) {
			struct span line = layout_line(&rest, wraps[i].columns);

			strncat(lines, line.at, line.size);
			strcat(lines, "|");
		}
		assert_string_equal(lines, wraps[i].lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures),
		cmocka_unit_test(wraps_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
