/* pairs.c - see pairs.h. Open addressing with linear probing at no more than 3/4 full. */
#include "analysis/pairs.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>

#define SLOTS_MIN 256

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
	return (uint32_t)hash_word(pairs->key, hash) & (pairs->slots - 1);
}

/* The slot where a hash is, or the free one for it. */
static struct pair *slot_of(const struct pairs *pairs, uint64_t hash)
{
	uint32_t at = place_of(pairs, hash);

	while (pairs->slot[at].hash && pairs->slot[at].hash != hash)
		at = (at + 1) & (pairs->slots - 1);
	return &pairs->slot[at];
}

static void grow(struct pairs *pairs)
{
	struct pair *old = pairs->slot;
	uint32_t slots = pairs->slots;

	pairs->key = hash_key_take();
	pairs->slots = slots ? slots * 2 : SLOTS_MIN;
	pairs->slot = calloc(pairs->slots, sizeof(*pairs->slot));
	invariant(pairs->slot);
	for (uint32_t i = 0; i < slots; i++)
		if (old[i].hash)
			*slot_of(pairs, old[i].hash) = old[i];
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

	while (pairs->slot[start].hash)
		start++;
	pairs->count = 0;
	for (uint32_t i = 1; i <= mask; i++) {
		struct pair *slot = &pairs->slot[(start + i) & mask], moved = *slot;

		if (!moved.hash)
			continue;
		*slot = (struct pair){ 0 };
		if (!stable_keep(moved.hash, pairs->shift))
			continue;
		*slot_of(pairs, moved.hash) = moved;
		pairs->count++;
	}
}

/* 0 is a free slot's. */
static uint64_t hash_of(const struct pair *pair)
{
	return pair->hash ? pair->hash : 1;
}

void pairs_approach(const struct pairs *pairs, const struct pair *pair)
{
	if (pairs->slots && stable_keep(hash_of(pair), pairs->shift))
		__builtin_prefetch(&pairs->slot[place_of(pairs, hash_of(pair))], 1);
}

void pairs_add(struct pairs *pairs, const struct pair *pair)
{
	uint64_t hash = hash_of(pair);
	struct pair *slot;

	if (!stable_keep(hash, pairs->shift))
		return;
	/* At `max` a pair more is thinned away again. */
	if (pairs->count >= pairs->slots / 4 * 3 && (pairs->count < pairs->max || !pairs->slots))
		grow(pairs);
	slot = slot_of(pairs, hash);
	if (slot->hash || (pairs->count == pairs->max && pairs->shift == STABLE_SHIFT_MAX))
		return;
	*slot = (struct pair){ hash, pair->tie };
	pairs->count++;
	while (pairs->count > pairs->max && pairs->shift < STABLE_SHIFT_MAX) {
		pairs->shift++;
		thin(pairs);
	}
}

bool pairs_next(const struct pairs *pairs, uint32_t *at, uint64_t *tie)
{
	while (*at < pairs->slots && !pairs->slot[*at].hash)
		++*at;
	if (*at == pairs->slots)
		return false;
	*tie = pairs->slot[(*at)++].tie;
	return true;
}
