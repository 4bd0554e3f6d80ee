/*
 * tally.h - the survey's counts: service x host x width -> pages of 60 cells.
 *
 * One per worker while reading, joined into one afterwards. Sums, minima and
 * maxima only. Dense ids are in order of first sight and never reach the outside.
 *
 * What there is no room for is decided by what came, not by the order it came in nor by who
 * read it. A service's hosts are counted apart as long as they take no more than
 * their share, three quarters of `pages_max`; and those of any service only while no more than
 * `pages_max` are taken. What is taken only grows with what comes, as a service that passed its
 * share gives none of it back: others would have had to do without, had they come first. Of more
 * than SURVEY_HOSTS_MAX hosts none is told, so that their pages are added up at once; but as
 * many stay taken, of which the hours alone are kept.
 */
#ifndef ANALYSIS_TALLY_H
#define ANALYSIS_TALLY_H

#include "analysis/activity.h"
#include "analysis/holdings.h"
#include "analysis/hour_set.h"
#include "analysis/latency_page.h"
#include "analysis/page_table.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/intern.h"

#define HOST_NONE INTERN_OTHER
#define NO_STREAM UINT32_MAX

/* What tells streams apart; interned as bytes, so it has no padding. */
struct stream_key {
	int64_t width_us;
	uint32_t service, host;
	uint32_t counted; /* 1: rows of statistics */
	uint32_t measure; /* of them: who counted what; 0 of logs */
};

struct stream {
	struct stream_key key;
	bool has_failures;
	uint8_t metric;     /* enum seiche_metric */
	uint32_t next;      /* of the service; NO_STREAM: the last */
	uint32_t whole;     /* of a host's: that of the service; NO_STREAM: not known yet */
	struct page *pages; /* newest first */
};

struct tally_service {
	bool hosts_given_up; /* it alone, past its share */
	bool has_many_hosts; /* more than SURVEY_HOSTS_MAX: no page is any host's */
	bool has_hosts;
	uint32_t hosts;                     /* until they are given up, it alone or all, or many */
	uint32_t host_pages;                /* of shares: likewise, the whole share from then on */
	struct hour_set host_hours;         /* those pages, where they are many and not given up */
	uint32_t streams;                   /* newest first */
	struct sketch *latency;             /* NULL: no durations */
	struct latency_page *latency_pages; /* newest first */
};

/* Pages of durations in a row that are kept open, in which they are counted faster. */
#define LATENCY_OPEN 64

struct tally {
	struct arena arena;
	struct intern services, hosts;
	struct intern pairs, streams, latencies; /* of keys */
	struct page_table pages;
	struct tally_service *service;      /* by id of services */
	struct holdings holdings;           /* of these */
	struct stream *stream;              /* by id of streams */
	struct latency_page **latency_page; /* by id of latencies */
	size_t latency_room;
	bool latency_given_up; /* more than SURVEY_LATENCY_MAX: no page is left */
	struct latency_page *latency_open[LATENCY_OPEN]; /* those asked for last, from anywhere */
	uint32_t latency_opened;
	size_t service_room, stream_room;
	uint32_t pages_max;
	uint32_t pages_freed; /* of many hosts and shares that were passed: not held, but taken */
	bool hosts_given_up;  /* of all services */
};

void tally_init(struct tally *tally);
void tally_release(struct tally *tally);

/* Id of a service; false with FAULT_LIMIT past SURVEY_SERVICES_MAX. */
MUST_CHECK
bool tally_service(struct tally *tally, struct span name, uint32_t *out, struct error *error);

/* What counted the rows of a stream, and what they count. */
struct stream_kind {
	int64_t width_us;
	uint32_t measure; /* of statistics, as event_origin has it; 0 of logs */
	bool counted;
	uint8_t metric; /* that of the measure; enum seiche_metric */
};

/* Id of the stream of a service's host (`host` empty: none is known). */
uint32_t tally_stream(struct tally *tally, uint32_t service, struct span host,
		      const struct stream_kind *kind);

/*
 * Add to the page `index` of a stream the cells whose bits are set in `used`, as page_add.
 * `has_failures`: their events say whether they failed. Past its share a service is counted
 * as a whole, past `pages_max` all of them are; where that does not make room, false with
 * FAULT_LIMIT.
 */
MUST_CHECK
bool tally_cells_add(struct tally *tally, uint32_t stream, int64_t index, uint64_t used,
		     const struct cell *cell, bool has_failures, struct error *error);

struct sketch *tally_latency(struct tally *tally, uint32_t service);

/* The durations of that hour; NULL once they were given up, and none that was got before is
 * there any more. */
struct latency_page *tally_latency_page(struct tally *tally, uint32_t service, int64_t hour);

/* After all joins: let go of what only those need; then of a service's pages, of several at once.
 */
void tally_close(struct tally *tally);
void tally_forget(struct tally *tally, uint32_t service);

/* Add all of `from`, whose pages move over: it is only good for its release then. */
MUST_CHECK
bool tally_join(struct tally *into, struct tally *from, struct error *error);

#endif
