/*
 * utf16.h - small documents in UTF-16, as some exports and AWS write them.
 */
#ifndef CORE_UTF16_H
#define CORE_UTF16_H

#include "core/arena.h"
#include "core/span.h"

/*
 * `text` as UTF-8 without a byte order mark, whichever of UTF-8 and UTF-16 it is:
 * UTF-16 is known by its mark, or by a zero beside each of its first two
 * characters. A lone surrogate, and half a character at the end, become U+FFFD.
 * What was UTF-8 is returned as it stands; the rest lives in `arena`.
 */
struct span utf16_to_utf8(struct span text, struct arena *arena);

#endif
