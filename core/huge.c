/* huge.c - see huge.h. */
#include "core/huge.h"

#include <stdlib.h>
#include <sys/mman.h>

/* Less would leave too much of a huge page. */
#define HUGE_FROM_BYTES (HUGE_PAGE_BYTES / 4 * 3)

static size_t rounded(size_t size, size_t to)
{
	return (size + to - 1) / to * to;
}

/* At a multiple of the size of a huge page: what the system gives before and behind goes back. */
static void *map_aligned(size_t size)
{
	char *at, *aligned;
	size_t before;

	if (size > SIZE_MAX - HUGE_PAGE_BYTES)
		return NULL;
	at = mmap(NULL, size + HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		  -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	before = rounded((uintptr_t)at, HUGE_PAGE_BYTES) - (uintptr_t)at;
	aligned = at + before;
	if (before)
		munmap(at, before);
	munmap(aligned + size, HUGE_PAGE_BYTES - before);
	madvise(aligned, size, MADV_HUGEPAGE);
	return aligned;
}

void *huge_take(size_t size)
{
	if (size < HUGE_FROM_BYTES)
		return calloc(MAX(size, (size_t)1), 1);
	if (size > SIZE_MAX - HUGE_PAGE_BYTES)
		return NULL;
	return map_aligned(rounded(size, HUGE_PAGE_BYTES));
}

void huge_give(void *at, size_t size)
{
	if (at && size >= HUGE_FROM_BYTES)
		munmap(at, rounded(size, HUGE_PAGE_BYTES));
	else
		free(at);
}
