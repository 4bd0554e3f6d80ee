/* report_check.c - see report_check.h. */
#include "tests/support/report_check.h"

#include "core/text.h"
#include "tests/support/escape_check.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

#define CAP (64u << 20)

void check_plain_lines(struct span text)
{
	while (text.size)
		assert_null(escape_check_visible(span_cut(&text, '\n')));
}

bool check_listed(const char *list, struct span word)
{
	struct span rest = span_text(list);

	while (rest.size)
		if (span_is(span_cut(&rest, ' '), word))
			return true;
	return false;
}

static struct span take_word(struct span *rest)
{
	size_t size = 0;

	while (size < rest->size &&
	       (strchr("-!/", rest->at[size]) || (rest->at[size] | 32) >= 'a' ||
		(rest->at[size] >= '0' && rest->at[size] <= '9')) &&
	       rest->at[size] != '>' && rest->at[size] != '=')
		size++;
	struct span word = span_of(rest->at, size);

	*rest = span_of(rest->at + size, rest->size - size);
	return word;
}

/* "<!-- seiche:auto id=… sum=… -->": nothing but our words, lower-case letters, digits and '-'. */
static void is_our_mark(struct span mark)
{
	static const char *const starts[] = { "<!-- seiche:auto id=", "<!-- seiche:human id=",
					      "<!-- /seiche:auto", "<!-- /seiche:human" };
	bool known = false;

	for (size_t i = 0; i < LENGTH(starts); i++)
		known = known || span_starts(mark, span_text(starts[i]));
	assert_true(known);
	assert_true(span_ends(mark, SPAN(" -->")));
	for (size_t i = 4; i < mark.size - 4; i++)
		assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789 :=-/", mark.at[i]));
}

void check_html(struct span text)
{
	static const char tags[] = "!DOCTYPE html head meta title style body header p h1 h2 h3 "
				   "main nav ul li section dl dt dd div "
				   "table caption thead tbody tr th td span i figure figcaption "
				   "svg desc path rect text "
				   "tspan footer a details summary";
	static const char attributes[] =
		"lang charset http-equiv content name class scope role tabindex aria-label "
		"aria-labelledby style id viewBox d x y width height href";
	struct span rest = text;

	check_plain_lines(text);
	for (const char *tag; (tag = memchr(rest.at, '<', rest.size));) {
		rest = span_of(tag + 1, (size_t)(text.at + text.size - tag - 1));
		if (rest.at[0] == '!' && rest.at[1] == '-') {
			is_our_mark(span_of(tag, strcspn(tag, "\n")));
			continue;
		}
		if (rest.at[0] == '/')
			rest = span_of(rest.at + 1, rest.size - 1);
		assert_true(check_listed(tags, take_word(&rest)));
		while (rest.at[0] == ' ') {
			rest = span_of(rest.at + 1, rest.size - 1);
			struct span name = take_word(&rest);

			if (span_is(name, SPAN("html"))) /* <!DOCTYPE html> */
				continue;
			assert_true(check_listed(attributes, name));
			assert_true(span_starts(rest, SPAN("=\"")));
			rest = span_of(rest.at + 2, rest.size - 2);
			span_cut(&rest, '"');
		}
		if (rest.at[0] == '/') /* an empty element of SVG */
			rest = span_of(rest.at + 1, rest.size - 1);
		assert_true(rest.at[0] == '>');
	}
}

void check_unique_ids(struct span text)
{
	static const char opening[] = "<section id=\"";
	const char *end = text.at + text.size, *at = text.at;

	while ((at = memmem(at, (size_t)(end - at), opening, strlen(opening)))) {
		size_t size = strcspn(at + strlen(opening), "\"") + strlen(opening) + 1;

		assert_null(memmem(at + size, (size_t)(end - at) - size, at, size));
		at += size;
	}
}

/* How long the link to or from the register of evidence is that begins here; 0: none does. */
static size_t our_link(struct span text)
{
	char wanted[64];
	const char *digits = memchr(text.at, 'e', MIN(text.size, 8u));
	unsigned number;

	if (!digits || sscanf(digits, "e%3u", &number) != 1)
		return 0;
	snprintf(wanted, sizeof(wanted), "[e%u](#e%u)", number, number);
	if (span_starts(text, span_text(wanted)))
		return strlen(wanted);
	snprintf(wanted, sizeof(wanted), "<a id=\"e%u\"></a>", number);
	return span_starts(text, span_text(wanted)) ? strlen(wanted) : 0;
}

void check_markdown(struct span text)
{
	size_t bars_before = 0;

	check_plain_lines(text);
	while (text.size) {
		struct span line = span_cut(&text, '\n');
		size_t bars = 0;

		if (span_starts(line, SPAN("    "))) {
			/* Code shows what it holds; but a mark of the draft is seen in it, too. */
			assert_null(memmem(line.at, line.size, "<!--", 4));
			continue;
		}
		if (span_starts(line, SPAN("<!--"))) {
			is_our_mark(line);
			continue;
		}
		for (size_t i = 0; i < line.size; i++) {
			if (line.at[i] == '\\') {
				i++;
				continue;
			}
			i += our_link(span_of(line.at + i, line.size - i));
			if (i == line.size)
				break;
			assert_false(strchr("<`~[]$", line.at[i]) && line.at[i]);
			assert_false(line.at[i] == '@' && line.at[i + 1] != '&');
			bars += line.at[i] == '|';
		}
		if (bars && bars_before)
			assert_int_equal(bars, bars_before);
		bars_before = bars;
	}
}

void check_calendar(struct span text)
{
	static const char names[] = "BEGIN VERSION PRODID UID DTSTAMP DTSTART DTEND SUMMARY "
				    "DESCRIPTION CATEGORIES TRANSP END";
	struct text line;

	text_init(&line, CAP);
	while (text.size) {
		struct span folded = span_cut(&text, '\n');
		struct span value, name;

		assert_true(span_ends(folded, SPAN("\r")));
		assert_true(folded.size <= 76);
		folded.size--;
		if (folded.at[0] == ' ')
			folded = span_of(folded.at + 1, folded.size - 1);
		else
			text_clear(&line);
		text_add(&line, folded);
		if (text.size && text.at[0] == ' ')
			continue;
		value = text_span(&line);
		name = span_cut(&value, ':');
		assert_true(check_listed(names, name));
		assert_null(escape_check_visible(value));
		if (span_is(name, SPAN("SUMMARY")) || span_is(name, SPAN("DESCRIPTION")))
			assert_null(escape_check_calendar(value));
	}
	text_release(&line);
}

void check_csv(struct span text)
{
	size_t cells = 0, width = 0;

	for (size_t i = 0; i < text.size;) {
		size_t start = i;

		if (text.at[i] == '"') {
			for (i++; text.at[i] != '"' || text.at[i + 1] == '"';)
				i += text.at[i] == '"' ? 2 : 1;
			i++;
		} else {
			i += strcspn(text.at + i, ",\r\n");
		}
		struct span cell = span_of(text.at + start, i - start);
		double number;

		if (!span_decimal(cell, &number))
			assert_null(escape_check_csv(cell));
		cells++;
		if (text.at[i] == ',') {
			i++;
			continue;
		}
		assert_true(text.at[i] == '\r' && text.at[i + 1] == '\n');
		i += 2;
		if (!width)
			width = cells;
		assert_int_equal(cells, width);
		cells = 0;
	}
	assert_true(width > 1);
}
