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
