/*
 * unroll.h - lines of many records become a source of a line for each.
 */
#ifndef INGEST_UNROLL_H
#define INGEST_UNROLL_H

#include "ingest/intake.h"

/*
 * Of a source on which a pass was begun, whose first bytes were read and are `front`: put
 * its records into a spool, which is read in its place from now on, line by line as memory
 * goes. No pass is begun afterwards. Where the source is broken off, what precedes is used
 * and a problem says so, as where `progress` (may be NULL) is told to stop. FAULT_SYSTEM
 * where a spool can't be written.
 */
MUST_CHECK
bool unroll(struct source *source, struct span front, const struct progress *progress,
	    struct points_budget *budget, struct arena *arena, struct error *error);

#endif
