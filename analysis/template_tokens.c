/* template_tokens.c - cutting text into tokens, and joining them. */
#include "analysis/template_parts.h"

#define REPEATED_MAX 8 /* tokens of a part that repeats itself */

bool token_is_space(char byte)
{
	return (unsigned char)byte <= ' ' && byte != TEMPLATE_WILDCARD;
}

bool token_is_word(char byte)
{
	unsigned char code = (unsigned char)byte;

	if ((code | 0x20) >= 'a' && (code | 0x20) <= 'z')
		return true;
	if ((code >= '0' && code <= '9') || code >= 0x80 || byte == TEMPLATE_WILDCARD)
		return true;
	return byte != '\0' && strchr("_./-$@#%+\\~&*", byte) != NULL;
}

bool token_next(struct span *rest, struct token *out)
{
	size_t at = 0;
	size_t end;

	while (at < rest->size && token_is_space(rest->at[at]))
		at++;
	if (at == rest->size)
		return false;
	end = at + 1;
	if (token_is_word(rest->at[at]))
		while (end < rest->size && token_is_word(rest->at[end]))
			end++;
	*out = (struct token){ .text = span_of(rest->at + at, end - at), .glued = at == 0 };
	*rest = span_of(rest->at + end, rest->size - end);
	return true;
}

static bool is_separator(const struct token *token)
{
	return token->text.size == 1 && strchr(",:-|", token->text.at[0]) != NULL;
}

static bool holds_wildcard(const struct token *token)
{
	return memchr(token->text.at, TEMPLATE_WILDCARD, token->text.size) != NULL;
}

/* Whether the last `size` tokens are the same as those before them, and hold a wildcard. */
static bool repeats(const struct token *token, uint32_t count, uint32_t size)
{
	const struct token *last = token + count - size;
	bool wild = false;

	if (count < 2 * size)
		return false;
	for (uint32_t i = 0; i < size; i++) {
		if (!span_is(last[i].text, (last - size)[i].text))
			return false;
		wild |= holds_wildcard(&last[i]);
	}
	return wild;
}

uint32_t tokens_collapse(struct token *token, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t before = kept;

		while (before && is_separator(&token[before - 1]))
			before--;
		if (token_is_wildcard(&token[i]) && before &&
		    token_is_wildcard(&token[before - 1])) {
			kept = before;
			continue;
		}
		token[kept++] = token[i];
		for (uint32_t size = 1; size <= REPEATED_MAX; size++) {
			if (!repeats(token, kept, size))
				continue;
			kept -= size;
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
		bool word = token_is_word(text.at[0]);

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
		bool letter = (text.at[i] | 0x20) >= 'a' && (text.at[i] | 0x20) <= 'z';

		if (!letter &&
		    (!i || (text.at[i] != '-' && text.at[i] != '_' && text.at[i] != '\'')))
			return false;
	}
	return size > 0;
}
