/* sketch.c - a histogram over logarithmic buckets. */
#include "analysis/sketch.h"

#include <math.h>

#define STEPS_LOG 4
#define STEPS (1u << STEPS_LOG)

static uint32_t bucket_of(int64_t value)
{
	uint32_t octave, bucket;

	if (value < (int64_t)STEPS)
		return value < 0 ? 0 : (uint32_t)value;
	octave = 63 - (uint32_t)__builtin_clzll((uint64_t)value) - STEPS_LOG;
	bucket = STEPS * (octave + 1) + (uint32_t)((value >> octave) & (STEPS - 1));
	return MIN(bucket, (uint32_t)SKETCH_BUCKETS - 1);
}

/* The middle of a bucket. */
static double bucket_value(uint32_t bucket)
{
	uint32_t octave;

	if (bucket < STEPS)
		return bucket;
	octave = bucket / STEPS - 1;
	return ldexp(STEPS + bucket % STEPS + 0.5, (int)octave) - (octave ? 0 : 0.5);
}

void sketch_add(struct sketch *sketch, int64_t value, uint64_t weight)
{
	sketch->count[bucket_of(value)] += weight;
	sketch->total += weight;
}

void sketch_join(struct sketch *into, const struct sketch *from)
{
	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++)
		into->count[i] += from->count[i];
	into->total += from->total;
}

double sketch_quantile(const struct sketch *sketch, double quantile)
{
	uint64_t rank = (uint64_t)ceil(quantile * (double)sketch->total);
	uint64_t passed = 0;

	if (!sketch->total)
		return NAN;
	rank = MIN(MAX(rank, 1), sketch->total);
	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++) {
		passed += sketch->count[i];
		if (passed >= rank)
			return bucket_value(i);
	}
	return bucket_value(SKETCH_BUCKETS - 1);
}

/* Where a bucket begins. */
static double slim_floor(uint32_t bucket)
{
	uint32_t step = bucket - 1;

	if (!bucket)
		return 0;
	return ldexp(SLIM_STEPS + step % SLIM_STEPS,
		     (int)(SLIM_FIRST_LOG + step / SLIM_STEPS) - SLIM_STEPS_LOG);
}

uint32_t slim_sum(uint32_t count, uint64_t more)
{
	return more > UINT32_MAX - count ? UINT32_MAX : count + (uint32_t)more;
}

void slim_join(struct slim *into, const struct slim *from)
{
	for (uint32_t i = 0; i < SLIM_BUCKETS; i++)
		into->count[i] = slim_sum(into->count[i], from->count[i]);
}

uint64_t slim_above(const struct slim *slim, uint32_t bucket)
{
	uint64_t sum = 0;

	for (uint32_t i = bucket; i < SLIM_BUCKETS; i++)
		sum += slim->count[i];
	return sum;
}

uint64_t slim_total(const struct slim *slim)
{
	return slim_above(slim, 0);
}

double slim_quantile(const struct slim *slim, double quantile)
{
	double rank = quantile * (double)slim_total(slim), passed = 0;

	for (uint32_t i = 0; i < SLIM_BUCKETS; i++) {
		double count = slim->count[i], low = fmax(slim_floor(i), 1);

		if (count > 0 && passed + count >= rank)
			return low * pow(slim_floor(i + 1) / low, (rank - passed) / count);
		passed += count;
	}
	return NAN;
}
