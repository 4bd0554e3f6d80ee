/* test_rounds.c - which looks are in which round of the second pass. */
#include "analysis/rounds.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>

#define LOOKS_MAX 64

/* Looks as text: a service's letter (a capital: it shares sources) and its events. */
struct plan {
	struct look look[LOOKS_MAX];
	struct stretch stretch[LOOKS_MAX];
	char service[LOOKS_MAX][2];
	struct looks looks;
};

static void plan_add(struct plan *plan, char letter, double events)
{
	size_t at = plan->looks.count++;

	assert_true(at < LOOKS_MAX);
	plan->service[at][0] = letter;
	/* Which look it is can be told by the time, before and after. */
	plan->look[at] = (struct look){ .service = plan->service[at],
					.episode = (uint32_t)at,
					.from_us = (int64_t)at,
					.to_us = (int64_t)at + 1,
					.events = events };
	plan->stretch[at] = (struct stretch){
		.service = plan->service[at],
		.from_us = (int64_t)at,
		.to_us = (int64_t)at + 1,
		.shared = letter >= 'A' && letter <= 'Z',
	};
	plan->looks.look = plan->look;
	plan->looks.stretch = plan->stretch;
}

static void plan_read(struct plan *plan, const char *text)
{
	char letter;
	double events;
	int size;

	*plan = (struct plan){ 0 };
	for (; sscanf(text, " %c%lf%n", &letter, &events, &size) == 2; text += size)
		plan_add(plan, letter, events);
}

static void plans_rounds(void **state)
{
	static const struct {
		const char *what, *looks;
		double most;
		const char *rounds; /* services' letters in the order of their looks */
	} cases[] = {
		{ "nothing", "", 10, "" },
		{ "one look", "a5", 10, "a" },
		{ "one service that is too large", "a50 a50", 10, "aa" },
		{ "all fit", "b2 a3 c4", 10, "abc" },
		{ "just so", "a5 b5", 10, "ab" },
		{ "one too many", "a5 b6", 10, "a|b" },
		{ "by their names, whole", "c4 a1 b4 a4 c4 b1", 10, "aabb|cc" },
		{ "a large one among small ones", "a1 b100 c1 d1", 10, "a|b|cd" },
		{ "it has room for the next", "a9 b9 c1", 10, "a|bc" },
		{ "each alone", "a1 b1 c1", 0, "a|b|c" },
		{ "nothing but messages", "a0 b0 c0", 0, "abc" },
		{ "those that share sources stay together, first", "a1 Z50 b1 Y50", 10, "ZY|ab" },
		{ "few of them go with others", "a3 Z3 b3 Y3", 10, "ZYa|b" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		char got[2 * LOOKS_MAX + 1];
		struct rounds rounds;
		struct plan plan;
		size_t at = 0, next = 0;

		print_message("%s\n", cases[i].what);
		plan_read(&plan, cases[i].looks);
		rounds = rounds_plan(&plan.looks, cases[i].most, &arena);
		for (uint32_t r = 0; r < rounds.count; r++) {
			assert_true(rounds.item[r].from == next &&
				    rounds.item[r].to > rounds.item[r].from);
			if (r)
				got[at++] = '|';
			for (; next < rounds.item[r].to; next++)
				got[at++] = plan.look[next].service[0];
		}
		got[at] = '\0';
		assert_true(next == plan.looks.count);
		assert_string_equal(got, cases[i].rounds);
		arena_release(&arena);
	}
}

/* However looks come: each is in one round, with its stretch, behind the service's earlier ones. */
static void holds_every_look_once(void **state)
{
	(void)state;
	srand(5);
	for (int turn = 0; turn < 300; turn++) {
		struct arena arena = { 0 };
		struct plan plan = { 0 };
		int looks = rand() % LOOKS_MAX;
		double most = rand() % 60;
		bool seen[LOOKS_MAX] = { false };
		uint32_t round_of[128];
		int64_t last[128];
		struct rounds rounds;

		for (int i = 0; i < 128; i++) {
			round_of[i] = UINT32_MAX;
			last[i] = -1;
		}
		for (int i = 0; i < looks; i++)
			plan_add(&plan, "abcdefghXYZ"[rand() % 11], rand() % 20);
		rounds = rounds_plan(&plan.looks, most, &arena);
		for (uint32_t r = 0; r < rounds.count; r++) {
			double events = 0;
			bool alone = true;
			char first = 0;

			for (size_t i = rounds.item[r].from; i < rounds.item[r].to; i++) {
				const struct look *look = &plan.look[i];
				/* Those that share sources as one. */
				char part = plan.stretch[i].shared ? 'X' : look->service[0];
				int letter = part;

				assert_true(!seen[look->episode]);
				seen[look->episode] = true;
				assert_true(plan.stretch[i].from_us == look->from_us);
				assert_true(round_of[letter] == UINT32_MAX ||
					    round_of[letter] == r);
				round_of[letter] = r;
				assert_true(part == 'X' || look->from_us > last[letter]);
				last[letter] = look->from_us;
				alone &= !first || first == part;
				first = part;
				events += look->events;
			}
			assert_true(alone || events <= most);
		}
		for (int i = 0; i < looks; i++)
			assert_true(seen[i]);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_rounds),
		cmocka_unit_test(holds_every_look_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
