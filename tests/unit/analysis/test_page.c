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
	uint32_t
		bits; /* that it takes when it is alone: rows, past events, failed, bytes, stamps */
} cases[] = {
	{ "a bare event at the start", { 1, 1, 0, 0, 0, 0 }, MINUTE_US, 0 },
	{ "an event", { 1, 1, 0, 512, 7 * SECOND_US, 7 * SECOND_US }, MINUTE_US, 10 + 3 },
	{ "a failed one", { 1, 1, 1, 0, 0, 0 }, MINUTE_US, 1 },
	{ "a few", { 5, 5, 2, 65536, 0, 59 * SECOND_US }, MINUTE_US, 3 + 2 + 17 + 6 },
	{ "milliseconds", { 2, 2, 0, 9, 1 * MS_US, 59999 * MS_US }, MINUTE_US, 1 + 4 + 1 + 16 },
	{ "microseconds, the first", { 2, 2, 0, 9, 1, 2 * MS_US }, MINUTE_US, 1 + 4 + 1 + 11 },
	{ "microseconds, the last",
	  { 2, 2, 0, 9, 1 * MS_US, 2 * MS_US + 1 },
	  MINUTE_US,
	  1 + 4 + 10 + 10 },
	{ "as many as a word holds",
	  { 65536, 65536, 65535, 65535, 63 * SECOND_US, 127 * SECOND_US },
	  2 * MINUTE_US,
	  16 + 16 + 16 + 6 + 7 },
	{ "many", { FULL32, FULL32, FULL32 - 1, FULL32, 0, 0 }, MINUTE_US, 32 + 32 + 33 },
	{ "as many as there can be",
	  { UINT64_MAX >> 8, UINT64_MAX, UINT64_MAX, UINT64_MAX, 3, 5 },
	  MINUTE_US,
	  56 + 64 + 64 + 64 + 2 + 2 },
	{ "a row that counts", { 1, 12, 0, 0, 0, 0 }, MINUTE_US, 4 },
	{ "a row that counts nothing", { 1, 0, 0, 0, 0, 0 }, MINUTE_US, 64 },
	{ "a row of the half before",
	  { 1, 1, 0, 0, -30 * SECOND_US, -30 * SECOND_US },
	  MINUTE_US,
	  64 },
	{ "a row that begins there", { 2, 2, 0, 0, -1, 1 }, MINUTE_US, 1 + 64 + 2 },
	{ "a row of ten years", { 1, 1, 0, 0, 900 * DAY_US, 900 * DAY_US }, 3653 * DAY_US, 27 },
	{ "two of them, the last by the microsecond",
	  { 2, 2, 0, 0, 0, 3653 * DAY_US - 1 },
	  3653 * DAY_US,
	  1 + 49 },
};

static uint32_t bits_of(const struct page *page)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < PAGE_FIELDS; i++)
		bits += page->bits[i];
	return bits;
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

static uint64_t capped(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void add(struct cell *into, struct cell cell)
{
	if (!into->rows || cell.first_us < into->first_us)
		into->first_us = cell.first_us;
	if (!into->rows || cell.last_us > into->last_us)
		into->last_us = cell.last_us;
	into->rows += cell.rows;
	into->events = capped(into->events, cell.events);
	into->failed = capped(into->failed, cell.failed);
	into->bytes = capped(into->bytes, cell.bytes);
}

static void add_one(struct page *page, int64_t width_us, uint32_t number, struct cell cell)
{
	struct cell cells[PAGE_CELLS];

	memset(cells, 0xa5, sizeof(cells)); /* nobody looks at the others */
	cells[number] = cell;
	page_add(page, width_us, UINT64_C(1) << number, cells);
}

/* Against all sixty as they are, rows of 0 where there is none. */
static void expect_cells(const struct page *page, int64_t width_us, const struct cell *due)
{
	struct cell cells[PAGE_CELLS], untouched;

	memset(cells, 0x5a, sizeof(cells));
	memset(&untouched, 0x5a, sizeof(untouched));
	page_cells(page, width_us, cells);
	for (uint32_t i = 0; i < PAGE_CELLS; i++) {
		assert_int_equal(page->used >> i & 1, due[i].rows > 0);
		assert_true(is_same(cells[i], due[i].rows ? due[i] : untouched));
	}
	assert_int_equal(page->used >> PAGE_CELLS, 0);
	assert_true(sizeof(*page) + page->room * sizeof(uint64_t) <= PAGE_BYTES_MAX);
}

static void keeps_what_it_is_given(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		for (int64_t index = -1; index < 2; index++) {
			int64_t width_us = cases[i].width_us;
			struct cell due[PAGE_CELLS] = { 0 };
			struct page *page = page_new();

			print_message("%s\n", cases[i].what);
			page->index = index * (width_us < DAY_US ? 12345 : 1);
			expect_cells(page, width_us, due);
			page_add(page, width_us, 0, due);
			expect_cells(page, width_us, due);
			due[59] = moved(cases[i].cell, page, width_us, 59);
			add_one(page, width_us, 59, due[59]);
			assert_int_equal(bits_of(page), cases[i].bits);
			expect_cells(page, width_us, due);
			page_free(page);
		}
}

/* All sixty at once take no more bits than the widest, and not a word more. */
static void fills_a_page_at_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		int64_t width_us = cases[i].width_us;
		uint32_t words = (60 * cases[i].bits + 63) / 64;
		struct cell due[PAGE_CELLS];
		struct page *page = page_new();

		for (uint32_t k = 0; k < PAGE_CELLS; k++)
			due[k] = moved(cases[i].cell, page, width_us, k);
		page_add(page, width_us, (UINT64_C(1) << PAGE_CELLS) - 1, due);
		assert_int_equal(bits_of(page), cases[i].bits);
		assert_int_equal(page->room, words > PAGE_WORDS_HERE ? words | 1 : 0);
		expect_cells(page, width_us, due);
		page_free(page);
	}
}

