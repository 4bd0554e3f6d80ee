/* test_activity.c - coarser grids of an activity, on either side of 1970. */
#include "analysis/activity.h"
#include "tests/support/test.h"

/* Thirty hours, each with all in one minute, that begin within an hour. */
static void begins_within_an_hour(void **state)
{
	enum { HOURS = 30, SKIPPED = 30, CELLS = HOURS * 60 - SKIPPED, MINUTE = 33 };
	static const struct {
		const char *what;
		int64_t begin_us;
	} cases[] = {
		{ "in 2016", 16867 * DAY_US + SKIPPED * MINUTE_US },
		{ "over 1970", -DAY_US + SKIPPED * MINUTE_US },
		{ "before 1970", -2 * DAY_US + SKIPPED * MINUTE_US },
	};

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		static const double none[CELLS];
		struct arena arena = { 0 };
		double *events = arena_array(&arena, CELLS, sizeof(double));
		uint8_t *known = arena_array(&arena, CELLS, 1);
		struct activity wide, activity = { .begin_us = cases[c].begin_us,
						   .width_us = MINUTE_US,
						   .cells = CELLS,
						   .events = events,
						   .failed = none,
						   .bytes = none,
						   .known = known };
		const char *note;

		print_message("%s\n", cases[c].what);
		for (uint32_t i = 0; i < CELLS; i++) {
			known[i] = 1;
			/* More in the first hours: it matters in which minute they are. */
			if ((i + SKIPPED) % 60 == MINUTE)
				events[i] = 40 - (i + SKIPPED) / 60;
		}
		assert_int_equal(activity_honest_width(&activity, &note), HOUR_US);
		assert_non_null(note);
		wide = activity_coarsen(&activity, HOUR_US, &arena);
		assert_true(wide.begin_us == cases[c].begin_us - SKIPPED * MINUTE_US);
		assert_int_equal(wide.cells, HOURS);
		for (uint32_t i = 0; i < wide.cells; i++)
			assert_true(wide.known[i] && wide.events[i] == 40 - i);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_within_an_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
