/* test_digits.c - numbers of every length against strtoull, masks against a loop. */
#include "core/digits.h"
#include "core/mask.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>

static void reads_every_length(void **state)
{
	static const char all[] = "90817263549182736450";
	static const char *const stops[] = { "", " ", "/", ":", "\"", "\xb0", "x1" };

	(void)state;
	for (size_t size = 0; size <= 19; size++) {
		for (size_t from = 0; from + size < sizeof(all) && from < 8; from++) {
			for (size_t stop = 0; stop < LENGTH(stops); stop++) {
				char text[64];
				uint64_t value = 1;
				int length = snprintf(text, sizeof(text), "%.*s%s", (int)size,
						      all + from, stops[stop]);
				char *copy = guard_copy(text, (size_t)length, 8);

				assert_int_equal(digits_read(copy, &value), size);
				copy[size] = '\0';
				assert_true(value == (size ? strtoull(copy, NULL, 10) : 0));
				guard_release(copy, (size_t)length, 8);
			}
		}
	}
}

/* Each byte in each place, the others one bit or one unit off. */
static void masks_each_byte(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		static const int off[] = { 1, -1, 0x80, 0x20 };

		for (size_t place = 0; place < MASK_BYTES; place++) {
			char bytes[2 * MASK_BYTES] = { 0 };

			for (size_t i = 0; i < MASK_BYTES; i++)
				bytes[i] = (char)(i == place ? byte : byte ^ off[i % 4]);
			assert_int_equal(mask_of(bytes, (char)byte), UINT32_C(1) << place);
			assert_int_equal(mask_of_words(bytes, (char)byte), UINT32_C(1) << place);
			assert_ptr_equal(mask_find(bytes, bytes + MASK_BYTES, (char)byte),
					 bytes + place);
			assert_null(mask_find(bytes, bytes + place, (char)byte));
		}
	}
}

/* Far ones are found, nothing at or behind the end is. */
static void finds_within_the_end(void **state)
{
	(void)state;
	for (size_t size = 0; size < 100; size++) {
		char text[100];

		memset(text, '.', sizeof(text));
		for (size_t place = 0; place <= size; place++) {
			text[place] = '"';
			char *copy = guard_copy(text, size, MASK_BYTES);

			assert_ptr_equal(mask_find(copy, copy + size, '"'),
					 place < size ? copy + place : NULL);
			guard_release(copy, size, MASK_BYTES);
			text[place] = '.';
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_length),
		cmocka_unit_test(masks_each_byte),
		cmocka_unit_test(finds_within_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
