/*
 * grok.h - %{NAME:field} in patterns: names for patterns that recur.
 *
 * The dictionary is seiche's own (data/formats/grok.patterns): the names that such
 * patterns commonly use, with expressions written for this program.
 */
#ifndef PARSERS_GROK_H
#define PARSERS_GROK_H

#include "core/arena.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

/* How deep names may stand inside of names, and how long the whole may grow. */
#define GROK_DEPTH_MAX 16
#define GROK_BYTES_MAX ((size_t)64 << 10)

/*
 * Replace each %{NAME}, %{NAME:field} and %{NAME:field:type} of `text`: the field
 * becomes a named group, "[a][b]" being called a_b. `more` is an object of names and
 * patterns that come before the dictionary's, or NULL. FAULT_INPUT for a name that is
 * not known, FAULT_LIMIT past the bounds.
 */
MUST_CHECK
bool grok_expand(struct span text, const struct json_value *more, struct arena *arena,
		 struct span *out, struct error *error);

/* Whether there is a %{NAME} or %{NAME:field} of the dictionary in the text. */
bool grok_is(struct span text);

#endif
