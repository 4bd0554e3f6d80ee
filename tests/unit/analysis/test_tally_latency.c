/*
 * test_tally_latency.c - durations of many hours, in any order and by several readers, against
 * all of them in plain arrays.
 */
#include "analysis/tally.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/slim_add.h"

#include <stdio.h>
#include <string.h>

#define SERVICES 3
#define HOURS 120 /* with SERVICES: several times as many pages as are kept open */
#define READERS 3

struct asked {
	uint32_t service, hour, cell;
	int64_t duration_us;
	uint64_t weight;
};

static struct slim due[SERVICES][HOURS][LATENCY_PAGE_CELLS];

static uint32_t service_of(struct tally *tally, uint32_t service)
{
	char name[16];
	uint32_t id;
	struct error error;

	snprintf(name, sizeof(name), "s%u", service);
	assert_true(tally_service(tally, span_of(name, strlen(name)), &id, &error));
	return id;
}

/* False where durations were given up. */
static bool ask(struct tally *tally, const struct asked *asked)
{
	struct latency_page *page =
		tally_latency_page(tally, service_of(tally, asked->service), asked->hour);

	if (page)
		latency_page_add(page, asked->cell, asked->duration_us, asked->weight);
	return page;
}

static void draw(struct rng *rng, struct asked *asked, uint32_t count, bool in_order)
{
	for (uint32_t i = 0; i < count; i++)
		asked[i] = (struct asked){
			.service = rng_below(rng, SERVICES),
			.hour = in_order ? (uint32_t)((uint64_t)i * HOURS / count)
					 : rng_below(rng, HOURS),
			.cell = rng_below(rng, LATENCY_PAGE_CELLS),
			.duration_us = INT64_C(1) << rng_below(rng, 40),
			.weight = rng_below(rng, 500) ? 1 : 300,
		};
}

static void expect_due(struct tally *tally, uint32_t pages)
{
	uint32_t found = 0;

	for (uint32_t s = 0; s < SERVICES; s++) {
		const struct latency_page *page;

		for (page = tally->service[service_of(tally, s)].latency_pages; page;
		     page = page->next, found++)
			for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++) {
				struct slim got;

				latency_page_slim(page, cell, &got);
				assert_memory_equal(&got, &due[s][page->index][cell], sizeof(got));
			}
	}
	assert_int_equal(found, pages);
}

static void adds_up_in_any_order(void **state)
{
	enum { ROUNDS = 12, COUNT = 20000 };
	static struct asked asked[COUNT];

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		struct rng rng = { .state = 40 + round };
		uint32_t readers = 1 + round % READERS, pages = 0;
		bool in_order = round % 2, seen[SERVICES][HOURS] = { 0 };
		struct tally sum = { 0 };
		struct error error;

		memset(due, 0, sizeof(due));
		tally_init(&sum);
		draw(&rng, asked, COUNT, in_order);
		for (uint32_t r = 0; r < readers; r++) {
			struct tally part = { 0 };

			tally_init(&part);
			for (uint32_t i = r; i < COUNT; i += readers) {
				const struct asked *one = &asked[i];

				assert_true(ask(&part, one));
				slim_add(&due[one->service][one->hour][one->cell], one->duration_us,
					 one->weight);
				pages += !seen[one->service][one->hour];
				seen[one->service][one->hour] = true;
			}
			assert_true(tally_join(&sum, &part, &error));
			tally_release(&part);
		}
		assert_false(sum.latency_given_up);
		expect_due(&sum, pages);
		tally_release(&sum);
	}
}

/* Past as many hours as may be none is left: neither where they were counted nor in the sum. */
static void leaves_none_past_the_bound(void **state)
{
	enum { ALL = SERVICES * HOURS, COUNT = ALL * 30 };
	static const struct {
		uint32_t cap;
		bool given_up;
	} bounds[] = { { ALL, false }, { ALL - 1, true }, { ALL / 2, true }, { 1, true } };
	static struct asked asked[COUNT];

	(void)state;
	for (size_t b = 0; b < LENGTH(bounds); b++)
		for (uint32_t readers = 1; readers <= READERS; readers++) {
			struct rng rng = { .state = 7 };
			struct tally sum = { 0 };
			struct error error;

			memset(due, 0, sizeof(due));
			tally_init(&sum);
			sum.latencies.cap = bounds[b].cap;
			draw(&rng, asked, COUNT, b % 2);
			for (uint32_t i = 0; i < ALL; i++) { /* each of them at least once */
				asked[i * 30].service = i % SERVICES;
				asked[i * 30].hour = i / SERVICES;
			}
			for (uint32_t i = 0; i < COUNT; i++)
				slim_add(&due[asked[i].service][asked[i].hour][asked[i].cell],
					 asked[i].duration_us, asked[i].weight);
			for (uint32_t r = 0; r < readers; r++) {
				struct tally part = { 0 };

				tally_init(&part);
				part.latencies.cap = bounds[b].cap;
				for (uint32_t i = r; i < COUNT; i += readers)
					ask(&part, &asked[i]);
				assert_true(tally_join(&sum, &part, &error));
				tally_release(&part);
			}
			assert_int_equal(sum.latency_given_up, bounds[b].given_up);
			expect_due(&sum, bounds[b].given_up ? 0 : ALL);
			tally_release(&sum);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_up_in_any_order),
		cmocka_unit_test(leaves_none_past_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
