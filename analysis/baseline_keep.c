/*
 * baseline_keep.c - a baseline in few bytes, and back.
 *
 * Most factors are 1: those of what was never fitted for want of past, and of what does not come
 * back. The others are kept as they are; seasons and means are made of them anew.
 */
#include "analysis/baseline_parts.h"

#include "core/bits.h"

#include <stddef.h>
#include <string.h>

/* What comes before the factors is kept as it is. */
#define HEAD_BYTES offsetof(struct baseline, profile)
#define FACTORS ((offsetof(struct baseline, season) - HEAD_BYTES) / sizeof(double))

struct baseline_kept {
	enum baseline_kind kind;
	struct stretch_of_level *level;
	double *factor;                                        /* those that are not 1 */
	uint64_t other[(FACTORS + BITS_WORD - 1) / BITS_WORD]; /* which, by bit */
	unsigned char head[HEAD_BYTES];
};

/* All of them in a row, of which `profile` is the first part. */
static double *factors_of(struct baseline *baseline)
{
	return (double *)(void *)((char *)baseline + HEAD_BYTES);
}

static bool is_other(const struct baseline_kept *kept, size_t factor)
{
	return kept->other[factor / BITS_WORD] >> factor % BITS_WORD & 1;
}

/* Where nothing is expected, nothing has to be known. */
static const struct baseline_kept none = { .kind = BASELINE_NONE };

const struct baseline_kept *baseline_keep(const struct baseline *baseline, struct arena *arena)
{
	const double *factor = factors_of((struct baseline *)(uintptr_t)baseline);
	struct baseline_kept *kept;
	size_t others = 0;

	if (baseline->kind == BASELINE_NONE)
		return &none;
	kept = arena_take(arena, sizeof(*kept));
	kept->kind = baseline->kind;
	memcpy(kept->head, baseline, HEAD_BYTES);
	kept->level = arena_array(arena, baseline->levels, sizeof(*kept->level));
	memcpy(kept->level, baseline->level, baseline->levels * sizeof(*kept->level));
	for (size_t i = 0; i < FACTORS; i++)
		others += factor[i] != 1;
	kept->factor = arena_array(arena, others, sizeof(double));
	others = 0;
	for (size_t i = 0; i < FACTORS; i++)
		if (factor[i] != 1) {
			kept->factor[others++] = factor[i];
			kept->other[i / BITS_WORD] |= UINT64_C(1) << i % BITS_WORD;
		}
	return kept;
}

const struct baseline *baseline_recall(const struct baseline_kept *kept, struct arena *arena)
{
	struct baseline *baseline = arena_take(arena, sizeof(*baseline));
	double *factor = factors_of(baseline);
	size_t others = 0;

	if (kept->kind == BASELINE_NONE)
		return baseline;
	memcpy(baseline, kept->head, HEAD_BYTES);
	baseline->level = kept->level;
	for (size_t i = 0; i < FACTORS; i++)
		factor[i] = is_other(kept, i) ? kept->factor[others++] : 1;
	baseline_multiply(baseline);
	baseline->mean = arena_array(arena, baseline->bins, sizeof(double));
	for (uint32_t i = 0; i < baseline->bins; i++) {
		struct place place =
			baseline_place(baseline->zone, baseline->begin_us + i * baseline->bin_us +
							       baseline->bin_us / 2);
		struct phase phase = baseline_phase(baseline, &place);

		baseline->mean[i] = baseline_season(baseline, &phase);
	}
	baseline_finish(baseline, arena);
	return baseline;
}
