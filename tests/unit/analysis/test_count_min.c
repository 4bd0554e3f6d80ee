/* test_count_min.c - a sketch against the counts themselves. */
#include "analysis/count_min.h"
#include "analysis/stable_hash.h"
#include "tests/support/test.h"

#include <math.h>

enum { VALUES = 20000, EPISODES = 3 };

/* Zipf's law, roughly: the value that is i th by rank comes VALUES / (i + 1) times. */
static uint64_t count_of(uint32_t value, uint32_t episode)
{
	return VALUES / (value + 1) * (episode + 1);
}

static void never_says_too_few(void **state)
{
	struct count_min sketch, backwards;
	double total = 0, error = 0;

	(void)state;
	count_min_init(&sketch, 16384);
	count_min_init(&backwards, 16384);
	assert_int_equal(sketch.cells, 16384);
	for (uint32_t i = 0; i < VALUES * EPISODES; i++) {
		uint32_t value = i / EPISODES, episode = i % EPISODES;
		struct count_min_cell more = { count_of(value, episode), value % 2 };

		total += (double)more.inside;
		count_min_add(&sketch, episode, stable_mix(value), more);
	}
	for (uint32_t i = VALUES * EPISODES; i-- > 0;)
		count_min_add(&backwards, i % EPISODES, stable_mix(i / EPISODES),
			      (struct count_min_cell){ count_of(i / EPISODES, i % EPISODES),
						       i / EPISODES % 2 });
	for (uint32_t e = 0; e < EPISODES; e++) {
		uint64_t sum = 0;

		for (uint32_t v = 0; v < VALUES; v++) {
			struct count_min_cell told = count_min_look(&sketch, e, stable_mix(v));
			struct count_min_cell again = count_min_look(&backwards, e, stable_mix(v));

			assert_true(told.inside >= count_of(v, e) && told.reference >= v % 2);
			assert_true(told.inside == again.inside &&
				    told.reference == again.reference);
			error += (double)(told.inside - count_of(v, e));
			sum += count_of(v, e);
		}
		assert_true(count_min_total(&sketch, e) == sum);
	}
	/* On average a cell of one row holds total / cells of others; of two the least, less. */
	assert_true(error / (VALUES * EPISODES) < total / sketch.cells);
	assert_true(count_min_total(&sketch, EPISODES) == 0);
	count_min_release(&sketch);
	count_min_release(&backwards);
}

/* One that holds all shares a cell with each other one somewhere, but in all rows with none. */
static void rows_differ(void **state)
{
	struct count_min sketch;
	uint32_t alike = 0;

	(void)state;
	count_min_init(&sketch, COUNT_MIN_CELLS_MIN);
	count_min_add(&sketch, 0, stable_mix(VALUES), (struct count_min_cell){ 1000000, 0 });
	for (uint32_t v = 0; v < VALUES; v++)
		alike += count_min_look(&sketch, 0, stable_mix(v)).inside > 0;
	assert_int_equal(alike, 0);
	/* Nor are values alike in one episode that are in another. */
	for (uint32_t e = 0; e < 200; e++)
		count_min_add(&sketch, e, stable_mix(VALUES), (struct count_min_cell){ 1, 0 });
	for (uint32_t row = 0; row < COUNT_MIN_ROWS; row++) {
		uint32_t seen = 0;
		bool at[COUNT_MIN_CELLS_MIN] = { false };

		for (uint32_t e = 0; e < 200; e++)
			for (uint32_t c = 0; c < COUNT_MIN_CELLS_MIN; c++)
				at[c] |= sketch.episode[e]
						 .cell[row * COUNT_MIN_CELLS_MIN + c]
						 .inside > 0;
		for (uint32_t c = 0; c < COUNT_MIN_CELLS_MIN; c++)
			seen += at[c];
		assert_true(seen > COUNT_MIN_CELLS_MIN / 2);
	}
	count_min_release(&sketch);
}

static void is_bounded(void **state)
{
	static const struct {
		uint32_t asked, episodes, cells;
	} cases[] = {
		{ 0, 1, COUNT_MIN_CELLS_MIN },
		{ 1025, 1, 2048 },
		{ UINT32_MAX, 1, COUNT_MIN_CELLS_MAX },
		{ 4096, 0, 4096 },
		{ 4096, 4, 1024 },
		{ 65536, 1000, COUNT_MIN_CELLS_MIN },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_int_equal(count_min_cells(cases[i].asked, cases[i].episodes),
				 cases[i].cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_says_too_few),
		cmocka_unit_test(rows_differ),
		cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
