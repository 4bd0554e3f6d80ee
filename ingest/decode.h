/*
 * decode.h - the bytes of a stream as UTF-8: without a byte order mark, and from UTF-16.
 *
 * Which of them a stream is in is found out by its first bytes, once, and kept over
 * passes. Offsets count the bytes that are handed out.
 */
#ifndef INGEST_DECODE_H
#define INGEST_DECODE_H

#include "ingest/stream.h"

enum encoding { ENCODING_UNKNOWN, ENCODING_BYTES, ENCODING_UTF16_LE, ENCODING_UTF16_BE };

/* What is looked at to tell the encoding. */
#define DECODE_FRONT_BYTES 4

/* What is known of a source for every pass over it. */
struct encoded {
	enum encoding encoding;
	uint32_t mark; /* bytes of the mark at the front, passed over */
};

struct decoder {
	struct stream *stream;
	struct encoded is;
	uint64_t at; /* next byte to hand out */
	bool begun;
	char front[DECODE_FRONT_BYTES]; /* read and not handed out yet */
	uint32_t front_size;
	struct utf16 *utf16; /* buffers, of the stream's arena; NULL where it is in bytes */
};

/* Begin at the front of a stream that was just opened. `is`: what is known of it, or zeros. */
void decoder_begin(struct decoder *decoder, struct stream *stream, struct encoded is);

/* As stream_read(). */
uint32_t decoder_read(struct decoder *decoder, char *bytes, uint32_t size);

/* As stream_forward(), of a stream whose encoding is known; UTF-16 is decoded all the way. */
void decoder_forward(struct decoder *decoder, uint64_t offset, char *scratch,
		     uint32_t scratch_bytes);

#endif
