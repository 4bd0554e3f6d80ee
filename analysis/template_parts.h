/* template_parts.h - what the files template_*.c share: messages and shapes as tokens. */
#ifndef ANALYSIS_TEMPLATE_PARTS_H
#define ANALYSIS_TEMPLATE_PARTS_H

#include "analysis/template.h"

/* What a byte can be; or all that the bytes of a word are. */
enum token_class {
	TOKEN_SPACE = 1,
	TOKEN_WORD = 2, /* may stand in a word */
	TOKEN_DIGIT = 4,
	TOKEN_HEX = 8, /* digits too */
	TOKEN_LETTER = 16,
	TOKEN_NAME = 32, /* may stand in a name: letters, digits, `_`, `$`, `-` */
	TOKEN_SIGN = 64, /* belongs to the number beside it */
	TOKEN_SLASH = 128,
	TOKEN_DOT = 256,
	TOKEN_AT = 512,
};

extern const uint16_t token_classes[256];

static inline bool token_is(char byte, unsigned of)
{
	return token_classes[(unsigned char)byte] & of;
}

/* A word, or one mark of punctuation. */
struct token {
	struct span text;
	uint32_t word;  /* the caller's number for `text` */
	bool glued;     /* no space stands before it */
	uint16_t holds; /* classes of its bytes, where token_next() cut it */
};

/* The next token of `rest`, taken off its front; false at the end. */
bool token_next(struct span *rest, struct token *out);

static inline bool token_is_wildcard(const struct token *token)
{
	return token->text.size == 1 && token->text.at[0] == TEMPLATE_WILDCARD;
}

/*
 * Merge runs: wildcards with only `,` `:` `-` `|` between them into one, and a part
 * that repeats itself and holds a wildcard into one. Returns how many are left.
 */
uint32_t tokens_collapse(struct token *token, uint32_t count);

/* Tokens as text again: at most `room` bytes, not terminated. Returns the size. */
uint32_t tokens_write(const struct token *token, uint32_t count, char *to, uint32_t room);

/* Letters, perhaps with `-`, `_`, an apostrophe, and a stop at the end: a word of a language. */
bool token_is_plain(struct span text);

/* A template while they are compared. */
struct draft {
	struct token *token;
	uint32_t tokens, scope;
	uint64_t count;
	uint32_t into; /* the draft that it is a case of; itself where of none */
};

/*
 * Find drafts whose every token another, more frequent one of the same scope holds
 * too, with one of its wildcards where this one has something longer that looks
 * like a value: «synchronized to LOCAL(<*>), stratum <*>» is a case of
 * «synchronized to <*>, stratum <*>».
 */
void drafts_absorb(struct draft *draft, uint32_t count, struct arena *scratch);

#endif
