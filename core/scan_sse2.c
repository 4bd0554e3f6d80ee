/* scan_sse2.c - lines by SSE2, which every x86-64 processor has. */
#include "core/scan_kernels.h"

#ifdef __SSE2__
#include <emmintrin.h>

static bool usable(void)
{
	return true;
}

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

static uint32_t lines(const char *bytes, uint32_t size, uint32_t *line)
{
	uint32_t *next = line;

	*next++ = 0;
	for (size_t at = 0; at < size; at += 64)
		next = scan_note(next, (uint32_t)at,
				 newlines(bytes + at) & scan_inside((uint32_t)at, size));
	return scan_finish(bytes, size, line, next);
}

const struct scan_kernel scan_sse2 = { .name = "sse2", .usable = usable, .lines = lines };
#endif
