/* guard.c - see guard.h. */
#include "tests/support/guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t pages_bytes(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (size + page - 1) / page * page;
}

char *guard_copy(const char *bytes, size_t size, size_t padding)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), inside = pages_bytes(size + padding);
	char *start = mmap(NULL, inside + page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *copy;

	if (start == MAP_FAILED || mprotect(start + inside, page, PROT_NONE))
		abort();
	copy = start + inside - size - padding;
	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

void guard_release(char *copy, size_t size, size_t padding)
{
	size_t inside = pages_bytes(size + padding);

	munmap(copy + size + padding - inside, inside + (size_t)sysconf(_SC_PAGESIZE));
}
