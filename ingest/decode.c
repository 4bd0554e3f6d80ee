/* decode.c - see decode.h. */
#include "ingest/decode.h"

#include "core/text.h"

#include <string.h>

#define UTF16_BYTES 4096

/* What is read and not decoded, and what is decoded and not handed out. */
struct utf16 {
	char raw[UTF16_BYTES + 4];
	uint32_t raw_size;
	char out[3 * UTF16_BYTES + 4];
	uint32_t out_from, out_to;
};

void decoder_begin(struct decoder *decoder, struct stream *stream, struct encoded is)
{
	*decoder = (struct decoder){ .stream = stream, .is = is };
}

/* By its mark, or by zeros beside its first two characters. */
static struct encoded recognise(const char *at, uint32_t size)
{
	struct span front = span_of(at, size);

	if (span_starts(front, SPAN("\xff\xfe")))
		return (struct encoded){ ENCODING_UTF16_LE, 2 };
	if (span_starts(front, SPAN("\xfe\xff")))
		return (struct encoded){ ENCODING_UTF16_BE, 2 };
	if (span_starts(front, SPAN("\xef\xbb\xbf")))
		return (struct encoded){ ENCODING_BYTES, 3 };
	if (size >= DECODE_FRONT_BYTES && at[0] && !at[1] && at[2] && !at[3])
		return (struct encoded){ ENCODING_UTF16_LE, 0 };
	if (size >= DECODE_FRONT_BYTES && !at[0] && at[1] && !at[2] && at[3])
		return (struct encoded){ ENCODING_UTF16_BE, 0 };
	return (struct encoded){ ENCODING_BYTES, 0 };
}

static uint32_t unit_at(const struct utf16 *utf16, enum encoding encoding, uint32_t at)
{
	uint32_t a = (unsigned char)utf16->raw[at], b = (unsigned char)utf16->raw[at + 1];

	return encoding == ENCODING_UTF16_LE ? a | b << 8 : a << 8 | b;
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* Decode all whole characters of `raw`; at the end of the stream also what is half of one. */
static void decode(struct utf16 *utf16, enum encoding encoding, bool last)
{
	uint32_t at = 0;

	utf16->out_from = utf16->out_to = 0;
	while (at + 2 <= utf16->raw_size) {
		uint32_t unit = unit_at(utf16, encoding, at);

		if (is_high(unit) && at + 4 > utf16->raw_size && !last)
			break;
		if (is_high(unit) && at + 4 <= utf16->raw_size &&
		    is_low(unit_at(utf16, encoding, at + 2))) {
			unit = 0x10000 + ((unit - 0xd800) << 10) +
			       (unit_at(utf16, encoding, at + 2) - 0xdc00);
			at += 2;
		}
		at += 2;
		/* A surrogate that is left becomes U+FFFD. */
		utf16->out_to += (uint32_t)text_write_character(utf16->out + utf16->out_to, unit);
	}
	if (last && at < utf16->raw_size) {
		utf16->out_to += (uint32_t)text_write_character(utf16->out + utf16->out_to, 0xfffd);
		at = utf16->raw_size;
	}
	utf16->raw_size -= at;
	memmove(utf16->raw, utf16->raw + at, utf16->raw_size);
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
	uint32_t got = stream_read(decoder->stream, decoder->front, DECODE_FRONT_BYTES);
	uint32_t mark;

	decoder->begun = true;
	if (decoder->is.encoding == ENCODING_UNKNOWN)
		decoder->is = recognise(decoder->front, got);
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
	if (decoder->is.encoding == ENCODING_BYTES && offset > decoder->at + DECODE_FRONT_BYTES) {
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
