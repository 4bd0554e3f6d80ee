/*
 * hash.h - the hash by which tables place what comes from outside: keyed, so that nobody
 * can build chains.
 */
#ifndef CORE_HASH_H
#define CORE_HASH_H

#include "core/span.h"

/* A 64-bit hash of bytes, keyed once a process; not stable between runs: never let it order output.
 */
uint64_t hash_bytes(struct span bytes);

/*
 * The function itself: words under a secret key multiplied to twice their width and
 * folded, 16 bytes a step (the core of wyhash, Wang 2019). Whoever does not know the
 * key can't make texts that meet; nobody who writes a log sees a hash.
 */
uint64_t hash_bytes_keyed(struct span bytes, uint64_t key_0, uint64_t key_1);

/* For words that stand for something, and may have been made to be alike in some of their bits. */
struct hash_key {
	uint64_t first, second;
};

/* The process's key. */
struct hash_key hash_key_take(void);

__extension__ typedef unsigned __int128 hash_twice;

/* The upper and the lower half of a product, folded: each bit of the words counts. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	hash_twice product = (hash_twice)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_word(struct hash_key key, uint64_t word)
{
	return hash_fold(hash_fold(word ^ key.first, key.second | 1) ^ key.second, key.first | 1);
}

#endif
