/* text.c - growing text and the decoding of escaped log fields. */
#include "core/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text_init(struct text *text, size_t cap)
{
	*text = (struct text){ .cap = cap };
}

void text_release(struct text *text)
{
	free(text->at);
	*text = (struct text){ 0 };
}

void text_clear(struct text *text)
{
	text->size = 0;
	text->cut = false;
	if (text->at)
		text->at[0] = '\0';
}

static void reserve(struct text *text, size_t size)
{
	size_t room = MAX(text->room * 2, MAX(size + 1, (size_t)64));

	if (size < text->room)
		return;
	room = MIN(room, text->cap + 1);
	text->at = realloc(text->at, room);
	if (!text->at) {
		fprintf(stderr, "seiche: out of memory (asked for %zu bytes)\n", room);
		exit(2);
	}
	text->room = room;
}

void text_add(struct text *text, struct span bytes)
{
	size_t left = text->cap - text->size;

	if (bytes.size > left) {
		bytes.size = left;
		text->cut = true;
	}
	reserve(text, text->size + bytes.size);
	if (bytes.size)
		memcpy(text->at + text->size, bytes.at, bytes.size);
	text->size += bytes.size;
	text->at[text->size] = '\0';
}

void text_byte(struct text *text, char byte)
{
	text_add(text, span_of(&byte, 1));
}

void text_print(struct text *text, const char *format, ...)
{
	char small[256];
	va_list values, again;
	int length;

	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(small, sizeof(small), format, values);
	va_end(values);
	invariant(length >= 0);
	if ((size_t)length < sizeof(small)) {
		text_add(text, span_of(small, (size_t)length));
	} else {
		char *large = malloc((size_t)length + 1);

		invariant(large);
		vsnprintf(large, (size_t)length + 1, format, again);
		text_add(text, span_of(large, (size_t)length));
		free(large);
	}
	va_end(again);
}

size_t text_write_character(char utf8[4], uint32_t character)
{
	if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		character = 0xfffd;
	if (character < 0x80) {
		utf8[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		utf8[0] = (char)(0xc0 | character >> 6);
		utf8[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		utf8[0] = (char)(0xe0 | character >> 12);
		utf8[1] = (char)(0x80 | (character >> 6 & 0x3f));
		utf8[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	utf8[0] = (char)(0xf0 | character >> 18);
	utf8[1] = (char)(0x80 | (character >> 12 & 0x3f));
	utf8[2] = (char)(0x80 | (character >> 6 & 0x3f));
	utf8[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

void text_character(struct text *text, uint32_t character)
{
	char utf8[4];

	text_add(text, span_of(utf8, text_write_character(utf8, character)));
}

size_t text_read_character(struct span bytes, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t first = bytes.size ? (unsigned char)bytes.at[0] : 0xff, value;
	size_t size = first < 0x80   ? 1
		      : first < 0xc0 ? 0
		      : first < 0xe0 ? 2
		      : first < 0xf0 ? 3
		      : first < 0xf8 ? 4
				     : 0;

	if (!size || size > bytes.size)
		return 0;
	value = size == 1 ? first : first & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		uint32_t byte = (unsigned char)bytes.at[i];

		if ((byte & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (byte & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*character = value;
	return size;
}

/* `digits` hexadecimal digits at `at`, or -1 where there are not so many. */
static int64_t hexadecimal(const char *at, const char *end, int digits)
{
	int64_t number = 0;

	if (end - at < digits)
		return -1;
	for (int i = 0; i < digits; i++) {
		char byte = at[i];
		int digit = byte >= '0' && byte <= '9'   ? byte - '0'
			    : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
			    : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
							 : -1;
		if (digit < 0)
			return -1;
		number = number * 16 + digit;
	}
	return number;
}

/* Decode `\u` at `at` (behind the u), with the low surrogate behind it; returns how far it went. */
static size_t add_unicode(struct text *text, const char *at, const char *end)
{
	int64_t high = hexadecimal(at, end, 4), low;

	if (high < 0)
		return 0;
	if (high >= 0xd800 && high < 0xdc00 && end - at >= 10 && at[4] == '\\' && at[5] == 'u') {
		low = hexadecimal(at + 6, end, 4);
		if (low >= 0xdc00 && low < 0xe000) {
			text_character(text, (uint32_t)(0x10000 + ((high - 0xd800) << 10) +
							(low - 0xdc00)));
			return 10;
		}
	}
	text_character(text, (uint32_t)high);
	return 4;
}

static char plain_escape(enum text_coding coding, char letter)
{
	switch (letter) {
	case '"':
	case '\\':
		return letter;
	case '/':
		return coding == TEXT_JSON ? '/' : '\0';
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'v':
		return coding == TEXT_BACKSLASH ? '\v' : '\0';
	default:
		return '\0';
	}
}

/* The escape at the front of `bytes`, decoded: how long it is, 0 where there is none. */
static size_t decode_escape(struct text *text, enum text_coding coding, struct span bytes)
{
	const char *at = bytes.at, *end = at + bytes.size;
	size_t digits;
	int64_t value;
	char byte;

	if (bytes.size < 2)
		return 0;
	if (coding == TEXT_DOUBLED) {
		if (at[1] != '"')
			return 0;
		text_byte(text, '"');
		return 2;
	}
	byte = plain_escape(coding, at[1]);
	if (byte) {
		text_byte(text, byte);
		return 2;
	}
	if (coding == TEXT_BACKSLASH && at[1] == 'x') {
		value = hexadecimal(at + 2, end, 2);
		if (value < 0)
			return 0;
		text_byte(text, (char)value);
		return 4;
	}
	if (coding == TEXT_JSON && at[1] == 'u') {
		digits = add_unicode(text, at + 2, end);
		return digits ? digits + 2 : 0;
	}
	return 0;
}

void text_decode(struct text *text, enum text_coding coding, struct span bytes)
{
	const char *at = bytes.at, *end = bytes.at + bytes.size;
	char mark = coding == TEXT_DOUBLED ? '"' : '\\';

	while (at < end) {
		const char *stop = coding == TEXT_RAW ? NULL : memchr(at, mark, (size_t)(end - at));
		size_t used;

		if (!stop)
			stop = end;
		text_add(text, span_of(at, (size_t)(stop - at)));
		at = stop;
		used = decode_escape(text, coding, span_of(at, (size_t)(end - at)));
		if (at < end && !used) {
			text_byte(text, *at);
			used = 1;
		}
		at += used;
	}
}
