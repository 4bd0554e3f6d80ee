/*
 * pairs.h - a set of pairs of a tie and a client by their hashes, for counting the
 * different clients of each tie. Past `max` it is sampled by the hashes alone.
 */
#ifndef ANALYSIS_PAIRS_H
#define ANALYSIS_PAIRS_H

#include "core/hash.h"

struct pair {
	uint64_t hash; /* stands for the pair */
	uint64_t tie;
};

struct pairs {
	struct pair *slot; /* hash 0: free */
	uint32_t slots, count;
	uint32_t max;        /* pairs that are kept at most */
	unsigned shift;      /* kept are hashes whose upper `shift` bits are 0 */
	struct hash_key key; /* once there are slots: chains can't be built from outside */
};

/* All zero but for `max` is an empty set. */
void pairs_release(struct pairs *pairs);

void pairs_add(struct pairs *pairs, const struct pair *pair);

/* Call for what that needs to come from memory. */
void pairs_approach(const struct pairs *pairs, const struct pair *pair);

/* The tie of each pair that is kept, in any order: `at` is 0 at first. False at the end. */
bool pairs_next(const struct pairs *pairs, uint32_t *at, uint64_t *tie);

/* Give back the slots; how many there were, and how they were sampled, stays known. */
void pairs_forget(struct pairs *pairs);

#endif
