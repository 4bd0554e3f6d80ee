/*
 * correlate.h - which spikes go with which outages: by their times, by how often chance
 * does as well (coincidence.h), and by the words of both.
 */
#ifndef ANALYSIS_CORRELATE_H
#define ANALYSIS_CORRELATE_H

#include "analysis/content.h"
#include "analysis/findings.h"
#include "core/zone.h"

#define LINK_BEFORE_US (15 * MINUTE_US) /* a spike may begin so long before its outage */
#define LINK_AFTER_US (60 * MINUTE_US)  /* … and after the outage's end */
#define LINK_NEAR_US (3 * DAY_US)       /* pairs farther apart are not listed */
#define LINKS_MAX 10000

/* When a service was observed. */
struct observed {
	const char *service;
	int64_t from_us, to_us;
	int64_t grain_us; /* of its spikes */
};

struct correlate_input {
	const struct spike *spike; /* by start */
	uint32_t spikes;
	const struct content *content; /* [spikes]; of those that fit another service's outage */
	const struct outage *outage;
	uint32_t outages;
	const struct observed *observed; /* of each service with spikes, any order */
	uint32_t services;
	const struct zone *zone; /* whose clock onsets follow */
	uint32_t jobs;           /* threads; 0 is 1 */
};

/*
 * Whether the spike begins while the outage can be what drives it. Where a row of
 * statistics is all that is known, it may have begun anywhere in that row.
 */
bool link_times_fit(const struct spike *spike, const struct outage *outage);

/* How much earlier a spike may seem to begin than it does: a minute more or less is in
 * LINK_BEFORE_US. */
int64_t link_slack_us(int64_t grain_us);

/* Pairs, linked first, then possible, unrelated; the nearest LINKS_MAX. In `arena`. */
struct link *correlate(const struct correlate_input *input, struct arena *arena, uint32_t *links);

#endif
