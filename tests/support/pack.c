/* pack.c - see pack.h. */
#include "tests/support/pack.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

char *pack_gzip(const char *bytes, size_t size, size_t *packed_size)
{
	z_stream zlib = { 0 };
	size_t room;
	char *packed;

	if (deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&zlib, size);
	packed = malloc(room);
	zlib.next_in = (const Bytef *)bytes;
	zlib.avail_in = (uInt)size;
	zlib.next_out = (Bytef *)packed;
	zlib.avail_out = (uInt)room;
	if (!packed || deflate(&zlib, Z_FINISH) != Z_STREAM_END)
		abort();
	*packed_size = zlib.total_out;
	deflateEnd(&zlib);
	return packed;
}
