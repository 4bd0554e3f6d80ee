/* test_distinct.c - estimates of how many there were, against how many there were. */
#include "analysis/distinct.h"
#include "analysis/stable_hash.h"
#include "tests/support/test.h"

#include <math.h>

static void is_near(void **state)
{
	static const uint32_t cases[] = { 0,    1,     10,    100,   1000,   5000,
					  9000, 10240, 12000, 20000, 100000, 3000000 };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		double error = 1.04 / sqrt(DISTINCT_REGISTERS), told = 0, before = 0;
		struct distinct forth, back;

		distinct_init(&forth);
		distinct_init(&back);
		for (uint32_t i = 0; i < cases[c]; i++) {
			distinct_add(&forth, stable_mix(i + 7 * c));
			distinct_add(&forth, stable_mix(i / 2 + 7 * c)); /* known, or not yet */
			distinct_add(&back, stable_mix(cases[c] - 1 - i + 7 * c));
			told = distinct_count(&forth);
			assert_true(told >= before);
			before = told;
		}
		assert_true(fabs(told - cases[c]) <= 4 * error * cases[c]);
		assert_true(distinct_count(&back) == told);
		assert_memory_equal(back.rank, forth.rank, sizeof(back.rank));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
