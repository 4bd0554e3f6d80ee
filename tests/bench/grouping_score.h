/*
 * grouping_score.h - how well lines were grouped, against labels of people.
 *
 * Grouping accuracy (Zhu et al. 2019): the share of lines whose group holds exactly
 * the lines that its label holds. F1 of groups (Khan et al. 2022): the same by
 * groups, the harmonic mean of groups found that are right, and of labels that were
 * found. F1 of pairs: of the pairs of lines that share a group.
 */
#ifndef BENCH_GROUPING_SCORE_H
#define BENCH_GROUPING_SCORE_H

#include <stdint.h>

struct grouping_score {
	double accuracy, groups_f1, pairs_f1;
	uint32_t found, labelled; /* groups */
};

/* group[i] and label[i] are of line i; any numbers below `count`. */
struct grouping_score grouping_score(const uint32_t *group, const uint32_t *label, uint32_t count);

#endif
