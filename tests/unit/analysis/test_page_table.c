/* test_page_table.c - pages found again, however many come and go. */
#include "analysis/page_table.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <stdlib.h>

static void finds_what_it_holds(void **state)
{
	enum { STREAMS = 5, INDEXES = 400, STEPS = 20000 };
	static struct page *held[STREAMS][INDEXES];
	struct page_table table = { 0 };
	struct rng rng = { .state = 3 };
	uint32_t count = 0;

	(void)state;
	assert_null(page_table_find(&table, 0, 0));
	for (uint32_t i = 0; i < STEPS; i++) {
		uint32_t stream = rng_below(&rng, STREAMS), number = rng_below(&rng, INDEXES);
		int64_t index = (int64_t)number - INDEXES / 2;
		struct page **page = &held[stream][number];
		/* More come than go, then more go than come. */
		bool comes = rng_below(&rng, 10) < (i < STEPS / 2 ? 7 : 2);

		assert_ptr_equal(page_table_find(&table, stream, index), *page);
		if (comes && !*page) {
			*page = page_new();
			(*page)->stream = stream;
			(*page)->index = index;
			page_table_add(&table, *page);
			count++;
		} else if (!comes && *page) {
			page_table_remove(&table, *page);
			page_free(*page);
			*page = NULL;
			count--;
		}
		assert_int_equal(table.pages, count);
	}
	assert_true(table.slots > count && table.slots <= 4 * STREAMS * INDEXES);
	for (uint32_t stream = 0; stream < STREAMS; stream++)
		for (uint32_t number = 0; number < INDEXES; number++)
			assert_ptr_equal(
				page_table_find(&table, stream, (int64_t)number - INDEXES / 2),
				held[stream][number]);
	page_table_release(&table);
	for (uint32_t stream = 0; stream < STREAMS; stream++)
		for (uint32_t number = 0; number < INDEXES; number++)
			if (held[stream][number])
				page_free(held[stream][number]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_it_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
