/* test_holdings.c - which services share sources, in however many parts it is noted. */
#include "analysis/holdings.h"
#include "tests/support/test.h"

#include <stdlib.h>

enum { SOURCES = 6, SERVICES = 5, NOTES = 12, PARTS = 3 };

struct note {
	uint32_t source, service;
};

static uint32_t sole_by_trying_all(const struct note *note, int notes, uint32_t source)
{
	uint32_t sole = HELD_NONE;

	for (int i = 0; i < notes; i++) {
		if (note[i].source != source || note[i].service == sole)
			continue;
		if (sole != HELD_NONE)
			return HELD_SEVERAL;
		sole = note[i].service;
	}
	return sole;
}

static bool shares_by_trying_all(const struct note *note, int notes, uint32_t service)
{
	for (int i = 0; i < notes; i++)
		if (note[i].service == service &&
		    sole_by_trying_all(note, notes, note[i].source) == HELD_SEVERAL)
			return true;
	return false;
}

static void finds_what_brute_force_finds(void **state)
{
	(void)state;
	srand(9);
	for (int turn = 0; turn < 2000; turn++) {
		struct arena arena = { 0 };
		struct holdings part[PARTS] = { 0 }, all = { 0 };
		struct note note[NOTES];
		int notes = rand() % (NOTES + 1);
		uint32_t number[PARTS][SERVICES]; /* of a part's services in the sum */

		/* Each part numbers services in its own way. */
		for (uint32_t p = 0; p < PARTS; p++)
			for (uint32_t i = 0; i < SERVICES; i++)
				number[p][i] = (i + p) % SERVICES;
		for (int i = 0; i < notes; i++) {
			uint32_t p = (uint32_t)rand() % PARTS;

			note[i] = (struct note){ (uint32_t)rand() % SOURCES,
						 (uint32_t)rand() % SERVICES };
			holdings_note(&part[p], note[i].source,
				      (note[i].service + SERVICES - p) % SERVICES, &arena);
		}
		for (uint32_t p = 0; p < PARTS; p++)
			holdings_join(&all, &part[p], number[p], &arena);
		for (uint32_t i = 0; i < SOURCES + 2; i++)
			assert_int_equal(holdings_sole(&all, i),
					 sole_by_trying_all(note, notes, i));
		for (uint32_t i = 0; i < SERVICES + 2; i++)
			assert_int_equal(holdings_shares(&all, i),
					 shares_by_trying_all(note, notes, i));
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
