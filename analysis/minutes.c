/* minutes.c - see minutes.h. */
#include "analysis/minutes.h"

#include "core/bits.h"

#include <string.h>

#define BLOCK_CELLS 64
#define SERIES 3

/* Below it an integer is kept as such; what is none, or past it, by a double's bits: a larger one.
 */
#define INTEGERS_END (UINT64_C(1) << 53)

/* So many cells in a row. Of each series in turn there are those of cells that hold anything. */
struct block {
	uint64_t at; /* of the first of them */
	uint64_t some;
	uint8_t bits[SERIES]; /* of each */
};

struct minutes {
	struct block *block;
	uint64_t *word;
	const uint8_t *known; /* [cells]; NULL: all are */
};

static uint64_t code_of(double value)
{
	uint64_t code;

	if (value >= 0 && value < (double)INTEGERS_END && value == (double)(uint64_t)value)
		return (uint64_t)value;
	memcpy(&code, &value, sizeof(code));
	return code;
}

static double value_of(uint64_t code)
{
	double value;

	if (code < INTEGERS_END)
		return (double)code;
	memcpy(&value, &code, sizeof(value));
	return value;
}

/* How a block is packed that begins there; the bits that it takes. */
static uint64_t block_measure(struct block *block, const double *const *series, uint32_t from,
			      uint32_t cells)
{
	uint64_t all = 0;

	for (uint32_t s = 0; s < SERIES; s++) {
		uint64_t some = 0;

		for (uint32_t i = 0; i < cells; i++) {
			uint64_t code = code_of(series[s][from + i]);

			some |= code;
			block->some |= (uint64_t)(code != 0) << i;
		}
		block->bits[s] = (uint8_t)bits_of(some);
		all += block->bits[s];
	}
	return all * (uint32_t)__builtin_popcountll(block->some);
}

static void block_write(const struct block *block, const double *const *series, uint32_t from,
			uint64_t *word)
{
	uint64_t at = block->at;
	uint32_t cell;

	for (uint32_t s = 0; s < SERIES; s++)
		for (uint64_t left = block->some; block->bits[s] && bits_next(&left, &cell);
		     at += block->bits[s])
			bits_set(word, at, block->bits[s], code_of(series[s][from + cell]));
}

static void block_read(const struct block *block, const uint64_t *word, uint32_t from,
		       double *const *series)
{
	uint64_t at = block->at;
	uint32_t cell;

	for (uint32_t s = 0; s < SERIES; s++)
		for (uint64_t left = block->some; block->bits[s] && bits_next(&left, &cell);
		     at += block->bits[s])
			series[s][from + cell] = value_of(bits_get(word, at, block->bits[s]));
}

static const uint8_t *known_keep(const struct activity *activity, struct arena *arena)
{
	uint8_t *known;

	if (!activity->cells || !memchr(activity->known, 0, activity->cells))
		return NULL;
	known = arena_array(arena, activity->cells, 1);
	memcpy(known, activity->known, activity->cells);
	return known;
}

const struct minutes *minutes_keep(const struct activity *activity, struct arena *arena)
{
	const double *series[SERIES] = { activity->events, activity->failed, activity->bytes };
	uint32_t blocks = (activity->cells + BLOCK_CELLS - 1) / BLOCK_CELLS;
	struct minutes *minutes = arena_take(arena, sizeof(*minutes));
	uint64_t bits = 0;

	minutes->known = known_keep(activity, arena);
	minutes->block = arena_array(arena, blocks, sizeof(*minutes->block));
	for (uint32_t i = 0; i < blocks; i++) {
		uint32_t from = i * BLOCK_CELLS;

		minutes->block[i].at = bits;
		bits += block_measure(&minutes->block[i], series, from,
				      MIN(activity->cells - from, BLOCK_CELLS));
	}
	minutes->word = arena_array(arena, bits_words(bits), sizeof(uint64_t));
	for (uint32_t i = 0; i < blocks; i++)
		block_write(&minutes->block[i], series, i * BLOCK_CELLS, minutes->word);
	return minutes;
}

struct activity minutes_lay(const struct minutes *minutes, const struct activity *outline,
			    struct arena *arena)
{
	uint32_t blocks = (outline->cells + BLOCK_CELLS - 1) / BLOCK_CELLS;
	struct activity activity = *outline;
	double *series[SERIES];
	uint8_t *known = arena_array(arena, outline->cells, 1);

	for (uint32_t s = 0; s < SERIES; s++)
		series[s] = arena_array(arena, outline->cells, sizeof(double));
	for (uint32_t i = 0; i < blocks; i++)
		block_read(&minutes->block[i], minutes->word, i * BLOCK_CELLS, series);
	if (minutes->known)
		memcpy(known, minutes->known, outline->cells);
	else
		memset(known, 1, outline->cells);
	activity.events = series[0];
	activity.failed = series[1];
	activity.bytes = series[2];
	activity.known = known;
	return activity;
}
