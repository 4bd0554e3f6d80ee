/* words.c - see words.h. */
#include "parsers/words.h"

#include "core/text.h"

void words_init(struct words *words, struct span text, enum words_style style, struct arena *arena)
{
	*words = (struct words){
		.at = text.at,
		.end = text.at + text.size,
		.style = style,
		.arena = arena,
		.line = 1,
	};
}

/* Over white space and comments; true where the line ended on the way. */
static bool skip_blanks(struct words *words)
{
	bool ended = false;

	while (words->at < words->end) {
		char byte = *words->at;

		if (byte == '\\' && words->end - words->at > 1 && words->at[1] == '\n' &&
		    words->style == WORDS_APACHE) {
			words->at += 2;
			words->line++;
		} else if (byte == '\n') {
			words->line++;
			words->at++;
			ended = true;
			if (words->style == WORDS_APACHE)
				return true;
		} else if (byte == ' ' || byte == '\t' || byte == '\r') {
			words->at++;
		} else if (byte == '#') {
			const char *newline =
				memchr(words->at, '\n', (size_t)(words->end - words->at));

			words->at = newline ? newline : words->end;
		} else {
			break;
		}
	}
	return ended;
}

static bool is_end_byte(const struct words *words, char byte)
{
	return words->style == WORDS_NGINX && (byte == ';' || byte == '{' || byte == '}');
}

/* Inside of quotes both servers know \" \' \\; other backslashes stand for themselves. */
static void take_escape(struct words *words, struct text *text)
{
	char byte = words->at[1];

	if (byte != '"' && byte != '\'' && byte != '\\')
		text_byte(text, '\\');
	text_byte(text, byte);
	words->at += 2;
}

static bool take_quoted(struct words *words, struct text *text)
{
	char quote = *words->at++;

	while (words->at < words->end && *words->at != quote) {
		if (*words->at == '\n')
			words->line++;
		if (*words->at == '\\' && words->end - words->at > 1)
			take_escape(words, text);
		else
			text_byte(text, *words->at++);
	}
	if (words->at == words->end) {
		words->why = "a quote is not closed";
		return false;
	}
	words->at++;
	return true;
}

static void take_bare(struct words *words, struct text *text)
{
	while (words->at < words->end) {
		char byte = *words->at;

		/* "${name}" has braces that end nothing. */
		if (byte == '$' && words->end - words->at > 1 && words->at[1] == '{') {
			do
				text_byte(text, *words->at++);
			while (words->at < words->end && words->at[-1] != '}' &&
			       *words->at != '\n');
			continue;
		}
		if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' ||
		    is_end_byte(words, byte))
			return;
		if (byte == '\\' && words->end - words->at > 1 && words->at[1] != '\n')
			take_escape(words, text);
		else
			text_byte(text, *words->at++);
	}
}

bool words_next(struct words *words, struct word *out)
{
	struct text text;

	*out = (struct word){ 0 };
	if (words->why)
		return false;
	if (skip_blanks(words) && words->style == WORDS_APACHE) {
		out->ends = true;
		out->text = SPAN("");
		return true;
	}
	if (words->at == words->end)
		return false;
	if (is_end_byte(words, *words->at)) {
		out->ends = true;
		out->text = span_of(words->at++, 1);
		return true;
	}
	out->from = words->at;
	text_init(&text, (size_t)(words->end - words->at));
	out->quoted = *words->at == '"' || *words->at == '\'';
	if (out->quoted ? take_quoted(words, &text) : (take_bare(words, &text), true))
		out->text = span_of(arena_copy(words->arena, text_span(&text).at, text.size),
				    text.size);
	text_release(&text);
	return !words->why;
}
