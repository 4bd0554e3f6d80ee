/* test_meetings.c - which clients came with which values: past bounds that meet, in any order. */
#include "analysis/stable_hash.h"
#include "core/crew.h"
#include "tests/unit/analysis/books.h"

#include <stdio.h>

enum {
	MIXED = 40000,
	MIXED_PATHS = 3000,
	MIXED_AGENTS = 700,
	MIXED_CLIENTS = 4000,
	MIXED_WORKERS = 3
};

/* Few come with much, many with little; of three episodes one has nearly all. */
static void add_mixed(struct book *book, struct tray *tray, uint32_t number)
{
	uint64_t random = stable_mix(number + 1), more = stable_mix(random);
	struct spot spot = { .at_us = (int64_t)(more & 0xff),
			     .line = number,
			     .offset = 9 * number };
	struct span value[DIMENSIONS] = { 0 };
	struct tray_row row = { .value = value, .spot = &spot, .weight = 1 + (more >> 8 & 1) };
	char text[3][16];

	snprintf(text[0], sizeof(text[0]), "/%u", (uint32_t)(random >> 32 & 0xffff) % MIXED_PATHS);
	snprintf(text[1], sizeof(text[1]), "a%u", (uint32_t)(random >> 48) % MIXED_AGENTS);
	snprintf(text[2], sizeof(text[2]), "c%u",
		 (uint32_t)((random & 0xffff) * (random >> 16 & 0xffff) % MIXED_CLIENTS));
	if (more >> 16 & 1) /* what holds much, though few of its hash are kept */
		snprintf(text[0], sizeof(text[0]), "/h%u", (uint32_t)(more >> 17 & 3));
	value[DIMENSION_PATH] = span_text(text[0]);
	value[DIMENSION_AGENT] = span_text(text[1]);
	value[DIMENSION_CLIENT] = span_text(text[2]);
	row.record = SPAN("x");
	if (tray_is_full(tray))
		book_take(book, tray);
	tray_add(tray, &row, more >> 20 & 15 ? 0 : 1 + (more >> 24 & 1), more >> 25 & 7);
}

enum mixing { FRONT_TO_BACK, BACK_TO_FRONT, IN_STEPS, BY_WORKERS, MIXINGS };

/* In so many workers' parts, of one that does it all or of one of them. */
static void mix(struct book *book, enum mixing mixing, uint32_t worker, uint32_t workers)
{
	struct tray *tray[2] = { tray_new(), tray_new() };

	for (uint32_t i = worker; i < MIXED; i += workers) {
		uint32_t number = mixing == BACK_TO_FRONT ? MIXED - 1 - i
				  : mixing == IN_STEPS    ? i * 7919 % MIXED
							  : i;

		add_mixed(book, tray[i % 3 == 0], number);
	}
	for (int t = 0; t < 2; t++) {
		book_take(book, tray[t]);
		tray_free(tray[t]);
	}
}

static void mix_some(void *context, uint32_t worker)
{
	mix(context, BY_WORKERS, worker, MIXED_WORKERS);
}

/* Whichever bounds are passed, and whichever of them first: what is left out is the same. */
static void does_not_see_the_order(void **state)
{
	static const struct {
		uint32_t values, clients, distinct;
		bool thins_values, thins_meetings;
	} cases[] = {
		{ 10000, 10000, 1000000, false, false },
		{ 10000, 10000, 8000, false, true },
		{ 10000, MIXED_CLIENTS / 3, 1000000, false, true },
		{ 400, 10000, 1000000, true, false },
		{ 400, 10000, 8000, true, true },
		{ 400, MIXED_CLIENTS / 3, 2000, true, true },
		{ 1, 1, 1, true, true },
	};

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		struct allowance allowance =
			allow(cases[c].values, cases[c].clients, cases[c].distinct);
		struct book book[MIXINGS];

		for (enum mixing mixing = 0; mixing < MIXINGS; mixing++) {
			book_init(&book[mixing], 3, &allowance, 0);
			if (mixing == BY_WORKERS)
				crew_each(MIXED_WORKERS, MIXED_WORKERS, mix_some, &book[mixing]);
			else
				mix(&book[mixing], mixing, 0, 1);
			book_settle(&book[mixing], 2);
			assert_alike(&book[0], &book[mixing]);
			assert_alike(&book[mixing], &book[0]);
		}
		assert_int_equal(paths_of(&book[0])->shift > 0, cases[c].thins_values);
		assert_int_equal(book_clients_thinning(&book[0]) > 1, cases[c].thins_meetings);
		for (enum mixing mixing = 0; mixing < MIXINGS; mixing++)
			book_release(&book[mixing]);
	}
}

