/*
 * coincidence.h - how often chance alone brings spikes and outages together.
 *
 * For each pair of a service with spikes and one with outages: how probable is it
 * that so many of the outages are met by a spike's onset, had the spikes come when
 * they come otherwise? Event coincidence analysis (Donges et al. 2016) with a
 * seasonal onset rate; docs/ALGORITHMS.md, «Links».
 */
#ifndef ANALYSIS_COINCIDENCE_H
#define ANALYSIS_COINCIDENCE_H

#include "analysis/correlate.h"

struct coincidences;

/* All pairs of a service with spikes and one with outages, judged. In `arena`. */
struct coincidences *coincidences_of(const struct correlate_input *input, struct arena *arena);

struct coincidence {
	double p, q; /* NAN: the service with spikes was observed for too short a time */
};

/* Of services of which one has spikes, the other outages. */
struct coincidence coincidence_between(const struct coincidences *coincidences, const char *spiking,
				       const char *failing);

/* P(at least `hits` of `count` independent events with chances p[] occur): exact, O(count x hits).
 */
double coincidence_tail(const double *p, uint32_t count, uint32_t hits);

/* Benjamini-Hochberg (1995): q[i] of p[i]; a NAN stays one and takes no part. */
void false_discovery(const double *p, uint32_t count, double *q);

#endif
