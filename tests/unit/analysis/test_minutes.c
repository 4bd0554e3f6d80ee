/* test_minutes.c - what is laid out again of packed counts is what was kept, to the bit. */
#include "analysis/minutes.h"
#include "tests/bench/rng_real.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

#define CELLS_MAX 2000

/* What a series may hold. */
enum holding {
	NOTHING,
	COUNTS, /* few, with gaps */
	MANY,   /* one cell is as large as integers go that are doubles */
	PAST,   /* sums past that */
	PARTS,  /* no integers */
};

static const struct {
	const char *what;
	enum holding events, failed, bytes;
	bool gaps; /* not all is known */
} cases[] = {
	{ "nothing", NOTHING, NOTHING, NOTHING, false },
	{ "a log without bytes", COUNTS, COUNTS, NOTHING, false },
	{ "a log", COUNTS, NOTHING, MANY, false },
	{ "counts with days missing", MANY, NOTHING, NOTHING, true },
	{ "sums past 2^53", PAST, COUNTS, PAST, false },
	{ "no integers", PARTS, PARTS, COUNTS, true },
	{ "failures alone", NOTHING, COUNTS, NOTHING, false },
};

static double drawn(enum holding holding, struct rng *rng)
{
	switch (holding) {
	case NOTHING:
		break;
	case COUNTS:
		return rng_below(rng, 3) ? rng_below(rng, 90) : 0;
	case MANY:
		return rng_below(rng, 100) ? rng_below(rng, 70000) : 9007199254740991;
	case PAST:
		return ldexp(1 + rng_unit(rng), (int)rng_below(rng, 70));
	case PARTS:
		return rng_below(rng, 9) ? rng_unit(rng) * 100 : 0;
	}
	return 0;
}

static void lays_out_what_was_kept(void **state)
{
	static const uint32_t sizes[] = { 0, 1, 59, 63, 64, 65, 128, 1000, CELLS_MAX };
	static double series[3][CELLS_MAX];
	static uint8_t known[CELLS_MAX];
	struct rng rng = { .state = 9 };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++)
		for (size_t n = 0; n < LENGTH(sizes); n++) {
			enum holding holding[] = { cases[c].events, cases[c].failed,
						   cases[c].bytes };
			struct activity got, activity = {
				.service = "web",
				.begin_us = 77 * HOUR_US,
				.width_us = MINUTE_US,
				.cells = sizes[n],
				.events = series[0],
				.failed = series[1],
				.bytes = series[2],
				.known = known,
				.has_failures = true,
			};
			struct activity outline = activity;
			struct arena kept = { 0 }, laid = { 0 };
			const struct minutes *minutes;

			print_message("%s, %u\n", cases[c].what, sizes[n]);
			for (uint32_t i = 0; i < sizes[n]; i++) {
				for (int s = 0; s < 3; s++)
					series[s][i] = drawn(holding[s], &rng);
				known[i] = !cases[c].gaps || i % 7 != 2;
			}
			minutes = minutes_keep(&activity, &kept);
			outline.events = outline.failed = outline.bytes = NULL;
			outline.known = NULL;
			got = minutes_lay(minutes, &outline, &laid);
			assert_int_equal(got.cells, sizes[n]);
			assert_true(got.begin_us == activity.begin_us && got.has_failures &&
				    got.width_us == activity.width_us);
			assert_string_equal(got.service, "web");
			assert_true(!got.first_us && !got.last_us && !got.latency);
			if (sizes[n]) {
				assert_memory_equal(got.events, series[0],
						    sizes[n] * sizeof(double));
				assert_memory_equal(got.failed, series[1],
						    sizes[n] * sizeof(double));
				assert_memory_equal(got.bytes, series[2],
						    sizes[n] * sizeof(double));
				assert_memory_equal(got.known, known, sizes[n]);
			}
			arena_release(&kept);
			arena_release(&laid);
		}
}

/* A month of a few events a minute takes a tenth of what it does laid out; of none, next to
 * nothing. */
static void takes_little(void **state)
{
	enum { MONTH = 43200 };
	static double events[MONTH], none[MONTH];
	static uint8_t known[MONTH];
	struct activity activity = {
		.cells = MONTH, .events = none, .failed = none, .bytes = none, .known = known
	};
	struct rng rng = { .state = 4 };
	struct arena arena = { 0 };

	(void)state;
	memset(known, 1, sizeof(known));
	minutes_keep(&activity, &arena);
	assert_true(arena.taken_bytes < MONTH / 2);
	arena_release(&arena);
	for (uint32_t i = 0; i < MONTH; i++)
		events[i] = rng_below(&rng, 8);
	activity.events = events;
	activity.bytes = events;
	minutes_keep(&activity, &arena);
	/* Six bits of seven cells in eight, and what says where. */
	assert_true(arena.taken_bytes < MONTH * 6 / 8 + MONTH / 2);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lays_out_what_was_kept),
		cmocka_unit_test(takes_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
