/* test_intern.c - strings to ids, and the hash below. */
#include "core/hash.h"
#include "core/intern.h"
#include "tests/support/test.h"

#include <stdio.h>

static uint64_t hash_of(const char *at, size_t size)
{
	return hash_bytes_keyed(span_of(at, size), UINT64_C(0x0706050403020100),
				UINT64_C(0x0f0e0d0c0b0a0908));
}

/* Every length, and every bit of every length: half of the hash changes, give or take. */
static void hashes_by_every_bit(void **state)
{
	char bytes[80];
	double changed = 0;
	int flips = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 37);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		uint64_t hash = hash_of(bytes, size);

		assert_true(size == 0 || hash != hash_of(bytes, size - 1));
		for (size_t bit = 0; bit < 8 * size; bit++, flips++) {
			uint64_t other;
			int bits;

			bytes[bit / 8] ^= (char)(1 << bit % 8);
			other = hash_of(bytes, size);
			bytes[bit / 8] ^= (char)(1 << bit % 8);
			bits = __builtin_popcountll(hash ^ other);
			assert_true(bits >= 8 && bits <= 56);
			changed += bits;
		}
	}
	assert_true(changed / flips > 31 && changed / flips < 33);
	assert_true(hash_bytes(SPAN("a")) == hash_bytes(SPAN("a")));
	assert_true(hash_bytes(SPAN("a")) != hash_bytes(SPAN("b")));
}

/* Numbered names in 1024 places by the lower bits: chi-square within its 1e-6 and 1 - 1e-6. */
static void spreads_names(void **state)
{
	enum { NAMES = 102400, PLACES = 1024 };
	uint32_t count[PLACES] = { 0 };
	double chi = 0;

	(void)state;
	for (uint32_t i = 0; i < NAMES; i++) {
		char name[40];
		int size = snprintf(name, sizeof(name), "/shop/item/%u.html", i);

		count[hash_of(name, (size_t)size) % PLACES]++;
	}
	for (uint32_t i = 0; i < PLACES; i++)
		chi += ((double)count[i] - 100) * ((double)count[i] - 100) / 100;
	/* 1023 degrees of freedom: mean 1023, deviation 45.2; quantiles of scipy.stats.chi2. */
	assert_true(chi > 822 && chi < 1252);
}

static void numbers_in_order_of_first_sight(void **state)
{
	struct arena arena = { 0 };
	struct intern intern;

	(void)state;
	intern_init(&intern, &arena, 1000);
	assert_int_equal(intern_look(&intern, SPAN("a")), INTERN_OTHER);
	assert_int_equal(intern_id(&intern, SPAN("a")), 0);
	assert_int_equal(intern_id(&intern, SPAN("")), 1);
	assert_int_equal(intern_id(&intern, SPAN("a\0b")), 2);
	assert_int_equal(intern_id(&intern, SPAN("a")), 0);
	assert_int_equal(intern_look(&intern, SPAN("a\0b")), 2);
	assert_int_equal(intern_look(&intern, SPAN("a\0c")), INTERN_OTHER);
	assert_string_equal(intern_text(&intern, 0), "a");
	assert_string_equal(intern_text(&intern, 1), "");
	assert_string_equal(intern_text(&intern, INTERN_OTHER), "(other)");
	assert_int_equal(intern.count, 3);
	assert_false(intern.overflowed);
	arena_release(&arena);
}

static void keeps_all_while_growing(void **state)
{
	enum { STRINGS = 20000 };
	struct arena arena = { 0 };
	struct intern intern;
	char text[16];

	(void)state;
	intern_init(&intern, &arena, STRINGS);
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < STRINGS; i++) {
			snprintf(text, sizeof(text), "%u", i);
			assert_int_equal(intern_id(&intern, span_text(text)), i);
		}
	}
	for (uint32_t i = 0; i < STRINGS; i++) {
		snprintf(text, sizeof(text), "%u", i);
		assert_string_equal(intern_text(&intern, i), text);
	}
	arena_release(&arena);
}

static void stops_at_the_cap(void **state)
{
	static const uint32_t caps[] = { 0, 1, 47, 48, 49, 64 };

	(void)state;
	for (size_t c = 0; c < LENGTH(caps); c++) {
		struct arena arena = { 0 };
		struct intern intern;
		uint64_t taken;
		char text[16];

		print_message("cap %u\n", caps[c]);
		intern_init(&intern, &arena, caps[c]);
		for (uint32_t i = 0; i < caps[c]; i++) {
			snprintf(text, sizeof(text), "%u", i);
			assert_int_equal(intern_id(&intern, span_text(text)), i);
		}
		assert_false(intern.overflowed);
		assert_int_equal(intern_id(&intern, SPAN("first too many")), INTERN_OTHER);
		assert_true(intern.overflowed);
		taken = arena.taken_bytes;
		for (uint32_t i = 0; i < 1000; i++) {
			snprintf(text, sizeof(text), "x%u", i);
			assert_int_equal(intern_id(&intern, span_text(text)), INTERN_OTHER);
		}
		assert_true(arena.taken_bytes == taken);
		if (caps[c])
			assert_int_equal(intern_id(&intern, SPAN("0")), 0);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_by_every_bit),
		cmocka_unit_test(spreads_names),
		cmocka_unit_test(numbers_in_order_of_first_sight),
		cmocka_unit_test(keeps_all_while_growing),
		cmocka_unit_test(stops_at_the_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
