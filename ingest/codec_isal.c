/*
 * codec_isal.c - gzip by ISA-L: twice to three times as fast as zlib.
 *
 * It says of damage only what class it is of, and it checks less: sets of codes that
 * are not complete pass, for one. So zlib has the last word on it (codec.h, `strict`).
 */
#include "core/pages.h"
#include "ingest/codec.h"
#include "ingest/gzip.h"

#include <isa-l.h>
#include <stddef.h>
#include <string.h>

#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

static const char *version(void)
{
	return VERSION_TEXT(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

#define FLAGS_AT 3 /* in a member */
#define RESERVED_FLAGS 0xe0

struct isal {
	uint32_t seen; /* bytes of the member, up to its flags */
	struct inflate_state inner;
};

/* A copy does not touch all of it, and many are given back at once. */
static void *open_state(void)
{
	return pages_take(sizeof(struct isal));
}

static void close_state(void *state)
{
	pages_release(state, sizeof(struct isal));
}

static bool begin(void *state)
{
	struct isal *isal = state;

	isal_inflate_init(&isal->inner);
	isal->inner.crc_flag = ISAL_GZIP;
	isal->seen = 0;
	return true;
}

/* Flags that no format knows: a damaged header, which ISA-L does not mind. */
static bool odd_flags(struct isal *isal, const struct codec_io *io)
{
	uint32_t size = io->packed_size - io->used, at = FLAGS_AT - isal->seen;

	if (isal->seen > FLAGS_AT)
		return false;
	isal->seen += MIN(size, at + 1);
	return at < size && (io->packed[io->used + at] & RESERVED_FLAGS);
}

static enum codec_step run(void *state, struct codec_io *io)
{
	struct isal *isal = state;
	struct inflate_state *inner = &isal->inner;
	int result;

	io->why = "invalid data";
	if (odd_flags(isal, io))
		return CODEC_DAMAGED;
	/* It only reads from there, which its interface does not say. */
	inner->next_in = (uint8_t *)(uintptr_t)io->packed + io->used;
	inner->avail_in = io->packed_size - io->used;
	inner->next_out = (uint8_t *)io->bytes + io->made;
	inner->avail_out = io->room - io->made;
	result = isal_inflate(inner);
	io->used = io->packed_size - inner->avail_in;
	io->made = io->room - inner->avail_out;
	if (result < 0 || result == ISAL_NEED_DICT)
		return CODEC_DAMAGED;
	return inner->block_state == ISAL_BLOCK_FINISH ? CODEC_END : CODEC_MORE;
}

static void *copy(const void *state)
{
	const struct isal *from = state;
	struct isal *isal = open_state();
	size_t size = offsetof(struct isal, inner.tmp_out_buffer);

	/* Tables, window and bits are inside it; its pointers are set before each step. The
	 * window is what is valid of its last array. */
	if (isal)
		memcpy(isal, from, size + (size_t)from->inner.tmp_out_valid);
	return isal;
}

const struct codec codec_isal = {
	.name = "gzip",
	.magic_bytes = GZIP_MAGIC_BYTES,
	.begins = gzip_begins,
	.provider = "ISA-L",
	.version = version,
	.open = open_state,
	.close = close_state,
	.begin = begin,
	.run = run,
	.copy = copy,
	.copy_bytes = sizeof(struct isal),
	.strict = &codec_zlib,
};
