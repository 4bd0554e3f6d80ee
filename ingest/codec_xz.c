/* codec_xz.c - xz, by liblzma. */
#include "ingest/codec.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC_BYTES 6

/* What `xz -9` needs to unpack is 65 MiB; a file that asks for more than this is refused. */
#define MEMORY_BYTES ((uint64_t)256 << 20)

static bool begins(const char *bytes, size_t size)
{
	return memcmp(bytes,
		      "\xfd"
		      "7zXZ\0",
		      MIN(size, MAGIC_BYTES)) == 0;
}

static void *open_state(void)
{
	return calloc(1, sizeof(lzma_stream));
}

static void close_state(void *state)
{
	lzma_end(state);
	free(state);
}

static bool begin(void *state)
{
	return lzma_stream_decoder(state, MEMORY_BYTES, 0) == LZMA_OK;
}

static const char *reason(lzma_ret result)
{
	switch (result) {
	case LZMA_MEM_ERROR:
		return "out of memory";
	case LZMA_MEMLIMIT_ERROR:
		return "needs more than 256 MiB of memory to unpack";
	case LZMA_FORMAT_ERROR:
		return "not an xz file";
	case LZMA_OPTIONS_ERROR:
		return "packed in a way that is not supported";
	default:
		return "corrupt data";
	}
}

static enum codec_step run(void *state, struct codec_io *io)
{
	lzma_stream *xz = state;
	lzma_ret result;

	xz->next_in = (const uint8_t *)io->packed + io->used;
	xz->avail_in = io->packed_size - io->used;
	xz->next_out = (uint8_t *)io->bytes + io->made;
	xz->avail_out = io->room - io->made;
	result = lzma_code(xz, LZMA_RUN);
	io->used = io->packed_size - (uint32_t)xz->avail_in;
	io->made = io->room - (uint32_t)xz->avail_out;
	if (result == LZMA_STREAM_END)
		return CODEC_END;
	/* LZMA_BUF_ERROR: nothing came in and nothing was left to hand out. */
	if (result == LZMA_OK || result == LZMA_BUF_ERROR)
		return CODEC_MORE;
	io->why = reason(result);
	return CODEC_DAMAGED;
}

const struct codec codec_xz = {
	.name = "xz",
	.magic_bytes = MAGIC_BYTES,
	.begins = begins,
	.provider = "liblzma",
	.version = lzma_version_string,
	.open = open_state,
	.close = close_state,
	.begin = begin,
	.run = run,
};
