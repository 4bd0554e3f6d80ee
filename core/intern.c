/*
 * intern.c - strings -> dense ids, and the keyed hash below them.
 *
 * Open addressing with linear probing at no more than 3/4 full. A slot holds 32
 * bits of the hash, so growing never looks at the strings and a probe compares
 * bytes only where those bits agree.
 */
#include "core/intern.h"

#include <pthread.h>
#include <sys/random.h>
#include <time.h>

#define SLOTS_MIN 64
#define CANDIDATES 8
#define CAP_MAX (UINT32_C(1) << 29) /* so that the number of slots stays in 32 bits */

struct intern_slot {
	uint32_t hash;
	uint32_t id_plus_1; /* 0: empty */
};

/* The one thing of the process that is drawn at random: written once, before its first use. */
static uint64_t hash_key[2];
static pthread_once_t hash_key_once = PTHREAD_ONCE_INIT;

static void hash_key_draw(void)
{
	struct timespec now;

	if (getrandom(hash_key, sizeof(hash_key), GRND_NONBLOCK) == (ssize_t)sizeof(hash_key))
		return;
	/* Early in boot or forbidden: what an attacker of a log file can't see will do. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	hash_key[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)now.tv_sec;
	hash_key[1] = (uint64_t)(uintptr_t)&now * UINT64_C(0xbf58476d1ce4e5b9);
}

static inline uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static inline uint64_t half_at(const char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

__extension__ typedef unsigned __int128 twice_u64;

/* The upper and the lower half of a product, folded. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
	twice_u64 product = (twice_u64)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes_keyed(struct span bytes, uint64_t key_0, uint64_t key_1)
{
	uint64_t hash = key_0 ^ bytes.size, a = 0, b = 0;
	const char *at = bytes.at;
	size_t left = bytes.size;

	for (; left > 16; at += 16, left -= 16)
		hash = fold(word_at(at) ^ key_1, word_at(at + 8) ^ hash);
	/* The rest in two words, which overlap unless it is 8 or 16 bytes. */
	if (left >= 8) {
		a = word_at(at);
		b = word_at(at + left - 8);
	} else if (left >= 4) {
		a = half_at(at);
		b = half_at(at + left - 4);
	} else if (left) {
		a = (uint64_t)(unsigned char)at[0] << 16 |
		    (uint64_t)(unsigned char)at[left / 2] << 8 | (unsigned char)at[left - 1];
	}
	hash = fold(a ^ key_1, b ^ hash);
	return fold(hash ^ key_0, key_1 ^ UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t hash_bytes(struct span bytes)
{
	pthread_once(&hash_key_once, hash_key_draw);
	return hash_bytes_keyed(bytes, hash_key[0], hash_key[1]);
}

void intern_init(struct intern *intern, struct arena *arena, uint32_t cap)
{
	*intern = (struct intern){ .arena = arena, .cap = MIN(cap, CAP_MAX) };
}

/* The slot of `string`, or the empty one where it would go. There is always an empty one. */
static struct intern_slot *find(const struct intern *intern, struct span string, uint32_t hash)
{
	uint32_t mask = intern->slots - 1;

	for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
		struct intern_slot *slot = &intern->slot[i];

		if (!slot->id_plus_1 ||
		    (slot->hash == hash && span_is(intern->string[slot->id_plus_1 - 1], string)))
			return slot;
	}
}

static void grow(struct intern *intern)
{
	uint32_t slots = intern->slots ? intern->slots * 2 : SLOTS_MIN, mask = slots - 1;
	struct intern_slot *slot = arena_array(intern->arena, slots, sizeof(*slot));

	for (uint32_t i = 0; i < intern->slots; i++) {
		uint32_t at = intern->slot[i].hash & mask;

		if (!intern->slot[i].id_plus_1)
			continue;
		while (slot[at].id_plus_1)
			at = (at + 1) & mask;
		slot[at] = intern->slot[i];
	}
	intern->slot = slot;
	intern->slots = slots;
}

void intern_approach(const struct intern *intern, uint32_t hash)
{
	if (intern->slots)
		__builtin_prefetch(&intern->slot[hash & (intern->slots - 1)]);
}

uint32_t intern_candidate(const struct intern *intern, uint32_t hash)
{
	uint32_t mask = intern->slots - 1;

	if (!intern->slots)
		return INTERN_OTHER;
	/* Few stand farther from their place. */
	for (uint32_t i = 0; i < CANDIDATES; i++) {
		const struct intern_slot *slot = &intern->slot[(hash + i) & mask];

		if (!slot->id_plus_1)
			break;
		if (slot->hash == hash)
			return slot->id_plus_1 - 1;
	}
	return INTERN_OTHER;
}

uint32_t intern_id(struct intern *intern, struct span string)
{
	return intern_id_hashed(intern, string, (uint32_t)hash_bytes(string));
}

uint32_t intern_id_hashed(struct intern *intern, struct span string, uint32_t hash)
{
	struct intern_slot *slot;
	size_t room = intern->room;

	if ((uint64_t)(intern->count + 1) * 4 > (uint64_t)intern->slots * 3 &&
	    (intern->count < intern->cap || !intern->slots))
		grow(intern);
	slot = find(intern, string, hash);
	if (slot->id_plus_1)
		return slot->id_plus_1 - 1;
	if (intern->count >= intern->cap) {
		intern->overflowed = true;
		return INTERN_OTHER;
	}
	intern->string = arena_grow(intern->arena, intern->string, intern->count, &room,
				    sizeof(*intern->string));
	intern->room = (uint32_t)room;
	intern->string[intern->count] =
		span_of(arena_copy(intern->arena, string.at, string.size), string.size);
	*slot = (struct intern_slot){ .hash = hash, .id_plus_1 = ++intern->count };
	return intern->count - 1;
}

uint32_t intern_look(const struct intern *intern, struct span string)
{
	const struct intern_slot *slot;

	if (!intern->slots)
		return INTERN_OTHER;
	slot = find(intern, string, (uint32_t)hash_bytes(string));
	return slot->id_plus_1 ? slot->id_plus_1 - 1 : INTERN_OTHER;
}

const char *intern_text(const struct intern *intern, uint32_t id)
{
	if (id == INTERN_OTHER)
		return "(other)";
	invariant(id < intern->count);
	return intern->string[id].at;
}
