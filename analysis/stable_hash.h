/*
 * stable_hash.h - hashes that are the same in every run: they decide what is kept where not
 * all can be, so they may not vary. Whoever writes a log can make two that meet: never take
 * equal hashes for equal bytes, nor place anything by them.
 */
#ifndef ANALYSIS_STABLE_HASH_H
#define ANALYSIS_STABLE_HASH_H

#include "core/span.h"

uint64_t stable_hash(struct span bytes, uint64_t seed);

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t stable_mix(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
	return bits ^ bits >> 31;
}

/* Whether a hash is kept of those with `shift` upper bits of 0. */
static inline bool stable_keep(uint64_t hash, unsigned shift)
{
	return !shift || hash >> (64 - shift) == 0;
}

/* The upper bits that may decide; hashes that agree in all of them were made to. */
#define STABLE_SHIFT_MAX 40

#endif
