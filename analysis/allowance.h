/*
 * allowance.h - how much the counting tables may hold: the one place where --max-memory
 * becomes bounds of the survey and the inspection.
 *
 * Bounds are the same for each worker's tables and for the sum of them, and do not
 * depend on how many workers there are; so neither does what is counted past them.
 * That is why a bound in bytes limits the workers: at most ALLOWANCE_WORKERS tables are
 * filled and one takes their sum. Values and clients are counted in tables that all
 * workers share.
 *
 * Not among what is shared out are, of each worker, a sample of rows (sample.h, at most
 * 8 MiB), a memo of messages (message_memo.h, 3 MiB), a tray (tray.h, 1.3 MB) and what it
 * counts before that is packed (survey.c, .2 MB); two arrays of 24 bytes for each count
 * of an episode, while rank.h sorts them; and past the bounds, of each dimension that is, a
 * sketch of 16 KB to 1 MB an episode (count_min.h).
 */
#ifndef ANALYSIS_ALLOWANCE_H
#define ANALYSIS_ALLOWANCE_H

#include "analysis/findings.h"

#define ALLOWANCE_WORKERS 4
/*
 * Of a pair of value and client: what member_set.h takes, what sets that grew gave back, and both
 * again while all are made anew.
 */
#define ALLOWANCE_DISTINCT_BYTES 32
#define ALLOWANCE_BYTES_MIN ((uint64_t)8 << 20)

struct allowance {
	uint32_t pages;     /* of the survey: hours of services and hosts */
	uint32_t latencies; /* of the survey: hours of services whose durations are known */
	uint32_t shapes;    /* of the inspection: pairs of episode and shape of a message */
	uint32_t values[DIMENSIONS];   /* pairs of episode and value; of others than clients */
	uint32_t distinct[DIMENSIONS]; /* pairs of value and client: meetings.h */
	uint32_t clients;              /* pairs of episode and client */
};

/* 0: the tables' own bounds, SURVEY_PAGES_MAX and INSPECT_…_MAX, which hold in any case. */
struct allowance allowance_of(uint64_t bytes);

/* So many events fit all tables of the inspection, whatever their values and clients are. */
uint32_t allowance_events(const struct allowance *allowance);

#endif
