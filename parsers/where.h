/*
 * where.h - which rows of a log count: the language of --where, see docs/FILTERS.md.
 *
 *	expression  = term { "or" term }
 *	term        = factor { "and" factor }
 *	factor      = "not" factor | "(" expression ")" | field operator value
 *
 * It is compiled once into a list of comparisons, each with the places to go on at where
 * it holds and where it doesn't. A row that does not have a field holds in no comparison
 * with it. Text is compared decoded.
 */
#ifndef PARSERS_WHERE_H
#define PARSERS_WHERE_H

#include "core/arena.h"
#include "core/error.h"
#include "core/sink.h"

#define WHERE_BYTES_MAX ((size_t)4096)     /* of an expression */
#define WHERE_COMPARISONS_MAX 64           /* in it */
#define WHERE_DEPTH_MAX 64                 /* of parentheses and nots */
#define WHERE_VALUE_MAX ((size_t)64 << 10) /* bytes of a row's text that are looked at */

struct where;

/* FAULT_USAGE with the column, from 1. Lives in `arena`, but see where_release. */
MUST_CHECK
bool where_compile(const char *text, struct arena *arena, struct where **out, struct error *error);

/* The machine code of its regular expressions. NULL is fine. */
void where_release(struct where *where);

/* What was compiled. */
const char *where_text(const struct where *where);

/* SEICHE_… fields that a row must be filled with. */
uint32_t where_wanted(const struct where *where);

/* What a thread needs to ask: memory for matching and decoding. */
struct where_state;

struct where_state *where_begin(const struct where *where);
void where_end(struct where_state *state); /* NULL is fine */

/* Does the expression hold for a row of this chunk? No allocation once texts have been decoded. */
bool where_holds(struct where_state *state, const struct event_origin *origin,
		 const struct seiche_chunk *chunk, const struct seiche_event *row);

#endif
