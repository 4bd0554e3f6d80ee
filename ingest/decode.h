/*
 * decode.h - the bytes of a stream as UTF-8: without a byte order mark, and from UTF-16.
 *
 * Which of them a stream is in is found out by its first bytes, once, and kept over
 * passes in a struct encoded. Offsets count the bytes that are handed out.
 */
#ifndef INGEST_DECODE_H
#define INGEST_DECODE_H

#include "core/utf16.h"
#include "ingest/stream.h"

struct decoder {
	struct stream *stream;
	struct encoded is;
	uint64_t at; /* next byte to hand out */
	bool begun;
	char front[UTF16_FRONT_BYTES]; /* read and not handed out yet */
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
