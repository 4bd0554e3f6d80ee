/*
 * detect.h - from counted services to spikes and outages: the stage between survey
 * and inspection.
 */
#ifndef ANALYSIS_DETECT_H
#define ANALYSIS_DETECT_H

#include "analysis/engine.h"
#include "analysis/hosts.h"
#include "analysis/minutes.h"

/* A service with events, and what was made of them. */
struct watched {
	const char *name;
	uint32_t index;           /* in the survey */
	struct activity activity; /* at a width at which its stamps can be believed; no arrays */
	const struct minutes *minutes; /* of which these are the counts */
	double events;                 /* of all its time */
	const struct baseline_kept *kept;
	const struct baseline *baseline; /* once it was recalled; until then NULL */
	struct episodes episodes;
	struct host_episode *host; /* outages of its hosts, by host and start */
	uint32_t hosts;
	size_t host_room;
	const char *note[3]; /* static; NULL where there is nothing to say */
};

/* What belongs to findings->spike[i] and findings->outage[i]. */
struct origin {
	const struct watched *watched; /* NULL: declared */
	const struct episode *episode;
};

struct detection {
	struct watched *watched; /* by name */
	uint32_t watcheds;
	int64_t from_us, to_us; /* the report's range */
	struct spike *spike;    /* by start, ids from 1 */
	struct origin *spike_origin;
	uint32_t spikes;
	struct outage *outage;
	struct origin *outage_origin;
	uint32_t outages;
	struct outage *aside; /* declared maintenance and notices */
	uint32_t asides;
	uint32_t outside; /* declared windows that were left out */
};

/*
 * Everything lives in `arena`. Arrays of cells are not kept, but packed: of many services they
 * would be most of the memory, and few are looked at again. What the survey has by minutes it
 * forgets, service by service.
 */
struct detection detect(struct survey *survey, const struct engine_options *options,
			struct arena *arena);

/* A service with its counts and its baseline laid out anew in `arena`; without stamps and
 * durations. */
struct watched watched_recall(const struct watched *watched, struct arena *arena);

/* The service of that name; NULL where nothing was read of it. */
const struct watched *detection_watched(const struct detection *detection, const char *service);

#endif
