/*
 * rng.h - random numbers for generators: the same on every machine.
 *
 * splitmix64 (Steele, Lea, Flood 2014) in 64-bit integers alone: no libm, no
 * libc rand, so a seed names its output byte for byte.
 */
#ifndef BENCH_RNG_H
#define BENCH_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state; /* any value is a seed */
};

static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t mixed = rng->state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

/* Below `limit`, which is at least 1 and below 2^32. */
static inline uint32_t rng_below(struct rng *rng, uint32_t limit)
{
	return (uint32_t)(((rng_next(rng) >> 32) * limit) >> 32);
}

/* True in `share` of a million cases. */
static inline int rng_chance(struct rng *rng, uint32_t share)
{
	return rng_below(rng, 1000000) < share;
}

/*
 * Nearly Poisson: how many of 16 trials per expected event succeed. `mean` is in
 * thousandths. The variance is at least 15/16 of a Poisson's.
 */
static inline uint32_t rng_count(struct rng *rng, uint64_t mean)
{
	uint64_t trials = (mean / 1000 + 1) * 16;
	uint64_t share = (mean << 32) / (trials * 1000); /* of 2^32 */
	uint32_t count = 0;

	for (uint64_t i = 0; i < trials; i++)
		count += (rng_next(rng) >> 32) < share;
	return count;
}

/* An index with the chance of its weight; the weights end with a 0. */
static inline uint32_t rng_pick(struct rng *rng, const uint16_t *weight)
{
	uint32_t sum = 0, pick = 0;

	for (const uint16_t *at = weight; *at; at++)
		sum += *at;
	for (uint32_t left = rng_below(rng, sum); left >= weight[pick]; pick++)
		left -= weight[pick];
	return pick;
}

#endif
