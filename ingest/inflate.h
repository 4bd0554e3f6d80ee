/*
 * inflate.h - gzip files (RFC 1952) piece by piece: the only user of zlib.
 *
 * A file may hold many members one behind the other and zero bytes behind the
 * last, as tapes and disk blocks leave them. What precedes damage is handed out.
 */
#ifndef INGEST_INFLATE_H
#define INGEST_INFLATE_H

#include "core/arena.h"

enum inflate_state {
	INFLATE_INSIDE,  /* of a member: more bytes are wanted */
	INFLATE_BETWEEN, /* behind a whole member: a good place for the file to end */
	INFLATE_DAMAGED, /* nothing more comes; `why` says what was wrong */
};

struct inflater {
	enum inflate_state state;
	const char *why;
	void *zlib;
	bool padding; /* was seen behind the last member */
	bool pending; /* there may be more to hand out before more packed bytes are wanted */
};

/* Do these bytes begin a gzip member? Needs two. */
static inline bool inflate_magic(const char *bytes, size_t size)
{
	return size >= 2 && (unsigned char)bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b;
}

/* Memory (some 40 KiB) comes from `arena`, which must outlive the inflater. */
void inflate_open(struct inflater *inflater, struct arena *arena);

/*
 * Unpack from `packed` to `bytes` until one of them is used up, or the file is
 * damaged. `packed_size` may be 0 where `pending`. Says how much of both was
 * used; never writes past `room`.
 */
void inflate_run(struct inflater *inflater, const char *packed, uint32_t packed_size,
		 uint32_t *packed_used, char *bytes, uint32_t room, uint32_t *made);

#endif
