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

#endif
