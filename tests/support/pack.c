/* pack.c - see pack.h. */
#include "tests/support/pack.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>
#ifdef SEICHE_HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef SEICHE_HAVE_XZ
#include <lzma.h>
#endif
#ifdef SEICHE_HAVE_BZIP2
#include <bzlib.h>
#endif

static char *take(size_t size)
{
	char *bytes = malloc(size);

	if (!bytes)
		abort();
	return bytes;
}

char *pack_gzip(const char *bytes, size_t size, size_t *packed_size)
{
	z_stream zlib = { 0 };
	size_t room;
	char *packed;

	if (deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&zlib, size);
	packed = take(room);
	zlib.next_in = (const Bytef *)bytes;
	zlib.avail_in = (uInt)size;
	zlib.next_out = (Bytef *)packed;
	zlib.avail_out = (uInt)room;
	if (deflate(&zlib, Z_FINISH) != Z_STREAM_END)
		abort();
	*packed_size = zlib.total_out;
	deflateEnd(&zlib);
	return packed;
}

#ifdef SEICHE_HAVE_ZSTD
static char *pack_zstd(const char *bytes, size_t size, size_t *packed_size)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	size_t room = ZSTD_compressBound(size);
	char *packed = take(room);

	if (ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)))
		abort();
	*packed_size = ZSTD_compress2(zstd, packed, room, bytes, size);
	if (ZSTD_isError(*packed_size))
		abort();
	ZSTD_freeCCtx(zstd);
	return packed;
}
#endif

#ifdef SEICHE_HAVE_XZ
static char *pack_xz(const char *bytes, size_t size, size_t *packed_size)
{
	size_t room = lzma_stream_buffer_bound(size);
	char *packed = take(room);

	*packed_size = 0;
	if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL, (const uint8_t *)bytes, size,
				    (uint8_t *)packed, packed_size, room) != LZMA_OK)
		abort();
	return packed;
}
#endif

#ifdef SEICHE_HAVE_BZIP2
static char *pack_bzip2(const char *bytes, size_t size, size_t *packed_size)
{
	unsigned room = (unsigned)(size + size / 100 + 600);
	char *packed = take(room), *from = take(size + 1);

	for (size_t i = 0; i < size; i++) /* its interface does not promise to leave it alone */
		from[i] = bytes[i];
	if (BZ2_bzBuffToBuffCompress(packed, &room, from, (unsigned)size, 1, 0, 0) != BZ_OK)
		abort();
	free(from);
	*packed_size = room;
	return packed;
}
#endif

const struct packer packers[] = {
	{ "gzip", pack_gzip },
#ifdef SEICHE_HAVE_ZSTD
	{ "zstd", pack_zstd },
#endif
#ifdef SEICHE_HAVE_XZ
	{ "xz", pack_xz },
#endif
#ifdef SEICHE_HAVE_BZIP2
	{ "bzip2", pack_bzip2 },
#endif
	{ NULL, NULL },
};
