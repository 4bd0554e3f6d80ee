/* scan_avx2.c - lines by AVX2: compiled for it, so only called where the processor has it. */
#include "core/scan_kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

static bool usable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
}

AVX2 static inline uint64_t newlines(const char *at)
{
	__m256i wanted = _mm256_set1_epi8('\n');
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

/*
 * As scan_note, without a branch for what most blocks hold: counting sets bits rather than
 * asking whether there are any keeps the compiler from making one, which is guessed wrong
 * for every third block and took more than half of the time.
 */
AVX2 static inline uint32_t *note(uint32_t *next, uint32_t at, uint64_t newlines)
{
	uint64_t count = (uint64_t)_mm_popcnt_u64(newlines);

	*next = at + (uint32_t)_tzcnt_u64(newlines) + 1;
	for (uint64_t i = 1; i < count; i++) {
		newlines = _blsr_u64(newlines);
		next[i] = at + (uint32_t)_tzcnt_u64(newlines) + 1;
	}
	return next + count;
}

AVX2 static uint32_t lines(const char *bytes, uint32_t size, uint32_t *line)
{
	uint32_t *next = line, at = 0;

	*next++ = 0;
	for (; size - at >= 64; at += 64)
		next = note(next, at, newlines(bytes + at));
	if (at < size)
		next = note(next, at, newlines(bytes + at) & scan_inside(at, size));
	return scan_finish(bytes, size, line, next);
}

const struct scan_kernel scan_avx2 = { .name = "avx2", .usable = usable, .lines = lines };
#endif
