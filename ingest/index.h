/*
 * index.h - the chunks of a source, as the survey cut them.
 */
#ifndef INGEST_INDEX_H
#define INGEST_INDEX_H

#include "ingest/source.h"

/* Where the last chunk of a source ends; 0 where it has none. */
uint64_t index_end(const struct source *source);

#endif
