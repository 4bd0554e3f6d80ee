/* template_tokens.c - cutting text into tokens, and joining them. */
#include "analysis/template_parts.h"

#define REPEATED_MAX 8 /* tokens of a part that repeats itself */

/* Of two, four … bytes in a row. */
#define ROW_2(at, class) [at] = (class), [(at) + 1] = (class)
#define ROW_4(at, class) ROW_2(at, class), ROW_2((at) + 2, class)
#define ROW_8(at, class) ROW_4(at, class), ROW_4((at) + 4, class)
#define ROW_16(at, class) ROW_8(at, class), ROW_8((at) + 8, class)
#define ROW_64(at, class) \
	ROW_16(at, class), ROW_16((at) + 16, class), ROW_16((at) + 32, class), \
		ROW_16((at) + 48, class)

#define DIGIT (TOKEN_WORD | TOKEN_NAME | TOKEN_HEX | TOKEN_DIGIT)
#define LETTER (TOKEN_WORD | TOKEN_NAME | TOKEN_LETTER)

const uint16_t token_classes[256] = {
	[0] = TOKEN_SPACE,
	[(unsigned char) TEMPLATE_WILDCARD] = TOKEN_WORD,
	ROW_2(2, TOKEN_SPACE),
	ROW_4(4, TOKEN_SPACE),
	ROW_8(8, TOKEN_SPACE),
	ROW_16(16, TOKEN_SPACE),
	[' '] = TOKEN_SPACE,
	ROW_8('0', DIGIT),
	ROW_2('8', DIGIT),
	ROW_4('A', LETTER | TOKEN_HEX),
	ROW_2('E', LETTER | TOKEN_HEX),
	ROW_16('G', LETTER),
	ROW_4('W', LETTER),
	ROW_4('a', LETTER | TOKEN_HEX),
	ROW_2('e', LETTER | TOKEN_HEX),
	ROW_16('g', LETTER),
	ROW_4('w', LETTER),
	ROW_64(0x80, TOKEN_WORD),
	ROW_64(0xc0, TOKEN_WORD),
	['_'] = TOKEN_WORD | TOKEN_NAME | TOKEN_SIGN,
	['$'] = TOKEN_WORD | TOKEN_NAME,
	['-'] = TOKEN_WORD | TOKEN_NAME | TOKEN_SIGN,
	['.'] = TOKEN_WORD | TOKEN_SIGN | TOKEN_DOT,
	['/'] = TOKEN_WORD | TOKEN_SLASH,
	['@'] = TOKEN_WORD | TOKEN_AT,
	['#'] = TOKEN_WORD | TOKEN_SIGN,
	['%'] = TOKEN_WORD | TOKEN_SIGN,
	['+'] = TOKEN_WORD | TOKEN_SIGN,
	['*'] = TOKEN_WORD | TOKEN_SIGN,
	['\\'] = TOKEN_WORD,
	['~'] = TOKEN_WORD,
	['&'] = TOKEN_WORD,
	[':'] = TOKEN_SIGN,
};

bool token_next(struct span *rest, struct token *out)
{
	size_t at = 0;
	size_t end;
	unsigned class, holds;

	while (at < rest->size && token_is(rest->at[at], TOKEN_SPACE))
		at++;
	if (at == rest->size)
		return false;
	end = at + 1;
	holds = token_classes[(unsigned char)rest->at[at]];
	if (holds & TOKEN_WORD)
		for (; end < rest->size; end++, holds |= class) {
			class = token_classes[(unsigned char)rest->at[end]];
			if (!(class & TOKEN_WORD))
				break;
		}
	*out = (struct token){ .text = span_of(rest->at + at, end - at),
			       .glued = at == 0,
			       .holds = (uint16_t)holds };
	*rest = span_of(rest->at + end, rest->size - end);
	return true;
}

static bool is_separator(const struct token *token)
{
	char byte = token->text.at[0];

	return token->text.size == 1 && (byte == ',' || byte == ':' || byte == '-' || byte == '|');
}

static bool holds_wildcard(const struct token *token)
{
	return memchr(token->text.at, TEMPLATE_WILDCARD, token->text.size) != NULL;
}

/* Whether the last `size` tokens are the same as those before them. */
static bool repeats(const struct token *token, uint32_t count, uint32_t size)
{
	const struct token *last = token + count - size;

	if (count < 2 * size)
		return false;
	for (uint32_t i = 0; i < size; i++) {
		struct span a = last[i].text;
		struct span b = (last - size)[i].text;

		if (a.size != b.size || a.at[0] != b.at[0] || !span_is(a, b))
			return false;
	}
	return true;
}

uint32_t tokens_collapse(struct token *token, uint32_t count)
{
	uint32_t kept = 0;
	uint32_t wild = 0; /* how many end with the last that holds a wildcard */

	for (uint32_t i = 0; i < count; i++) {
		uint32_t before = kept;

		while (before && is_separator(&token[before - 1]))
			before--;
		if (token_is_wildcard(&token[i]) && before &&
		    token_is_wildcard(&token[before - 1])) {
			kept = wild = before;
			continue;
		}
		token[kept++] = token[i];
		if (holds_wildcard(&token[i]))
			wild = kept;
		/* Only parts that reach back to a wildcard. */
		for (uint32_t size = kept - wild + 1; wild && size <= REPEATED_MAX; size++) {
			if (!repeats(token, kept, size))
				continue;
			kept -= size;
			wild -= size;
			break;
		}
	}
	return kept;
}

uint32_t tokens_write(const struct token *token, uint32_t count, char *to, uint32_t room)
{
	uint32_t size = 0;
	bool word_before = false;

	for (uint32_t i = 0; i < count; i++) {
		struct span text = token[i].text;
		bool word = token_is(text.at[0], TOKEN_WORD);

		/* Two words that lost what stood between them must not become one. */
		bool space = i && (!token[i].glued || (word && word_before));

		if (text.size + space > room - size)
			break;
		if (space)
			to[size++] = ' ';
		memcpy(to + size, text.at, text.size);
		size += (uint32_t)text.size;
		word_before = word;
	}
	return size;
}

bool token_is_plain(struct span text)
{
	size_t size = text.size;

	if (size > 1 && strchr(".!?:", text.at[size - 1]))
		size--;
	for (size_t i = 0; i < size; i++) {
		if (!token_is(text.at[i], TOKEN_LETTER) &&
		    (!i || (text.at[i] != '-' && text.at[i] != '_' && text.at[i] != '\'')))
			return false;
	}
	return size > 0;
}
