/* count_min.c - see count_min.h. */
#include "analysis/count_min.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>
#include <string.h>

#define CELLS_MIN 1024

void count_min_init(struct count_min *sketch, uint32_t cells)
{
	*sketch = (struct count_min){ .cells = CELLS_MIN };
	while (sketch->cells < cells && sketch->cells < COUNT_MIN_CELLS_MAX)
		sketch->cells *= 2;
	sketch->cell = calloc((size_t)COUNT_MIN_ROWS * sketch->cells, sizeof(*sketch->cell));
	invariant(sketch->cell);
}

void count_min_release(struct count_min *sketch)
{
	free(sketch->cell);
	free(sketch->total);
	*sketch = (struct count_min){ 0 };
}

/* Its cell in a row. */
static struct count_min_cell *cell_of(const struct count_min *sketch, uint32_t row,
				      uint32_t episode, uint64_t stable)
{
	uint64_t key = stable_mix(stable ^ stable_mix((uint64_t)episode + 1));

	return &sketch->cell[row * sketch->cells + (key >> 32 * row & (sketch->cells - 1))];
}

static void total_add(struct count_min *sketch, uint32_t episode, uint64_t more)
{
	if (episode >= sketch->episodes) {
		uint32_t episodes = MAX(episode + 1, 2 * sketch->episodes);

		sketch->total = realloc(sketch->total, episodes * sizeof(*sketch->total));
		invariant(sketch->total);
		memset(sketch->total + sketch->episodes, 0,
		       (episodes - sketch->episodes) * sizeof(*sketch->total));
		sketch->episodes = episodes;
	}
	sketch->total[episode] += more;
}

uint64_t count_min_total(const struct count_min *sketch, uint32_t episode)
{
	return episode < sketch->episodes ? sketch->total[episode] : 0;
}

struct count_min_cell count_min_look(const struct count_min *sketch, uint32_t episode,
				     uint64_t stable)
{
	struct count_min_cell least = { UINT64_MAX, UINT64_MAX };

	for (uint32_t row = 0; row < COUNT_MIN_ROWS; row++) {
		const struct count_min_cell *cell = cell_of(sketch, row, episode, stable);

		least.inside = MIN(least.inside, cell->inside);
		least.reference = MIN(least.reference, cell->reference);
	}
	return least;
}

struct count_min_cell count_min_add(struct count_min *sketch, uint32_t episode, uint64_t stable,
				    struct count_min_cell more)
{
	for (uint32_t row = 0; row < COUNT_MIN_ROWS; row++) {
		struct count_min_cell *cell = cell_of(sketch, row, episode, stable);

		cell->inside += more.inside;
		cell->reference += more.reference;
	}
	total_add(sketch, episode, more.inside);
	return count_min_look(sketch, episode, stable);
}
