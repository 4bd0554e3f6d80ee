/* test_sketch.c - the sketches' quantiles against sorted data, and sums in any order. */
#include "analysis/sketch.h"
#include "tests/bench/rng_real.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/slim_add.h"

#include <stdlib.h>
#include <string.h>

#define VALUES 5000

static int compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* Durations in microseconds: lognormal about a median. */
static const struct {
	const char *what;
	double median, sigma;
} cases[] = {
	{ "a fast cache", 300, 0.3 },
	{ "a web page", 80000, 0.8 },
	{ "reports that take minutes", 9e7, 1.5 },
};

static const double quantile[] = { 0.01, 0.25, 0.5, 0.9, 0.99 };

static void quantiles_agree_with_sorting(void **state)
{
	static struct sketch sketch;
	static struct slim slim;
	static int64_t value[VALUES];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct rng rng = { .state = i + 1 };

		print_message("%s\n", cases[i].what);
		sketch = (struct sketch){ 0 };
		slim = (struct slim){ 0 };
		for (uint32_t k = 0; k < VALUES; k++) {
			value[k] = (int64_t)(cases[i].median *
					     exp(cases[i].sigma * rng_normal(&rng)));
			sketch_add(&sketch, value[k], 1);
			slim_add(&slim, value[k], 1);
		}
		qsort(value, VALUES, sizeof(*value), compare);
		for (size_t q = 0; q < LENGTH(quantile); q++) {
			double true_us = (double)value[(uint32_t)ceil(quantile[q] * VALUES) - 1];

			assert_true(fabs(sketch_quantile(&sketch, quantile[q]) / true_us - 1) <
				    0.032);
			assert_true(fabs(slim_quantile(&slim, quantile[q]) / true_us - 1) < 0.1);
		}
	}
}

static void above_counts_what_lies_above(void **state)
{
	struct slim slim = { 0 };

	(void)state;
	for (int64_t value = 1; value < 1 << 20; value += 97)
		slim_add(&slim, value, 1);
	for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++) {
		uint64_t above = 0;

		for (int64_t value = 1; value < 1 << 20; value += 97)
			above += slim_bucket(value) >= bucket;
		assert_true(slim_above(&slim, bucket) == above);
	}
}

static void holds_whatever_it_is_given(void **state)
{
	struct slim slim = { 0 };

	(void)state;
	assert_true(isnan(slim_quantile(&slim, 0.5)));
	slim_add(&slim, INT64_MIN, 1);
	slim_add(&slim, INT64_MAX, 1);
	slim_add(&slim, 0, UINT64_MAX); /* stops at the top */
	assert_true(slim.count[0] == UINT32_MAX);
	assert_true(slim.count[SLIM_BUCKETS - 1] == 1);
	assert_true(slim_quantile(&slim, 1) > 6e10);
}

static void sums_are_the_same_in_any_order(void **state)
{
	static struct slim part[3], sum[2];
	static const int order[2][3] = { { 0, 1, 2 }, { 2, 0, 1 } };
	struct rng rng = { .state = 3 };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 1000; k++)
			slim_add(&part[i], (int64_t)(rng_next(&rng) >> 30),
				 k % 100 ? 1 : UINT32_MAX / 2);
	for (int way = 0; way < 2; way++)
		for (int i = 0; i < 3; i++)
			slim_join(&sum[way], &part[order[way][i]]);
	assert_memory_equal(&sum[0], &sum[1], sizeof(sum[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_agree_with_sorting),
		cmocka_unit_test(above_counts_what_lies_above),
		cmocka_unit_test(holds_whatever_it_is_given),
		cmocka_unit_test(sums_are_the_same_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
