/*
 * borders.h - the steps in time from one chunk of a source to the next, whichever is read
 * first: from the last event that is there before it to the first in it.
 *
 * Chunks that follow each other and are read become one run, so there are about as many
 * runs as workers.
 */
#ifndef INGEST_BORDERS_H
#define INGEST_BORDERS_H

#include "ingest/tally.h"

struct border_run {
	uint32_t from, to;         /* chunks */
	int64_t first_us, last_us; /* of its events as they stand; TIME_UNKNOWN: it has none */
	uint64_t first_event;      /* line of the first of them */
};

struct borders {
	struct border_run *run; /* in the order of the source */
	uint32_t runs;
	size_t room;
};

/* Chunk number `chunk` is read, for the first time; `sum` gets the steps known by it. */
void borders_add(struct borders *borders, uint32_t chunk, const struct tally *read,
		 struct tally *sum, struct arena *arena);

#endif
