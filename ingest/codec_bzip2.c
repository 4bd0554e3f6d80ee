/* codec_bzip2.c - bzip2, by its own library. */
#include "ingest/codec.h"

#include <bzlib.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC_BYTES 10

/* "BZh", the block size, and the number that opens a block or, in an empty file, its end. */
static bool begins(const char *bytes, size_t size)
{
	size_t rest = MIN(size, MAGIC_BYTES);

	if (memcmp(bytes, "BZh", MIN(rest, 3)) != 0)
		return false;
	if (rest <= 3)
		return true;
	rest -= 4;
	return bytes[3] >= '1' && bytes[3] <= '9' &&
	       (memcmp(bytes + 4, "\x31\x41\x59\x26\x53\x59", rest) == 0 ||
		memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", rest) == 0);
}

struct bzip2 {
	bz_stream stream;
	bool begun;
};

static void *open_state(void)
{
	return calloc(1, sizeof(struct bzip2));
}

static void finish(struct bzip2 *bzip2)
{
	if (bzip2->begun)
		BZ2_bzDecompressEnd(&bzip2->stream);
	bzip2->begun = false;
}

static void close_state(void *state)
{
	finish(state);
	free(state);
}

static bool begin(void *state)
{
	struct bzip2 *bzip2 = state;

	finish(bzip2);
	bzip2->begun = BZ2_bzDecompressInit(&bzip2->stream, 0, 0) == BZ_OK;
	return bzip2->begun;
}

static enum codec_step run(void *state, struct codec_io *io)
{
	bz_stream *stream = &((struct bzip2 *)state)->stream;
	int result;

	/* It only reads from there, which its interface does not say. */
	stream->next_in = (char *)(uintptr_t)io->packed + io->used;
	stream->avail_in = io->packed_size - io->used;
	stream->next_out = io->bytes + io->made;
	stream->avail_out = io->room - io->made;
	result = BZ2_bzDecompress(stream);
	io->used = io->packed_size - stream->avail_in;
	io->made = io->room - stream->avail_out;
	if (result == BZ_STREAM_END)
		return CODEC_END;
	if (result == BZ_OK)
		return CODEC_MORE;
	io->why = result == BZ_MEM_ERROR          ? "out of memory"
		  : result == BZ_DATA_ERROR_MAGIC ? "not a bzip2 file"
						  : "corrupt data";
	return CODEC_DAMAGED;
}

const struct codec codec_bzip2 = {
	.name = "bzip2",
	.magic_bytes = MAGIC_BYTES,
	.begins = begins,
	.provider = "libbz2",
	.version = BZ2_bzlibVersion,
	.open = open_state,
	.close = close_state,
	.begin = begin,
	.run = run,
};
