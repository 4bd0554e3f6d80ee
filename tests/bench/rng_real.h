/*
 * rng_real.h - real-valued and counting distributions on top of rng.h.
 *
 * With libm, so a seed names its output up to the last digits of a machine's libm.
 */
#ifndef BENCH_RNG_REAL_H
#define BENCH_RNG_REAL_H

#include "tests/bench/rng.h"

#include <math.h>

/* Above 0, below 1. */
static inline double rng_unit(struct rng *rng)
{
	return ((double)(rng_next(rng) >> 12) + 0.5) / 4503599627370496.0;
}

/* Standard normal, by Box and Muller. */
static inline double rng_normal(struct rng *rng)
{
	double radius = sqrt(-2 * log(rng_unit(rng)));

	return radius * cos(2 * M_PI * rng_unit(rng));
}

/* Poisson: by products of uniforms below 30, above as the rounded normal that it nearly is. */
static inline uint64_t rng_poisson(struct rng *rng, double mean)
{
	if (mean < 30) {
		double limit = exp(-mean), product = rng_unit(rng);
		uint64_t count = 0;

		for (; product > limit; count++)
			product *= rng_unit(rng);
		return count;
	}
	/* Cube-root transform (Wilson and Hilferty): right in mean and variance, and skewed. */
	double z = rng_normal(rng), root = 1 - 1 / (9 * mean) + z / (3 * sqrt(mean));
	double count = mean * root * root * root;

	return count > 0 ? (uint64_t)(count + 0.5) : 0;
}

/* How many of `trials` succeed. */
static inline uint64_t rng_binomial(struct rng *rng, uint64_t trials, double share)
{
	uint64_t count = 0;

	if (trials < 64) {
		for (uint64_t i = 0; i < trials; i++)
			count += rng_unit(rng) < share;
		return count;
	}
	if ((double)trials * share < 30)
		count = rng_poisson(rng, (double)trials * share);
	else
		count = (uint64_t)fmax(
			(double)trials * share +
				rng_normal(rng) * sqrt((double)trials * share * (1 - share)) + 0.5,
			0);
	return count < trials ? count : trials;
}

#endif
