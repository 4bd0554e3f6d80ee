/*
 * bits.h - numbers of few bits, one behind the other in words.
 *
 * Places are in bits from the first word's lowest one; a number may lie across two words.
 */
#ifndef CORE_BITS_H
#define CORE_BITS_H

#include "core/core.h"

#define BITS_WORD 64

/* So many ones, at most 64. */
static inline uint64_t bits_ones(uint32_t bits)
{
	return bits < BITS_WORD ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;
}

/* How many bits it takes to write a number down; 0 for 0. */
static inline uint32_t bits_of(uint64_t number)
{
	return number ? BITS_WORD - (uint32_t)__builtin_clzll(number) : 0;
}

/* Words that so many bits take. */
static inline uint64_t bits_words(uint64_t bits)
{
	return (bits + BITS_WORD - 1) / BITS_WORD;
}

/* The lowest bit that is set, which is taken out: for (left = bits; bits_next(&left, &i);) */
static inline bool bits_next(uint64_t *left, uint32_t *number)
{
	if (!*left)
		return false;
	*number = (uint32_t)__builtin_ctzll(*left);
	*left &= *left - 1;
	return true;
}

/* The number of `bits`, at most 64, at that place. */
static inline uint64_t bits_get(const uint64_t *word, uint64_t at, uint32_t bits)
{
	uint32_t shift = at % BITS_WORD;
	uint64_t value;

	if (!bits)
		return 0;
	word += at / BITS_WORD;
	value = word[0] >> shift;
	if (shift + bits > BITS_WORD)
		value |= word[1] << (BITS_WORD - shift);
	return value & bits_ones(bits);
}

/* Write one that has no more bits, whatever was there. */
static inline void bits_set(uint64_t *word, uint64_t at, uint32_t bits, uint64_t value)
{
	uint32_t shift = at % BITS_WORD;
	uint64_t mask = bits_ones(bits);

	if (!bits)
		return;
	word += at / BITS_WORD;
	word[0] = (word[0] & ~(mask << shift)) | value << shift;
	if (shift + bits > BITS_WORD)
		word[1] = (word[1] & ~(mask >> (BITS_WORD - shift))) | value >> (BITS_WORD - shift);
}

/* Make room for as many at a place: what stands from there to `end` moves up. */
static inline void bits_open(uint64_t *word, uint64_t at, uint64_t end, uint32_t bits)
{
	while (end > at) {
		uint32_t some = (uint32_t)MIN(end - at, BITS_WORD);

		end -= some;
		bits_set(word, end + bits, some, bits_get(word, end, some));
	}
}

#endif
