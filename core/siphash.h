/*
 * siphash.h - SipHash-2-4: a keyed hash that may be published.
 *
 * J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF" (2012). Unlike
 * hash_bytes_keyed (intern.h), whose values nobody sees, it is made so that whoever sees
 * many hashes, of texts of his choice, learns nothing of the key nor of other texts. The
 * same on every machine.
 */
#ifndef CORE_SIPHASH_H
#define CORE_SIPHASH_H

#include "core/span.h"

struct siphash_key {
	uint64_t word[2]; /* of the 16 bytes of a key, least significant first */
};

uint64_t siphash(struct siphash_key key, struct span bytes);

#endif
