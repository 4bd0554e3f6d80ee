/* test_index.c - chunks stay where they are, and the directive of each is found again. */
#include "ingest/index.h"
#include "tests/support/test.h"

enum { ENTRIES = 1500 };

static void entries_stay_where_they_are(void **state)
{
	static struct index_entry *at[ENTRIES];
	struct arena arena = { 0 };
	struct index index = { 0 };
	uint64_t taken = 0;

	(void)state;
	assert_true(index_end(&index) == 0);
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < ENTRIES; i++) {
			struct index_entry *entry = index_add(&index, &arena);

			assert_true(entry->from_us == TIME_UNKNOWN && entry->to_us == TIME_UNKNOWN);
			assert_true(!entry->offset && !entry->size && !entry->wanted);
			assert_true(round == 0 || entry == at[i]);
			at[i] = entry;
			entry->offset = (uint64_t)i * 1000;
			entry->size = 900;
			entry->wanted = 1;
			assert_int_equal(index.entries, i + 1);
			assert_true(index_end(&index) == (uint64_t)i * 1000 + 900);
			/* A small file's takes little, a large one's little more than it must. */
			if (i == 3)
				assert_in_range(arena.taken_bytes, 0, round ? UINT32_MAX : 400);
		}
		for (uint32_t i = 0; i < ENTRIES; i++)
			assert_ptr_equal(index_at(&index, i), at[i]);
		if (round)
			assert_true(arena.taken_bytes == taken);
		taken = arena.taken_bytes;
		assert_in_range(taken, ENTRIES * sizeof(**at), ENTRIES * sizeof(**at) * 5 / 4);
		index_clear(&index);
		assert_int_equal(index.entries, 0);
	}
	arena_release(&arena);
}

static void directives_are_found_again(void **state)
{
	static const char text[] = "abc";
	static struct span in_force[ENTRIES];
	struct arena arena = { 0 };
	struct index index = { 0 };
	uint32_t seed = 3;

	(void)state;
	for (int round = 0; round < 2; round++) {
		struct span now = span_of(NULL, 0);

		index_clear(&index);
		for (uint32_t i = 0; i < ENTRIES; i++) {
			seed = seed * 1664525 + 1013904223;
			/* At first there is none, in the first round. */
			if (i > 20 * !round && seed >> 28 == 0)
				now = span_of(text + (seed >> 24) % 3, 1);
			index_add(&index, &arena);
			index_direct(&index, now, &arena);
			in_force[i] = now;
		}
		assert_in_range(index.directives, 30, ENTRIES / 8);
		for (uint32_t i = 0; i < ENTRIES; i++) {
			struct span found = index_directive(&index, i);

			assert_ptr_equal(found.at, in_force[i].at);
			assert_int_equal(found.size, in_force[i].size);
		}
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_stay_where_they_are),
		cmocka_unit_test(directives_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
