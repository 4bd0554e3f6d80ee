/*
 * incident.h - which outages and spikes are one story.
 *
 * Joined are: linked pairs; outages of one service that overlap, declared or found;
 * a window of errors that overlaps a spike of its own service. A group is an
 * incident where it has an outage: lone spikes stay in the timeline only.
 */
#ifndef ANALYSIS_INCIDENT_H
#define ANALYSIS_INCIDENT_H

#include "analysis/findings.h"
#include "core/arena.h"

/* By start; ids from 1. Their entries are for timeline.h to add. In `arena`. */
struct incident *incidents_of(const struct spike *spike, uint32_t spikes,
			      const struct outage *outage, uint32_t outages,
			      const struct link *link, uint32_t links, struct arena *arena,
			      uint32_t *incidents);

#endif
