/* pairs.c - see pairs.h. */
#include "analysis/pairs.h"
#include "analysis/stable_hash.h"
#include "core/intern.h"

#include <stdlib.h>

#define SLOTS_MIN 1024

void pairs_release(struct pairs *pairs)
{
	free(pairs->hash);
	free(pairs->owner);
	*pairs = (struct pairs){ 0 };
}

void pairs_forget(struct pairs *pairs)
{
	free(pairs->hash);
	free(pairs->owner);
	pairs->hash = NULL;
	pairs->owner = NULL;
	pairs->slots = 0;
}

static uint32_t place_of(const struct pairs *pairs, uint64_t hash)
{
	return (uint32_t)((hash * pairs->key) >> 32) & (pairs->slots - 1);
}

/* The slot where a hash is, or the free one for it. */
static uint32_t slot_of(const struct pairs *pairs, uint64_t hash)
{
	uint32_t at = place_of(pairs, hash);

	while (pairs->hash[at] && pairs->hash[at] != hash)
		at = (at + 1) & (pairs->slots - 1);
	return at;
}

/* Move what is kept to a table of so many slots; never are two tables held at once. */
static void rebuild(struct pairs *pairs, uint32_t slots)
{
	uint64_t *hash = malloc((pairs->count + 1) * sizeof(*hash));
	uint32_t *owner = malloc((pairs->count + 1) * sizeof(*owner));
	uint32_t kept = 0;

	invariant(hash && owner);
	for (uint32_t i = 0; i < pairs->slots; i++)
		if (pairs->hash[i] && stable_keep(pairs->hash[i], pairs->shift)) {
			hash[kept] = pairs->hash[i];
			owner[kept++] = pairs->owner[i];
		}
	free(pairs->hash);
	free(pairs->owner);
	/*
	 * A key for each table: where two share it, one that is added to the other slot
	 * by slot fills it front to back, and each chain grows as long as what was added.
	 */
	if (!pairs->key)
		pairs->key = hash_bytes(span_of((const char *)&pairs, sizeof(pairs))) | 1;
	pairs->hash = calloc(slots, sizeof(*hash));
	pairs->owner = malloc(slots * sizeof(*owner));
	invariant(pairs->hash && pairs->owner);
	pairs->slots = slots;
	pairs->count = kept;
	for (uint32_t i = 0; i < kept; i++) {
		uint32_t at = slot_of(pairs, hash[i]);

		pairs->hash[at] = hash[i];
		pairs->owner[at] = owner[i];
	}
	free(hash);
	free(owner);
}

static void insert(struct pairs *pairs, uint64_t hash, uint32_t owner)
{
	uint32_t at;

	if (!stable_keep(hash, pairs->shift))
		return;
	at = slot_of(pairs, hash);
	if (pairs->hash[at] || (pairs->count == pairs->max && pairs->shift == STABLE_SHIFT_MAX))
		return;
	pairs->hash[at] = hash;
	pairs->owner[at] = owner;
	pairs->count++;
	while (pairs->count > pairs->max && pairs->shift < STABLE_SHIFT_MAX) {
		pairs->shift++;
		rebuild(pairs, pairs->slots);
	}
}

void pairs_flush(struct pairs *pairs)
{
	for (uint32_t i = 0; i < pairs->queued; i++) {
		/* At `max` a pair more is thinned away again. */
		if (pairs->count >= pairs->slots / 4 * 3 && pairs->count < pairs->max)
			rebuild(pairs, pairs->slots * 2);
		insert(pairs, pairs->queue_hash[i], pairs->queue_owner[i]);
	}
	pairs->queued = 0;
}

void pairs_add(struct pairs *pairs, uint64_t hash, uint32_t owner)
{
	hash = hash ? hash : 1;
	if (!stable_keep(hash, pairs->shift))
		return;
	if (!pairs->slots)
		rebuild(pairs, SLOTS_MIN);
	__builtin_prefetch(&pairs->hash[place_of(pairs, hash)], 1);
	pairs->queue_hash[pairs->queued] = hash;
	pairs->queue_owner[pairs->queued++] = owner;
	if (pairs->queued == PAIRS_QUEUE)
		pairs_flush(pairs);
}

void pairs_thin(struct pairs *pairs, unsigned shift)
{
	pairs_flush(pairs);
	if (pairs->shift >= shift)
		return;
	pairs->shift = shift;
	if (pairs->slots)
		rebuild(pairs, pairs->slots);
}

void pairs_count(const struct pairs *pairs, uint32_t owners, uint32_t *clients)
{
	for (uint32_t i = 0; i < pairs->slots; i++)
		if (pairs->hash[i] && pairs->owner[i] < owners)
			clients[pairs->owner[i]]++;
}
