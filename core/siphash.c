/* siphash.c - see siphash.h. */
#include "core/siphash.h"

#include <endian.h>

struct state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t turn(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void rounds(struct state *s, int count)
{
	for (; count; count--) {
		s->v0 += s->v1;
		s->v1 = turn(s->v1, 13) ^ s->v0;
		s->v0 = turn(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = turn(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = turn(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = turn(s->v1, 17) ^ s->v2;
		s->v2 = turn(s->v2, 32);
	}
}

static void take(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

uint64_t siphash(struct siphash_key key, struct span bytes)
{
	struct state s = {
		.v0 = key.word[0] ^ UINT64_C(0x736f6d6570736575),
		.v1 = key.word[1] ^ UINT64_C(0x646f72616e646f6d),
		.v2 = key.word[0] ^ UINT64_C(0x6c7967656e657261),
		.v3 = key.word[1] ^ UINT64_C(0x7465646279746573),
	};
	size_t whole = bytes.size & ~(size_t)7;
	uint64_t word;

	for (size_t at = 0; at < whole; at += 8) {
		memcpy(&word, bytes.at + at, 8);
		take(&s, le64toh(word));
	}
	word = (uint64_t)bytes.size << 56;
	for (size_t at = whole; at < bytes.size; at++)
		word |= (uint64_t)(unsigned char)bytes.at[at] << 8 * (at - whole);
	take(&s, word);
	s.v2 ^= 0xff;
	rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
