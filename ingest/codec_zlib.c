/*
 * codec_zlib.c - gzip (RFC 1952) by zlib: always there, and exact about damage.
 */
#include "ingest/codec.h"
#include "ingest/gzip.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP_ONLY (15 + 16) /* window bits: the largest window, gzip wrapping */

static void *open_state(void)
{
	z_stream *zlib = calloc(1, sizeof(*zlib));

	if (zlib && inflateInit2(zlib, GZIP_ONLY) == Z_OK)
		return zlib;
	free(zlib);
	return NULL;
}

static void close_state(void *state)
{
	inflateEnd(state);
	free(state);
}

static bool begin(void *state)
{
	return inflateReset(state) == Z_OK;
}

static enum codec_step run(void *state, struct codec_io *io)
{
	z_stream *zlib = state;
	int result;

	zlib->next_in = (const Bytef *)io->packed + io->used;
	zlib->avail_in = io->packed_size - io->used;
	zlib->next_out = (Bytef *)io->bytes + io->made;
	zlib->avail_out = io->room - io->made;
	result = inflate(zlib, Z_NO_FLUSH);
	io->used = io->packed_size - zlib->avail_in;
	io->made = io->room - zlib->avail_out;
	if (result == Z_STREAM_END)
		return CODEC_END;
	if (result == Z_OK || result == Z_BUF_ERROR)
		return CODEC_MORE;
	io->why = result == Z_NEED_DICT ? "needs a dictionary"
		  : zlib->msg           ? zlib->msg
					: "not a gzip file";
	return CODEC_DAMAGED;
}

static void *copy(const void *state)
{
	z_stream *zlib = calloc(1, sizeof(*zlib));

	/* It only reads from its source, which its interface does not say. */
	if (zlib && inflateCopy(zlib, (z_stream *)(uintptr_t)state) == Z_OK)
		return zlib;
	free(zlib);
	return NULL;
}

const struct codec codec_zlib = {
	.name = "gzip",
	.magic_bytes = GZIP_MAGIC_BYTES,
	.begins = gzip_begins,
	.provider = "zlib",
	.version = zlibVersion,
	.open = open_state,
	.close = close_state,
	.begin = begin,
	.run = run,
	.copy = copy,
	.copy_bytes = 42 << 10, /* its own state, and a window of 32 KiB */
};
