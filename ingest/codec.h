/*
 * codec.h - what unpacks one kind of compressed file: the seam, and the one table.
 *
 * A packed file holds members (frames, streams) one behind the other. A codec
 * unpacks one member at a time, piece by piece; what lies between members is the
 * business of unpack.h. Each codec is a file of its own, the only one to know its
 * library.
 */
#ifndef INGEST_CODEC_H
#define INGEST_CODEC_H

#include "core/core.h"

enum codec_step {
	CODEC_MORE,    /* of the member: it wants more packed bytes or more room */
	CODEC_END,     /* the member is whole, its check sum right */
	CODEC_DAMAGED, /* `why` says what is wrong */
};

/* From where to where; `used` and `made` count on from what they are. */
struct codec_io {
	const char *packed;
	uint32_t packed_size, used;
	char *bytes;
	uint32_t room, made;
	const char *why; /* static or of the library */
};

#define CODEC_MAGIC_MAX 10

struct codec {
	const char *name;     /* of the format, as the report's `compression` has it */
	uint32_t magic_bytes; /* that tell it from everything else; at most CODEC_MAGIC_MAX */

	/* Can a member begin with these bytes, as far as they go? */
	bool (*begins)(const char *bytes, size_t size);

	const char *provider; /* the name of its library; and which one is linked */
	const char *(*version)(void);

	/* What unpacking takes; NULL where there is no memory. */
	void *(*open)(void);
	void (*close)(void *state);

	/* A new member; false where there is no memory. Then its bytes, until it ends. */
	bool (*begin)(void *state);
	enum codec_step (*run)(void *state, struct codec_io *io);

	/*
	 * A state of its own that goes on where this one is, closed like any other, and
	 * the memory it takes; both NULL and 0 where the library can't. NULL is no memory.
	 */
	void *(*copy)(const void *state);
	uint32_t copy_bytes;

	/*
	 * Packing one whole member as fast as disks write, for copies that nobody else sees.
	 * `press` returns its size, 0 where it does not fit into `room`. NULL: not fast enough.
	 */
	void *(*press_open)(void);
	uint32_t (*press)(void *state, const char *bytes, uint32_t size, char *packed,
			  uint32_t room);
	void (*press_close)(void *state);

	/*
	 * The codec that has the last word on damage: what this one takes for damaged or
	 * cut off is unpacked by that one again. NULL: this one's word is last.
	 */
	const struct codec *strict;
};

extern const struct codec codec_zlib;
extern const struct codec codec_isal;
extern const struct codec codec_zstd;
extern const struct codec codec_xz;
extern const struct codec codec_bzip2;

/* Those that were built in; NULL-terminated. Of two for one format the first is used. */
extern const struct codec *const codecs[];

/* The codec of a file that begins like this; NULL where it is not packed. */
const struct codec *codec_recognise(const char *bytes, size_t size);

#endif
