/* test_scan.c - starts of lines, both ways, against a loop over the bytes. */
#include "core/scan.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

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
	uint32_t wanted[SIZE_MOST + 2], got[SIZE_MOST + 2], plain[SIZE_MOST + 2];
	char *copy = guard_copy(bytes, size, SCAN_PADDING);
	uint32_t lines = by_hand(bytes, size, wanted);

	assert_int_equal(scan_lines(copy, size, got), lines);
	assert_memory_equal(got, wanted, (lines + 1) * sizeof(*got));
	guard_release(copy, size, SCAN_PADDING);
	/* The plain one reads nothing behind the end at all. */
	copy = guard_copy(bytes, size, 0);
	assert_int_equal(scan_lines_plain(copy, size, plain), lines);
	assert_memory_equal(plain, wanted, (lines + 1) * sizeof(*plain));
	guard_release(copy, size, 0);
}

static void finds_every_line(void **state)
{
	static const char *const cases[] = { "", "\n", "a", "a\n", "a\nb", "\n\n\n", "\r\n\r\n", "\n\x0b\x8a\n" };

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
				random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
				bytes[i] = (random >> 33) % density ? (char)(random >> 50) : '\n';
			}
			check(bytes, size);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_line),
		cmocka_unit_test(agrees_at_every_size_and_density),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
