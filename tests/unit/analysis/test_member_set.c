/* test_member_set.c - sets of numbers against a table of all numbers. */
#include "analysis/member_set.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <string.h>

enum { NUMBERS = 1 << 17, SETS = 50 };

/* How members come: so many draws below `below`, each by `step` and past `from`. */
static const struct {
	const char *what;
	uint32_t draws, from, below, step;
	enum member_kind last;
} cases[] = {
	{ "none", 0, 0, 1, 1, MEMBERS_FEW },
	{ "as many as fit the record", 3, 0, NUMBERS, 1, MEMBERS_FEW },
	{ "one again and again", 100, 77, 1, 1, MEMBERS_FEW },
	{ "few of many", 60, 0, NUMBERS, 1, MEMBERS_HASHED },
	{ "the last of many", 10000, NUMBERS - 1000, 1000, 1, MEMBERS_HASHED },
	{ "most of few", 900, 0, 300, 1, MEMBERS_BITS },
	{ "most of many", 2 * NUMBERS, 0, NUMBERS, 1, MEMBERS_BITS },
	{ "every 256th", 4000, 0, NUMBERS / 256, 256, MEMBERS_HASHED },
};

static void assert_same(const struct member_set *set, const bool *has)
{
	static bool found[NUMBERS];
	uint32_t count = 0, told = 0, at = 0, member;

	memset(found, 0, sizeof(found));
	while (member_set_next(set, &at, &member)) {
		assert_true(member < NUMBERS && !found[member] && has[member]);
		found[member] = true;
		told++;
	}
	for (uint32_t i = 0; i < NUMBERS; i++)
		count += has[i];
	assert_int_equal(told, count);
	assert_int_equal(set->count, count);
}

static void holds_what_was_added(void **state)
{
	static bool has[NUMBERS];

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct member_pool pool = { .block = NULL };
		struct member_set set = { .count = 0 };
		struct rng rng = { .state = 3 + c };

		print_message("%s\n", cases[c].what);
		memset(has, 0, sizeof(has));
		for (uint32_t i = 0; i < cases[c].draws; i++) {
			uint32_t number =
				cases[c].from +
				(uint32_t)(rng_next(&rng) % cases[c].below) * cases[c].step;

			member_set_approach(&set, number, &pool);
			assert_int_equal(member_set_add(&set, number, &pool), !has[number]);
			has[number] = true;
		}
		assert_int_equal(set.kind, cases[c].last);
		assert_same(&set, has);
		member_set_empty(&set, &pool);
		assert_int_equal(set.count, 0);
		member_pool_release(&pool);
	}
}

/* Bits up to a number, and then one far past it: what takes less is found again. */
static void goes_back_where_numbers_grow(void **state)
{
	static bool has[NUMBERS];
	struct member_pool pool = { .block = NULL };
	struct member_set set = { .count = 0 };

	(void)state;
	for (uint32_t i = 0; i < 100; i++) {
		assert_true(member_set_add(&set, i, &pool));
		has[i] = true;
	}
	assert_int_equal(set.kind, MEMBERS_BITS);
	assert_true(member_set_add(&set, NUMBERS - 1, &pool));
	has[NUMBERS - 1] = true;
	assert_int_equal(set.kind, MEMBERS_HASHED);
	assert_false(member_set_add(&set, 99, &pool));
	assert_same(&set, has);
	member_set_empty(&set, &pool);
	member_pool_release(&pool);
}

/* Many side by side, which leave room to each other; and none takes more than is promised. */
static void share_a_pool(void **state)
{
	static bool has[SETS][NUMBERS];
	struct member_pool pool = { .block = NULL };
	struct member_set set[SETS] = { { .count = 0 } };
	struct rng rng = { .state = 5 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		memset(has, 0, sizeof(has));
		for (uint32_t i = 0; i < 100000; i++) {
			/* The first get most, and numbers that grow. */
			uint32_t of =
				(uint32_t)(rng_next(&rng) % SETS * (rng_next(&rng) % SETS) / SETS);
			uint32_t number = (uint32_t)(rng_next(&rng) % (i + 10));

			assert_int_equal(member_set_add(&set[of], number, &pool), !has[of][number]);
			has[of][number] = true;
		}
		for (uint32_t s = 0; s < SETS; s++) {
			uint64_t bytes = set[s].kind ? UINT64_C(1) << set[s].log2_bytes : 0;

			assert_same(&set[s], has[s]);
			assert_true(bytes <= 32 || bytes <= 11 * set[s].count);
			member_set_empty(&set[s], &pool);
		}
	}
	member_pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_was_added),
		cmocka_unit_test(goes_back_where_numbers_grow),
		cmocka_unit_test(share_a_pool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
