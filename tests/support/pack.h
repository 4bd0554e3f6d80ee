/*
 * pack.h - gzip members for tests.
 */
#ifndef SUPPORT_PACK_H
#define SUPPORT_PACK_H

#include <stddef.h>

/* One whole gzip member of `bytes`; freed by the caller. */
char *pack_gzip(const char *bytes, size_t size, size_t *packed_size);

#endif
