/*
 * index.h - which chunks of a source hold any of the times that are asked for.
 */
#ifndef INGEST_INDEX_H
#define INGEST_INDEX_H

#include "core/window.h"
#include "ingest/source.h"

/* Stretches of time, [from, to), sorted and disjoint. */
struct times {
	struct stretch *item;
	size_t count;
};

/*
 * The times that concern a source, in `arena`. `service` is the only one its
 * events can be of; NULL where the lines themselves may name others.
 */
struct times times_of(const struct stretch *stretch, size_t stretches, const char *service,
		      struct arena *arena);

/* Where the last chunk of a source ends; 0 where it has none. */
uint64_t index_end(const struct source *source);

/* Does a chunk hold any of these times? */
bool times_touch(const struct times *times, const struct index_entry *entry);

#endif
