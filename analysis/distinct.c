/* distinct.c - see distinct.h. */
#include "analysis/distinct.h"

#include <math.h>
#include <string.h>

#define INDEX_BITS 12
#define ALPHA (0.7213 / (1 + 1.079 / DISTINCT_REGISTERS))

#define FEW_MAX (2.5 * DISTINCT_REGISTERS)

_Static_assert(1 << INDEX_BITS == DISTINCT_REGISTERS, "a register for each index");

void distinct_init(struct distinct *distinct)
{
	memset(distinct->rank, 0, sizeof(distinct->rank));
	distinct->empty = DISTINCT_REGISTERS;
	distinct->sum = (uint64_t)DISTINCT_REGISTERS << DISTINCT_RANK_MAX;
}

void distinct_add(struct distinct *distinct, uint64_t hash)
{
	uint32_t index = (uint32_t)(hash >> (64 - INDEX_BITS));
	/* Zeros in front of the other bits, and one. */
	uint8_t rank = (uint8_t)MIN(__builtin_clzll(hash << INDEX_BITS | 1) + 1, DISTINCT_RANK_MAX);
	uint8_t *known = &distinct->rank[index];

	if (rank <= *known)
		return;
	distinct->empty -= !*known;
	distinct->sum -= UINT64_C(1) << (DISTINCT_RANK_MAX - *known);
	distinct->sum += UINT64_C(1) << (DISTINCT_RANK_MAX - rank);
	*known = rank;
}

double distinct_count(const struct distinct *distinct)
{
	const double registers = DISTINCT_REGISTERS;
	double few = distinct->empty ? registers * log(registers / distinct->empty) : INFINITY;
	double many =
		ALPHA * registers * registers / ldexp((double)distinct->sum, -DISTINCT_RANK_MAX);

	/* Whichever it is, more registers never make it less. */
	return few < FEW_MAX ? few : MAX(many, FEW_MAX);
}
