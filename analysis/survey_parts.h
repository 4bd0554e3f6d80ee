/* survey_parts.h - what the two files of the survey share: the sink and the reading of its result.
 */
#ifndef ANALYSIS_SURVEY_PARTS_H
#define ANALYSIS_SURVEY_PARTS_H

#include "analysis/tally.h"
#include "core/sink.h"

struct survey {
	struct event_sink sink; /* first: the sink is the survey */
	int64_t cell_us;
	struct tally tally;
	uint32_t *order; /* services by name */
};

/* Sort the services; after each join. */
void survey_sort(struct survey *survey);

#endif
