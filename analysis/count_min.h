/*
 * count_min.h - how often each of very many values of an episode was seen, in tables of fixed
 * size: never too few, too many by what else of the episode fell into the same cells.
 *
 * A Count-Min sketch (Cormode and Muthukrishnan 2005) of eight rows for each episode: of its own
 * alone, so that a small one is not drowned by a large one's values. What it says depends on the
 * values that were added, never on their order.
 */
#ifndef ANALYSIS_COUNT_MIN_H
#define ANALYSIS_COUNT_MIN_H

#include "core/core.h"

#define COUNT_MIN_ROWS 8
#define COUNT_MIN_CELLS_MIN 128 /* of a row: 16 KB an episode */
#define COUNT_MIN_CELLS_MAX 8192

struct count_min_cell {
	uint64_t inside, reference;
};

struct count_min_episode {
	struct count_min_cell *cell; /* [COUNT_MIN_ROWS][cells]; NULL: nothing was added */
	uint64_t total;              /* all that was inside */
};

struct count_min {
	struct count_min_episode *episode; /* NULL until something was added */
	uint32_t cells, episodes;          /* cells 0: there is none */
};

/*
 * Cells of a row, a power of two, where so many episodes share some `cells`: each has
 * COUNT_MIN_CELLS_MIN at least and COUNT_MIN_CELLS_MAX at most.
 */
uint32_t count_min_cells(uint32_t cells, uint32_t episodes);

/* `cells`: as count_min_cells says. */
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
