/*
 * words.h - numbers and pieces of log as problems show them.
 */
#ifndef INGEST_WORDS_H
#define INGEST_WORDS_H

#include "core/span.h"
#include "ingest/limits.h"

#define NUMBER_TEXT_BYTES 32
#define QUOTE_TEXT_BYTES (QUOTE_BYTES * 4 + 4)

/* In groups of three: "1,234,567". */
const char *number_write(uint64_t number, char text[NUMBER_TEXT_BYTES]);

/*
 * The first QUOTE_BYTES of a line, without its line end; what is not printable
 * ASCII as \xHH, "..." where it was cut.
 */
const char *quote_write(struct span line, char text[QUOTE_TEXT_BYTES]);

#endif
