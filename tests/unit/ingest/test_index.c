/* test_index.c - which chunks hold the times asked for, against trying all stretches. */
#include "ingest/index.h"
#include "tests/support/test.h"

static void finds_what_brute_force_finds(void **state)
{
	struct arena arena = { 0 };
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct stretch stretch[8];
		struct arena_mark mark = arena_mark(&arena);

		for (size_t i = 0; i < LENGTH(stretch); i++) {
			seed = seed * 1664525 + 1013904223;
			stretch[i].from_us = seed >> 24;
			stretch[i].to_us = stretch[i].from_us + (seed >> 16 & 15);
			stretch[i].service = seed >> 8 & 1 ? "a" : NULL;
		}
		for (int own = 0; own < 2; own++) {
			const char *service = own ? "b" : NULL;
			struct times times = times_of(stretch, LENGTH(stretch), service, &arena);

			for (int64_t from = 0; from < 280; from += 3) {
				struct index_entry entry = { .from_us = from, .to_us = from + 4 };
				bool expected = false;

				for (size_t i = 0; i < LENGTH(stretch); i++)
					expected |= (!own || !stretch[i].service) &&
						    stretch[i].from_us < stretch[i].to_us &&
						    entry.from_us < stretch[i].to_us &&
						    entry.to_us >= stretch[i].from_us;
				assert_int_equal(times_touch(&times, &entry), expected);
			}
		}
		arena_rewind(&arena, mark);
	}
	arena_release(&arena);
}

static void a_chunk_without_events_holds_no_time(void **state)
{
	struct stretch all = { .from_us = INT64_MIN, .to_us = INT64_MAX };
	struct index_entry entry = { .from_us = TIME_UNKNOWN, .to_us = TIME_UNKNOWN };
	struct arena arena = { 0 };
	struct times times = times_of(&all, 1, NULL, &arena),
		     none = times_of(NULL, 0, NULL, &arena);

	(void)state;
	assert_false(times_touch(&times, &entry));
	entry.from_us = entry.to_us = 5;
	assert_true(times_touch(&times, &entry));
	assert_false(times_touch(&none, &entry));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_brute_force_finds),
		cmocka_unit_test(a_chunk_without_events_holds_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
