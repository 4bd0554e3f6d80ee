/* test_latency_page.c - durations kept by bytes against whole counts. */
#include "analysis/latency_page.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/slim_add.h"

#include <string.h>

/* Weights added to one bucket in turn, and how many planes of bytes the page has then. */
static const struct {
	const char *what;
	uint64_t weight[4];
	uint32_t count;
	uint32_t high;
} cases[] = {
	{ "one", { 1 }, 1, 0 },
	{ "none", { 0 }, 0, 0 },
	{ "as much as a byte holds", { 200, 55 }, 255, 0 },
	{ "one more", { 255, 1 }, 256, 1 },
	{ "at once", { 256 }, 256, 1 },
	{ "as much as two hold", { 65280, 255 }, 65535, 1 },
	{ "one more than that", { 65535, 1 }, 65536, 2 },
	{ "three", { 16777215 }, 16777215, 2 },
	{ "four", { 16777215, 1 }, 16777216, 3 },
	{ "the top", { UINT32_MAX }, UINT32_MAX, 3 },
	{ "past it", { UINT32_MAX, 1, 300, UINT64_MAX }, UINT32_MAX, 3 },
	{ "past it at once", { 7, UINT64_MAX }, UINT32_MAX, 3 },
};

static void keeps_counts_of_all_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct latency_page *page = latency_page_new();
		struct slim got, expected = { 0 };

		print_message("%s\n", cases[i].what);
		latency_page_add(page, 11, 5000, 3);
		slim_add(&expected, 5000, 3);
		for (size_t k = 0; k < LENGTH(cases[i].weight); k++) {
			latency_page_add(page, 11, INT64_MAX, cases[i].weight[k]);
			slim_add(&expected, INT64_MAX, cases[i].weight[k]);
		}
		assert_int_equal(expected.count[SLIM_BUCKETS - 1], cases[i].count);
		assert_int_equal(page->highs, cases[i].high);
		assert_true(latency_page_slim(page, 11, &got));
		assert_memory_equal(&got, &expected, sizeof(got));
		for (uint32_t cell = 0; cell < 11; cell++)
			assert_false(latency_page_slim(page, cell, &got));
		latency_page_pack(page);
		assert_int_equal(page->packed_bytes > 0, cases[i].high == 0);
		assert_true(latency_page_slim(page, 11, &got));
		assert_memory_equal(&got, &expected, sizeof(got));
		for (uint32_t cell = 0; cell < 11; cell++)
			assert_false(latency_page_slim(page, cell, &got));
		latency_page_free(page);
	}
}

/* What a page of so many kinds of durations in each cell takes when it is packed. */
static void packs_what_is_worth_it(void **state)
{
	static const struct {
		const char *what;
		uint32_t kinds, times;
		uint32_t bytes; /* 0: as many as open */
	} packings[] = {
		{ "nothing", 0, 0, LATENCY_PAGE_CELLS },
		{ "one of one", 1, 1, 2 * LATENCY_PAGE_CELLS },
		{ "two of one", 1, 2, 3 * LATENCY_PAGE_CELLS },
		{ "one of ten", 10, 1, 11 * LATENCY_PAGE_CELLS },
		{ "255 of ten", 10, 255, 21 * LATENCY_PAGE_CELLS },
		{ "256 of one", 1, 256, 0 },
		{ "two of each", SLIM_BUCKETS, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(packings); i++) {
		struct latency_page *page = latency_page_new();
		struct slim expected = { 0 }, got;

		print_message("%s\n", packings[i].what);
		for (uint32_t kind = 0; kind < packings[i].kinds; kind++)
			expected.count[SLIM_BUCKETS - 1 - kind] = packings[i].times;
		for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++)
			for (uint32_t kind = 0; kind < packings[i].kinds; kind++) {
				/* A bucket is a quarter of an octave; the first one holds what is
				 * less. */
				uint32_t bucket = SLIM_BUCKETS - 1 - kind;
				uint32_t step = bucket ? bucket - 1 : 0;
				int64_t least = INT64_C(64) << step / 4;

				latency_page_add(page, cell,
						 bucket ? least + least / 4 * (step % 4) : 0,
						 packings[i].times);
			}
		latency_page_pack(page);
		assert_int_equal(page->packed_bytes, packings[i].bytes);
		for (uint32_t round = 0; round < 2; round++) {
			for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++) {
				assert_int_equal(latency_page_slim(page, cell, &got),
						 packings[i].kinds > 0);
				assert_memory_equal(&got, &expected, sizeof(got));
			}
			latency_page_open(page);
			assert_int_equal(page->packed_bytes, 0);
		}
		latency_page_free(page);
	}
}

static void adds_up(void **state)
{
	enum { PARTS = 3, ADDITIONS = 4000 };
	static struct slim expected[LATENCY_PAGE_CELLS];
	static const uint64_t weight[] = { 1, 1, 1, 100, 70000, UINT32_MAX / 2 };

	(void)state;
	for (uint64_t seed = 1; seed < 20; seed++) {
		struct latency_page *part[PARTS];
		struct rng rng = { .state = seed };
		/* Few buckets, so that counts grow. */
		uint32_t kinds = 1 + rng_below(&rng, LENGTH(weight));

		memset(expected, 0, sizeof(expected));
		for (uint32_t i = 0; i < PARTS; i++)
			part[i] = latency_page_new();
		for (uint32_t i = 0; i < ADDITIONS; i++) {
			uint32_t cell = rng_below(&rng, LATENCY_PAGE_CELLS);
			int64_t duration_us = INT64_C(1) << rng_below(&rng, 45);
			uint64_t of = weight[rng_below(&rng, kinds)];

			latency_page_add(part[rng_below(&rng, PARTS)], cell, duration_us, of);
			slim_add(&expected[cell], duration_us, of);
			if (rng_below(&rng, 50) == 0)
				latency_page_pack(part[rng_below(&rng, PARTS)]);
		}
		for (uint32_t i = 1; i < PARTS; i++) {
			latency_page_join(part[0], part[i]);
			latency_page_free(part[i]);
		}
		for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++) {
			struct slim got;

			assert_true(latency_page_slim(part[0], cell, &got));
			assert_memory_equal(&got, &expected[cell], sizeof(got));
		}
		latency_page_free(part[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_counts_of_all_sizes),
		cmocka_unit_test(packs_what_is_worth_it),
		cmocka_unit_test(adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
