/* test_scan.c - starts of lines, by every kernel, against a loop over the bytes. */
#include "core/scan.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_MOST = 300 };

static uint32_t by_hand(const char *bytes, uint32_t size, uint32_t *line)
{
	uint32_t lines = 0;

	for (uint32_t i = 0; i < size; i++)
		if (i == 0 || bytes[i - 1] == '\n')
			line[lines++] = i;
	line[lines] = size;
	return lines;
}

static void check(const char *bytes, uint32_t size)
{
	uint32_t wanted[SIZE_MOST + 2];
	uint32_t lines = by_hand(bytes, size, wanted);

	for (size_t i = 0; scan_kernels[i]; i++) {
		/* The plain one, the last, reads nothing behind the end at all. */
		uint32_t padding = scan_kernels[i + 1] ? SCAN_PADDING : 0, *got;
		char *copy;

		if (!scan_kernels[i]->usable())
			continue;
		copy = guard_copy(bytes, size, padding);
		memset(copy + size, '\n', padding);
		got = malloc((lines + 1 + (size == 0 || bytes[size - 1] == '\n')) * sizeof(*got));
		assert_non_null(got);
		assert_int_equal(scan_kernels[i]->lines(copy, size, got), lines);
		assert_memory_equal(got, wanted, (lines + 1) * sizeof(*got));
		free(got);
		guard_release(copy, size, padding);
	}
}

static void finds_every_line(void **state)
{
	static const char *const cases[] = { "",     "\n",     "a",        "a\n",
					     "a\nb", "\n\n\n", "\r\n\r\n", "\n\x0b\x8a\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		check(cases[i], (uint32_t)strlen(cases[i]));
}

static void agrees_at_every_size_and_density(void **state)
{
	uint64_t random = 1;

	(void)state;
	for (uint32_t size = 0; size <= SIZE_MOST; size++) {
		for (uint32_t density = 1; density <= 64; density *= 4) {
			char bytes[SIZE_MOST];

			for (uint32_t i = 0; i < size; i++) {
				random = random * UINT64_C(6364136223846793005) +
					 1442695040888963407;
				bytes[i] = (random >> 33) % density ? (char)(random >> 50) : '\n';
			}
			check(bytes, size);
		}
	}
}

static void chooses_by_name(void **state)
{
	const char text[SCAN_PADDING + 8] = "a\nb\nc";
	struct error error;

	(void)state;
	for (size_t i = 0; scan_kernels[i]; i++) {
		uint32_t line[8];

		print_message("%s\n", scan_kernels[i]->name);
		assert_int_equal(scan_choose(scan_kernels[i]->name, &error),
				 scan_kernels[i]->usable());
		assert_int_equal(scan_lines(text, 5, line), 3);
	}
	assert_false(scan_choose("abacus", &error));
	assert_int_equal(error.fault, FAULT_USAGE);
	assert_non_null(strstr(error.text, "'abacus'"));
	assert_non_null(strstr(error.text, "plain"));
	assert_true(scan_choose(NULL, &error));
	assert_true(scan_choose("", &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_line),
		cmocka_unit_test(agrees_at_every_size_and_density),
		cmocka_unit_test(chooses_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
