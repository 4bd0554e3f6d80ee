/* pages.c - see pages.h. */
#include "core/pages.h"

#include "core/asan.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Of these blocks one sees the ends; the other does not see that a block moves. */
#if defined(ASAN_WATCHES) || defined(TSAN_WATCHES)
#include <stdlib.h>
#include <string.h>

void *pages_take(size_t size)
{
	invariant(size > 0); /* the system gives none of those */
	return calloc(1, size);
}

void *pages_grow(void *pages, size_t size, size_t new_size)
{
	char *grown = realloc(pages, new_size);

	if (grown && new_size > size)
		memset(grown + size, 0, new_size - size);
	return grown;
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

void *pages_grow(void *pages, size_t size, size_t new_size)
{
	void *grown;

	if (!pages)
		return pages_take(new_size);
	grown = mremap(pages, size, new_size, MREMAP_MAYMOVE);
	return grown == MAP_FAILED ? NULL : grown;
}

void pages_release(void *pages, size_t size)
{
	if (pages)
		munmap(pages, size);
}
#endif

void pages_return(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
