/*
 * codec_isal.c - gzip by ISA-L: twice to three times as fast as zlib.
 *
 * It says of damage only what class it is of, and it checks less: sets of codes that
 * are not complete pass, for one. So zlib has the last word on it (codec.h, `strict`).
 * What such codes made the check sum tells; of a member without content it can't, so zlib
 * is asked, unless the member is too short to hold any.
 */
#include "core/pages.h"
#include "ingest/codec.h"
#include "ingest/gzip.h"

#include <isa-l.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

static const char *version(void)
{
	return VERSION_TEXT(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

#define FLAGS_AT 3 /* in a member */
#define RESERVED_FLAGS 0xe0

/*
 * A member's bytes behind the header that can hold no codes of its own: its check sums, and
 * what packers make of nothing, 03 00 or 01 00 00 ff ff. A block with codes takes 51 bits at
 * the least: 17 of sizes, five lengths of 3 bits for the codes of the code (the fifth is the
 * first that is not of a repetition), 16 for two runs of zeros, and one each for the lengths
 * of the end's code and of a distance's, and for the end.
 */
#define CODELESS_BYTES (8 + 5)

struct isal {
	bool paged;      /* as a copy is */
	uint32_t seen;   /* bytes of the member, up to its flags */
	bool headed;     /* the header is read */
	bool content;    /* something was made */
	uint64_t packed; /* bytes behind the header */
	struct inflate_state inner;
};

/* For each file, and twice: what the library gives out again is neither cleared nor faulted in. */
static void *open_state(void)
{
	struct isal *isal = malloc(sizeof(*isal));

	if (isal)
		isal->paged = false;
	return isal;
}

static void close_state(void *state)
{
	struct isal *isal = state;

	if (isal->paged)
		pages_release(isal, sizeof(*isal));
	else
		free(isal);
}

static bool begin(void *state)
{
	struct isal *isal = state;

	isal_inflate_init(&isal->inner);
	isal->inner.crc_flag = ISAL_GZIP;
	isal->seen = 0;
	isal->packed = 0;
	isal->headed = isal->content = false;
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

/* As far as it is there; false where it is damaged. */
static bool read_header(struct isal *isal, struct codec_io *io)
{
	struct isal_gzip_header header;
	int result;

	isal_gzip_header_init(&header);
	result = isal_read_gzip_header(&isal->inner, &header);
	io->used = io->packed_size - isal->inner.avail_in;
	isal->headed = result == ISAL_DECOMP_OK;
	return result >= 0;
}

/* Is a whole member one of those that zlib is asked about? */
static bool is_doubtful(const struct isal *isal)
{
	return !isal->content && isal->packed > CODELESS_BYTES;
}

static enum codec_step run(void *state, struct codec_io *io)
{
	struct isal *isal = state;
	struct inflate_state *inner = &isal->inner;
	uint32_t used, made = io->made;
	int result;

	io->why = "invalid data";
	if (odd_flags(isal, io))
		return CODEC_DAMAGED;
	/* It only reads from there, which its interface does not say. */
	inner->next_in = (uint8_t *)(uintptr_t)io->packed + io->used;
	inner->avail_in = io->packed_size - io->used;
	if (!isal->headed && !read_header(isal, io))
		return CODEC_DAMAGED;
	if (!isal->headed)
		return CODEC_MORE;
	used = io->used;
	inner->next_out = (uint8_t *)io->bytes + io->made;
	inner->avail_out = io->room - io->made;
	result = isal_inflate(inner);
	io->used = io->packed_size - inner->avail_in;
	io->made = io->room - inner->avail_out;
	isal->packed += io->used - used;
	isal->content |= io->made > made;
	if (result < 0 || result == ISAL_NEED_DICT)
		return CODEC_DAMAGED;
	if (inner->block_state != ISAL_BLOCK_FINISH)
		return CODEC_MORE;
	return is_doubtful(isal) ? CODEC_DAMAGED : CODEC_END;
}

static void *copy(const void *state)
{
	const struct isal *from = state;
	/* It does not touch all of it, and many are given back at once. */
	struct isal *isal = pages_take(sizeof(*isal));
	size_t size = offsetof(struct isal, inner.tmp_out_buffer);

	/* Tables, window and bits are inside it; its pointers are set before each step. The
	 * window is what is valid of its last array. */
	if (!isal)
		return NULL;
	memcpy(isal, from, size + (size_t)from->inner.tmp_out_valid);
	isal->paged = true;
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
