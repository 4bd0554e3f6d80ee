/* test_pages.c - zeros every time, and memory that is given back. */
#include "core/asan.h"
#include "core/pages.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 16 << 20 };

static void are_zeros_again(void **state)
{
	static const size_t sizes[] = { 1, 4095, 4096, 4097, 1000000, SIZE };

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		for (int round = 0; round < 3; round++) {
			char *pages = pages_take(sizes[i]);

			assert_non_null(pages);
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(pages[k], 0);
			memset(pages, 'x', sizes[i]);
			pages_release(pages, sizes[i]);
		}
	}
	pages_release(NULL, SIZE);
}

/* What was there stays, and what is new is zeros. */
static void grow(void **state)
{
	static const size_t sizes[] = { 1, 100, 4096, 5000, 1000000, 1000001, SIZE };
	unsigned char *pages = NULL;
	size_t size = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		pages = pages_grow(pages, size, sizes[i]);
		assert_non_null(pages);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pages[k], k < size ? k % 251 + 1 : 0);
		size = sizes[i];
		for (size_t k = 0; k < size; k++)
			pages[k] = (unsigned char)(k % 251 + 1);
	}
	pages_release(pages, size);
}

#ifndef ASAN_WATCHES /* by a sanitizer, which keeps what is given back */
/* Pages of the process that are in memory: proc(5), statm. */
static long resident(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long size, pages;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%ld %ld", &size, &pages), 2);
	fclose(file);
	return pages;
}

static void take_memory_where_touched(void **state)
{
	long some = SIZE / 2 / sysconf(_SC_PAGESIZE), before = resident();

	(void)state;
	for (int round = 0; round < 3; round++) {
		char *pages = pages_take(SIZE);

		assert_non_null(pages);
		assert_true(resident() - before < some);
		memset(pages, 1, SIZE);
		assert_true(resident() - before > some);
		pages_release(pages, SIZE);
		assert_true(resident() - before < some);
	}
}

#ifdef __GLIBC__
/* Small pieces between which others stay, as they do where many services were counted. */
static void gives_back_what_was_freed(void **state)
{
	enum { PIECE = 1000, PIECES = SIZE / PIECE, STAYS = 100 };
	static char *piece[PIECES];
	long before = resident(), some = SIZE / 2 / sysconf(_SC_PAGESIZE);

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		piece[i] = malloc(PIECE);
		assert_non_null(piece[i]);
		memset(piece[i], (int)i, PIECE);
	}
	assert_true(resident() - before > some);
	for (size_t i = 0; i < PIECES; i++)
		if (i % STAYS)
			free(piece[i]);
	pages_return();
	assert_true(resident() - before < some);
	for (size_t i = 0; i < PIECES; i += STAYS) {
		for (size_t k = 0; k < PIECE; k++)
			assert_int_equal(piece[i][k], (char)i);
		free(piece[i]);
	}
}
#endif
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_zeros_again),
		cmocka_unit_test(grow),
#ifndef ASAN_WATCHES
		cmocka_unit_test(take_memory_where_touched),
#ifdef __GLIBC__
		cmocka_unit_test(gives_back_what_was_freed),
#endif
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
