/* test_rank.c - counts by rank against a sort that looks at everything. */
#include "analysis/rank.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 5000

/* How many, and among how many different numbers, hashes and texts they are drawn. */
static const struct {
	const char *what;
	uint32_t counts;
	uint64_t inside;          /* from 1 to this */
	uint64_t hashes, hash_by; /* multiples of `hash_by` */
} cases[] = {
	{ "none", 0, 1, 1, 1 },
	{ "one", 1, 1, 1, 1 },
	{ "few", 64, 3, UINT64_MAX, 1 },
	{ "one more than few", 65, 3, UINT64_MAX, 1 },
	{ "as they mostly are", MOST, 40, UINT64_MAX, 1 },
	{ "all once", MOST, 1, UINT64_MAX, 1 },
	{ "numbers of any size", MOST, UINT64_MAX, UINT64_MAX, 1 },
	{ "numbers of two digits", MOST, 5000, UINT64_MAX, 1 },
	{ "hashes that meet in the upper half", MOST, 3, 1000, 1 },
	{ "hashes that meet in the lower half", MOST, 3, 1000, UINT64_C(1) << 50 },
	{ "hashes made to meet", MOST, 2, 3, 77 },
	{ "all alike but for the text", MOST, 1, 1, 1 },
};

static int compare(const void *left, const void *right)
{
	const struct count *a = *(const struct count *const *)left;
	const struct count *b = *(const struct count *const *)right;

	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	if (a->stable != b->stable)
		return a->stable < b->stable ? -1 : 1;
	return strcmp(count_value(a).at, count_value(b).at);
}

static void sorts_as_by_all(void **state)
{
	static struct count made[MOST];
	static const struct count *got[MOST], *wanted[MOST];

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct rng rng = { .state = 7 + c };

		print_message("%s\n", cases[c].what);
		for (uint32_t i = 0; i < cases[c].counts; i++) {
			made[i] = (struct count){
				.inside = 1 + rng_next(&rng) % cases[c].inside,
				.stable = rng_next(&rng) % cases[c].hashes * cases[c].hash_by,
			};
			/* Texts are all different, and not in the order of their making. */
			made[i].size = (uint32_t)snprintf(made[i].text.near, COUNT_NEAR_BYTES, "%u",
							  i * 7919 % 100003);
			got[i] = wanted[i] = &made[i];
		}
		ranks_sort(got, cases[c].counts);
		qsort(wanted, cases[c].counts, sizeof(struct count *), compare);
		for (uint32_t i = 0; i < cases[c].counts; i++)
			assert_ptr_equal(got[i], wanted[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_as_by_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
