/* utf16.c - see utf16.h. */
#include "core/utf16.h"

#include "core/text.h"

enum encoding { UTF8, LITTLE, BIG };

/* Says how many bytes the mark takes. */
static enum encoding encoding_of(struct span text, size_t *mark)
{
	*mark = 2;
	if (span_starts(text, SPAN("\xff\xfe")))
		return LITTLE;
	if (span_starts(text, SPAN("\xfe\xff")))
		return BIG;
	*mark = span_starts(text, SPAN("\xef\xbb\xbf")) ? 3 : 0;
	if (*mark || text.size < 4)
		return UTF8;
	if (text.at[0] && !text.at[1] && text.at[2] && !text.at[3])
		return LITTLE;
	return !text.at[0] && text.at[1] && !text.at[2] && text.at[3] ? BIG : UTF8;
}

static uint32_t unit_at(struct span text, size_t at, enum encoding encoding)
{
	uint32_t first = (unsigned char)text.at[at], second = (unsigned char)text.at[at + 1];

	return encoding == LITTLE ? first | second << 8 : first << 8 | second;
}

static void decode(struct span text, enum encoding encoding, struct text *out)
{
	size_t at = 0;

	while (at + 2 <= text.size) {
		uint32_t unit = unit_at(text, at, encoding);

		at += 2;
		if (unit >= 0xd800 && unit < 0xdc00 && at + 2 <= text.size) {
			uint32_t low = unit_at(text, at, encoding);

			if (low >= 0xdc00 && low < 0xe000) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				at += 2;
			}
		}
		text_character(out, unit); /* makes U+FFFD of a surrogate that is left */
	}
	if (at < text.size)
		text_character(out, 0xfffd);
}

struct span utf16_to_utf8(struct span text, struct arena *arena)
{
	size_t mark;
	enum encoding encoding = encoding_of(text, &mark);
	struct text out;

	text = span_of(text.at + mark, text.size - mark);
	if (encoding == UTF8)
		return text;
	/* Two bytes become three at most, one left over likewise. */
	text_init(&out, text.size / 2 * 3 + 3);
	decode(text, encoding, &out);
	text = span_of(arena_copy(arena, text_span(&out).at, out.size), out.size);
	text_release(&out);
	return text;
}
