/*
 * text.h - text that grows, up to a cap that its owner must name.
 *
 * Bytes past the cap are dropped and `cut` is set: whoever prints the text can
 * say so. Always terminated. Life cycle: text_init, text_release.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include "core/span.h"

struct text {
	char *at;
	size_t size, room, cap;
	bool cut;
};

/* `cap` is the greatest size in bytes, without the terminator. */
void text_init(struct text *text, size_t cap);
void text_release(struct text *text);

void text_clear(struct text *text);
void text_add(struct text *text, struct span bytes);
void text_byte(struct text *text, char byte);
void text_print(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

static inline struct span text_span(const struct text *text)
{
	return span_of(text->at ? text->at : "", text->size);
}

/* How the bytes of a field stand in the log. The numbers are the plug-in interface's. */
enum text_coding {
	TEXT_RAW,       /* as they are */
	TEXT_BACKSLASH, /* nginx and Apache: \xHH, \" \\ \n \t \r \b \f \v */
	TEXT_JSON,      /* the inside of a JSON string */
	TEXT_DOUBLED,   /* the inside of a quoted column of CSV: "" is a quote */
};

/* May the bytes hold an escape? Otherwise they are what they stand for. */
static inline bool text_is_coded(enum text_coding coding, struct span bytes)
{
	return coding != TEXT_RAW && bytes.size &&
	       memchr(bytes.at, coding == TEXT_DOUBLED ? '"' : '\\', bytes.size);
}

/*
 * Append `bytes` decoded. A broken escape is kept as it stands, so decoding never
 * fails and never grows: the result has at most as many bytes as the input.
 */
void text_decode(struct text *text, enum text_coding coding, struct span bytes);

/* Append one Unicode character in UTF-8; surrogates and what lies past U+10FFFF become U+FFFD. */
void text_character(struct text *text, uint32_t character);

/* The same into `utf8`; returns how many bytes it is. */
size_t text_write_character(char utf8[4], uint32_t character);

/*
 * The UTF-8 character at the front of `bytes`. Returns its length; 0 where there
 * is none: cut off, overlong, a surrogate, past U+10FFFF, or nothing at all.
 */
size_t text_read_character(struct span bytes, uint32_t *character);

#endif
