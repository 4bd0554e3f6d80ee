/*
 * archive.h - a log archive that is made up, with what was planted in it: services
 * with their usual traffic, causes that add to it or take from it, outages that
 * somebody declared.
 *
 * Times are seconds since ARCHIVE_BEGIN, a Monday 00:00 UTC. The same seed gives the
 * same archive on the same machine.
 */
#ifndef BENCH_ARCHIVE_H
#define BENCH_ARCHIVE_H

#include "analysis/findings.h"
#include "tests/bench/rng.h"

#define ARCHIVE_BEGIN INT64_C(1704067200) /* 2024-01-01 */
#define DAY_S 86400
#define HOUR_S 3600
#define MINUTE_S 60

#define SITES_MAX 4
#define HOSTS_MAX 3
#define TRUTHS_MAX 48
#define CAUSE_VALUES 4

/* A number in [0, 1), and one in [low, high) of which all octaves are alike. */
double random_share(struct rng *rng);
double random_between(struct rng *rng, double low, double high);
double random_log(struct rng *rng, double low, double high);
uint32_t random_poisson(struct rng *rng, double mean);

/* One service: what its ordinary days are like. */
struct site {
	const char *name;
	double per_minute; /* mean over the day */
	double wobble;     /* deviation of the hours' levels around it */
	uint32_t clients;  /* regulars */
	uint32_t hosts;    /* 1 to HOSTS_MAX, each with its own file */
	bool statistics;   /* a row a day in a CSV instead of a log */
	double hour_level[24 * 7 * 16];
};

/* Something that happens to a site, on top of its usual traffic. */
struct cause {
	int32_t from, to;
	double per_minute;    /* requests that it adds; its ends are ramps of a tenth */
	const char *path;     /* NULL: as usual */
	const char *referrer; /* NULL: as usual; "-": none */
	const char *agent;    /* NULL: as usual */
	const char *method;
	uint32_t clients; /* 0: somebody new nearly every time; else so many addresses */
	uint16_t status;  /* 0: as usual */
	double refused;   /* share of its requests with that status; 0 is 1 */
	bool regulars;    /* by the site's own clients */
};

/* What happens to the usual traffic of a site for a while. */
struct trouble {
	int32_t from, to;
	double kept;      /* share of requests that arrive; 1 leaves it as it is */
	double failing;   /* share of those that arrive and fail with 503 */
	const char *path; /* only requests for this one fail; NULL: all */
	int host;         /* of that host alone; -1: all */
};

/* What was planted and is to be found. */
struct truth_value {
	enum dimension dimension;
	const char *value;
};

struct truth_spike {
	const char *service;
	int64_t from_us, to_us;
	enum spike_class class;
	struct truth_value value[CAUSE_VALUES]; /* all that its requests have in common */
	uint32_t values;
	bool together;                          /* the values are those of each of its requests */
	int outage;                             /* which of the outages it belongs to; -1: none */
	struct truth_value other[CAUSE_VALUES]; /* of a second cause at the same time */
	uint32_t others;
};

struct truth_outage {
	const char *service, *host;
	int64_t from_us, to_us;
	enum outage_kind kind; /* OUTAGE_DECLARED: nothing to find, but to link */
	struct truth_value value[CAUSE_VALUES];
	uint32_t values;
};

struct hit;

struct archive {
	struct rng rng;
	int32_t days;
	struct site site[SITES_MAX];
	uint32_t sites;
	struct trouble trouble[SITES_MAX][4];
	uint32_t troubles[SITES_MAX];
	struct hit *hit;
	size_t hits, room;
	char *text;
	size_t text_size, text_room;
	struct window window[TRUTHS_MAX];
	uint32_t windows;
	struct truth_spike spike[TRUTHS_MAX];
	uint32_t spikes;
	struct truth_outage outage[TRUTHS_MAX];
	uint32_t outages;
};

void archive_init(struct archive *archive, uint64_t seed, int32_t days);
void archive_release(struct archive *archive);

struct site *archive_site(struct archive *archive, const char *name, double per_minute,
			  uint32_t hosts);
struct trouble *archive_trouble(struct archive *archive, const struct site *site, int32_t from,
				int32_t to);

/* Requests of a cause; those of the usual days are made by archive_write. */
void archive_cause(struct archive *archive, const struct site *site, const struct cause *cause);

/* An outage of somebody whose logs aren't there, as a status page tells of it. */
int archive_declare(struct archive *archive, const char *service, const char *title, int32_t from,
		    int32_t to);

struct truth_spike *archive_expect_spike(struct archive *archive, const struct site *site,
					 int32_t from, int32_t to, enum spike_class class);
struct truth_outage *archive_expect_outage(struct archive *archive, const struct site *site,
					   int32_t from, int32_t to, enum outage_kind kind);

/* A time of the busy half of some day from `first` to the last but one, when so much is going on.
 */
int32_t archive_moment(struct archive *archive, int32_t first_day);

/* Write all files with `write`: name below the folder ("shop/web1/access.log") and bytes. */
void archive_write(struct archive *archive,
		   void (*write)(void *context, const char *name, const char *bytes, size_t size),
		   void *context);

/* The scenarios. */
struct tale {
	const char *name, *what;
	void (*tell)(struct archive *archive);
	int32_t days;
};

extern const struct tale tales[];
extern const uint32_t tales_count;

#endif
