/* escape_check.c - see escape_check.h. */
#include "tests/support/escape_check.h"

#include "core/text.h"
#include "report/escape.h"

#include <strings.h>

/* A decoder by states over single bytes, unlike the one under test. */
static bool utf8_next(struct span text, size_t *at, uint32_t *character)
{
	uint8_t lead = (uint8_t)text.at[(*at)++];
	uint32_t low = 0x80, high = 0xbf;
	int more = lead < 0x80                   ? 0
		   : lead >= 0xc2 && lead < 0xe0 ? 1
		   : lead >= 0xe0 && lead < 0xf0 ? 2
		   : lead >= 0xf0 && lead < 0xf5 ? 3
						 : -1;

	if (more < 0)
		return false;
	if (lead == 0xe0)
		low = 0xa0;
	if (lead == 0xed)
		high = 0x9f;
	if (lead == 0xf0)
		low = 0x90;
	if (lead == 0xf4)
		high = 0x8f;
	*character = more ? lead & (0x3f >> more) : lead;
	while (more--) {
		uint8_t byte = *at < text.size ? (uint8_t)text.at[*at] : 0;

		if (byte < low || byte > high)
			return false;
		*character = *character << 6 | (byte & 0x3f);
		low = 0x80;
		high = 0xbf;
		++*at;
	}
	return true;
}

const char *escape_check_visible(struct span text)
{
	uint32_t c;

	for (size_t at = 0; at < text.size;) {
		if (!utf8_next(text, &at, &c))
			return "not UTF-8";
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			return "a control character";
		if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
		    c == 0x200f || c == 0x61c)
			return "a bidirectional control";
		if ((c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff || c == 0xad ||
		    c == 0x2028 || c == 0x2029 || (c >= 0xe0000 && c <= 0xe007f))
			return "an invisible character";
	}
	return NULL;
}

const char *escape_check_word(struct span text)
{
	if (!text.size || memchr(text.at, ' ', text.size))
		return "not one word";
	return escape_check_visible(text);
}

const char *escape_check_markup(struct span text)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	for (size_t i = 0; i < text.size; i++) {
		bool found = false;

		if (strchr("<>\"'", text.at[i]) && text.at[i])
			return "a bare mark";
		for (size_t k = 0; k < LENGTH(known) && text.at[i] == '&'; k++)
			found = found || span_starts(span_of(text.at + i, text.size - i),
						     span_text(known[k]));
		if (text.at[i] == '&' && !found)
			return "a bare ampersand";
	}
	return escape_check_visible(text);
}

/* Whether what is left from `i` on begins with one of the two references that we write ourselves.
 */
static bool own_reference(struct span text, size_t i)
{
	struct span rest = span_of(text.at + i, text.size - i);

	return (i && text.at[i - 1] == '@' && span_starts(rest, SPAN("&#8203;"))) ||
	       (!i && span_starts(rest, SPAN("&#32;")));
}

const char *escape_check_markdown(struct span text)
{
	if (text.size && strchr(" +-=#>", text.at[0]) && text.at[0])
		return "a block may begin";
	for (size_t i = 0; i < text.size; i++) {
		char next = i + 1 < text.size ? text.at[i + 1] : ' ';

		if (text.at[i] == '\\') {
			if (strchr("\\`*_[]<>|~#!&$.:+-=)", next) == NULL)
				return "a stray backslash";
			i++;
			continue;
		}
		if (text.at[i] == '&' && own_reference(text, i)) {
			i += (size_t)((const char *)memchr(text.at + i, ';', text.size - i) -
				      (text.at + i));
			continue;
		}
		if (strchr("`*_[]<>|~#!&$", text.at[i]) && text.at[i])
			return "a bare mark";
		if (text.at[i] == '@' && next != '&')
			return "a mention";
		if (text.at[i] == ':' && next == '/')
			return "a link";
		if (text.at[i] == '.' && i >= 3 && strncasecmp(text.at + i - 3, "www", 3) == 0)
			return "a link by www";
	}
	return escape_check_visible(text);
}

const char *escape_check_csv(struct span text)
{
	struct span inside = text;

	if (text.size && text.at[0] == '"') {
		if (text.size < 2 || text.at[text.size - 1] != '"')
			return "a quote is left open";
		inside = span_of(text.at + 1, text.size - 2);
		for (size_t i = 0; i < inside.size; i++) {
			if (inside.at[i] != '"')
				continue;
			if (i + 1 == inside.size || inside.at[i + 1] != '"')
				return "a quote ends the cell early";
			i++;
		}
	} else if (text.size &&
		   (memchr(text.at, ',', text.size) || memchr(text.at, '"', text.size))) {
		return "a cell that needs quotes";
	}
	while (inside.size && inside.at[0] == ' ')
		inside = span_of(inside.at + 1, inside.size - 1);
	if (inside.size && strchr("=+-@\t\r", inside.at[0]) && inside.at[0])
		return "a formula";
	return escape_check_visible(text);
}

const char *escape_check_calendar(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (strchr(";,", text.at[i]) && text.at[i])
			return "a bare separator";
		if (text.at[i] == '\\' && (++i == text.size || !strchr("\\;,", text.at[i])))
			return "a backslash before nothing that needs it";
	}
	return escape_check_visible(text);
}

static const struct {
	void (*escape)(struct out *out, struct span bytes);
	const char *(*check)(struct span text);
} pairs[] = {
	{ escape_terminal, escape_check_visible }, { escape_word, escape_check_word },
	{ escape_markup, escape_check_markup },    { escape_markdown, escape_check_markdown },
	{ escape_csv, escape_check_csv },          { escape_calendar, escape_check_calendar },
};

const char *escape_check_all(struct span bytes)
{
	const char *wrong = NULL;
	struct text text;
	struct out out;

	text_init(&text, 16u << 20);
	for (size_t i = 0; i < LENGTH(pairs) && !wrong; i++) {
		text_clear(&text);
		out_open_text(&out, &text);
		pairs[i].escape(&out, bytes);
		wrong = pairs[i].check(text_span(&text));
	}
	text_release(&text);
	return wrong;
}
