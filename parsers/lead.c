/* lead.c - see lead.h. */
#include "parsers/lead.h"

#define TOKEN_MAX 128
#define LEVEL_TOKENS 4

char lead_closing(char open)
{
	switch (open) {
	case '[':
		return ']';
	case '(':
		return ')';
	case '<':
		return '>';
	case '{':
		return '}';
	case '"':
		return '"';
	default:
		return 0;
	}
}

bool lead_is_separator(char byte)
{
	return byte == ' ' || byte == '\t' || byte == ':' || byte == ',' || byte == '|' ||
	       byte == ';' || byte == '-';
}

void lead_separators(struct line *line)
{
	while (line->text.size && lead_is_separator(line->text.at[0]))
		line_byte(line, line->text.at[0]);
}

/* The next token, without the brackets around it: "[main]", "ERROR:", "25746", "local.ERROR:". */
static struct span take_token(struct line *line, bool *bracketed)
{
	struct span text = line->text, token;
	char close = text.size ? lead_closing(text.at[0]) : 0;
	const char *end = close ? memchr(text.at + 1, close, MIN(text.size - 1, TOKEN_MAX)) : NULL;

	*bracketed = end != NULL;
	if (end) {
		token = span_of(text.at + 1, (size_t)(end - text.at) - 1);
		line_literal(line, span_of(text.at, token.size + 2));
		return span_trim(token);
	}
	token = span_of(text.at, 0);
	while (token.size < text.size && text.at[token.size] != ' ' &&
	       text.at[token.size] != '\t' && text.at[token.size] != ':' &&
	       text.at[token.size] != '|' && text.at[token.size] != ',')
		token.size++;
	line_literal(line, token);
	return token;
}

/* "Error in line 7" is a message, "ERROR in line 7" and "error: in line 7" have a level. */
static bool is_level(struct line *line, struct span token, bool bracketed)
{
	const char *dot = memrchr(token.at, '.', token.size);
	bool capital;

	if (dot) /* Laravel's "local.ERROR" */
		token = span_of(dot + 1, (size_t)(token.at + token.size - dot) - 1);
	if (token.size < 3)
		return false;
	capital = !(token.at[0] & 32) && (token.at[1] & 32);
	if (capital && !bracketed && (!line->text.size || line->text.at[0] == ' '))
		return false;
	return line_level_name(line, token);
}

static bool is_number(struct span token)
{
	for (size_t i = 0; i < token.size; i++)
		if ((unsigned char)(token.at[i] - '0') > 9)
			return false;
	return token.size;
}

void lead_level(struct line *line)
{
	struct line rest = *line;

	for (int i = 0; i < LEVEL_TOKENS && rest.text.size; i++) {
		bool bracketed;
		struct span token = take_token(&rest, &bracketed);

		if (is_level(&rest, token, bracketed)) {
			lead_separators(&rest);
			line->text = rest.text;
			return;
		}
		if (!bracketed && !is_number(token))
			return;
		lead_separators(&rest);
	}
}
