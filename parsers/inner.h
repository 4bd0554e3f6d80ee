/*
 * inner.h - a program's line that the runtime of its container wrapped in one of its own.
 *
 * The wrapper says when; what the line inside is about it says itself: a request, where
 * it is of an access log or a JSON object with a status, else its level and its message.
 */
#ifndef PARSERS_INNER_H
#define PARSERS_INNER_H

#include "parsers/keyed.h"

/*
 * Does the line go on with what the one before it said, as a stack trace does? It is indented
 * by a tab or by two spaces (one may stand before a level: " INFO"), or says what was the
 * cause of an exception.
 */
bool inner_goes_on(struct span text, bool in_json);

/*
 * Set the row's fields, kind and coding from `text`, which is the inside of a JSON string
 * where `in_json`. Fields that the row has stay as they are. Where it is not `whole`, the
 * first part of a long line, the members count that are there of a JSON object.
 */
void inner_take(struct line *line, struct span text, bool in_json, bool whole);

#endif
