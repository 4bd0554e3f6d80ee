/*
 * strand.h - what one worker at a time reads of a source, from front to back: in the
 * survey all of it, in the inspection a stretch of its index.
 *
 * The stretches begin where reading can: in a packed file at the places that were kept of
 * it (points.h). So several workers unpack one file at once, and little of it twice: of a
 * chunk that such a place lies in, what is behind the place.
 */
#ifndef INGEST_STRAND_H
#define INGEST_STRAND_H

#include "ingest/index.h"
#include "ingest/intake.h"
#include "ingest/times.h"

struct strand {
	uint32_t source;       /* in the list */
	struct intake *intake; /* the source's, or one more of the same file */
	uint32_t next, end;    /* entries of the index, of the inspection */
};

struct strands {
	struct strand *item;
	uint32_t count;
};

/* Each source that is to be surveyed; those alone that have a format more where it is `late`. */
struct strands strands_of_sources(const struct source_list *sources, bool late,
				  struct arena *arena);

/*
 * What holds the times that are asked for of each source (NULL: none are); its index says so
 * from now on. `rowless`: chunks without any event as well, behind those that hold such times.
 * Places in packed files that are not needed are given back, unless it will be asked `again`.
 */
struct strands strands_of_times(const struct source_list *sources, const struct times *const *times,
				bool rowless, bool again, struct arena *arena);

/* End what was begun, and let the sources have what was found of them. */
void strands_end(struct strands *strands, const struct source_list *sources);

#endif
