/*
 * series.h - made series whose truth is known: what the accuracy of detection is measured on.
 *
 * Nine kinds of traffic at six rates, 42 days of minutes each, with spikes, drops,
 * silences, error bursts and slow stretches planted; series with nothing planted;
 * and services of three hosts one of which dies. A seed names a series. Doubles and
 * libm are used, so another machine may differ in a last digit, not in the figures.
 */
#ifndef BENCH_SERIES_H
#define BENCH_SERIES_H

#include "core/arena.h"
#include "core/sink.h"
#include "core/zone.h"

#define SERIES_DAYS 42
#define SERIES_MINUTES (SERIES_DAYS * 24 * 60)
#define SERIES_HOSTS 3
#define SERIES_EVENTS_MAX 16

enum series_kind {
	SERIES_FLAT,
	SERIES_DAILY,
	SERIES_WEEKLY,
	SERIES_TREND,     /* 2.5 times as much at the end */
	SERIES_DISPERSED, /* strays by a quarter, for half an hour at a time */
	SERIES_GAPS,      /* counted by the minute, with missing stretches */
	SERIES_DST,       /* by a local clock that is moved in the middle */
	SERIES_SHIFT,     /* 1.8 times as much, or as little, from one minute on */
	SERIES_PEAKED,    /* three times as much for half an hour of each day */
	SERIES_KINDS
};

#define SERIES_RATES 6
extern const double series_rate[SERIES_RATES]; /* events a minute */

const char *series_kind_name(enum series_kind kind);

enum planted_kind {
	PLANTED_SPIKE,
	PLANTED_DROP,
	PLANTED_SILENCE,
	PLANTED_ERRORS,
	PLANTED_LATENCY,
	PLANTED_HOST, /* one host of three is dead */
	PLANTED_KINDS
};

const char *planted_kind_name(enum planted_kind kind);

struct planted {
	enum planted_kind kind;
	int64_t from_us, to_us;
	double factor; /* of the rate; errors: failed share; latency: of durations */
	bool decays;   /* a spike that begins at once and fades */
	int host;      /* PLANTED_HOST */
	bool moves;    /* PLANTED_HOST: the others take over its traffic */
};

enum series_plan { SERIES_PLANTED, SERIES_NULL, SERIES_HOST_DIES };

struct series {
	enum series_kind kind;
	double rate;
	const struct zone *zone;
	int64_t begin_us;
	double *mean; /* [SERIES_MINUTES] a minute, without what is planted, without noise */
	struct planted event[SERIES_EVENTS_MAX]; /* by kind, not by time */
	uint32_t events;
	uint8_t *missing; /* [SERIES_MINUTES] SERIES_GAPS: no row */
	double noise_sd;  /* of the rate, relative */
	enum series_plan plan;
	uint64_t seed;
};

/* Lay out a series: its mean and what is planted; the same for the same arguments. */
struct series series_make(enum series_kind kind, double rate, enum series_plan plan, uint64_t seed,
			  const struct zone *dst, struct arena *arena);

/* Draw its events and hand them to a sink as one service, "site". */
MUST_CHECK
bool series_feed(const struct series *series, struct event_sink *sink, struct error *error);

#endif
