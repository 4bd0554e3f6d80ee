/* test_pairs.c - distinct clients of ties, against a table of all pairs. */
#include "analysis/pairs.h"
#include "analysis/stable_hash.h"
#include "tests/support/test.h"

enum { TIES = 7, CLIENTS = 6000, MANY = TIES * CLIENTS };

static uint64_t pair_hash(uint32_t pair)
{
	return stable_mix(pair * UINT64_C(0x9e3779b97f4a7c15) + 1);
}

/* Which pairs a bound keeps: halved by the upper bits of their hashes until the rest fits. */
static unsigned shift_of(uint32_t pairs, uint32_t max)
{
	unsigned shift = 0;

	for (uint32_t kept = pairs; kept > max; shift++) {
		kept = 0;
		for (uint32_t i = 0; i < pairs; i++)
			kept += stable_keep(pair_hash(i), shift + 1);
	}
	return shift;
}

/* Each pair twice, the second time in another order. */
static void counts_each_once(void **state)
{
	const struct {
		uint32_t pairs, max;
	} cases[] = { { 100, 200 },   { 200, 200 }, { 201, 200 },    { MANY, MANY },
		      { MANY, 3000 }, { MANY, 1 },  { MANY, 24576 }, { MANY, 24575 } };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct pairs pairs = { .max = cases[c].max };
		uint32_t told[TIES] = { 0 }, expected[TIES] = { 0 }, at = 0;
		unsigned shift = shift_of(cases[c].pairs, cases[c].max);
		uint64_t tie;

		for (uint32_t i = 0; i < 2 * cases[c].pairs; i++) {
			uint32_t number = i < cases[c].pairs ? i : 2 * cases[c].pairs - 1 - i;
			struct pair pair = { pair_hash(number), number % TIES };

			pairs_approach(&pairs, &pair);
			pairs_add(&pairs, &pair);
		}
		for (uint32_t i = 0; i < cases[c].pairs; i++)
			expected[i % TIES] += stable_keep(pair_hash(i), shift);
		assert_int_equal(pairs.shift, shift);
		while (pairs_next(&pairs, &at, &tie))
			told[tie]++;
		assert_memory_equal(told, expected, sizeof(told));
		pairs_forget(&pairs);
		assert_int_equal(pairs.shift, shift);
		assert_null(pairs.slot);
		pairs_release(&pairs);
	}
}

/* Hashes that meet in their places, and the one that a free slot has. */
static void takes_any_hash(void **state)
{
	struct pairs pairs = { .max = 100 };
	uint32_t count = 0, at = 0;
	uint64_t tie;

	(void)state;
	for (uint64_t hash = 0; hash < 50; hash += 2)
		for (int twice = 0; twice < 2; twice++)
			pairs_add(&pairs, &(struct pair){ hash << 58, 7 });
	while (pairs_next(&pairs, &at, &tie)) {
		assert_int_equal(tie, 7);
		count++;
	}
	assert_int_equal(count, 25);
	pairs_release(&pairs);
}

/* Hashes that were made to agree in their low bits, or in all but the upper ones. */
static void builds_no_chains(void **state)
{
	struct pairs pairs = { .max = MANY };
	uint32_t run = 0, longest = 0;

	(void)state;
	for (uint64_t i = 0; i < MANY / 2; i++) {
		uint64_t upper = (i & 0xff) << 56, middle = i >> 8;

		pairs_add(&pairs, &(struct pair){ upper | middle << 20 | 1, 0 });
		pairs_add(&pairs, &(struct pair){ upper | middle * UINT32_C(2654435761), 0 });
	}
	assert_true(pairs.count > MANY / 2);
	for (uint32_t i = 0; i < pairs.slots; i++) {
		run = pairs.slot[i].hash ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	/* At random the longest is some dozens: less than two thirds are taken. */
	assert_true(longest < 300);
	pairs_release(&pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_each_once),
		cmocka_unit_test(takes_any_hash),
		cmocka_unit_test(builds_no_chains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
