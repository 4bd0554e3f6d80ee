/* count_min.c - see count_min.h. */
#include "analysis/count_min.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(COUNT_MIN_ROWS * 16 == 128 && COUNT_MIN_CELLS_MAX <= 1 << 16, "16 bits a row");

/* Where a value is in each row: by other bits. */
struct key {
	uint64_t half[2];
};

static struct key key_of(uint32_t episode, uint64_t stable)
{
	uint64_t first = stable_mix(stable ^ stable_mix((uint64_t)episode + 1));

	return (struct key){ { first, stable_mix(first + 1) } };
}

uint32_t count_min_cells(uint32_t cells, uint32_t episodes)
{
	uint32_t each = COUNT_MIN_CELLS_MIN;

	cells /= MAX(episodes, 1u);
	while (each < cells && each < COUNT_MIN_CELLS_MAX)
		each *= 2;
	return each;
}

void count_min_init(struct count_min *sketch, uint32_t cells)
{
	*sketch = (struct count_min){ .cells = cells };
}

void count_min_release(struct count_min *sketch)
{
	for (uint32_t i = 0; i < sketch->episodes; i++)
		free(sketch->episode[i].cell);
	free(sketch->episode);
	*sketch = (struct count_min){ 0 };
}

static struct count_min_cell *cell_of(const struct count_min *sketch, uint32_t row,
				      const struct count_min_episode *of, const struct key *key)
{
	uint64_t at = key->half[row / 4] >> row % 4 * 16 & (sketch->cells - 1);

	return &of->cell[row * sketch->cells + at];
}

static struct count_min_episode *episode_of(struct count_min *sketch, uint32_t episode)
{
	struct count_min_episode *of;

	if (episode >= sketch->episodes) {
		uint32_t episodes = MAX(episode + 1, 2 * sketch->episodes);

		sketch->episode = realloc(sketch->episode, episodes * sizeof(*sketch->episode));
		invariant(sketch->episode);
		memset(sketch->episode + sketch->episodes, 0,
		       (episodes - sketch->episodes) * sizeof(*sketch->episode));
		sketch->episodes = episodes;
	}
	of = &sketch->episode[episode];
	if (!of->cell) {
		of->cell = calloc((size_t)COUNT_MIN_ROWS * sketch->cells, sizeof(*of->cell));
		invariant(of->cell);
	}
	return of;
}

uint64_t count_min_total(const struct count_min *sketch, uint32_t episode)
{
	return episode < sketch->episodes ? sketch->episode[episode].total : 0;
}

struct count_min_cell count_min_look(const struct count_min *sketch, uint32_t episode,
				     uint64_t stable)
{
	struct count_min_cell least = { UINT64_MAX, UINT64_MAX };
	struct key key = key_of(episode, stable);

	if (episode >= sketch->episodes || !sketch->episode[episode].cell)
		return (struct count_min_cell){ 0, 0 };
	for (uint32_t row = 0; row < COUNT_MIN_ROWS; row++) {
		const struct count_min_cell *cell =
			cell_of(sketch, row, &sketch->episode[episode], &key);

		least.inside = MIN(least.inside, cell->inside);
		least.reference = MIN(least.reference, cell->reference);
	}
	return least;
}

struct count_min_cell count_min_add(struct count_min *sketch, uint32_t episode, uint64_t stable,
				    struct count_min_cell more)
{
	struct count_min_episode *of = episode_of(sketch, episode);
	struct key key = key_of(episode, stable);

	for (uint32_t row = 0; row < COUNT_MIN_ROWS; row++) {
		struct count_min_cell *cell = cell_of(sketch, row, of, &key);

		cell->inside += more.inside;
		cell->reference += more.reference;
	}
	of->total += more.inside;
	return count_min_look(sketch, episode, stable);
}
