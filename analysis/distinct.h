/*
 * distinct.h - about how many different things were seen, in a table of fixed size.
 *
 * HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) of 2^12 registers: of 10,000 and more it
 * tells the number with a standard error of 1.6 %, of fewer, by registers that are empty (Whang
 * 1990), with less. What it says depends on what was added, never on the order, and never falls.
 */
#ifndef ANALYSIS_DISTINCT_H
#define ANALYSIS_DISTINCT_H

#include "core/core.h"

#define DISTINCT_REGISTERS 4096
#define DISTINCT_RANK_MAX 50

struct distinct {
	uint8_t rank[DISTINCT_REGISTERS];
	uint64_t sum;   /* over registers: 2^(DISTINCT_RANK_MAX - rank) */
	uint32_t empty; /* registers of rank 0 */
};

void distinct_init(struct distinct *distinct);

/* Add a thing by a hash whose bits are all as good as random (stable_mix). */
void distinct_add(struct distinct *distinct, uint64_t hash);

double distinct_count(const struct distinct *distinct);

#endif
