/* scan_neon.c - lines by NEON, which every 64-bit ARM processor has. */
#include "core/scan_kernels.h"

#ifdef __aarch64__
#include <arm_neon.h>

static bool usable(void)
{
	return true;
}

/* One bit of each byte, then neighbours added up three times: 64 bytes to 64 bits. */
static inline uint64_t newlines(const char *at)
{
	static const uint8_t bits[16] = {
		1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128
	};
	uint8x16_t wanted = vdupq_n_u8('\n'), bit = vld1q_u8(bits), block[4];

	for (int i = 0; i < 4; i++)
		block[i] = vandq_u8(vceqq_u8(vld1q_u8((const uint8_t *)at + 16 * i), wanted), bit);
	block[0] = vpaddq_u8(block[0], block[1]);
	block[2] = vpaddq_u8(block[2], block[3]);
	block[0] = vpaddq_u8(block[0], block[2]);
	block[0] = vpaddq_u8(block[0], block[0]);
	return vgetq_lane_u64(vreinterpretq_u64_u8(block[0]), 0);
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

const struct scan_kernel scan_neon = { .name = "neon", .usable = usable, .lines = lines };
#endif
