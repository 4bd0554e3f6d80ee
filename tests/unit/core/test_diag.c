/* test_diag.c - what is printed at which level, and what a terminal gets to see of hostile bytes.
 */
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
	check(DIAG_INFO, DIAG_INFO, false, "a\x1b[2J\r\nb\x7f",
	      "seiche: a\\x1b[2J\\x0d\\x0ab\\x7f\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xc2\x9b\x9b", "seiche: \\xc2\\x9b\\x9b\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xe2\x80\xae", "seiche: \\xe2\\x80\\xae\n");
	check(DIAG_INFO, DIAG_INFO, false, "\xc3\xa9 \xf0\x9f\x98\x80",
	      "seiche: \xc3\xa9 \xf0\x9f\x98\x80\n");
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

static void tells_programs_in_json(void **state)
{
	static const char *const wanted =
		"{\"level\":\"error\",\"code\":\"input\",\"at\":\"report\",\"message\":\"no "
		"\\u001b[2J\"}\n"
		"{\"level\":\"warning\",\"file\":\"a\\\"b.log\",\"message\":\"line 2: cut off\"}\n"
		"{\"level\":\"warning\",\"file\":\"x\",\"message\":\"y: z\"}\n"
		"{\"level\":\"info\",\"message\":\"read\"}\n";
	char *got = NULL;
	size_t size = 0;
	struct diag diag = { .to = open_memstream(&got, &size), .level = DIAG_INFO, .json = true };
	struct error error = { .fault = FAULT_INPUT, .text = "no \x1b[2J" };

	(void)state;
	diag_fault(&diag, "report", &error);
	diag_file(&diag, DIAG_WARN, "a\"b.log", "a\"b.log: line 2: cut off");
	diag_file(&diag, DIAG_WARN, "x", "y: z");
	diag_info(&diag, "read");
	fclose(diag.to);
	assert_string_equal(got, wanted);
	free(got);
}

static void names_what_failed(void **state)
{
	char *got = NULL;
	size_t size = 0;
	struct diag diag = { .to = open_memstream(&got, &size), .level = DIAG_INFO };
	struct error error = { .fault = FAULT_SYSTEM, .text = "no\nroom" };

	(void)state;
	diag_fault(&diag, "report", &error);
	diag_fault(&diag, NULL, &error);
	diag_file(&diag, DIAG_WARN, "x.log", "x.log: cut");
	fclose(diag.to);
	assert_string_equal(got, "seiche: error: report: no\\x0aroom\n"
				 "seiche: error: no\\x0aroom\n"
				 "seiche: warning: x.log: cut\n");
	assert_int_equal(diag.errors, 2);
	free(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_one_line),
		cmocka_unit_test(shows_what_a_terminal_would_act_on),
		cmocka_unit_test(tells_programs_in_json),
		cmocka_unit_test(names_what_failed),
		cmocka_unit_test(counts_without_a_place_to_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