/* From whatever a page held to whatever comes: before it, to it, behind it, and once more. */
static void grows_from_each_to_each(void **state)
{
	static const uint32_t places[][2] = { { 20, 7 }, { 20, 20 }, { 20, 21 }, { 20, 59 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		for (size_t k = 0; k < LENGTH(cases); k++)
			for (size_t p = 0; p < LENGTH(places); p++) {
				int64_t width_us = cases[i].width_us;
				struct cell due[PAGE_CELLS] = { 0 };
				struct page *page;

				if (cases[k].width_us != width_us)
					continue;
				page = page_new();
				page->index = 17;
				for (uint32_t round = 0; round < 2; round++)
					for (uint32_t n = 0; n < 2; n++) {
						uint32_t at = places[p][n];
						struct cell cell = moved(cases[n ? k : i].cell,
									 page, width_us, at);

						add(&due[at], cell);
						add_one(page, width_us, at, cell);
						expect_cells(page, width_us, due);
					}
				page_free(page);
			}
}

/* An addition of a random sequence. */
struct addition {
	uint32_t number;
	struct cell cell;
};

/* Most of the table's cases are of minutes. */
static uint32_t draw_additions(struct rng *rng, const struct page *page, struct addition *addition,
			       uint32_t count)
{
	uint32_t cells = 1 + rng_below(rng, PAGE_CELLS), kinds = 1 + rng_below(rng, LENGTH(cases));
	bool in_order = rng_below(rng, 2);
	uint32_t drawn = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = in_order ? i * cells / count : rng_below(rng, cells);
		size_t kind = rng_below(rng, kinds);
		struct cell cell = cases[kind].cell;

		if (cases[kind].width_us != MINUTE_US)
			continue;
		cell.bytes = cell.bytes && cell.bytes < UINT64_MAX
				     ? 1 + rng_below(rng, (uint32_t)MIN(cell.bytes, 1u << 30))
				     : cell.bytes;
		addition[drawn++] =
			(struct addition){ number, moved(cell, page, MINUTE_US, number) };
	}
	return drawn;
}

/* Of random additions, one by one or several at once, to up to four pages joined in any order. */
static void adds_up_in_any_order(void **state)
{
	enum { ROUNDS = 2000, ADDITIONS = 120, HELD = 4 };
	struct rng rng = { .state = 11 };

	(void)state;
	for (uint32_t n = 0; n < ROUNDS; n++) {
		struct addition addition[ADDITIONS];
		struct cell due[PAGE_CELLS] = { 0 };
		struct page *page[HELD];
		uint32_t held = 1 + rng_below(&rng, HELD), at_once = 1 + rng_below(&rng, 5), count;

		for (uint32_t i = 0; i < held; i++) {
			page[i] = page_new();
			page[i]->index = 400000 + n;
		}
		count = draw_additions(&rng, page[0], addition, ADDITIONS);
		for (uint32_t i = 0; i < count; i++)
			add(&due[addition[i].number], addition[i].cell);
		for (uint32_t i = count; i > 1; i--) {
			uint32_t with = n % 2 ? rng_below(&rng, i) : i - 1;
			struct addition other = addition[with];

			addition[with] = addition[i - 1];
			addition[i - 1] = other;
		}
		for (uint32_t i = 0; i < count;) {
			struct cell some[PAGE_CELLS] = { 0 };
			uint64_t used = 0;

			for (uint32_t end = MIN(i + at_once, count); i < end; i++) {
				add(&some[addition[i].number], addition[i].cell);
				used |= UINT64_C(1) << addition[i].number;
			}
			page_add(page[rng_below(&rng, held)], MINUTE_US, used, some);
		}
		for (; held > 1; held--) {
			uint32_t from = rng_below(&rng, held), into = rng_below(&rng, held - 1);
			struct page *last = page[held - 1];

			page[held - 1] = page[from];
			page[from] = last;
			page_join(page[into], MINUTE_US, page[held - 1]);
			page_free(page[held - 1]);
		}
		expect_cells(page[0], MINUTE_US, due);
		page_free(page[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_it_is_given),
		cmocka_unit_test(fills_a_page_at_once),
		cmocka_unit_test(grows_from_each_to_each),
		cmocka_unit_test(adds_up_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
