/* decode.c - see decode.h. */
#include "ingest/decode.h"

#include <string.h>

#define UTF16_BYTES 4096

/* What is read and not decoded, and what is decoded and not handed out. */
struct utf16 {
	char raw[UTF16_BYTES + UTF16_FRONT_BYTES];
	uint32_t raw_size;
	char out[UTF16_ROOM(UTF16_BYTES + UTF16_FRONT_BYTES)];
	uint32_t out_from, out_to;
};

void decoder_begin(struct decoder *decoder, struct stream *stream, struct encoded is)
{
	*decoder = (struct decoder){ .stream = stream, .is = is };
}

/* Decode all whole characters of `raw`; at the end of the stream also what is half of one. */
static void decode(struct utf16 *utf16, enum encoding encoding, bool last)
{
	size_t made = 0;
	size_t used = utf16_decode(span_of(utf16->raw, utf16->raw_size), encoding, last, utf16->out,
				   &made);

	utf16->out_from = 0;
	utf16->out_to = (uint32_t)made;
	utf16->raw_size -= (uint32_t)used;
	memmove(utf16->raw, utf16->raw + used, utf16->raw_size);
}

/* Hand out decoded bytes, decoding more as needed. */
static uint32_t read_utf16(struct decoder *decoder, char *bytes, uint32_t size)
{
	struct utf16 *utf16 = decoder->utf16;
	uint32_t done = 0;

	while (done < size) {
		uint32_t ready = MIN(utf16->out_to - utf16->out_from, size - done), got;

		if (ready) {
			memcpy(bytes + done, utf16->out + utf16->out_from, ready);
			utf16->out_from += ready;
			done += ready;
			continue;
		}
		got = stream_read(decoder->stream, utf16->raw + utf16->raw_size, UTF16_BYTES);
		utf16->raw_size += got;
		decode(utf16, decoder->is.encoding, got < UTF16_BYTES);
		if (utf16->out_from == utf16->out_to && got < UTF16_BYTES)
			break;
	}
	return done;
}

/* Look at the first bytes and pass over the mark; the rest of them is to be handed out. */
static void begin(struct decoder *decoder)
{
	uint32_t got = stream_read(decoder->stream, decoder->front, UTF16_FRONT_BYTES);
	uint32_t mark;

	decoder->begun = true;
	if (decoder->is.encoding == ENCODING_UNKNOWN)
		decoder->is = utf16_recognise(span_of(decoder->front, got));
	mark = MIN(decoder->is.mark, got);
	decoder->front_size = got - mark;
	memmove(decoder->front, decoder->front + mark, decoder->front_size);
	if (decoder->is.encoding == ENCODING_BYTES)
		return;
	decoder->utf16 = arena_take(&decoder->stream->arena, sizeof(*decoder->utf16));
	decoder->utf16->raw_size = decoder->front_size;
	memcpy(decoder->utf16->raw, decoder->front, decoder->front_size);
}

static uint32_t read_bytes(struct decoder *decoder, char *bytes, uint32_t size)
{
	uint32_t front = MIN(decoder->front_size, size);

	memcpy(bytes, decoder->front, front);
	decoder->front_size -= front;
	memmove(decoder->front, decoder->front + front, decoder->front_size);
	return front +
	       (size > front ? stream_read(decoder->stream, bytes + front, size - front) : 0);
}

uint32_t decoder_read(struct decoder *decoder, char *bytes, uint32_t size)
{
	uint32_t got;

	if (!decoder->begun)
		begin(decoder);
	got = decoder->utf16 ? read_utf16(decoder, bytes, size) : read_bytes(decoder, bytes, size);
	decoder->at += got;
	return got;
}

void decoder_forward(struct decoder *decoder, uint64_t offset, char *scratch,
		     uint32_t scratch_bytes)
{
	invariant(offset >= decoder->at);
	if (decoder->is.encoding == ENCODING_BYTES && offset > decoder->at + UTF16_FRONT_BYTES) {
		decoder->begun = true;
		decoder->front_size = 0;
		stream_forward(decoder->stream, offset + decoder->is.mark, scratch, scratch_bytes);
		decoder->at = offset;
		return;
	}
	while (decoder->at < offset) {
		uint32_t step = (uint32_t)MIN(offset - decoder->at, (uint64_t)scratch_bytes);

		if (decoder_read(decoder, scratch, step) < step)
			return;
	}
}
