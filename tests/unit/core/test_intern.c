/* test_intern.c - strings to ids, and the hash below. */
#include "core/intern.h"
#include "tests/support/test.h"

#include <stdio.h>

static void hashes_as_siphash_does(void **state)
{
	(void)state;
	/*
	 * The 15 bytes 00..0e with key 00..0f. The value is what an implementation of
	 * SipHash-1-3 written apart from this one (in Python, checked with 2-4 rounds
	 * against the paper's 0xa129ca6149be45e5) gives.
	 */
	char bytes[15];

	for (char i = 0; i < 15; i++)
		bytes[(size_t)i] = i;
	assert_true(hash_bytes_keyed(span_of(bytes, sizeof(bytes)), UINT64_C(0x0706050403020100),
				     UINT64_C(0x0f0e0d0c0b0a0908)) == UINT64_C(0xd320d86d2a519956));
	assert_true(hash_bytes(SPAN("a")) == hash_bytes(SPAN("a")));
	assert_true(hash_bytes(SPAN("a")) != hash_bytes(SPAN("b")));
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
		cmocka_unit_test(hashes_as_siphash_does),
		cmocka_unit_test(numbers_in_order_of_first_sight),
		cmocka_unit_test(keeps_all_while_growing),
		cmocka_unit_test(stops_at_the_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
