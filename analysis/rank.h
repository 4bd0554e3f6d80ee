/* rank.h - the order in which counts are told, put in by radix: there can be many. */
#ifndef ANALYSIS_RANK_H
#define ANALYSIS_RANK_H

#include "analysis/count_table.h"

/*
 * Sort numbers of counts of one episode: the most inside first, equals by their stable hash, and
 * where those were made to meet by their bytes. So the order is the same in every run.
 */
void ranks_sort(const struct count_table *table, uint32_t *number, size_t numbers);

#endif
