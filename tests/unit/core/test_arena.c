/* test_arena.c - regions: zeroed, aligned, rewound, grown. */
#include "core/arena.h"
#include "tests/support/test.h"

#include <string.h>

static void takes_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 65536, 5 << 20, 3 };
	struct arena arena = { 0 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < LENGTH(sizes); i++) {
			char *at = arena_take(&arena, sizes[i]);

			assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(at[k], 0);
			memset(at, 0xab, sizes[i]); /* must not show in the next round */
		}
		arena_rewind(&arena, (struct arena_mark){ 0 });
		assert_int_equal(arena.taken_bytes, 0);
	}
	arena_release(&arena);
}

static void rewinds_to_a_mark_within_and_across_blocks(void **state)
{
	struct arena arena = { 0 };
	char *kept = arena_copy(&arena, "kept", 4);
	struct arena_mark mark = arena_mark(&arena);
	char *first = arena_take(&arena, 100);

	(void)state;
	arena_take(&arena, 1 << 20);
	arena_rewind(&arena, mark);
	assert_string_equal(kept, "kept");
	assert_ptr_equal(arena_take(&arena, 100), first);
	arena_release(&arena);
}

/* Scratch that is taken again and again costs its memory once; a giant is not held on to. */
static void takes_again_what_was_given_back(void **state)
{
	struct arena arena = { 0 };
	char *first[8];

	(void)state;
	for (int round = 0; round < 3; round++) {
		struct arena_mark mark = arena_mark(&arena);

		for (size_t i = 0; i < LENGTH(first); i++) {
			char *at = arena_take(&arena, (size_t)50 << i << 10);

			assert_true(!round || i >= 7 || at == first[i]);
			for (size_t k = 0; k < (size_t)50 << i << 10; k += 97)
				assert_int_equal(at[k], 0);
			memset(at, 0xab, (size_t)50 << i << 10);
			first[i] = at;
		}
		arena_rewind(&arena, mark);
		assert_true(arena.spare && !arena.block);
	}
	arena_release(&arena);
	assert_null(arena.spare);
}

/* Pieces that are larger each time leave no block behind for each size. */
static void takes_again_for_more(void **state)
{
	struct arena arena = { 0 };
	char *seen[16];
	size_t blocks = 0;

	(void)state;
	for (size_t round = 0; round < 3000; round++) {
		struct arena_mark mark = arena_mark(&arena);
		size_t size = 50000 + round * 1024, i = 0;
		char *at;

		arena_take(&arena, 64);
		at = arena_take(&arena, size);
		at[0] = at[size - 1] = 1;
		while (i < blocks && seen[i] != at)
			i++;
		assert_true(i < LENGTH(seen));
		if (i == blocks)
			seen[blocks++] = at;
		arena_rewind(&arena, mark);
	}
	/* From 64 KiB to 4 MiB, and the place behind the 64 bytes. */
	assert_in_range(blocks, 2, 8);
	arena_release(&arena);
}

static void grows_an_array(void **state)
{
	struct arena arena = { 0 };
	uint32_t *numbers = NULL;
	size_t room = 0;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		numbers = arena_grow(&arena, numbers, i, &room, sizeof(*numbers));
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	assert_string_equal(arena_print(&arena, "%s-%d", "x", 5), "x-5");
	arena_release(&arena);
}

/* What was adopted outlives the rewind to a mark that was there before, not the release. */
static void adopts(void **state)
{
	struct arena arena = { 0 }, other = { 0 }, none = { 0 };
	struct arena_mark mark;
	char *kept[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		kept[i] = memset(arena_take(&other, (size_t)100 << 10), 'a' + i, (size_t)100 << 10);
	arena_adopt(&arena, &none);
	assert_null(arena.block);
	arena_take(&arena, 1);
	mark = arena_mark(&arena);
	arena_adopt(&arena, &other);
	assert_null(other.block);
	arena_take(&arena, (size_t)1 << 20);
	arena_rewind(&arena, mark);
	for (int i = 0; i < 3; i++)
		assert_true(kept[i][0] == 'a' + i && kept[i][((size_t)100 << 10) - 1] == 'a' + i);
	arena_adopt(&other, &arena); /* into an empty one */
	assert_int_equal(kept[0][1], 'a');
	arena_release(&other);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_zeroed_and_aligned),
		cmocka_unit_test(rewinds_to_a_mark_within_and_across_blocks),
		cmocka_unit_test(takes_again_what_was_given_back),
		cmocka_unit_test(takes_again_for_more),
		cmocka_unit_test(grows_an_array),
		cmocka_unit_test(adopts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
