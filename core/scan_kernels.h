/* scan_kernels.h - the kernels of scan.h, each in a file of its own, and what they share. */
#ifndef CORE_SCAN_KERNELS_H
#define CORE_SCAN_KERNELS_H

#include "core/scan.h"

extern const struct scan_kernel scan_plain;
#ifdef __SSE2__
extern const struct scan_kernel scan_sse2;
#endif
#ifdef __x86_64__
extern const struct scan_kernel scan_avx2;
#endif
#ifdef __aarch64__
extern const struct scan_kernel scan_neon;
#endif

/*
 * Note the newlines of the 64 bytes from `at` on; returns where the next start goes.
 * The first is written whether there is one or not: most blocks hold one or none, by
 * no rule that a processor could learn. The room of scan_lines suffices for that.
 */
static inline uint32_t *scan_note(uint32_t *next, uint32_t at, uint64_t newlines)
{
	*next = at + (uint32_t)(newlines ? __builtin_ctzll(newlines) : 0) + 1;
	next += newlines != 0;
	for (newlines &= newlines - 1; newlines; newlines &= newlines - 1)
		*next++ = at + (uint32_t)__builtin_ctzll(newlines) + 1;
	return next;
}

/* Of the 64 bytes from `at` on, those before `size`. */
static inline uint64_t scan_inside(uint32_t at, uint32_t size)
{
	return size - at < 64 ? (UINT64_C(1) << (size - at)) - 1 : UINT64_MAX;
}

/* Write what stands behind the last start; returns the number of lines. */
static inline uint32_t scan_finish(const char *bytes, uint32_t size, uint32_t *line, uint32_t *next)
{
	if (size && bytes[size - 1] != '\n')
		*next++ = size;
	return (uint32_t)(next - line) - 1;
}

#endif
