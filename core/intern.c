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

static inline uint64_t rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

uint64_t hash_bytes_keyed(struct span bytes, uint64_t key_0, uint64_t key_1)
{
	uint64_t v[4] = { key_0 ^ UINT64_C(0x736f6d6570736575),
			  key_1 ^ UINT64_C(0x646f72616e646f6d),
			  key_0 ^ UINT64_C(0x6c7967656e657261),
			  key_1 ^ UINT64_C(0x7465646279746573) };
	uint64_t last = (uint64_t)bytes.size << 56, word;
	size_t at = 0;

	for (; at + 8 <= bytes.size; at += 8) {
		memcpy(&word, bytes.at + at, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	for (int shift = 0; at < bytes.size; at++, shift += 8)
		last |= (uint64_t)(unsigned char)bytes.at[at] << shift;
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
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

uint32_t intern_id(struct intern *intern, struct span string)
{
	uint32_t hash = (uint32_t)hash_bytes(string);
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
