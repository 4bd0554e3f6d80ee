/*
 * index.h - the chunks of a source as the survey cut them, each with the times in it: what
 * the inspection jumps by.
 *
 * It grows with the source, 40 bytes for each chunk of 256 KiB, in blocks that stay where
 * they are. Who adds to it while others look holds a lock of theirs (the run's).
 */
#ifndef INGEST_INDEX_H
#define INGEST_INDEX_H

#include "core/arena.h"
#include "core/span.h"

struct index_entry {
	int64_t from_us, to_us; /* with a sample's length; TIME_UNKNOWN where it has no event */
	uint64_t offset;        /* in the unpacked source */
	uint64_t first_line;
	uint32_t lines;
	uint32_t size : 31;
	uint32_t wanted : 1; /* by the inspection that is under way */
};

/* Columns that a line names, in force from an entry on: struct seiche_chunk. */
struct index_directive {
	uint32_t entry;
	struct span text;
};

struct index {
	struct index_entry **block;
	uint32_t blocks, entries;
	struct index_directive *directive;
	uint32_t directives;
	size_t block_room, directive_room;
};

/* One more, of zeros and no times, in `arena`. */
struct index_entry *index_add(struct index *index, struct arena *arena);

/* That of a number below `entries`. */
struct index_entry *index_at(const struct index *index, uint32_t number);

/* Where the last one ends; 0 where there is none. */
uint64_t index_end(const struct index *index);

/* Say what is in force from the newest entry on; `text` lives as long as the index. */
void index_direct(struct index *index, struct span text, struct arena *arena);

/* What is in force where an entry begins. */
struct span index_directive(const struct index *index, uint32_t number);

/* All entries are gone; their room is used again. */
void index_clear(struct index *index);

#endif
