/*
 * plain_parser.h - the simplest of formats, for tests of what is around parsers.
 *
 * A line is "EPOCH text", EPOCH in whole seconds; one that begins with a space, or
 * is blank, continues the one before; anything else is rejected.
 */
#ifndef SUPPORT_PLAIN_PARSER_H
#define SUPPORT_PLAIN_PARSER_H

#include "seiche/parser.h"

extern const struct seiche_parser plain_parser;

extern const struct seiche_parser assuming_parser; /* the same, completing each stamp */
extern const struct seiche_parser picky_parser;    /* no source is good enough for it */

/* With bad habits. */
extern const struct seiche_parser idle_parser;   /* never gets on */
extern const struct seiche_parser losing_parser; /* passes over lines without a word */

#endif
