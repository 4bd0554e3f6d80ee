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

struct pairs_slot;

struct pairs {
	struct pairs_slot *slot;
	uint32_t slots, count;
	uint32_t max;   /* pairs that are kept at most */
	unsigned shift; /* kept are hashes whose upper `shift` bits are 0 */
	uint64_t key;   /* places are keyed: chains can't be built from outside */
};

/* All zero but for `max` is an empty set. */
void pairs_release(struct pairs *pairs);

/* Add a pair; a hash stands for one pair. */
void pairs_add(struct pairs *pairs, uint64_t hash, uint32_t owner);

/* Call for what that needs to come from memory. */
void pairs_approach(const struct pairs *pairs, uint64_t hash);

/* Owners have other numbers now; PAIRS_NO_OWNER where they went. */
void pairs_renumber(struct pairs *pairs, const uint32_t *number);

/* The number of distinct pairs of each owner below `owners`, added to `clients`. */
void pairs_count(const struct pairs *pairs, uint32_t owners, uint32_t *clients);

/* Give back the slots; how many there were, and how they were sampled, stays known. */
void pairs_forget(struct pairs *pairs);

#endif
