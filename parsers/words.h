/*
 * words.h - the words of a server's configuration, quotes and comments seen to.
 */
#ifndef PARSERS_WORDS_H
#define PARSERS_WORDS_H

#include "core/arena.h"
#include "core/span.h"

enum words_style {
	WORDS_NGINX,  /* ' and ", ; { } end a directive, over as many lines as it likes */
	WORDS_APACHE, /* ' and ", a line is a directive, a backslash at its end goes on */
};

struct words {
	const char *at, *end;
	enum words_style style;
	struct arena *arena;
	uint32_t line;   /* of the word just returned, from 1 */
	const char *why; /* what is wrong where words_next() ends early; NULL */
};

struct word {
	struct span text; /* without quotes and escapes; for an end ";", "{", "}" or "" */
	const char *from; /* where it begins, its quote included */
	bool quoted;
	bool ends;        /* no word, but the end of a directive */
};

void words_init(struct words *words, struct span text, enum words_style style,
		struct arena *arena);

/* The next word or end. False at the end of the text, or where a quote is never closed (`why`). */
bool words_next(struct words *words, struct word *out);

#endif
