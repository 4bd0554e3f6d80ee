/*
 * gzip.h - how a gzip member begins (RFC 1952), for the codecs that unpack it.
 */
#ifndef INGEST_GZIP_H
#define INGEST_GZIP_H

#include "core/core.h"

#include <string.h>

#define GZIP_MAGIC_BYTES 2

static inline bool gzip_begins(const char *bytes, size_t size)
{
	return memcmp(bytes, "\x1f\x8b", MIN(size, GZIP_MAGIC_BYTES)) == 0;
}

#endif
