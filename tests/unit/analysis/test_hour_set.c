/* test_hour_set.c - hours of streams against a field of flags. */
#include "analysis/hour_set.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#define STREAMS 40
#define HOURS 700 /* from -300 on: before 1970, too */

static void says_what_is_new(void **state)
{
	static bool there[STREAMS][HOURS];
	struct hour_set set = { 0 };
	struct rng rng = { .state = 5 };
	uint32_t again = 0, words = 0, hours = 0, held = 0;

	(void)state;
	for (uint32_t i = 0; i < 30000; i++) {
		uint32_t stream = rng_below(&rng, STREAMS);
		uint32_t hour = rng_below(&rng, 1 + rng_below(&rng, HOURS));

		assert_int_equal(hour_set_add(&set, stream, (int64_t)hour - 300),
				 !there[stream][hour]);
		again += there[stream][hour];
		hours += !there[stream][hour];
		there[stream][hour] = true;
	}
	assert_true(again > 1000 && hours > 1000);
	for (uint32_t i = 0; i < set.slots; i++) {
		const struct hour_word *word = &set.slot[i];

		words += word->hours != 0;
		for (uint32_t bit = 0; bit < HOUR_WORD; bit++)
			if (word->hours >> bit & 1) {
				assert_true(
					there[word->stream][word->index * HOUR_WORD + bit + 300]);
				held++;
			}
	}
	assert_int_equal(words, set.words);
	assert_int_equal(held, hours);
	hour_set_release(&set);
	assert_true(hour_set_add(&set, 3, 0)); /* empty, and usable again */
	hour_set_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
