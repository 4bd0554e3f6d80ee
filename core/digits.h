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

/*
 * The number of digits at `at` and their value, modulo 2^64 past 19 of them. Reads up
 * to 8 bytes behind the digits.
 */
static inline uint32_t digits_read(const char *at, uint64_t *value)
{
	uint64_t sum = 0;

	for (uint32_t digits = 0;; digits += 8) {
		static const uint32_t unit[] = {
			1, 10, 100, 1000, 10000, 100000, 1000000, 10000000
		};
		uint64_t word, others;
		uint32_t here = 8;

		memcpy(&word, at + digits, 8);
		word = le64toh(word) ^ UINT64_C(0x3030303030303030);
		others = (word | (word + UINT64_C(0x7676767676767676))) &
			 UINT64_C(0x8080808080808080);
		if (others) {
			here = (uint32_t)__builtin_ctzll(others) / 8;
			if (!here) {
				*value = sum;
				return digits;
			}
			word <<= 64 - 8 * here; /* zeros in front */
		}
		word = (word * 10) + (word >> 8);
		word = ((word & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
			(word >> 16 & UINT64_C(0x000000ff000000ff)) *
				UINT64_C(0x0000271000000001)) >>
		       32;
		sum = sum * (here == 8 ? 100000000 : unit[here]) + (uint32_t)word;
		if (here < 8) {
			*value = sum;
			return digits + here;
		}
	}
}

#endif
