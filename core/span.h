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

static inline bool span_is(struct span a, struct span b)
{
	return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0);
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

/* What precedes `separator`, taken off the front of `rest` with it; all of it where there is none. */
struct span span_cut(struct span *rest, char separator);

#endif