/* A client with very many values costs those of others in that dimension alone. */
static void one_with_much_leaves_others(void **state)
{
	const struct allowance allowance = allow(100000, 100000, 4000);
	struct book book;
	struct tray *tray = tray_new();

	(void)state;
	book_init(&book, 1, &allowance, 0);
	for (uint32_t i = 0; i < 40000; i++) {
		struct spot spot = { .at_us = 1 };
		struct span value[DIMENSIONS] = { 0 };
		struct tray_row row = { .value = value, .spot = &spot, .weight = 1 };
		char path[16], client[16];

		snprintf(path, sizeof(path), "/%u", i % 2 ? i : 0);
		snprintf(client, sizeof(client), "c%u", i % 2 ? 0 : 1 + i / 2 % 500);
		value[DIMENSION_PATH] = span_text(path);
		value[DIMENSION_CLIENT] = span_text(client);
		value[DIMENSION_AGENT] = i % 2 ? SPAN("scanner") : SPAN("browser");
		if (tray_is_full(tray))
			book_take(&book, tray);
		tray_add(tray, &row, 0, true);
	}
	book_take(&book, tray);
	book_settle(&book, 2);
	assert_true(clients_with(&book, 0, DIMENSION_AGENT, SPAN("browser")) == 500);
	assert_true(clients_with(&book, 0, DIMENSION_AGENT, SPAN("scanner")) == 1);
	assert_true(book_clients_thinning(&book) == 8); /* of 20,500 paths and clients 4,000 */
	assert_true(fabs(clients_with(&book, 0, DIMENSION_PATH, SPAN("/0")) - 500) <
		    5 * sqrt(7 * 500));
	tray_free(tray);
	book_release(&book);
}

/* However many clients they have: of two values, but not where thousands came beside them. */
static void keeps_all_of_few_values(void **state)
{
	static const struct {
		uint32_t seldom;
		bool exact;
	} cases[] = { { 0, true }, { 3000, false } };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		const struct allowance allowance = allow(1000, 20000, 2000);
		struct book book;
		struct tray *tray = tray_new();
		uint32_t clients = 12000;

		book_init(&book, 1, &allowance, 0);
		for (uint32_t i = 0; i < clients + cases[c].seldom; i++) {
			struct spot spot = { .at_us = 1 };
			struct span value[DIMENSIONS] = { 0 };
			struct tray_row row = { .value = value, .spot = &spot, .weight = 1 };
			char method[16], client[16];

			snprintf(method, sizeof(method), i < clients ? "M%u" : "seldom%u",
				 i < clients ? i % 2 : i);
			snprintf(client, sizeof(client), "c%u", i % clients);
			value[DIMENSION_METHOD] = span_text(method);
			value[DIMENSION_CLIENT] = span_text(client);
			if (tray_is_full(tray))
				book_take(&book, tray);
			tray_add(tray, &row, 0, true);
		}
		book_take(&book, tray);
		book_settle(&book, 2);
		assert_int_equal(book_clients_thinning(&book) == 1, cases[c].exact);
		if (cases[c].exact)
			assert_true(clients_with(&book, 0, DIMENSION_METHOD, SPAN("M0")) ==
				    clients / 2);
		tray_free(tray);
		book_release(&book);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(one_with_much_leaves_others),
		cmocka_unit_test(keeps_all_of_few_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
