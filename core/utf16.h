/*
 * utf16.h - which of UTF-8 and UTF-16 a text is in, and UTF-16 as UTF-8.
 */
#ifndef CORE_UTF16_H
#define CORE_UTF16_H

#include "core/arena.h"
#include "core/span.h"

enum encoding { ENCODING_UNKNOWN, ENCODING_BYTES, ENCODING_UTF16_LE, ENCODING_UTF16_BE };

/* What is looked at to tell the encoding. */
#define UTF16_FRONT_BYTES 4

struct encoded {
	enum encoding encoding;
	uint32_t mark; /* bytes of the byte order mark at the front, to be passed over */
};

/*
 * By the first UTF16_FRONT_BYTES of a text, or all of a shorter one: UTF-16 is known by its
 * mark, or by a zero beside each of its first two characters. Never ENCODING_UNKNOWN.
 */
struct encoded utf16_recognise(struct span front);

/* The room that utf16_decode() takes at most: two bytes become three, one left over likewise. */
#define UTF16_ROOM(size) ((size) / 2 * 3 + 3)

/*
 * Decode all whole characters of `raw`, which is in one of the two UTF-16 encodings, into
 * `out`; with `last` also what is half of one at its end. A lone surrogate, and half a
 * character, become U+FFFD. Returns how many bytes of `raw` were taken, adds to `*made`.
 */
size_t utf16_decode(struct span raw, enum encoding encoding, bool last, char *out, size_t *made);

/* A whole text as UTF-8 without a mark, as it stands where it is UTF-8, else in `arena`. */
struct span utf16_to_utf8(struct span text, struct arena *arena);

#endif
