/*
 * correlate.h - which spikes go with which outages, and how often chance does as well.
 *
 * For each pair of a service with spikes and one with outages: how probable is it
 * that so many of the outages are met by a spike's onset, had the spikes come when
 * they come otherwise? Event coincidence analysis (Donges et al. 2016) with a
 * seasonal onset rate; docs/ALGORITHMS.md, «Links».
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
};

/*
 * Whether the spike begins while the outage can be what drives it. Where a row of
 * statistics is all that is known, it may have begun anywhere in that row.
 */
bool link_times_fit(const struct spike *spike, const struct outage *outage);

/* Pairs, linked first, then possible, unrelated; the nearest LINKS_MAX. In `arena`. */
struct link *correlate(const struct correlate_input *input, struct arena *arena, uint32_t *links);

/* P(at least `hits` of `count` independent events with chances p[] occur): exact, O(count x hits).
 */
double coincidence_tail(const double *p, uint32_t count, uint32_t hits);

/* Benjamini-Hochberg (1995): q[i] of p[i]; a NAN stays one and takes no part. */
void false_discovery(const double *p, uint32_t count, double *q);

#endif
