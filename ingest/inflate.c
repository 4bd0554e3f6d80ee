/* inflate.c - see inflate.h. */
#include "ingest/inflate.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP_ONLY (15 + 16) /* window bits: the largest window, gzip wrapping */

static voidpf take(voidpf arena, uInt count, uInt size)
{
	return arena_array(arena, count, size);
}

static void give_back(voidpf arena, voidpf at)
{
	/* The arena goes as a whole. */
	(void)arena;
	(void)at;
}

void inflate_open(struct inflater *inflater, struct arena *arena)
{
	z_stream *zlib = arena_take(arena, sizeof(*zlib));

	*zlib = (z_stream){ .zalloc = take, .zfree = give_back, .opaque = arena };
	invariant(inflateInit2(zlib, GZIP_ONLY) == Z_OK);
	*inflater = (struct inflater){ .zlib = zlib, .state = INFLATE_BETWEEN };
}

static void damaged(struct inflater *inflater, const char *why)
{
	inflater->state = INFLATE_DAMAGED;
	inflater->why = why;
}

/* Between members: pass over padding, begin the next one. Returns the bytes used. */
static uint32_t begin_member(struct inflater *inflater, const char *packed, uint32_t size)
{
	uint32_t used = 0;

	while (used < size && !packed[used]) {
		inflater->padding = true;
		used++;
	}
	if (used == size)
		return used;
	if ((unsigned char)packed[used] != 0x1f) {
		damaged(inflater, inflater->padding ? "what follows the padding is not gzip"
						    : "what follows the last member is not gzip");
		return used;
	}
	invariant(inflateReset(inflater->zlib) == Z_OK);
	inflater->state = INFLATE_INSIDE;
	return used;
}

void inflate_run(struct inflater *inflater, const char *packed, uint32_t packed_size,
		 uint32_t *packed_used, char *bytes, uint32_t room, uint32_t *made)
{
	z_stream *zlib = inflater->zlib;
	uint32_t used = 0;

	*made = 0;
	while (inflater->state != INFLATE_DAMAGED && *made < room &&
	       (used < packed_size || inflater->pending)) {
		if (inflater->state == INFLATE_BETWEEN) {
			used += begin_member(inflater, packed + used, packed_size - used);
			continue;
		}
		zlib->next_in = (const Bytef *)packed + used;
		zlib->avail_in = packed_size - used;
		zlib->next_out = (Bytef *)bytes + *made;
		zlib->avail_out = room - *made;

		int result = inflate(zlib, Z_NO_FLUSH);

		used = packed_size - zlib->avail_in;
		*made = room - zlib->avail_out;
		inflater->pending = result == Z_OK && !zlib->avail_out;
		if (result == Z_STREAM_END)
			inflater->state = INFLATE_BETWEEN;
		else if (result == Z_NEED_DICT)
			damaged(inflater, "needs a dictionary");
		else if (result != Z_OK && result != Z_BUF_ERROR)
			damaged(inflater, zlib->msg ? zlib->msg : "not a gzip file");
	}
	*packed_used = used;
}
