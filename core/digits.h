/*
 * digits.h - decimal numbers at the front of a text, eight digits at a time.
 *
 * After D. Lemire, "Quickly parsing eight digits" (2022): three multiplications add
 * neighbours up to pairs, fours and eight.
 */
#ifndef CORE_DIGITS_H
#define CORE_DIGITS_H

#include "core/core.h"

#include <endian.h>
#include <string.h>

/* The number of digits at the front of eight bytes (the first one lowest) and their value. */
static inline uint32_t digits_front(uint64_t word, uint64_t *value)
{
	uint64_t digits = word ^ UINT64_C(0x3030303030303030), others;
	uint32_t count = 8;

	others = (digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
	if (others) {
		count = (uint32_t)__builtin_ctzll(others) / 8;
		/* Zeros in front of them; in two steps, for all eight may go. */
		digits = digits << (32 - 4 * count) << (32 - 4 * count);
	}
	digits = (digits * 10) + (digits >> 8);
	digits = ((digits & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
		  (digits >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
		 32;
	*value = (uint32_t)digits;
	return count;
}

/*
 * The number of digits at `at` and their value, modulo 2^64 past 19 of them. Reads up
 * to 8 bytes behind the digits.
 */
static inline uint32_t digits_read(const char *at, uint64_t *value)
{
	static const uint32_t unit[] = { 1,      10,      100,      1000,     10000,
					 100000, 1000000, 10000000, 100000000 };
	uint64_t sum = 0;

	for (uint32_t digits = 0;; digits += 8) {
		uint64_t word, next;
		uint32_t here;

		memcpy(&word, at + digits, 8);
		here = digits_front(le64toh(word), &next);
		sum = sum * unit[here] + next;
		if (here < 8) {
			*value = sum;
			return digits + here;
		}
	}
}

#endif
