/* layout.c - see layout.h. */
#include "report/layout.h"

#include "core/text.h"

#include <string.h>

static const struct {
	uint32_t first, last, width;
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

static uint32_t character_width(uint32_t character)
{
	if (character < widths[0].first)
		return 1;
	for (size_t i = 0; i < LENGTH(widths); i++)
		if (character >= widths[i].first && character <= widths[i].last)
			return widths[i].width;
	return 1;
}

/* The length of the character at the front of `text`, and its width. */
static size_t character_at(struct span text, uint32_t *width)
{
	uint32_t character = ' '; /* a byte that is none, which escaped text has not */
	size_t size = text_read_character(text, &character);

	*width = character_width(character);
	return MAX(size, (size_t)1);
}

uint32_t layout_width(struct span text)
{
	uint32_t width = 0, one;

	for (size_t i = 0; i < text.size; width += one)
		i += character_at(span_of(text.at + i, text.size - i), &one);
	return width;
}

/* Long paths, names and addresses are best parted behind these. */
static bool is_joint(char letter)
{
	return letter && strchr("/-_.,;:?&=", letter);
}

struct span layout_line(struct span *rest, uint32_t columns)
{
	struct span text = *rest, line;
	uint32_t width = 0, one;
	size_t at = 0, space = 0, joint = 0;

	while (at < text.size) {
		size_t size = character_at(span_of(text.at + at, text.size - at), &one);

		if (text.at[at] == ' ' && at)
			space = at;
		if (at && width * 2 >= columns && is_joint(text.at[at - 1]))
			joint = at;
		width += one;
		if (width > columns && at)
			break;
		at += size;
	}
	if (at < text.size && (space || joint))
		at = space ? space : joint;
	line = span_of(text.at, at);
	while (at < text.size && text.at[at] == ' ')
		at++;
	*rest = span_of(text.at + at, text.size - at);
	return line;
}
