/* pages.c - see pages.h. */
#include "core/pages.h"

#include "core/asan.h"

#ifdef ASAN_WATCHES /* of these blocks it sees the ends */
#include <stdlib.h>

void *pages_take(size_t size)
{
	return calloc(1, size);
}

void pages_release(void *pages, size_t size)
{
	(void)size;
	free(pages);
}
#else
#include <sys/mman.h>

void *pages_take(size_t size)
{
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return pages == MAP_FAILED ? NULL : pages;
}

void pages_release(void *pages, size_t size)
{
	if (pages)
		munmap(pages, size);
}
#endif
