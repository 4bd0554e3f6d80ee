/* test_span.c - borrowed bytes. */
#include "core/span.h"
#include "tests/support/test.h"

#include <stdlib.h>

static void reads_numbers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t number;
	} cases[] = {
		{ "0", true, 0 },
		{ "007", true, 7 },
		{ "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-1", false, 0 },
		{ "1 ", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint64_t number = 0;

		print_message("%s\n", cases[i].text);
		assert_int_equal(span_number(span_text(cases[i].text), &number), cases[i].ok);
		assert_true(number == cases[i].number);
	}
}

static void reads_decimals(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		double number;
	} cases[] = {
		{ "0", true, 0 },
		{ "-2.5", true, -2.5 },
		{ "+.5", true, 0.5 },
		{ "0.1", true, 0.1 },
		{ "1435781430.781", true, 1435781430.781 },
		{ "1e3", true, 1000 },
		{ "25E-1", true, 2.5 },
		{ "1e400", false, 0 },
		{ "1e", false, 0 },
		{ ".", false, 0 },
		{ "", false, 0 },
		{ "1.5x", false, 0 },
		{ "NaN", false, 0 },
		{ "1,5", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		double number = 0;

		print_message("%s\n", cases[i].text);
		assert_int_equal(span_decimal(span_text(cases[i].text), &number), cases[i].ok);
		if (cases[i].ok)
			assert_true(number == cases[i].number);
	}
}

static void cuts_trims_and_compares(void **state)
{
	struct span rest = SPAN("a;b;;c");

	(void)state;
	assert_true(span_is(span_cut(&rest, ';'), SPAN("a")));
	assert_true(span_is(span_cut(&rest, ';'), SPAN("b")));
	assert_true(span_is(span_cut(&rest, ';'), SPAN("")));
	assert_true(span_is(span_cut(&rest, ';'), SPAN("c")));
	assert_int_equal(rest.size, 0);
	assert_true(span_is(span_trim(SPAN(" \t x y\r\n")), SPAN("x y")));
	assert_true(span_is(span_trim(SPAN(" \t ")), SPAN("")));
	assert_true(span_is_caseless(SPAN("CoUnT"), SPAN("count")));
	assert_false(span_is_caseless(SPAN("count"), SPAN("counts")));
	assert_false(span_is_caseless(SPAN("[ab"), SPAN("{ab")));
	assert_true(span_starts(SPAN("GET /"), SPAN("GET")));
	assert_false(span_starts(SPAN("GE"), SPAN("GET")));
	assert_true(span_ends(SPAN("access.log.gz"), SPAN(".gz")));
}

/* Of every length up to where it is left to the library; a byte that differs, wherever it is. */
static void tells_equal_bytes(void **state)
{
	(void)state;
	for (size_t size = 0; size < 40; size++) {
		/* As long as it is and no longer: what is read beyond shows. */
		char *one = malloc(size + 1), *other = malloc(size + 1);

		assert_true(one && other);
		for (size_t i = 0; i < size; i++)
			one[1 + i] = other[1 + i] = (char)(i * 37);
		assert_true(span_is(span_of(one + 1, size), span_of(other + 1, size)));
		for (size_t i = 0; i < size; i++) {
			other[1 + i] ^= 1;
			assert_false(span_is(span_of(one + 1, size), span_of(other + 1, size)));
			other[1 + i] ^= 1;
			assert_false(span_is(span_of(one + 1, size), span_of(one + 1, i)));
		}
		free(one);
		free(other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(reads_decimals),
		cmocka_unit_test(cuts_trims_and_compares),
		cmocka_unit_test(tells_equal_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
