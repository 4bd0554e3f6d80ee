/* codec_zstd.c - zstd (RFC 8878), whose frames may be skippable ones too. */
#include "ingest/codec.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define MAGIC_BYTES 4

/* A frame, or one that holds something else and is passed over: 0x184D2A50 … 5F. */
static bool begins(const char *bytes, size_t size)
{
	size = MIN(size, MAGIC_BYTES);
	if (memcmp(bytes, "\x28\xb5\x2f\xfd", size) == 0)
		return true;
	return (bytes[0] & 0xf0) == 0x50 && memcmp(bytes + 1, "\x2a\x4d\x18", size - 1) == 0;
}

/*
 * The library is given what it asks for and no more: a block and the next one's head.
 * Where it finds a block damaged, it does not say what the same call made before.
 */
struct zstd {
	ZSTD_DCtx *context;
	size_t wanted; /* packed bytes */
};

static void *open_state(void)
{
	struct zstd *zstd = calloc(1, sizeof(*zstd));

	if (!zstd)
		return NULL;
	zstd->context = ZSTD_createDCtx();
	if (zstd->context)
		return zstd;
	free(zstd);
	return NULL;
}

static void close_state(void *state)
{
	struct zstd *zstd = state;

	ZSTD_freeDCtx(zstd->context);
	free(zstd);
}

static bool begin(void *state)
{
	struct zstd *zstd = state;

	zstd->wanted = MAGIC_BYTES + 1; /* what the smallest frame header can't do without */
	return !ZSTD_isError(ZSTD_DCtx_reset(zstd->context, ZSTD_reset_session_only));
}

static enum codec_step run(void *state, struct codec_io *io)
{
	struct zstd *zstd = state;
	size_t end = io->used + MIN((size_t)(io->packed_size - io->used), zstd->wanted);
	ZSTD_inBuffer in = { .src = io->packed, .size = end, .pos = io->used };
	ZSTD_outBuffer out = { .dst = io->bytes, .size = io->room, .pos = io->made };
	size_t result = ZSTD_decompressStream(zstd->context, &out, &in);

	io->used = (uint32_t)in.pos;
	io->made = (uint32_t)out.pos;
	if (ZSTD_isError(result)) {
		io->why = ZSTD_getErrorName(result);
		return CODEC_DAMAGED;
	}
	zstd->wanted = result;
	return result ? CODEC_MORE : CODEC_END;
}

static void *press_open(void)
{
	return ZSTD_createCCtx();
}

static void press_close(void *state)
{
	ZSTD_freeCCtx(state);
}

static uint32_t press(void *state, const char *bytes, uint32_t size, char *packed, uint32_t room)
{
	size_t made = ZSTD_compressCCtx(state, packed, room, bytes, size, 1);

	return ZSTD_isError(made) ? 0 : (uint32_t)made;
}

const struct codec codec_zstd = {
	.name = "zstd",
	.magic_bytes = MAGIC_BYTES,
	.begins = begins,
	.provider = "libzstd",
	.version = ZSTD_versionString,
	.open = open_state,
	.close = close_state,
	.begin = begin,
	.run = run,
	.press_open = press_open,
	.press = press,
	.press_close = press_close,
};
