/*
 * pack.h - packed members for tests, in all formats that seiche was built to read.
 */
#ifndef SUPPORT_PACK_H
#define SUPPORT_PACK_H

#include <stddef.h>

struct packer {
	const char *name; /* as the codec's */
	/* One whole member of `bytes`; freed by the caller. */
	char *(*pack)(const char *bytes, size_t size, size_t *packed_size);
};

extern const struct packer packers[]; /* ends with a NULL name; gzip is the first */

char *pack_gzip(const char *bytes, size_t size, size_t *packed_size);

#endif
