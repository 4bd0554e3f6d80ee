/*
 * directive.h - lines of a source that say how to read what follows them.
 */
#ifndef INGEST_DIRECTIVE_H
#define INGEST_DIRECTIVE_H

#include "core/span.h"
#include "seiche/parser.h"

/* The last line of the chunk that begins with "#Fields:" or "#fields" and a tab; false where none
 * does. */
bool directive_find(const struct seiche_chunk *chunk, struct span *out);

/* May the source hold such lines? By its first chunk: they stand at the front of all that do. */
bool directive_expected(const struct seiche_chunk *first);

#endif
