/* test_borders.c - steps from chunk to chunk, in any order, against one walk from the front. */
#include "ingest/borders.h"
#include "tests/support/test.h"

enum { CHUNKS = 40, ROUNDS = 500 };

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* What a walk over all chunks makes of it. */
static struct tally walk(const struct tally *chunk)
{
	struct tally sum;
	int64_t last_us = TIME_UNKNOWN;

	tally_start(&sum);
	for (uint32_t i = 0; i < CHUNKS; i++) {
		int64_t first_us = chunk[i].first_us;

		if (first_us == TIME_UNKNOWN)
			continue;
		if (last_us != TIME_UNKNOWN) {
			sum.steps++;
			sum.descents += first_us < last_us;
			if (last_us - first_us > STEP_BACK_US && !sum.steps_back++)
				sum.earliest = (struct step_back){ chunk[i].first_event, last_us,
								   first_us };
		}
		last_us = chunk[i].last_us;
	}
	return sum;
}

static void any_order_counts_the_same(void **state)
{
	uint32_t seed = 5;

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		/* How far from its place a chunk may be read; one in `quiet` has no event. */
		uint32_t stray = 1 + next(&seed) % CHUNKS, quiet = 1 + next(&seed) % 5;
		struct tally chunk[CHUNKS], sum, expected;
		struct borders borders = { 0 };
		struct arena arena = { 0 };
		uint32_t order[CHUNKS];

		tally_start(&sum);
		for (uint32_t i = 0; i < CHUNKS; i++) {
			tally_start(&chunk[i]);
			order[i] = i;
			if (next(&seed) % quiet == 0 && quiet > 1)
				continue;
			chunk[i].first_us = (int64_t)(next(&seed) % 40) * MINUTE_US;
			chunk[i].last_us = (int64_t)(next(&seed) % 40) * MINUTE_US;
			chunk[i].first_event = i * 100 + next(&seed) % 100 + 1;
		}
		for (uint32_t i = 0; i < CHUNKS; i++) {
			uint32_t far = next(&seed) % stray, other = MIN(i + far, CHUNKS - 1);
			uint32_t kept = order[i];

			order[i] = order[other];
			order[other] = kept;
		}
		for (uint32_t i = 0; i < CHUNKS; i++) {
			borders_add(&borders, order[i], &chunk[order[i]], &sum, &arena);
			if (stray == 1)
				assert_int_equal(borders.runs, 1);
		}
		expected = walk(chunk);
		assert_int_equal(borders.runs, 1);
		assert_int_equal(sum.steps, expected.steps);
		assert_int_equal(sum.descents, expected.descents);
		assert_int_equal(sum.steps_back, expected.steps_back);
		assert_int_equal(sum.earliest.line, expected.earliest.line);
		assert_true(sum.earliest.from_us == expected.earliest.from_us);
		assert_true(sum.earliest.to_us == expected.earliest.to_us);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_counts_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
