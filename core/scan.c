/* scan.c - where lines start: 64 bytes at a time where there is SSE2, else by memchr. */
#include "core/scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* `next` is behind the start of the line after the last newline. */
static uint32_t finish(const char *bytes, uint32_t size, uint32_t *line, uint32_t *next)
{
	if (size && bytes[size - 1] != '\n')
		*next++ = size;
	return (uint32_t)(next - line) - 1;
}

uint32_t scan_lines_plain(const char *bytes, uint32_t size, uint32_t *line)
{
	const char *at = bytes, *end = bytes + size;
	uint32_t *next = line;

	*next++ = 0;
	while (at < end) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			break;
		at++;
		*next++ = (uint32_t)(at - bytes);
	}
	return finish(bytes, size, line, next);
}

#ifdef __SSE2__

static inline uint64_t newlines(const char *at)
{
	__m128i wanted = _mm_set1_epi8('\n');
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		__m128i block = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));

		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted))
			<< 16 * i;
	}
	return mask;
}

/* Reads up to 63 bytes past the end, which SCAN_PADDING allows, and masks them off. */
uint32_t scan_lines(const char *bytes, uint32_t size, uint32_t *line)
{
	uint32_t *next = line;

	*next++ = 0;
	for (size_t at = 0; at < size; at += 64) {
		uint64_t mask = newlines(bytes + at);

		if (size - at < 64)
			mask &= (UINT64_C(1) << (size - at)) - 1;
		for (; mask; mask &= mask - 1)
			*next++ = (uint32_t)(at + (size_t)__builtin_ctzll(mask) + 1);
	}
	return finish(bytes, size, line, next);
}

#else

uint32_t scan_lines(const char *bytes, uint32_t size, uint32_t *line)
{
	return scan_lines_plain(bytes, size, line);
}

#endif
