/* grouping_score.c - see grouping_score.h. */
#include "tests/bench/grouping_score.h"

#include <stdlib.h>

/* A group and a label that share lines. */
struct joint {
	uint32_t group, label;
};

static int joints_compare(const void *left, const void *right)
{
	const struct joint *a = left;
	const struct joint *b = right;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->label > b->label) - (a->label < b->label);
}

static double pairs(uint32_t lines)
{
	return (double)lines * (lines - 1.0) / 2;
}

static double f1(double both, double left, double right)
{
	return left + right > 0 ? 2 * both / (left + right) : 1;
}

struct grouping_score grouping_score(const uint32_t *group, const uint32_t *label, uint32_t count)
{
	struct grouping_score score = { 0 };
	struct joint *joint = calloc(count + 1, sizeof(*joint));
	uint32_t *in_group = calloc(count + 1, sizeof(*in_group));
	uint32_t *in_label = calloc(count + 1, sizeof(*in_label));
	double both = 0, by_group = 0, by_label = 0;
	uint32_t right = 0, right_lines = 0;

	if (!joint || !in_group || !in_label)
		abort();
	for (uint32_t i = 0; i < count; i++) {
		joint[i] = (struct joint){ group[i], label[i] };
		in_group[group[i]]++;
		in_label[label[i]]++;
	}
	qsort(joint, count, sizeof(*joint), joints_compare);
	for (uint32_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && !joints_compare(&joint[i], &joint[end]);)
			end++;
		both += pairs(end - i);
		if (in_group[joint[i].group] != end - i || in_label[joint[i].label] != end - i)
			continue;
		right++;
		right_lines += end - i;
	}
	for (uint32_t i = 0; i < count; i++) {
		score.found += in_group[i] > 0;
		score.labelled += in_label[i] > 0;
		by_group += in_group[i] ? pairs(in_group[i]) : 0;
		by_label += in_label[i] ? pairs(in_label[i]) : 0;
	}
	score.accuracy = count ? (double)right_lines / count : 1;
	score.groups_f1 = f1(right, score.found, score.labelled);
	score.pairs_f1 = f1(both, by_group, by_label);
	free(joint);
	free(in_group);
	free(in_label);
	return score;
}
