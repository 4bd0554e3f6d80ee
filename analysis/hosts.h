/*
 * hosts.h - outages of single hosts of a service, judged against its other hosts.
 */
#ifndef ANALYSIS_HOSTS_H
#define ANALYSIS_HOSTS_H

#include "analysis/episode.h"
#include "analysis/findings.h"
#include "analysis/survey.h"

struct host_episode {
	const char *host;
	struct episode episode;
	bool attached; /* to an outage of the service */
};

/*
 * The outages of one host of a service of several, by start; `host` is its number in the
 * layout, `service` the service's activity, at the width that can be believed. By up to
 * `jobs` workers; lives in `arena`; `scratch` is rewound.
 */
struct host_episode *hosts_find(const struct survey_layout *layout, uint32_t host,
				const struct activity *service, const struct zone *zone,
				uint32_t jobs, struct arena *arena, struct arena *scratch,
				uint32_t *count);

/*
 * Name the hosts in an outage whose own outages lie for the better part within it.
 * Where one host's lost events are nearly all that were lost, it is that host's.
 */
void hosts_attach(struct host_episode *host, uint32_t hosts, struct outage *outage,
		  struct arena *arena);

#endif
