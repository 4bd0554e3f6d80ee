/* utf16.c - see utf16.h. */
#include "core/utf16.h"

#include "core/text.h"

struct encoded utf16_recognise(struct span front)
{
	const char *at = front.at;

	if (span_starts(front, SPAN("\xff\xfe")))
		return (struct encoded){ ENCODING_UTF16_LE, 2 };
	if (span_starts(front, SPAN("\xfe\xff")))
		return (struct encoded){ ENCODING_UTF16_BE, 2 };
	if (span_starts(front, SPAN("\xef\xbb\xbf")))
		return (struct encoded){ ENCODING_BYTES, 3 };
	if (front.size >= UTF16_FRONT_BYTES && at[0] && !at[1] && at[2] && !at[3])
		return (struct encoded){ ENCODING_UTF16_LE, 0 };
	if (front.size >= UTF16_FRONT_BYTES && !at[0] && at[1] && !at[2] && at[3])
		return (struct encoded){ ENCODING_UTF16_BE, 0 };
	return (struct encoded){ ENCODING_BYTES, 0 };
}

static uint32_t unit_at(const char *raw, enum encoding encoding)
{
	uint32_t a = (unsigned char)raw[0], b = (unsigned char)raw[1];

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

size_t utf16_decode(struct span raw, enum encoding encoding, bool last, char *out, size_t *made)
{
	size_t at = 0;

	while (at + 2 <= raw.size) {
		uint32_t unit = unit_at(raw.at + at, encoding);

		if (is_high(unit) && at + 4 > raw.size && !last)
			break;
		at += 2;
		if (is_high(unit) && at + 2 <= raw.size) {
			uint32_t low = unit_at(raw.at + at, encoding);

			if (is_low(low)) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				at += 2;
			}
		}
		/* A surrogate that is left becomes U+FFFD. */
		*made += text_write_character(out + *made, unit);
	}
	if (last && at < raw.size) {
		*made += text_write_character(out + *made, 0xfffd);
		at = raw.size;
	}
	return at;
}

struct span utf16_to_utf8(struct span text, struct arena *arena)
{
	struct encoded is = utf16_recognise(text);
	size_t made = 0;
	char *out;

	text = span_of(text.at + is.mark, text.size - is.mark);
	if (is.encoding == ENCODING_BYTES)
		return text;
	out = arena_take(arena, UTF16_ROOM(text.size));
	utf16_decode(text, is.encoding, true, out, &made);
	return span_of(out, made);
}
