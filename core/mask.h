/*
 * mask.h - which of the next 32 bytes are a given byte: for short fields, where
 * the call to memchr takes longer than the search.
 *
 * All of these read up to MASK_BYTES - 1 bytes behind the last that counts (never
 * use them); a parser's chunk has room for it (SEICHE_PADDING).
 */
#ifndef CORE_MASK_H
#define CORE_MASK_H

#include "core/core.h"

#include <endian.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MASK_BYTES 32

/* Bit i: at[i] is `byte`. The same as mask_of, eight bytes at a time. */
static inline uint32_t mask_of_words(const char *at, char byte)
{
	const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint32_t mask = 0;

	for (int i = 0; i < 4; i++) {
		uint64_t word, other;

		memcpy(&word, at + 8 * i, 8);
		other = le64toh(word) ^ (unsigned char)byte * UINT64_C(0x0101010101010101);
		/* The upper bit of each byte that is the same; no carry leaves a byte. */
		other = ~(((other & low7) + low7) | other | low7);
		mask |= (uint32_t)((other >> 7) * UINT64_C(0x0102040810204080) >> 56) << 8 * i;
	}
	return mask;
}

/* Bit i: at[i] is `byte`. */
static inline uint32_t mask_of(const char *at, char byte)
{
#ifdef __SSE2__
	__m128i wanted = _mm_set1_epi8(byte);
	__m128i low = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i high = _mm_loadu_si128((const __m128i *)(const void *)(at + 16));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, wanted)) |
	       (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, wanted)) << 16;
#else
	return mask_of_words(at, byte);
#endif
}

/* Bit i: a[i] is b[i]. */
static inline uint32_t mask_same(const char *a, const char *b)
{
#ifdef __SSE2__
	const __m128i *x = (const __m128i *)(const void *)a, *y = (const __m128i *)(const void *)b;

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(x), _mm_loadu_si128(y))) |
	       (uint32_t)_mm_movemask_epi8(
		       _mm_cmpeq_epi8(_mm_loadu_si128(x + 1), _mm_loadu_si128(y + 1)))
		       << 16;
#else
	uint32_t mask = 0;

	for (int i = 0; i < MASK_BYTES; i++)
		mask |= (uint32_t)(a[i] == b[i]) << i;
	return mask;
#endif
}

/* The first `byte` in [at, end), or NULL. */
static inline const char *mask_find(const char *at, const char *end, char byte)
{
	for (; at < end; at += MASK_BYTES) {
		uint32_t mask = mask_of(at, byte);

		if (!mask)
			continue;
		at += __builtin_ctz(mask);
		return at < end ? at : NULL;
	}
	return NULL;
}

#endif
