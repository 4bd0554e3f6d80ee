/*
 * incident.h - which outages and spikes are one story.
 *
 * Joined are: linked pairs; outages of one service that overlap, declared or found;
 * windows that the logs show of different services that begin within
 * INCIDENT_TOGETHER_US and overlap by half of the shorter; a window of errors that
 * overlaps a spike of its own service. A group is an incident where it has an outage:
 * lone spikes stay in the timeline only.
 *
 * Its times run from the earliest start of the outage that it is named after, whoever
 * claims it: to detect, until an alert or the first notice; to acknowledge, until the
 * first public notice; to resolve, until the last who tells of it says that it is over.
 */
#ifndef ANALYSIS_INCIDENT_H
#define ANALYSIS_INCIDENT_H

#include "analysis/findings.h"
#include "core/arena.h"

#define INCIDENT_TOGETHER_US (15 * MINUTE_US)

/* By start; ids from 1. Their entries are for timeline.h to add. In `arena`. */
struct incident *incidents_of(const struct spike *spike, uint32_t spikes,
			      const struct outage *outage, uint32_t outages,
			      const struct link *link, uint32_t links, struct arena *arena,
			      uint32_t *incidents);

#endif
