/* test_crew.c - every worker and every item once. */
#include "core/crew.h"
#include "tests/support/test.h"

#include <sched.h>
#include <stdatomic.h>

enum { MANY = 1000 };

static void count(void *context, uint32_t number)
{
	atomic_fetch_add((atomic_uint *)context + number, 1);
}

static void runs_each_worker_once(void **state)
{
	(void)state;
	for (uint32_t workers = 0; workers <= 8; workers++) {
		atomic_uint seen[9] = { 0 };

		crew_run(workers, count, seen);
		for (uint32_t i = 0; i < 9; i++)
			assert_int_equal(seen[i], i < workers || i == 0);
	}
}

static void takes_each_item_once(void **state)
{
	static const uint32_t items[] = { 0, 1, 3, MANY };

	(void)state;
	for (uint32_t workers = 1; workers <= 8; workers++) {
		for (size_t n = 0; n < LENGTH(items); n++) {
			atomic_uint seen[MANY] = { 0 };

			crew_each(workers, items[n], count, seen);
			for (uint32_t i = 0; i < MANY; i++)
				assert_int_equal(seen[i], i < items[n]);
		}
	}
}

static void honours_the_affinity(void **state)
{
	cpu_set_t all, one;

	(void)state;
	assert_true(crew_default() >= 1);
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(crew_default(), CPU_COUNT(&all));
	CPU_ZERO(&one);
	for (int i = 0; i < CPU_SETSIZE && !CPU_COUNT(&one); i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(crew_default(), 1);
	sched_setaffinity(0, sizeof(all), &all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_each_worker_once),
		cmocka_unit_test(takes_each_item_once),
		cmocka_unit_test(honours_the_affinity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
