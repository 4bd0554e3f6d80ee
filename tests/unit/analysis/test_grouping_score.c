/* test_grouping_score.c - the scorer of groupings, on cases worked out by hand. */
#include "core/core.h"
#include "tests/bench/grouping_score.h"
#include "tests/support/test.h"

#include <string.h>

/* A letter is a line's group, or label. */
static const struct {
	const char *what, *groups, *labels;
	double accuracy, groups_f1, pairs_f1;
} cases[] = {
	{ "all right, by other names", "aabbc", "xxyyz", 1, 1, 1 },
	/* Of 2 groups and 3 labels 1 is right; 2 pairs of lines are in both, 4 and 2 in either. */
	{ "one group holds two labels", "aabbb", "xxyyz", 0.4, 2 * 0.5 * (1. / 3) / (0.5 + 1. / 3),
	  2 * 2. / (4 + 2) },
	{ "one label in two groups", "aabbc", "xxyyy", 0.4, 2 * 0.5 * (1. / 3) / (0.5 + 1. / 3),
	  2 * 2. / (2 + 4) },
	{ "nothing right", "aab", "xyx", 0, 0, 0 },
	{ "lines alone", "abc", "xyz", 1, 1, 1 },
	{ "no lines", "", "", 1, 1, 1 },
};

static void scores_as_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint32_t group[8], label[8];
		uint32_t count = (uint32_t)strlen(cases[i].groups);
		struct grouping_score score;

		for (uint32_t k = 0; k < count; k++) {
			group[k] = (uint32_t)(cases[i].groups[k] - 'a');
			label[k] = (uint32_t)(cases[i].labels[k] - 'x');
		}
		print_message("%s\n", cases[i].what);
		score = grouping_score(group, label, count);
		assert_float_equal(score.accuracy, cases[i].accuracy, 1e-12);
		assert_float_equal(score.groups_f1, cases[i].groups_f1, 1e-12);
		assert_float_equal(score.pairs_f1, cases[i].pairs_f1, 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scores_as_by_hand) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
