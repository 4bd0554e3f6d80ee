/*
 * episode.h - stretches in which a service's activity is not what it usually is.
 */
#ifndef ANALYSIS_EPISODE_H
#define ANALYSIS_EPISODE_H

#include "analysis/baseline.h"
#include "core/error.h"

enum episode_kind {
	EPISODE_SPIKE,
	EPISODE_DROP,
	EPISODE_SILENCE,
	EPISODE_ERRORS,
	EPISODE_LATENCY,
};

struct episode {
	enum episode_kind kind;
	int64_t from_us, to_us;
	int64_t peak_us;          /* start of the cell farthest from its expectation; of spikes, drops */
	double peak_count, peak_expected; /* of that cell */
	int64_t peak_width_us;    /* of that cell */
	double events, expected;  /* of events; for EPISODE_ERRORS of failed, EPISODE_LATENCY slow ones */
	double excess_low, excess_high; /* 95 % interval of events - expected */
	double p_value;           /* window's tail x windows scanned, at most 1; NAN: not known */
	double score;             /* -log10 of the single window's p */
	double latency_ms, usual_latency_ms; /* 90th percentile, of EPISODE_LATENCY; else NAN */
	double share;             /* of the service's events usually this host's; of a service 0 */
	bool ongoing;             /* it reaches the end of the data */
};

struct episodes {
	struct episode *item; /* by start; spikes don't overlap spikes, outages not outages */
	uint32_t count;
	const struct baseline *baseline; /* that was fitted to a service; NULL of a host */
	const char *note;     /* static: what could not be judged and why; NULL */
};

/* Thresholds of ANALYSIS.md 3 and 4; episode_defaults is what the report uses. */
struct episode_options {
	double score_min;        /* 6: about p <= 1e-6 for a window */
	double p_max;            /* 1e-4, of a window's tail times the windows scanned */
	double spike_ratio_min;  /* 1.3 */
	double drop_ratio_max;   /* 0.75 to be a candidate; outages need drop_outage_ratio_max */
	double drop_outage_ratio_max; /* 0.5 */
	double excess_min;       /* 12 events */
	int64_t silence_min_us;  /* 60 s */
	double silence_alarm;    /* 1e-4: false gaps per archive */
	double error_ratio_min, error_share_min; /* 3 x usual, 2 % */
	double latency_ratio_min; /* 3 x the usual 90th percentile */
	double latency_events_min; /* 30 requests in the window */
};

extern const struct episode_options episode_defaults;

/*
 * Find the episodes of one service, by the clock of `zone` and by up to `jobs` workers.
 * Spikes, outages and the baseline live in `arena`; `scratch` is rewound. Pure: the same
 * input gives the same answer.
 */
struct episodes episodes_find(const struct activity *activity, const struct zone *zone,
			      const struct episode_options *options, uint32_t jobs,
			      struct arena *arena, struct arena *scratch);

/*
 * Find the outages of one host of a service against what the service's other hosts
 * did: expected is its usual share of theirs, but no more than it usually has itself.
 * Judged from its first event to its last. Nothing for a host without others, with next
 * to no events, or with none in most of its hours.
 */
struct episodes episodes_find_host(const struct activity *service, const struct activity *host,
				   const struct zone *zone, const struct episode_options *options,
				   uint32_t jobs, struct arena *arena, struct arena *scratch);

/* For qsort: by start, then end, then kind. */
int episode_by_start(const void *a, const void *b);

#endif
