/*
 * unpack.h - a packed file piece by piece, whatever it is packed with.
 *
 * A file may hold many members one behind the other and zero bytes behind the
 * last, as tapes and disk blocks leave them. What precedes damage is handed out.
 */
#ifndef INGEST_UNPACK_H
#define INGEST_UNPACK_H

#include "ingest/codec.h"

enum unpack_state {
	UNPACK_INSIDE,  /* of a member: more bytes are wanted */
	UNPACK_BETWEEN, /* behind a whole member: a good place for the file to end */
	UNPACK_DAMAGED, /* nothing more comes; `why` says what was wrong */
};

struct unpacker {
	const struct codec *codec;
	enum unpack_state state;
	const char *why;
	bool by_codec; /* it was the codec who said so */
	void *inner;   /* the codec's; NULL until there is a member */
	bool padding;  /* was seen behind the last member */
	bool pending;  /* there may be more to hand out before more packed bytes are wanted */
	uint64_t packed_at, at;               /* how much was taken of the file, and handed out */
	uint64_t member_packed_at, member_at; /* the same where the member begins */
};

/* At a place between members; nothing is taken before there is something to unpack. */
void unpacker_open(struct unpacker *unpacker, const struct codec *codec, uint64_t packed_at,
		   uint64_t at);
void unpacker_close(struct unpacker *unpacker);

/*
 * Unpack from `packed` to `bytes` until one of them is used up, or the file is
 * damaged. `packed_size` may be 0 where `pending`. Returns how much was made and
 * says how much was used; never writes past `room`.
 */
uint32_t unpacker_run(struct unpacker *unpacker, const char *packed, uint32_t packed_size,
		      uint32_t *packed_used, char *bytes, uint32_t room);

#endif
