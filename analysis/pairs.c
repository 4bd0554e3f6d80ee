/* pairs.c - see pairs.h. Open addressing with linear probing at no more than 3/4 full. */
#include "analysis/pairs.h"
#include "analysis/stable_hash.h"
#include "core/hash.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN 256

/* The hash as two words, so that a slot is of 12 bytes: 5 of them in a cache line, not 4. */
struct pairs_slot {
	uint32_t hash[2]; /* both 0: free */
	uint32_t owner;
};

static uint64_t hash_of(const struct pairs_slot *slot)
{
	uint64_t hash;

	memcpy(&hash, slot->hash, sizeof(hash));
	return hash;
}

static void slot_set(struct pairs_slot *slot, uint64_t hash, uint32_t owner)
{
	memcpy(slot->hash, &hash, sizeof(hash));
	slot->owner = owner;
}

void pairs_forget(struct pairs *pairs)
{
	free(pairs->slot);
	pairs->slot = NULL;
	pairs->slots = 0;
}

void pairs_release(struct pairs *pairs)
{
	pairs_forget(pairs);
	*pairs = (struct pairs){ 0 };
}

static uint32_t place_of(const struct pairs *pairs, uint64_t hash)
{
	return (uint32_t)((hash * pairs->key) >> 32) & (pairs->slots - 1);
}

/* The slot where a hash is, or the free one for it. */
static struct pairs_slot *slot_of(const struct pairs *pairs, uint64_t hash)
{
	uint32_t at = place_of(pairs, hash);

	while (hash_of(&pairs->slot[at]) && hash_of(&pairs->slot[at]) != hash)
		at = (at + 1) & (pairs->slots - 1);
	return &pairs->slot[at];
}

static void grow(struct pairs *pairs)
{
	struct pairs_slot *old = pairs->slot;
	uint32_t slots = pairs->slots;

	/*
	 * A key for each table: where two share it, one that is added to the other slot
	 * by slot fills it front to back, and each chain grows as long as what was added.
	 */
	if (!pairs->key)
		pairs->key = hash_bytes(span_of((const char *)&pairs, sizeof(pairs))) | 1;
	pairs->slots = slots ? slots * 2 : SLOTS_MIN;
	pairs->slot = calloc(pairs->slots, sizeof(*pairs->slot));
	invariant(pairs->slot);
	for (uint32_t i = 0; i < slots; i++)
		if (hash_of(&old[i]))
			*slot_of(pairs, hash_of(&old[i])) = old[i];
	free(old);
}

/*
 * Let go of what the threshold no longer keeps, where it is. From a free slot on, each
 * pair goes to the first slot from its place on that those before it left: that is its
 * own or an earlier one.
 */
static void thin(struct pairs *pairs)
{
	uint32_t mask = pairs->slots - 1, start = 0;

	while (hash_of(&pairs->slot[start]))
		start++;
	pairs->count = 0;
	for (uint32_t i = 1; i <= mask; i++) {
		struct pairs_slot *slot = &pairs->slot[(start + i) & mask], moved = *slot;

		if (!hash_of(&moved))
			continue;
		slot_set(slot, 0, 0);
		if (!stable_keep(hash_of(&moved), pairs->shift))
			continue;
		*slot_of(pairs, hash_of(&moved)) = moved;
		pairs->count++;
	}
}

void pairs_approach(const struct pairs *pairs, uint64_t hash)
{
	if (pairs->slots && stable_keep(hash, pairs->shift))
		__builtin_prefetch(&pairs->slot[place_of(pairs, hash)], 1);
}

void pairs_add(struct pairs *pairs, uint64_t hash, uint32_t owner)
{
	struct pairs_slot *slot;

	hash = hash ? hash : 1;
	if (!stable_keep(hash, pairs->shift))
		return;
	/* At `max` a pair more is thinned away again. */
	if (pairs->count >= pairs->slots / 4 * 3 && (pairs->count < pairs->max || !pairs->slots))
		grow(pairs);
	slot = slot_of(pairs, hash);
	if (hash_of(slot) || (pairs->count == pairs->max && pairs->shift == STABLE_SHIFT_MAX))
		return;
	slot_set(slot, hash, owner);
	pairs->count++;
	while (pairs->count > pairs->max && pairs->shift < STABLE_SHIFT_MAX) {
		pairs->shift++;
		thin(pairs);
	}
}

void pairs_renumber(struct pairs *pairs, const uint32_t *number)
{
	for (uint32_t i = 0; i < pairs->slots; i++)
		if (hash_of(&pairs->slot[i]) && pairs->slot[i].owner != PAIRS_NO_OWNER)
			pairs->slot[i].owner = number[pairs->slot[i].owner];
}

void pairs_count(const struct pairs *pairs, uint32_t owners, uint32_t *clients)
{
	for (uint32_t i = 0; i < pairs->slots; i++)
		if (hash_of(&pairs->slot[i]) && pairs->slot[i].owner < owners)
			clients[pairs->slot[i].owner]++;
}
