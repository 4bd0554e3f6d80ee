/*
 * parser_check.h - what must hold of any parser under any bytes: each line is an
 * event, belongs to one or is rejected, and what a row names lies in the chunk. What is
 * said of a line depends neither on the fields that are wanted nor on the lines before
 * it, so that no short way shows. Where the parser says where records end, none depends on
 * what lies beside it, and fewer bytes never say otherwise than more.
 */
#ifndef FUZZ_PARSER_CHECK_H
#define FUZZ_PARSER_CHECK_H

#include "core/span.h"
#include "seiche/parser.h"

/* Ends the process where it does not hold. */
void parser_check(const struct seiche_parser *parser, struct span text);

#endif
