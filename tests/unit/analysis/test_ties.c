/* test_ties.c - how many clients a tie has, against a table of who came with what. */
#include "analysis/stable_hash.h"
#include "analysis/ties.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>

enum { CLIENTS = 3000, TIES = 40, WIDE = 3, VISITS = 3 };

/* Client c comes with ties 0 … c % 13, so that some have more than fit a line. */
static uint32_t ties_of(uint32_t client)
{
	return 1 + client % 13;
}

static uint64_t tie(uint32_t number)
{
	return tie_of(stable_mix(number + 1), 0, 1);
}

/* By the same numbers as their counts have, which were made in the order of the visits. */
struct crowd {
	struct count_table clients;
	struct ties ties;
};

/* One visit: some of a client's ties, the others at its other visits; and a pair of a wide one. */
static void visit(struct crowd *crowd, uint32_t client, uint32_t visit_number)
{
	uint64_t stable = stable_mix(client), with[TIES_NEAR];
	uint32_t count = 0, number;
	char name[16];
	struct pair pair = tie_pair(tie(TIES + client % WIDE), stable);

	snprintf(name, sizeof(name), "%u", client);
	number = count_table_add(&crowd->clients, 0, span_text(name), client * 2654435761u, stable,
				 COUNT_NONE);
	for (uint32_t i = visit_number % 2; i < ties_of(client) && count < TIES_NEAR; i += 2)
		with[count++] = tie(i);
	ties_approach(&crowd->ties, number);
	ties_add(&crowd->ties, number, stable, with, count);
	ties_add_pairs(&crowd->ties, &pair, 1);
}

enum order { FORTH, BACK, BY_VISIT, ORDERS };

static void come(struct crowd *crowd, enum order order, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		uint32_t at = order == BACK ? CLIENTS * VISITS - 1 - i : i;

		if (order == BY_VISIT)
			visit(crowd, at % CLIENTS, at / CLIENTS);
		else
			visit(crowd, at / VISITS, at % VISITS);
	}
}

static void crowd_release(struct crowd *crowd)
{
	ties_release(&crowd->ties);
	count_table_release(&crowd->clients);
}

static double expected_of(uint32_t number)
{
	double clients = 0;

	for (uint32_t c = 0; c < CLIENTS; c++)
		clients += number < TIES ? number < ties_of(c) : c % WIDE == number - TIES;
	return clients;
}

/* Spread before visit `spread_at`; never where that is past the last. */
static void counts_clients(void **state)
{
	const struct {
		uint32_t max, spread_at;
	} cases[] = {
		{ 1u << 20, UINT32_MAX }, { 1u << 20, 0 }, { 1u << 20, 4000 },
		{ 2500, UINT32_MAX },     { 2500, 0 },     { 2500, 4000 },
	};
	double pairs_of_clients[2] = { 0, 0 };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		double first[TIES + WIDE];

		for (enum order order = FORTH; order < ORDERS; order++) {
			struct crowd crowd = { .clients = { .total = 0 } };
			uint32_t all = CLIENTS * VISITS, until = MIN(cases[c].spread_at, all);

			ties_init(&crowd.ties, cases[c].max);
			come(&crowd, order, 0, until);
			if (until < all)
				ties_spread(&crowd.ties, &crowd.clients);
			come(&crowd, order, until, all);
			ties_expect(&crowd.ties, TIES + WIDE);
			for (uint32_t i = 0; i < TIES + WIDE; i++)
				ties_name(&crowd.ties, tie(i));
			ties_settle(&crowd.ties);
			assert_true((ties_thinning(&crowd.ties) > 1) == (cases[c].max == 2500));
			for (uint32_t i = 0; i < TIES + WIDE; i++) {
				double told = ties_clients(&crowd.ties, tie(i));
				double error =
					sqrt((ties_thinning(&crowd.ties) - 1) * expected_of(i));

				assert_true(fabs(told - expected_of(i)) <= 5 * error);
				if (order == FORTH)
					first[i] = told;
				assert_true(told == first[i]);
			}
			pairs_of_clients[cases[c].spread_at <= all] = ties_thinning(&crowd.ties);
			crowd_release(&crowd);
		}
	}
	/* Lines hold most of what would have been thinned. */
	assert_true(pairs_of_clients[0] < pairs_of_clients[1]);
}

static void knows_nothing_of_others(void **state)
{
	const struct pair pair = tie_pair(tie(0), 1);
	struct ties ties;

	(void)state;
	ties_init(&ties, 10);
	ties_expect(&ties, 1);
	ties_name(&ties, tie(1));
	ties_add_pairs(&ties, &pair, 1);
	ties_settle(&ties);
	assert_true(ties_clients(&ties, tie(0)) == 0);
	assert_true(ties_clients(&ties, tie(1)) == 0);
	assert_true(ties_thinning(&ties) == 1);
	ties_release(&ties);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_clients),
		cmocka_unit_test(knows_nothing_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
