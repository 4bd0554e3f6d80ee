/* scan_avx2.c - lines by AVX2: compiled for it, so only called where the processor has it. */
#include "core/scan_kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi")))

static bool usable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

AVX2 static inline uint64_t newlines(const char *at)
{
	__m256i wanted = _mm256_set1_epi8('\n');
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

AVX2 static uint32_t lines(const char *bytes, uint32_t size, uint32_t *line)
{
	uint32_t *next = line;

	*next++ = 0;
	for (size_t at = 0; at < size; at += 64)
		next = scan_note(next, (uint32_t)at,
				 newlines(bytes + at) & scan_inside((uint32_t)at, size));
	return scan_finish(bytes, size, line, next);
}

const struct scan_kernel scan_avx2 = { .name = "avx2", .usable = usable, .lines = lines };
#endif
