/* test_order.c - order statistics against sorting. */
#include "analysis/order.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

#define MOST 257

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Different values there are among `count`: 1 makes all equal. */
static const struct {
	const char *what;
	uint32_t count, different;
	int sorted; /* 1: ascending, -1: descending */
} cases[] = {
	{ "one", 1, 1, 0 },
	{ "two", 2, 100, 0 },
	{ "all equal", 64, 1, 0 },
	{ "two values", MOST, 2, 0 },
	{ "ascending", 200, 1000, 1 },
	{ "descending", 199, 1000, -1 },
	{ "any", MOST, 100000, 0 },
};

static void agrees_with_sorting(void **state)
{
	struct rng rng = { .state = 7 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint32_t count = cases[i].count;
		double value[MOST] = { 0 }, sorted[MOST], copy[MOST];

		print_message("%s\n", cases[i].what);
		for (uint32_t k = 0; k < count; k++)
			value[k] = rng_below(&rng, cases[i].different);
		memcpy(sorted, value, sizeof(value));
		qsort(sorted, count, sizeof(double), compare);
		for (uint32_t k = 0; k < count && cases[i].sorted; k++)
			value[k] = sorted[cases[i].sorted > 0 ? k : count - 1 - k];
		for (uint32_t nth = 0; nth < count; nth++) {
			memcpy(copy, value, sizeof(copy));
			assert_true(order_nth(copy, count, nth) == sorted[nth]);
			for (uint32_t k = 0; k < count; k++)
				assert_true(k < nth ? copy[k] <= copy[nth] : copy[k] >= copy[nth]);
		}
		memcpy(copy, value, sizeof(copy));
		assert_true(order_median(copy, count) ==
			    (sorted[(count - 1) / 2] + sorted[count / 2]) / 2);
	}
	assert_true(order_median(NULL, 0) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(agrees_with_sorting) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
