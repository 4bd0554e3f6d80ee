/*
 * span.h - borrowed bytes: where they are and how many. Not terminated, may hold NULs.
 */
#ifndef CORE_SPAN_H
#define CORE_SPAN_H

#include "core/core.h"

#include <string.h>

struct span {
	const char *at;
	size_t size;
};

#define SPAN(literal) ((struct span){ .at = (literal), .size = sizeof(literal) - 1 })

static inline struct span span_of(const char *at, size_t size)
{
	return (struct span){ .at = at, .size = size };
}

static inline struct span span_text(const char *text)
{
	return (struct span){ .at = text, .size = text ? strlen(text) : 0 };
}

static inline uint64_t span_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static inline uint32_t span_half(const char *at)
{
	uint32_t half;

	memcpy(&half, at, sizeof(half));
	return half;
}

/* Short ones in two words that overlap: they are most, and a call would take longer. */
static inline bool span_is(struct span a, struct span b)
{
	if (a.size != b.size)
		return false;
	if (a.size > 16)
		return memcmp(a.at, b.at, a.size) == 0;
	if (a.size >= 8)
		return span_word(a.at) == span_word(b.at) &&
		       span_word(a.at + a.size - 8) == span_word(b.at + a.size - 8);
	if (a.size >= 4)
		return span_half(a.at) == span_half(b.at) &&
		       span_half(a.at + a.size - 4) == span_half(b.at + a.size - 4);
	for (size_t i = 0; i < a.size; i++)
		if (a.at[i] != b.at[i])
			return false;
	return true;
}

static inline bool span_starts(struct span text, struct span with)
{
	return text.size >= with.size && memcmp(text.at, with.at, with.size) == 0;
}

static inline bool span_ends(struct span text, struct span with)
{
	return text.size >= with.size &&
	       memcmp(text.at + text.size - with.size, with.at, with.size) == 0;
}

/* Equal but for the case of ASCII letters. */
bool span_is_caseless(struct span a, struct span b);

/* Without the white space (space, tab, CR, LF) at both ends. */
struct span span_trim(struct span text);

/* Whole span is a decimal number that fits; no sign, no spaces. */
bool span_number(struct span text, uint64_t *out);

/* Whole span is a decimal number with an optional sign, fraction and exponent; locale-free. */
bool span_decimal(struct span text, double *out);

/* What precedes `separator`, taken off the front of `rest` with it; all of it where there is none.
 */
struct span span_cut(struct span *rest, char separator);

#endif
