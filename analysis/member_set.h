/*
 * member_set.h - sets of small numbers: which clients each of very many values had.
 *
 * Most sets have few members, some have nearly all there are. So a set begins in its own
 * record, goes on as a hash table of numbers, and becomes a bit for each number where that takes
 * less; and back again where numbers that are far greater come. It never takes much more than
 * 11 bytes a member, apart from its record.
 */
#ifndef ANALYSIS_MEMBER_SET_H
#define ANALYSIS_MEMBER_SET_H

#include "core/core.h"

#define MEMBERS_NEAR 4
#define MEMBER_POOL_CLASSES 32

struct member_set {
	uint32_t count;
	uint8_t kind;       /* enum member_kind */
	uint8_t log2_bytes; /* of what lies apart */
	union {
		uint32_t near[MEMBERS_NEAR];
		uint32_t *slot; /* a member + 1; 0: free */
		uint64_t *word; /* 64 members each */
	} of;
};

/* Room of sets, in powers of two; what one gives back others take. All zero is an empty one. */
struct member_pool {
	void *free[MEMBER_POOL_CLASSES]; /* by log2 of their bytes; each begins with the next */
	void *block;                     /* the newest; each begins with the one before */
	uint32_t block_left;
	uint64_t factor; /* spreads members: keyed, so that nobody outside can build chains */
};

/*
 * An empty pool, for sets that are made of another's: members come in the order in which the
 * other keeps them, and if this one spread them alike they would fall side by side.
 */
struct member_pool member_pool_after(const struct member_pool *other);

/* Sets with room of it must not be used afterwards. */
void member_pool_release(struct member_pool *pool);

/* All zero is an empty set. True where it had not that member, which is below UINT32_MAX. */
bool member_set_add(struct member_set *set, uint32_t member, struct member_pool *pool);

/* Call for what adding needs to come from memory; the set is here. */
static inline void member_set_approach(const struct member_set *set, uint32_t member,
				       const struct member_pool *pool);

/* Give its room back; it is empty afterwards. */
void member_set_empty(struct member_set *set, struct member_pool *pool);

/* A walk over the members, in any order: `at` is 0 at first. False at the end. */
bool member_set_next(const struct member_set *set, uint32_t *at, uint32_t *member);

/* --- for member_set_approach --- */

enum member_kind { MEMBERS_FEW, MEMBERS_HASHED, MEMBERS_BITS };

/* The slot at which to look first. */
static inline uint32_t member_slot(const struct member_set *set, uint32_t member,
				   const struct member_pool *pool)
{
	/* Of four bytes each: two to the log2_bytes - 2. */
	return (uint32_t)((member * pool->factor) >> (64 + 2 - set->log2_bytes));
}

static inline void member_set_approach(const struct member_set *set, uint32_t member,
				       const struct member_pool *pool)
{
	if (set->kind == MEMBERS_HASHED)
		__builtin_prefetch(&set->of.slot[member_slot(set, member, pool)], 1);
}

#endif
