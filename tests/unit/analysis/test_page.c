/* test_page.c - packed pages against cells as they are. */
#include "analysis/page.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <string.h>

#define MS_US INT64_C(1000)
#define FULL32 (UINT64_C(1) << 32)

/* What one addition to a cell holds, its stamps since the cell began. */
static const struct {
	const char *what;
	struct cell cell;
	int64_t width_us;
	uint32_t planes; /* that the page needs then */
} cases[] = {
	{ "an event", { 1, 1, 0, 512, 7 * SECOND_US, 7 * SECOND_US }, MINUTE_US, 1 },
	{ "one at the start", { 1, 1, 1, 0, 0, 0 }, MINUTE_US, 1 },
	{ "milliseconds", { 2, 2, 1, 9, 1 * MS_US, 59999 * MS_US }, MINUTE_US, 1 },
	{ "microseconds, the first", { 2, 2, 0, 9, 1, 2 * MS_US }, MINUTE_US, 2 },
	{ "microseconds, the last", { 2, 2, 0, 9, 1 * MS_US, 2 * MS_US + 1 }, MINUTE_US, 2 },
	{ "as many as one plane holds",
	  { 65535, 65535, 65535, FULL32 - 1, 0, 65535 * MS_US },
	  2 * MINUTE_US,
	  1 },
	{ "a row more", { 65536, 65536, 0, 0, 0, 0 }, MINUTE_US, 2 },
	{ "a failure more", { 65537, 65537, 65536, 0, 0, 0 }, MINUTE_US, 2 },
	{ "a byte more", { 1, 1, 0, FULL32, 0, 0 }, MINUTE_US, 2 },
	{ "a millisecond more", { 1, 1, 0, 0, 0, 65536 * MS_US }, 2 * MINUTE_US, 2 },
	{ "as many as two planes hold",
	  { FULL32 - 1, FULL32 - 1, FULL32 - 1, UINT64_MAX / 2, 3, FULL32 - 1 },
	  2 * HOUR_US,
	  2 },
	{ "one more", { FULL32, FULL32, 0, 0, 0, 0 }, MINUTE_US, 4 },
	{ "a failure more than that", { FULL32 - 1, FULL32 - 1, FULL32, 0, 0, 0 }, MINUTE_US, 4 },
	{ "a microsecond more", { 1, 1, 0, 0, 3, FULL32 }, 2 * HOUR_US, 4 },
	{ "a row that counts", { 1, 12, 0, 0, 0, 0 }, MINUTE_US, 4 },
	{ "a row that counts nothing", { 1, 0, 0, 0, 0, 0 }, MINUTE_US, 4 },
	{ "a row of the half before",
	  { 1, 1, 0, 0, -30 * SECOND_US, -30 * SECOND_US },
	  MINUTE_US,
	  4 },
	{ "a row of ten years", { 1, 1, 0, 0, 900 * DAY_US, 900 * DAY_US }, 3653 * DAY_US, 4 },
};

static uint32_t planes_of(const struct page *page)
{
	uint32_t planes = 1;

	for (size_t i = 0; i < LENGTH(page->more); i++)
		planes += page->more[i] != NULL;
	return planes;
}

static struct cell moved(struct cell cell, const struct page *page, int64_t width_us,
			 uint32_t number)
{
	cell.first_us += (page->index * PAGE_CELLS + number) * width_us;
	cell.last_us += (page->index * PAGE_CELLS + number) * width_us;
	return cell;
}

static bool is_same(struct cell a, struct cell b)
{
	return a.rows == b.rows && a.events == b.events && a.failed == b.failed &&
	       a.bytes == b.bytes && a.first_us == b.first_us && a.last_us == b.last_us;
}

/* Alone, and beside a cell that was there before and must not change. */
static void keeps_what_it_is_given(void **state)
{
	static const struct cell nothing = { 0 };
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		for (int64_t index = -1; index < 2; index++) {
			int64_t width_us = cases[i].width_us;
			struct page *page = page_new();
			struct cell own, other = { 3, 3, 1, 1000, 5 * MS_US, 6 * MS_US };

			print_message("%s\n", cases[i].what);
			page->index = index * (width_us < DAY_US ? 12345 : 1);
			own = moved(cases[i].cell, page, width_us, 59);
			other = moved(other, page, width_us, 7);
			page_add(page, width_us, 7, &other);
			assert_int_equal(planes_of(page), 1);
			page_add(page, width_us, 59, &own);
			assert_int_equal(planes_of(page), cases[i].planes);
			page_add(page, width_us, 8, &nothing);
			for (uint32_t k = 0; k < PAGE_CELLS; k++)
				assert_true(
					is_same(page_cell(page, width_us, k), k == 7    ? other
									      : k == 59 ? own
											: nothing));
			page_free(page);
		}
}

static void add(struct cell *into, struct cell cell)
{
	if (!into->rows || cell.first_us < into->first_us)
		into->first_us = cell.first_us;
	if (!into->rows || cell.last_us > into->last_us)
		into->last_us = cell.last_us;
	into->rows += cell.rows;
	into->events += cell.events;
	into->failed += cell.failed;
	into->bytes += cell.bytes;
}

/* Of random additions, in two pages that are joined: the sums, whatever the pages' widths. */
static void adds_up(void **state)
{
	enum { PAGES = 300, ADDITIONS = 200, HELD = 2 };
	struct rng rng = { .state = 11 };

	(void)state;
	for (uint32_t n = 0; n < PAGES; n++) {
		/* Most of the table's cases are of minutes. */
		struct cell sum[PAGE_CELLS] = { 0 };
		struct page *part[HELD];
		uint32_t cells = 1 + rng_below(&rng, PAGE_CELLS);
		uint32_t widest = 1 + rng_below(&rng, 4);

		for (uint32_t i = 0; i < HELD; i++) {
			part[i] = page_new();
			part[i]->index = 400000 + n;
			assert_int_equal(planes_of(part[i]), 1);
		}
		for (uint32_t i = 0; i < ADDITIONS; i++) {
			uint32_t number = rng_below(&rng, cells);
			size_t kind = rng_below(&rng, LENGTH(cases));
			uint32_t in = rng_below(&rng, HELD);
			struct cell cell;

			if (cases[kind].width_us != MINUTE_US || cases[kind].planes > widest)
				continue;
			cell = moved(cases[kind].cell, part[in], MINUTE_US, number);
			add(&sum[number], cell);
			page_add(part[in], MINUTE_US, number, &cell);
		}
		page_join(part[0], MINUTE_US, part[1]);
		for (uint32_t k = 0; k < PAGE_CELLS; k++)
			assert_true(is_same(page_cell(part[0], MINUTE_US, k), sum[k]));
		for (uint32_t i = 0; i < HELD; i++)
			page_free(part[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_it_is_given),
		cmocka_unit_test(adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
