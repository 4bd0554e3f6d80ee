/* escape.c - see escape.h. */
#include "report/escape.h"

#include "core/text.h"

#include <strings.h>

/* What is unseen, by Unicode 15's Default_Ignorable_Code_Point, Bidi_Control, line separators and
 * Cc. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x00, 0x1f },       { 0x7f, 0x9f },       { 0xad, 0xad },     { 0x34f, 0x34f },
	{ 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f }, { 0x2800, 0x2800 },
	{ 0x3164, 0x3164 },   { 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0xfffe, 0xffff }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

bool escape_hides(uint32_t character)
{
	if (character >= ' ' && character < 0x7f)
		return false;
	for (size_t i = 0; i < LENGTH(hidden); i++)
		if (character >= hidden[i].first && character <= hidden[i].last)
			return true;
	return (character & 0xfffe) == 0xfffe; /* noncharacters of every plane */
}

/*
 * Take what is hidden or broken at the front of `rest` and print its visible form,
 * each backslash as `backslash`. False, with nothing done, where a plain character
 * is next; `size` is its length.
 */
static bool take_hidden(struct out *out, struct span *rest, const char *backslash, size_t *size)
{
	uint32_t character = 0;

	*size = text_read_character(*rest, &character);
	if (*size && !escape_hides(character))
		return false;
	*size = MAX(*size, (size_t)1); /* a byte that is not UTF-8 */
	if (character < 0x80)
		out_print(out, "%sx%02x", backslash, (unsigned)(uint8_t)rest->at[0]);
	else
		out_print(out, "U+%04X", character);
	*rest = span_of(rest->at + *size, rest->size - *size);
	return true;
}

static void step(struct span *rest, size_t size)
{
	*rest = span_of(rest->at + size, rest->size - size);
}

void escape_terminal(struct out *out, struct span bytes)
{
	size_t size;

	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\", &size))
			continue;
		out_bytes(out, bytes.at, size);
		step(&bytes, size);
	}
}

void escape_word(struct out *out, struct span bytes)
{
	size_t size;

	if (!bytes.size)
		out_text(out, "-");
	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\", &size))
			continue;
		if (bytes.at[0] == ' ')
			out_text(out, "\\x20");
		else
			out_bytes(out, bytes.at, size);
		step(&bytes, size);
	}
}

void escape_markup(struct out *out, struct span bytes)
{
	size_t size;

	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\", &size))
			continue;
		switch (bytes.at[0]) {
		case '&':
			out_text(out, "&amp;");
			break;
		case '<':
			out_text(out, "&lt;");
			break;
		case '>':
			out_text(out, "&gt;");
			break;
		case '"':
			out_text(out, "&quot;");
			break;
		case '\'':
			out_text(out, "&#39;");
			break;
		default:
			out_bytes(out, bytes.at, size);
		}
		step(&bytes, size);
	}
}

/* Whether the '.' or ')' at `at` would make of what precedes it a list item ("1. ") or a link ("www."). */
static bool point_matters(const char *start, struct span rest)
{
	const char *at = rest.at;
	bool digits = at > start && at - start <= 9 && (rest.size == 1 || at[1] == ' ');

	for (const char *before = start; before < at; before++)
		digits = digits && *before >= '0' && *before <= '9';
	return digits || (at - start >= 3 && strncasecmp(at - 3, "www", 3) == 0);
}

static bool markdown_matters(const char *start, struct span rest)
{
	const char *at = rest.at;

	switch (*at) {
	case '+':
	case '-':
	case '=':
	case ')':
		/* Only where a line may begin: bullets, rules, headings, "1)". */
		return at == start || (*at == ')' && point_matters(start, rest));
	case '.':
		return point_matters(start, rest);
	case ':':
		return rest.size > 1 && at[1] == '/';
	default:
		return strchr("\\`*_[]<>|~#!&$", *at) != NULL;
	}
}

void escape_markdown(struct out *out, struct span bytes)
{
	const char *start = bytes.at;
	size_t size;

	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\\\", &size))
			continue;
		if (bytes.at[0] == '@') {
			/* Mentions and mail addresses are looked for after escapes are gone. */
			out_text(out, "@&#8203;");
		} else if (bytes.at[0] == ' ' && bytes.at == start) {
			out_text(out, "&#32;"); /* four of them would begin a code block */
		} else {
			if (markdown_matters(start, bytes))
				out_text(out, "\\");
			out_bytes(out, bytes.at, size);
		}
		step(&bytes, size);
	}
}

void escape_calendar(struct out *out, struct span bytes)
{
	size_t size;

	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\\\", &size))
			continue;
		if (strchr("\\;,", bytes.at[0]))
			out_text(out, "\\");
		out_bytes(out, bytes.at, size);
		step(&bytes, size);
	}
}

/* Full-width forms too: spreadsheets of some languages read them as the plain ones. */
static bool formula_starts(struct span bytes)
{
	static const uint32_t starts[] = { '=',  '+',    '-',    '@',    '\t',  '\r',
					  '\n', 0xff1d, 0xff0b, 0xff0d, 0xff20 };
	uint32_t character;

	while (bytes.size && bytes.at[0] == ' ') /* they trim */
		step(&bytes, 1);
	if (!text_read_character(bytes, &character))
		return false;
	for (size_t i = 0; i < LENGTH(starts); i++)
		if (character == starts[i])
			return true;
	return false;
}

void escape_csv(struct out *out, struct span bytes)
{
	bool formula = formula_starts(bytes), quote = formula;
	size_t size;

	for (size_t i = 0; i < bytes.size && !quote; i++)
		quote = strchr(",;\"' ", bytes.at[i]) && bytes.at[i];
	if (quote)
		out_text(out, "\"");
	if (formula)
		out_text(out, "'");
	while (bytes.size) {
		if (take_hidden(out, &bytes, "\\", &size))
			continue;
		if (bytes.at[0] == '"')
			out_text(out, "\"");
		out_bytes(out, bytes.at, size);
		step(&bytes, size);
	}
	if (quote)
		out_text(out, "\"");
}
