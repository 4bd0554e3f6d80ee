/* test_diag.c - what is printed at which level, and what a terminal gets to see of hostile bytes. */
#include "core/diag.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

static void check(enum diag_level level, enum diag_level most, bool colour, const char *message,
		  const char *wanted)
{
	char *got = NULL;
	size_t size = 0;
	struct diag diag = { .to = open_memstream(&got, &size), .level = most, .colour = colour };

	diag_print(&diag, level, "%s", message);
	fclose(diag.to);
	assert_string_equal(got, wanted);
	assert_int_equal(diag.errors, level == DIAG_ERROR);
	assert_int_equal(diag.warnings, level == DIAG_WARN);
	free(got);
}

static void prints_one_line(void **state)
{
	(void)state;
	check(DIAG_ERROR, DIAG_INFO, false, "no such file", "seiche: error: no such file\n");
	check(DIAG_WARN, DIAG_INFO, false, "cut", "seiche: warning: cut\n");
	check(DIAG_INFO, DIAG_INFO, false, "read", "seiche: read\n");
	check(DIAG_DEBUG, DIAG_INFO, false, "step", "");
	check(DIAG_WARN, DIAG_ERROR, false, "cut", "");
	check(DIAG_ERROR, DIAG_INFO, true, "x", "\x1b[1;31mseiche: error: \x1b[0mx\n");
}

static void shows_what_a_terminal_would_act_on(void **state)
{
	(void)state;
	check(DIAG_INFO, DIAG_INFO, false, "a\x1b[2J\r\nb\x7f", "seiche: a\\x1b[2J\\x0d\\x0ab\\x7f\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xc2\x9b\x9b", "seiche: \\xc2\\x9b\\x9b\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xe2\x80\xae", "seiche: \\xe2\\x80\\xae\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xc3\xa9 \xf0\x9f\x98\x80", "seiche: \xc3\xa9 \xf0\x9f\x98\x80\n");
}

static void counts_without_a_place_to_print(void **state)
{
	struct diag diag = { .to = NULL, .level = DIAG_DEBUG };

	(void)state;
	diag_error(&diag, "%d", 1);
	diag_warn(&diag, "%d", 2);
	diag_warn(&diag, "%d", 3);
	assert_int_equal(diag.errors, 1);
	assert_int_equal(diag.warnings, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_one_line),
		cmocka_unit_test(shows_what_a_terminal_would_act_on),
		cmocka_unit_test(counts_without_a_place_to_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
