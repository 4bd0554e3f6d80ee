/* test_bits.c - numbers in words against a field of bits. */
#include "core/bits.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <string.h>

static void says_how_many(void **state)
{
	static const struct {
		uint64_t number;
		uint32_t bits;
	} numbers[] = {
		{ 0, 0 },
		{ 1, 1 },
		{ 2, 2 },
		{ 3, 2 },
		{ 255, 8 },
		{ 256, 9 },
		{ UINT64_MAX >> 1, 63 },
		{ UINT64_MAX, 64 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(numbers); i++)
		assert_int_equal(bits_of(numbers[i].number), numbers[i].bits);
	assert_int_equal(bits_ones(0), 0);
	assert_int_equal(bits_ones(5), 31);
	assert_int_equal(bits_ones(63), UINT64_MAX >> 1);
	assert_int_equal(bits_ones(64), UINT64_MAX);
	assert_int_equal(bits_words(0), 0);
	assert_int_equal(bits_words(1), 1);
	assert_int_equal(bits_words(64), 1);
	assert_int_equal(bits_words(65), 2);
}

static void takes_bits_out_in_order(void **state)
{
	static const uint64_t fields[] = { 0,
					   1,
					   2,
					   UINT64_C(1) << 63,
					   UINT64_MAX,
					   UINT64_C(0x8000000100000001),
					   UINT64_C(0xf0f0) };

	(void)state;
	for (size_t i = 0; i < LENGTH(fields); i++) {
		uint64_t left = fields[i];
		uint32_t got;

		for (uint32_t bit = 0; bit < 64; bit++)
			if (fields[i] >> bit & 1) {
				assert_true(bits_next(&left, &got));
				assert_int_equal(got, bit);
			}
		assert_false(bits_next(&left, &got));
	}
}

/* Written over and over; what stands around it stays, and nothing past the end is touched. */
static void writes_in_place(void **state)
{
	enum { WORDS = 5, BITS = WORDS * 64 };
	uint64_t word[WORDS] = { 0 };
	bool due[BITS] = { 0 };
	struct rng rng = { .state = 3 };

	(void)state;
	for (uint32_t round = 0; round < 20000; round++) {
		uint32_t bits = rng_below(&rng, 65), at = rng_below(&rng, BITS - bits + 1);
		uint64_t number = (((uint64_t)rng_below(&rng, UINT32_MAX) << 32) |
				   rng_below(&rng, UINT32_MAX)) &
				  bits_ones(bits);

		bits_set(word, at, bits, number);
		for (uint32_t i = 0; i < bits; i++)
			due[at + i] = number >> i & 1;
		assert_int_equal(bits_get(word, at, bits), number);
		for (uint32_t i = 0; i < BITS; i++)
			assert_int_equal(word[i / 64] >> i % 64 & 1, due[i]);
	}
}

/* What stands behind a place moves up, whatever the distance; the rest is as it was. */
static void makes_room(void **state)
{
	enum { WORDS = 20, BITS = WORDS * 64 };
	struct rng rng = { .state = 8 };

	(void)state;
	for (uint32_t round = 0; round < 2000; round++) {
		uint32_t bits = rng_below(&rng, 400), end = rng_below(&rng, BITS - bits + 1);
		uint32_t at = rng_below(&rng, end + 1);
		uint64_t word[WORDS], due[WORDS];

		for (uint32_t i = 0; i < WORDS; i++)
			word[i] = (uint64_t)rng_below(&rng, UINT32_MAX) << 32 |
				  rng_below(&rng, UINT32_MAX);
		memcpy(due, word, sizeof(due));
		for (uint32_t i = end; i-- > at;)
			bits_set(due, i + bits, 1, due[i / 64] >> i % 64 & 1);
		bits_open(word, at, end, bits);
		/* What was made room for may hold anything. */
		for (uint32_t i = 0; i < BITS; i++)
			if (i < at || i >= at + bits)
				assert_int_equal(word[i / 64] >> i % 64 & 1,
						 due[i / 64] >> i % 64 & 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_how_many),
		cmocka_unit_test(takes_bits_out_in_order),
		cmocka_unit_test(writes_in_place),
		cmocka_unit_test(makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
