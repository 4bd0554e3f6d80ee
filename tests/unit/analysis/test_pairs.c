/* test_pairs.c - distinct clients of owners, against a table of all pairs. */
#include "analysis/pairs.h"
#include "analysis/stable_hash.h"
#include "tests/support/test.h"

enum { OWNERS = 7, CLIENTS = 6000, MANY = OWNERS * CLIENTS };

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
		uint32_t told[OWNERS] = { 0 }, expected[OWNERS] = { 0 };
		unsigned shift = shift_of(cases[c].pairs, cases[c].max);

		for (uint32_t i = 0; i < 2 * cases[c].pairs; i++) {
			uint32_t pair = i < cases[c].pairs ? i : 2 * cases[c].pairs - 1 - i;

			pairs_approach(&pairs, pair_hash(pair));
			pairs_add(&pairs, pair_hash(pair), pair % OWNERS);
		}
		for (uint32_t i = 0; i < cases[c].pairs; i++)
			expected[i % OWNERS] += stable_keep(pair_hash(i), shift);
		assert_int_equal(pairs.shift, shift);
		pairs_count(&pairs, OWNERS, told);
		assert_memory_equal(told, expected, sizeof(told));
		pairs_release(&pairs);
	}
}

/* Owners that change their numbers, and one that goes. */
static void follows_owners(void **state)
{
	const uint32_t number[OWNERS] = { 3, PAIRS_NO_OWNER, 0, 1, 2, 5, 4 };
	struct pairs pairs = { .max = MANY };
	uint32_t told[OWNERS] = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		for (uint32_t owner = 0; owner <= i % OWNERS; owner++)
			pairs_add(&pairs, pair_hash(i * OWNERS + owner), owner);
	pairs_add(&pairs, 0, PAIRS_NO_OWNER);
	pairs_renumber(&pairs, number);
	pairs_count(&pairs, OWNERS, told);
	for (uint32_t owner = 0; owner < OWNERS; owner++) {
		uint32_t clients = 0;

		for (uint32_t i = 0; i < 100; i++)
			clients += owner <= i % OWNERS;
		if (number[owner] != PAIRS_NO_OWNER)
			assert_int_equal(told[number[owner]], clients);
	}
	assert_int_equal(told[6], 0);
	pairs_forget(&pairs);
	assert_null(pairs.slot);
	pairs_release(&pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_each_once),
		cmocka_unit_test(follows_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
