/* layout.c - see layout.h. */
#include "report/layout.h"

#include "report/escape.h"

static const struct {
	int32_t first, last;
	uint32_t width;
} widths[] = {
	{ 0x300, 0x36f, 0 },     { 0x483, 0x489, 0 },     { 0x591, 0x5bd, 0 },
	{ 0x64b, 0x65f, 0 },     { 0x1100, 0x115f, 2 },   { 0x1ab0, 0x1aff, 0 },
	{ 0x1dc0, 0x1dff, 0 },   { 0x20d0, 0x20ff, 0 },   { 0x231a, 0x231b, 2 },
	{ 0x2e80, 0x303e, 2 },   { 0x3041, 0xa4cf, 2 },   { 0xa960, 0xa97f, 2 },
	{ 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },   { 0xfe20, 0xfe2f, 0 },
	{ 0xfe30, 0xfe6f, 2 },   { 0xff00, 0xff60, 2 },   { 0xffe0, 0xffe6, 2 },
	{ 0x1f300, 0x1f64f, 2 }, { 0x1f680, 0x1f6ff, 2 }, { 0x1f900, 0x1f9ff, 2 },
	{ 0x20000, 0x3fffd, 2 },
};

static uint32_t character_width(int32_t character)
{
	if (character < widths[0].first)
		return 1;
	for (size_t i = 0; i < LENGTH(widths); i++)
		if (character >= widths[i].first && character <= widths[i].last)
			return widths[i].width;
	return 1;
}

uint32_t layout_width(struct span text)
{
	uint32_t width = 0;
	size_t size;

	for (size_t i = 0; i < text.size; i += size)
		width += character_width(
			escape_character(span_of(text.at + i, text.size - i), &size));
	return width;
}

struct span layout_line(struct span *rest, uint32_t columns)
{
	struct span text = *rest, line;
	size_t at = 0, space = 0, size;
	uint32_t width = 0;

	while (at < text.size) {
		int32_t character = escape_character(span_of(text.at + at, text.size - at), &size);

		if (text.at[at] == ' ' && at)
			space = at;
		width += character_width(character);
		if (width > columns && at)
			break;
		at += size;
	}
	if (at < text.size && space)
		at = space;
	line = span_of(text.at, at);
	while (at < text.size && text.at[at] == ' ')
		at++;
	*rest = span_of(text.at + at, text.size - at);
	return line;
}
