/* test_times.c - which chunks hold the times asked for, against trying all stretches. */
#include "ingest/times.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

/* What is asked for may be of all services, of one with sources of its own, or of one without. */
static const struct {
	const char *name;
	bool shared;
} service[] = { { NULL, false }, { "a", false }, { "b", true }, { "c", true }, { "d", false } };

/* Of a source whose events are of `sole`, or of several services where it is NULL. */
static bool is_asked(const struct stretch *stretch, const char *sole)
{
	return stretch->from_us < stretch->to_us &&
	       (!stretch->service ||
		(sole ? strcmp(sole, stretch->service) == 0 : stretch->shared));
}

static void finds_what_brute_force_finds(void **state)
{
	struct arena arena = { 0 };
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct stretch stretch[12];
		struct arena_mark mark = arena_mark(&arena);
		struct times_asked asked;

		for (size_t i = 0, of; i < LENGTH(stretch); i++) {
			seed = seed * 1664525 + 1013904223;
			stretch[i].from_us = seed >> 24;
			stretch[i].to_us = stretch[i].from_us + (seed >> 16 & 15);
			/* Of "d" nothing is asked; in some rounds nothing of all. */
			of = round % 2 + (seed >> 8) % 3;
			stretch[i].service = service[of].name;
			stretch[i].shared = service[of].shared;
		}
		times_ask(&asked, stretch, LENGTH(stretch), &arena);
		for (size_t k = 0; k < LENGTH(service); k++) {
			const char *sole = service[k].name;
			const struct times *times = times_of(&asked, sole);

			assert_ptr_equal(times, times_of(&asked, sole));
			for (size_t i = 0; i + 1 < times->count; i++)
				assert_true(times->item[i].to_us < times->item[i + 1].from_us);
			for (int64_t from = 0; from < 280; from += 3) {
				bool expected = false;

				for (size_t i = 0; i < LENGTH(stretch); i++)
					expected |= is_asked(&stretch[i], sole) &&
						    from < stretch[i].to_us &&
						    from + 4 >= stretch[i].from_us;
				assert_int_equal(times_touch(times, from, from + 4), expected);
			}
		}
		arena_rewind(&arena, mark);
	}
	arena_release(&arena);
}

static void a_chunk_without_events_holds_no_time(void **state)
{
	struct stretch all = { .from_us = INT64_MIN, .to_us = INT64_MAX };
	struct arena arena = { 0 };
	struct times_asked asked, nothing;

	(void)state;
	times_ask(&asked, &all, 1, &arena);
	times_ask(&nothing, NULL, 0, &arena);
	assert_false(times_touch(times_of(&asked, NULL), TIME_UNKNOWN, TIME_UNKNOWN));
	assert_true(times_touch(times_of(&asked, NULL), 5, 5));
	assert_true(times_touch(times_of(&asked, "a"), 5, 5));
	assert_int_equal(times_of(&nothing, NULL)->count, 0);
	assert_int_equal(times_of(&nothing, "a")->count, 0);
	assert_false(times_touch(times_of(&nothing, NULL), 5, 5));
	arena_release(&arena);
}

/* However many sources ask, what is kept is as long as what is asked for. */
static void is_made_once_a_service(void **state)
{
	enum { SERVICES = 160, STRETCHES = 100 };
	static char name[SERVICES][8];
	static struct stretch stretch[SERVICES * STRETCHES];

	(void)state;
	for (int shared = 0; shared < 2; shared++) {
		struct arena arena = { 0 };
		struct times_asked asked;

		for (uint32_t i = 0; i < LENGTH(stretch); i++) {
			uint32_t of = i % SERVICES;

			snprintf(name[of], sizeof(name[of]), "s%u", of);
			stretch[i] = (struct stretch){ name[of], (int64_t)i * 10,
						       (int64_t)i * 10 + 5, shared };
		}
		times_ask(&asked, stretch, LENGTH(stretch), &arena);
		for (uint32_t source = 0; source < SERVICES * 10; source++) {
			assert_int_equal(times_of(&asked, name[source % SERVICES])->count,
					 STRETCHES);
			assert_int_equal(times_of(&asked, NULL)->count,
					 shared ? LENGTH(stretch) : 0);
		}
		assert_int_equal(times_of(&asked, "other")->count, 0);
		assert_in_range(arena.taken_bytes, sizeof(stretch), 4 * sizeof(stretch));
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_brute_force_finds),
		cmocka_unit_test(a_chunk_without_events_holds_no_time),
		cmocka_unit_test(is_made_once_a_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
