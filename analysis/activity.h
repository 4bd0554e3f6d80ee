/*
 * activity.h - what was counted of one service, or one host of it, on a regular
 * grid: the survey's result and the detectors' input.
 */
#ifndef ANALYSIS_ACTIVITY_H
#define ANALYSIS_ACTIVITY_H

#include "analysis/sketch.h"
#include "core/arena.h"
#include "core/metric.h"

/* How long requests took, every five minutes. */
struct latency {
	int64_t begin_us; /* a multiple of LATENCY_WIDTH_US */
	uint32_t cells;
	const struct slim *const *cell; /* [cells] NULL where no request says */
};

#define LATENCY_WIDTH_US (5 * MINUTE_US)

struct activity {
	const char *service;
	const char *host;       /* NULL: the whole service */
	int64_t begin_us;       /* of cell 0; a multiple of the width */
	int64_t width_us;       /* 60 s for logs; a row's own width for statistics */
	uint32_t cells;
	bool counted;           /* from statistics: rows with a width, not single events */
	uint8_t metric;         /* enum seiche_metric: what of; events of logs */
	const double *events;   /* [cells] sum of weights */
	const double *failed;   /* [cells] of them: HTTP 5xx, level error and worse */
	const double *bytes;    /* [cells] */
	const uint8_t *known;   /* [cells] 1 where the count is known; 0 is «no data», not «no traffic» */
	const int64_t *first_us, *last_us; /* [cells] of the events in it; TIME_UNKNOWN where none;
					      both NULL for statistics */
	bool has_failures;      /* the sources say of events whether they failed */
	const struct latency *latency; /* NULL: they don't say how long */
};

/*
 * The same on a coarser grid: `width_us` is a multiple of the activity's. A cell
 * is known where all of its cells are, or where any has events. Stamps are not kept:
 * who coarsens doubts them; neither are latencies.
 */
struct activity activity_coarsen(const struct activity *activity, int64_t width_us,
				 struct arena *arena);

/*
 * The width at which the stamps can be believed: the activity's own, or 5 to 30
 * minutes, an hour or a day where (nearly) all events fall into few distinct minutes
 * of it or hours of the day, as they do where stamps were rounded or rewritten.
 * `note` gets a static sentence then, else NULL.
 */
int64_t activity_honest_width(const struct activity *activity, const char **note);

#endif
