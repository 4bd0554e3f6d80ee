/*
 * review.h - each service once more, when all is known of its spikes, outages and
 * incidents: what is told of its counts.
 *
 * They are laid out anew for this, one service a worker at a time (detect.h).
 */
#ifndef ANALYSIS_REVIEW_H
#define ANALYSIS_REVIEW_H

#include "analysis/detect.h"

/*
 * Figures of the services, by name, in `arena`; and of the detection's spikes their
 * capacity, of the incidents what is listed as aftermath (aftermath.h).
 */
struct service *review(const struct detection *detection, const struct survey *survey,
		       const struct incident *incident, uint32_t incidents, int64_t bucket_us,
		       uint32_t jobs, struct arena *arena);

#endif
