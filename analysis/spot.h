/*
 * spot.h - places in the sources that are kept as evidence: the earliest or the latest,
 * with the beginning of their line.
 */
#ifndef ANALYSIS_SPOT_H
#define ANALYSIS_SPOT_H

#include "analysis/findings.h"
#include "core/arena.h"
#include "core/span.h"

#define SPOT_TEXT_BYTES 200 /* of a line kept as evidence */

/* A place in the sources; ordered by time, source, offset. */
struct spot {
	int64_t at_us;
	uint64_t offset, line;
	char *text; /* SPOT_TEXT_BYTES at most, terminated; NULL: not kept */
	uint32_t source;
};

bool spot_before(const struct spot *a, const struct spot *b);

/*
 * Keep the earlier (or later) of two spots, with their text where there is room or an
 * arena; true where it is the one given.
 */
bool spot_choose(struct arena *arena, struct spot *kept, bool *seen, const struct spot *spot,
		 struct span text, bool latest);

/* A spot for the report. */
struct evidence spot_evidence(const struct spot *spot, const struct source_facts *source,
			      uint32_t sources, struct arena *arena);

#endif
