/* test_pieces.c - which looks look at a time, against trying all of them. */
#include "analysis/pieces.h"
#include "tests/support/test.h"

#include <stdlib.h>

enum { LOOKS = 40, TIMES = 60 };

static const char *const service[] = { "a", "b", "bb" };

static bool looks_at(const struct look *look, const char *of, int64_t at_us)
{
	return !strcmp(look->service, of) && look->from_us <= at_us && at_us < look->to_us;
}

/* In their order, and those alone. */
static void assert_aims(const struct pieces *pieces, const struct look *look, size_t looks,
			const uint32_t *seat, const char *of, int64_t at_us)
{
	uint32_t piece = pieces ? pieces_at(pieces, at_us) : 0;
	bool none = !pieces || piece == pieces->edges;
	uint32_t at = none ? 0 : pieces->first[piece];
	uint32_t end = none ? 0 : pieces->first[piece + 1];

	for (size_t i = 0; i < looks; i++) {
		if (!looks_at(&look[i], of, at_us))
			continue;
		assert_true(at < end);
		assert_ptr_equal(pieces->aim[at].look, &look[i]);
		assert_int_equal(pieces->aim[at].seat, seat[look[i].episode]);
		at++;
	}
	assert_int_equal(at, end);
}

static void finds_what_brute_force_finds(void **state)
{
	(void)state;
	srand(3);
	for (int turn = 0; turn < 200; turn++) {
		size_t looks = (size_t)(rand() % (LOOKS + 1));
		struct arena arena = { 0 };
		struct look look[LOOKS];
		uint32_t seat[LOOKS];
		struct services_pieces all;

		for (uint32_t i = 0; i < looks; i++) {
			int64_t from_us = rand() % TIMES;

			/* Of "bb" in some turns nothing; some are empty. */
			look[i] = (struct look){ .service = service[rand() % (2 + turn % 2)],
						 .episode = i,
						 .from_us = from_us,
						 .to_us = from_us + rand() % 20 };
			seat[i] = (uint32_t)rand();
		}
		all = pieces_of(look, looks, seat, &arena);
		for (size_t s = 0; s < LENGTH(service); s++)
			for (int64_t at_us = -1; at_us < TIMES + 21; at_us++)
				assert_aims(pieces_find(&all, service[s]), look, looks, seat,
					    service[s], at_us);
		assert_null(pieces_find(&all, "c"));
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_brute_force_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
