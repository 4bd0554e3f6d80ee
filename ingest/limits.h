/*
 * limits.h - the bounds of reading. Whatever a log holds, memory stays within these.
 */
#ifndef INGEST_LIMITS_H
#define INGEST_LIMITS_H

#include "core/core.h"

/* The longest line that is looked at, without its newline; longer ones are passed over. */
#define LINE_BYTES_MAX ((uint32_t)1 << 20)

/* The longest record, where they are not lines, with what shows its end; what of a longer one lies
 * past it is passed over. */
#define RECORD_BYTES_MAX LINE_BYTES_MAX

/* A chunk is aimed at this many bytes, so that it and its rows stay in a core's own cache. */
#define CHUNK_BYTES ((uint32_t)256 << 10)
#define CHUNK_BYTES_MIN ((uint32_t)64)
/* What may be aimed at; a chunk is at most this and a line that was left over before it. */
#define CHUNK_AIM_MAX ((uint32_t)1 << 20)
#define CHUNK_BYTES_MAX (LINE_BYTES_MAX + CHUNK_AIM_MAX)

/* Rows handed to the sink at once: few enough to stay in a core's first cache. */
#define BATCH_ROWS 256

/* What a format is recognised by, and what of it a parser may keep looking at. */
#define SAMPLE_BYTES ((uint32_t)64 << 10)
#define HEAD_BYTES ((uint32_t)8 << 10)
/* Of the sample's front, and of each place further on, so much is judged. */
#define FRONT_BYTES ((uint32_t)24 << 10)
#define FURTHER_BYTES ((uint32_t)8 << 10)

/* So much of a source is looked through for the end of a line before its format is given up. */
#define NO_LINE_BYTES ((uint64_t)16 << 20)

/* Read from a packed file at once. */
#define PACKED_BYTES ((uint32_t)64 << 10)

/* Packed files are unpacked in blocks that begin at multiples of this, whoever reads how much. */
#define BLOCK_BYTES ((uint32_t)256 << 10)

/* What can be read only once is kept in blocks of this size. */
#define SPOOL_BLOCK_BYTES ((uint32_t)256 << 10)

/* Of a rejected line, so much is shown. */
#define QUOTE_BYTES 80

#define SOURCES_MAX 100000
#define FOLDER_DEPTH_MAX 64

#endif
