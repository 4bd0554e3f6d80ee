/*
 * looks.h - where the second pass should look: each episode, and the stretches that
 * it is compared with.
 *
 * References: the same time of day on up to six of the nearest days of the same
 * class (weekday or weekend) on which the service had no episode then; where there
 * is none, the equally long stretch before. For the strongest spikes that an outage is near, who came at that
 * time of day in the week before and on the days after. And the quarter of an hour before each,
 * in all services where they are few, for messages that tell of trouble.
 */
#ifndef ANALYSIS_LOOKS_H
#define ANALYSIS_LOOKS_H

#include "analysis/detect.h"
#include "analysis/inspect.h"

#define LOOKS_REFERENCES 6
#define LOOKS_DAYS 28 /* how far a reference may be away */
#define LOOKS_BEFORE_SERVICES_MAX 16
#define LOOKS_VISITED_MAX 32                   /* spikes for which it is noted who came, of: */
#define LOOKS_VISITED_LENGTH_US (12 * HOUR_US) /* at most */
#define LOOKS_EPISODES_MAX 512                 /* the strongest; others stay without explanation */

/* Episode numbers of inspect.h: spikes, then outages, as detection has them. */
struct looks {
	struct look *look;
	size_t count;
	struct stretch *stretch; /* one for each look */
	uint32_t episodes;
	uint32_t left_out; /* episodes past LOOKS_EPISODES_MAX */
};

struct looks looks_of(const struct detection *detection, const struct survey *survey,
		      const struct zone *zone, struct arena *arena);

#endif
