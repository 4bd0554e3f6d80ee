/*
 * stream.h - the unpacked bytes of one input, in order, wherever they come from.
 *
 * A stream that breaks off (damage, an error of the disk) hands out what precedes
 * and then ends; `broken` and `why` tell what happened. Life cycle: stream_open,
 * stream_close. Not for two threads at a time.
 */
#ifndef INGEST_STREAM_H
#define INGEST_STREAM_H

#include "core/arena.h"
#include "core/file.h"
#include "ingest/points.h"
#include "ingest/spool.h"

enum stream_end {
	STREAM_WHOLE,      /* all was read, or more is to come */
	STREAM_DAMAGED,    /* the packed bytes are wrong */
	STREAM_CUT_OFF,    /* the packed bytes end too early */
	STREAM_UNREADABLE, /* the system refused */
	STREAM_NO_SPOOL,   /* the copy of a pipe can't be written: nothing works any more */
};

struct stream {
	const struct file_ops *ops;
	struct spool *spool; /* read through it; NULL: from `fd` */
	int fd;
	uint64_t base;        /* where in `fd` the input begins */
	uint64_t raw_at;      /* next byte of the file to read */
	uint64_t at;          /* next unpacked byte to hand out */
	uint32_t block_bytes; /* to unpack at once: BLOCK_BYTES, unless set before the first read */
	bool packed, ended;
	enum stream_end broken;
	const char *why; /* static or of strerror's table */
	struct unpacker unpacker;
	struct points *points; /* to note and to jump by; NULL: none */
	struct arena arena;
	bool proven; /* an earlier pass unpacked all of it: stream_trust */
	char *raw;   /* PACKED_BYTES, where packed */
	uint32_t raw_from, raw_to;
	char *held; /* block_bytes: of a block that the caller had no room for */
	uint32_t held_from, held_to;
};

/*
 * Over an open file or a spool, which stay the caller's, as do the points (NULL: none).
 * Recognises what is packed by its first bytes.
 */
void stream_open(struct stream *stream, const struct file_ops *ops, int fd, uint64_t base,
		 struct spool *spool, struct points *points);
void stream_close(struct stream *stream);

/* How it is packed: the name of a codec, or "none". */
const char *stream_compression(const struct stream *stream);

/*
 * Go back to the front, where that costs nothing: in a packed file as long as all that was
 * unpacked is still held. False, and nothing moved, where it does.
 */
bool stream_rewind(struct stream *stream);

/*
 * An earlier pass found that all of it unpacks: what comes of it does not depend on the
 * blocks that it is unpacked in, so the bytes need no way round by one. Where the file was
 * written to since, whoever reads it finds that out by what comes of it or by its times.
 */
void stream_trust(struct stream *stream);

/* The next `size` bytes; fewer only where the stream ends. */
uint32_t stream_read(struct stream *stream, char *bytes, uint32_t size);

/*
 * Go forward to `offset`: a jump where nothing is packed, else one to the last point
 * before it; unpacks the rest of the way through `scratch`.
 */
void stream_forward(struct stream *stream, uint64_t offset, char *scratch, uint32_t scratch_bytes);

#endif
