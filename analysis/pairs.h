/*
 * pairs.h - a set of (owner, client) pairs by their hashes, which counts the distinct
 * clients of each owner. Past `max` it is sampled by the hashes alone.
 *
 * An owner is a number of the caller's. Pairs may be without one: they take part in
 * the sampling, so that what is kept depends on the pairs alone.
 */
#ifndef ANALYSIS_PAIRS_H
#define ANALYSIS_PAIRS_H

#include "core/core.h"

#define PAIRS_NO_OWNER UINT32_MAX
#define PAIRS_QUEUE 32

struct pairs {
	uint64_t *hash;  /* of each slot; 0: free */
	uint32_t *owner; /* of each slot */
	uint32_t slots, count;
	uint32_t max;   /* pairs that are kept at most */
	unsigned shift; /* kept are hashes whose upper `shift` bits are 0 */
	uint64_t key;   /* places are keyed: chains can't be built from outside */
	/* Pairs whose slots are on their way from memory. */
	uint32_t queued;
	uint64_t queue_hash[PAIRS_QUEUE];
	uint32_t queue_owner[PAIRS_QUEUE];
};

/* All zero but for `max` is an empty set. */
void pairs_release(struct pairs *pairs);

/* Add a pair, soon; a hash stands for one pair. */
void pairs_add(struct pairs *pairs, uint64_t hash, uint32_t owner);

/* Add those that wait. Before slots or counts are looked at. */
void pairs_flush(struct pairs *pairs);

/* Keep only hashes with `shift` upper bits of 0, if it is not so already. */
void pairs_thin(struct pairs *pairs, unsigned shift);

/* The number of distinct pairs of each owner below `owners`, added to `clients`. */
void pairs_count(const struct pairs *pairs, uint32_t owners, uint32_t *clients);

/* Give back the slots; how many there were, and how they were sampled, stays known. */
void pairs_forget(struct pairs *pairs);

#endif
