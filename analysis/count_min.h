/*
 * count_min.h - how often each of very many values was seen, in a table of fixed size: never
 * too few, too many by what else fell into the same cell.
 *
 * A Count-Min sketch (Cormode and Muthukrishnan 2005) of two rows. What it says depends on
 * the values that were added, never on their order.
 */
#ifndef ANALYSIS_COUNT_MIN_H
#define ANALYSIS_COUNT_MIN_H

#include "core/core.h"

#define COUNT_MIN_ROWS 2
#define COUNT_MIN_CELLS_MAX 65536 /* of a row */

struct count_min_cell {
	uint64_t inside, reference;
};

struct count_min {
	struct count_min_cell *cell; /* [COUNT_MIN_ROWS][cells]; NULL: there is none */
	uint64_t *total;             /* of each episode: all that was inside */
	uint32_t cells, episodes;
};

/* `cells` is rounded up to a power of two, and cut to COUNT_MIN_CELLS_MAX. */
void count_min_init(struct count_min *sketch, uint32_t cells);
void count_min_release(struct count_min *sketch);

/* Add to a value of an episode, given by its stable hash; returns what it comes to. */
struct count_min_cell count_min_add(struct count_min *sketch, uint32_t episode, uint64_t stable,
				    struct count_min_cell more);
struct count_min_cell count_min_look(const struct count_min *sketch, uint32_t episode,
				     uint64_t stable);

/* All that was added inside of an episode. */
uint64_t count_min_total(const struct count_min *sketch, uint32_t episode);

#endif
