/* stable_hash.c - see stable_hash.h. */
#include "analysis/stable_hash.h"

#include <string.h>

uint64_t stable_hash(struct span bytes, uint64_t seed)
{
	uint64_t hash = stable_mix(seed + bytes.size);
	uint64_t word;

	for (; bytes.size >= 8; bytes.at += 8, bytes.size -= 8) {
		memcpy(&word, bytes.at, 8);
		hash = stable_mix(hash ^ word);
	}
	word = 0;
	for (size_t i = 0; i < bytes.size; i++)
		word |= (uint64_t)(unsigned char)bytes.at[i] << 8 * i;
	return stable_mix(hash ^ word);
}
