/* member_set.c - see member_set.h. Hash tables are at most 3/4 full, with linear probing. */
#include "analysis/member_set.h"

#include "core/hash.h"
#include "core/pages.h"

#include <stdlib.h>
#include <string.h>

#define LOG2_MIN 5    /* 32 bytes: eight members */
#define LOG2_PAGES 13 /* from there on it is the system's own */
#define BLOCK_BYTES (UINT32_C(1) << 16)
#define BLOCK_HEAD 64 /* the block before; what follows it keeps to lines of the cache */

/* --- Room --- */

static void *block_take(struct member_pool *pool, unsigned log2_bytes)
{
	uint32_t bytes = UINT32_C(1) << log2_bytes;

	if (pool->block_left < bytes) {
		void *block = pages_take(BLOCK_BYTES);

		invariant(block);
		memcpy(block, &pool->block, sizeof(void *));
		pool->block = block;
		pool->block_left = BLOCK_BYTES - BLOCK_HEAD;
	}
	pool->block_left -= bytes;
	return (char *)pool->block + BLOCK_BYTES - bytes - pool->block_left;
}

/* All zeros. */
static void *pool_take(struct member_pool *pool, unsigned log2_bytes)
{
	void *room = pool->free[log2_bytes];

	if (!pool->factor)
		pool->factor = hash_key_take().second | 1;
	if (log2_bytes >= LOG2_PAGES) {
		room = pages_take((size_t)1 << log2_bytes);
		invariant(room);
	} else if (room) {
		memcpy(&pool->free[log2_bytes], room, sizeof(void *));
		memset(room, 0, (size_t)1 << log2_bytes);
	} else {
		room = block_take(pool, log2_bytes);
	}
	return room;
}

static void pool_give(struct member_pool *pool, void *room, unsigned log2_bytes)
{
	if (log2_bytes >= LOG2_PAGES) {
		pages_release(room, (size_t)1 << log2_bytes);
		return;
	}
	memcpy(room, &pool->free[log2_bytes], sizeof(void *));
	pool->free[log2_bytes] = room;
}

struct member_pool member_pool_after(const struct member_pool *other)
{
	return (struct member_pool){ .factor = hash_word(hash_key_take(), other->factor) | 1 };
}

/* Large rooms are not in blocks: member_set_empty gives those back. */
void member_pool_release(struct member_pool *pool)
{
	while (pool->block) {
		void *before;

		memcpy(&before, pool->block, sizeof(before));
		pages_release(pool->block, BLOCK_BYTES);
		pool->block = before;
	}
	*pool = (struct member_pool){ 0 };
}

/* --- Members --- */

static uint32_t slots_of(const struct member_set *set)
{
	return UINT32_C(1) << (set->log2_bytes - 2);
}

static uint32_t bits_of(const struct member_set *set)
{
	return UINT32_C(8) << set->log2_bytes;
}

/* The slot of a member, or the free one for it. There is always a free one. */
static uint32_t *slot_of(const struct member_set *set, uint32_t member,
			 const struct member_pool *pool)
{
	uint32_t mask = slots_of(set) - 1;
	uint32_t at = member_slot(set, member, pool);

	while (set->of.slot[at] && set->of.slot[at] != member + 1)
		at = (at + 1) & mask;
	return &set->of.slot[at];
}

/* How many bytes, as a power of two, so many slots or bits take. */
static unsigned log2_of(uint64_t bytes)
{
	unsigned log2_bytes = LOG2_MIN;

	while (UINT64_C(1) << log2_bytes < bytes)
		log2_bytes++;
	return log2_bytes;
}

static bool has_near(const struct member_set *set, uint32_t member)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (set->of.near[i] == member)
			return true;
	return false;
}

/* What adding comes to where there is room, or the member is known; else nothing is done. */
enum added { KNOWN, ADDED, NO_ROOM };

static enum added add(struct member_set *set, uint32_t member, const struct member_pool *pool)
{
	if (set->kind == MEMBERS_BITS) {
		uint64_t bit = UINT64_C(1) << member % 64;

		if (member >= bits_of(set))
			return NO_ROOM;
		if (set->of.word[member / 64] & bit)
			return KNOWN;
		set->of.word[member / 64] |= bit;
	} else if (set->kind == MEMBERS_HASHED) {
		uint32_t *slot = slot_of(set, member, pool);

		if (*slot)
			return KNOWN;
		if (set->count >= slots_of(set) / 4 * 3)
			return NO_ROOM;
		*slot = member + 1;
	} else {
		if (has_near(set, member))
			return KNOWN;
		if (set->count == MEMBERS_NEAR)
			return NO_ROOM;
		set->of.near[set->count] = member;
	}
	set->count++;
	return ADDED;
}

/* Lay the set out anew, in what takes less of bytes, with room for one member more. */
static void lay_out(struct member_set *set, uint32_t member, struct member_pool *pool)
{
	struct member_set old = *set;
	uint32_t at = 0, greatest = member, each;
	unsigned hashed, bits;

	while (member_set_next(&old, &at, &each))
		greatest = MAX(greatest, each);
	hashed = log2_of(((uint64_t)old.count + 1) * sizeof(uint32_t) * 4 / 3);
	bits = log2_of(greatest / 8 + UINT64_C(1));
	*set = (struct member_set){
		.kind = bits <= hashed ? MEMBERS_BITS : MEMBERS_HASHED,
		.log2_bytes = (uint8_t)MIN(bits, hashed),
	};
	set->of.slot = pool_take(pool, set->log2_bytes);
	for (at = 0; member_set_next(&old, &at, &each);)
		add(set, each, pool);
	member_set_empty(&old, pool);
}

bool member_set_add(struct member_set *set, uint32_t member, struct member_pool *pool)
{
	enum added added = add(set, member, pool);

	if (added != NO_ROOM)
		return added == ADDED;
	lay_out(set, member, pool);
	return add(set, member, pool) == ADDED;
}

void member_set_empty(struct member_set *set, struct member_pool *pool)
{
	if (set->kind != MEMBERS_FEW)
		pool_give(pool, set->of.slot, set->log2_bytes);
	*set = (struct member_set){ 0 };
}

/* The next member at `at` or behind it; `*at` is where it is. */
static bool bits_next(const struct member_set *set, uint32_t *at)
{
	for (uint32_t end = bits_of(set); *at < end; *at = (*at | 63) + 1) {
		uint64_t left = set->of.word[*at / 64] >> *at % 64;

		if (!left)
			continue;
		*at += (uint32_t)__builtin_ctzll(left);
		return true;
	}
	return false;
}

static bool slots_next(const struct member_set *set, uint32_t *at)
{
	while (*at < slots_of(set) && !set->of.slot[*at])
		++*at;
	return *at < slots_of(set);
}

bool member_set_next(const struct member_set *set, uint32_t *at, uint32_t *member)
{
	switch (set->kind) {
	case MEMBERS_BITS:
		if (!bits_next(set, at))
			return false;
		*member = *at;
		break;
	case MEMBERS_HASHED:
		if (!slots_next(set, at))
			return false;
		*member = set->of.slot[*at] - 1;
		break;
	default:
		if (*at >= set->count)
			return false;
		*member = set->of.near[*at];
	}
	++*at;
	return true;
}
