/*
 * findings.h - what the analysis found: the shapes that detection, explanation,
 * correlation and the report share.
 *
 * A text or a pointer that is added here is also copied, and redacted, in
 * report/redact_findings.c; tests/support/sample_findings.c puts a text into each.
 *
 * Everything lives in the analysis arena and is read-only once built. Not known:
 * NULL for text, TIME_UNKNOWN for times, NAN for numbers. Intervals are half open.
 */
#ifndef ANALYSIS_FINDINGS_H
#define ANALYSIS_FINDINGS_H

#include "analysis/activity.h"
#include "core/window.h"

#include <math.h>

/* Where an automatic statement comes from. */
struct evidence {
	const char *path;  /* NULL: none */
	uint64_t line;     /* from 1; 0: unknown */
	uint64_t offset;   /* in the unpacked source */
	const char *text;  /* the line, cut; still hostile */
};

enum dimension {
	DIMENSION_PATH,     /* target without its query */
	DIMENSION_REFERRER, /* host of the referrer, without www. */
	DIMENSION_CLIENT,
	DIMENSION_AGENT,
	DIMENSION_HOST,
	DIMENSION_STATUS,
	DIMENSION_METHOD,
	DIMENSION_QUERY,    /* search words in the referrer's query (q=, query=, p= …), decoded */
	DIMENSION_LEVEL,
	DIMENSION_PROGRAM,
	DIMENSIONS
};

/* As in the JSON report: "path", "referrer", … */
const char *dimension_name(enum dimension dimension);

/* One value that makes up part of an episode's excess. */
struct explanation {
	enum dimension dimension;
	const char *value;       /* decoded; hostile */
	double count, expected;  /* in the episode; by the reference times */
	double excess_share;     /* of the episode's excess, 0..1 and beyond where others fell */
	double distinct_clients; /* NAN: not counted */
	bool estimated;          /* count and expected are, for want of room */
	struct evidence first;   /* first event with it in the episode; path NULL: not known */
};

struct explanations {
	const struct explanation *item; /* greatest share first */
	uint32_t count;
};

/* A value in a set: of a dimension, a folder (/a/b/ and a star) or a network ("192.0.2.0/24"). */
struct set_value {
	enum dimension dimension;
	const char *value; /* hostile */
};

#define SET_VALUES_MAX 5

/* Values that come together in one part of an episode's excess. No event is in two sets. */
struct explanation_set {
	struct set_value value[SET_VALUES_MAX];
	uint32_t values;
	double count, expected; /* as in explanation */
	double excess_share;
	bool estimated;         /* from a sample of the rows */
};

struct explanation_sets {
	const struct explanation_set *item; /* as found: the greatest first */
	uint32_t count;
};

/* Who came: of the clients that the logs name. NAN: not known. */
struct clientele {
	double distinct;        /* different ones */
	double fresh;           /* of them, not seen at the reference times */
	double error;           /* relative standard error of both; 0: counted */
	double per_client;      /* events of each */
	double usual_per_client; /* median of a client's events at the reference times */
	double entropy_bits;    /* of the events over clients: 2^bits clients alike would be as many */
	double top_share;       /* of the excess, by the 30 greatest */
};

/* A sentence of the log that is new in an episode, or far more frequent than usual. */
struct template_new {
	const char *text, *example; /* "took <*>"; NULL or the first line with it, cut */
	double count, before;       /* in the episode; in all stretches it is compared with */
	double expected;            /* by those, in the episode; NAN: unknown */
	int64_t first_us;
	struct evidence first;
};

/* What was told of shortly before an episode began; before, not because of. */
struct precedent {
	const char *what; /* "out of memory", "restart", "mark" */
	const char *service;
	double count;     /* in the time before */
	double usual;     /* the same before its references, on average; NAN: not known */
	int64_t at_us;    /* of the last one */
	struct evidence evidence;
};

/*
 * Clients that first came in a spike (not on the three days before at that time of
 * day), and the share of them that came again on the days after; beside it the same of
 * a usual day, four days earlier. NAN: not known.
 */
struct returning {
	double fresh, share, low, high; /* 95 % intervals by Wilson */
	double usual_fresh, usual_share, usual_low, usual_high;
	uint32_t days_after; /* that were looked at */
};

#define RETURNING_UNKNOWN ((struct returning){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0 })

/* At which rate errors began to rise in a spike. */
struct capacity {
	const struct outage *outage; /* the errors; NULL: none began in it */
	int64_t at_us;
	double per_s, low_per_s, high_per_s; /* of the minutes before, with its 95 % interval */
	double failed_below; /* share that failed in the spike before, at lower rates; NAN: unknown */
	double failed_above; /* … in the errors' window, at that rate or higher */
	uint32_t cells_above;
};

enum spike_class {
	CLASS_UNCLASSIFIED,
	CLASS_REFERRAL,
	CLASS_FLASH_CROWD,
	CLASS_CRAWLER,
	CLASS_ATTACK,
	CLASS_RETRY_STORM,
};

const char *spike_class_name(enum spike_class class);

struct spike {
	uint32_t id;             /* from 1: printed as s1 */
	const char *service;
	uint8_t metric;          /* enum seiche_metric: what was counted, here called events */
	int64_t from_us, to_us;
	int64_t grain_us;        /* of its series: it began in [from, from + grain) */
	int64_t peak_us;         /* start of the highest cell */
	double peak_per_s, peak_expected_per_s, peak_ratio;
	double events, expected; /* inside [from, to) */
	double excess, excess_low, excess_high; /* with its 95 % interval */
	double p_value;          /* NAN: too little past to tell */
	enum spike_class class;
	const char *class_why;   /* a sentence of facts: "one page holds 83 % of the excess" */
	struct explanations explained_by;
	const struct template_new *template_item; /* most surprising first */
	uint32_t templates;
	const struct precedent *precedent_item; /* what is routine last, else latest first */
	uint32_t precedents;
	struct explanation_sets explained_by_sets;
	struct clientele clients;
	struct capacity capacity;
};

enum outage_kind {
	OUTAGE_SILENCE,
	OUTAGE_DROP,
	OUTAGE_ERRORS,
	OUTAGE_LATENCY,
	OUTAGE_DECLARED,
};

struct outage;

/* The letter before its id: 'o', or 'm' of declared maintenance and notices. */
char outage_letter(const struct outage *outage);

const char *outage_kind_name(enum outage_kind kind);

struct outage_host {
	const char *host;
	int64_t from_us, to_us;
	double share; /* of the service's events that are usually this host's */
};

struct outage {
	uint32_t id;                /* printed as o1 */
	const char *service;
	const char *host;           /* NULL: the whole service */
	uint8_t metric;             /* of a detected one, enum seiche_metric: what was counted */
	enum outage_kind kind;      /* OUTAGE_DECLARED: origin declared, else detected */
	int64_t from_us, to_us;     /* to_us of an ongoing one: end of the report's range */
	bool ongoing;
	const char *title;          /* NULL */
	int64_t detected_us, acknowledged_us, resolved_us; /* acknowledged: first public notice */
	double lost_events;         /* expected minus seen, silence and drop; of a host: by its
				       usual share of what the others had */
	double failed_events;       /* errors */
	double p90_ms, usual_p90_ms; /* latency: 90th percentile of durations, and at that hour usually */
	double p_value;
	struct outage_host *host_item;
	uint32_t hosts;
	struct explanations explained_by;
	struct explanation_sets explained_by_sets;
	const struct template_new *template_item; /* most surprising first */
	uint32_t templates;
	const struct precedent *precedent_item; /* likewise */
	uint32_t precedents;
	const struct window *declared; /* where it was read; NULL for detected ones */
	struct evidence first;      /* last event before a silence, first error of an error window */
	int64_t first_us;           /* its time; TIME_UNKNOWN */
};

enum link_relation { LINK_SAME_SERVICE, LINK_OTHER_SERVICE };
enum link_verdict { LINK_LINKED, LINK_POSSIBLE, LINK_UNRELATED };

const char *link_relation_name(enum link_relation relation);
const char *link_verdict_name(enum link_verdict verdict);

struct link {
	const struct spike *spike;
	const struct outage *outage;
	enum link_relation relation;
	int64_t lag_us;         /* spike's start minus outage's start */
	double overlap;         /* share of the spike's length inside the outage */
	double p_value, q_value;
	enum link_verdict verdict;
	double content_share;   /* share of the excess that carries words of the outage; 0 where none */
	const char *content_words; /* "whatsapp, down"; NULL where none */
};

enum entry_kind {
	ENTRY_OUTAGE_START,
	ENTRY_OUTAGE_END,
	ENTRY_SPIKE_START,
	ENTRY_SPIKE_PEAK,
	ENTRY_SPIKE_END,
	ENTRY_NOTICE,
	ENTRY_MARK,
	ENTRY_FIRST_ERROR,
	ENTRY_NEW_TEMPLATE,
	ENTRY_HOST_DOWN,
	ENTRY_HOST_UP,
	ENTRY_RECOVERY,
};

const char *entry_kind_name(enum entry_kind kind);

struct entry {
	int64_t at_us;
	enum entry_kind kind;
	const char *service, *host; /* NULL where of none */
	const char *text;           /* plain words, may quote hostile text */
	const char *ref;            /* "o1", "s2"; NULL */
	struct evidence evidence;
};

/* One window of an outage that several tell of, against the one that is nearest to the logs. */
struct claim {
	const struct outage *outage;
	const struct outage *against;      /* NULL: this is the one */
	double start_after_s, end_after_s; /* negative: earlier; NAN: not over, or the one */
};

/* What an incident left behind at one service of it. NAN: not known; a note says why. */
struct aftermath {
	const char *service;
	/* How long after the outage's end traffic stayed raised, and by how many events. */
	double glow_s, glow_low_s, glow_high_s, glow_events;
	/* The level of the weeks after over that of the weeks before, with its 95 % interval. */
	double level, level_low, level_high;
	uint32_t level_days; /* pairs of days compared */
	struct returning returning;
	const char *glow_note, *level_note, *return_note; /* "too little data: …"; NULL */
};

struct incident {
	uint32_t id;
	const char *title;
	int64_t from_us, to_us;
	const struct outage *const *outage;
	uint32_t outages;
	const struct spike *const *spike;
	uint32_t spikes;
	double time_to_detect_s, time_to_acknowledge_s, time_to_resolve_s;
	const struct claim *claim; /* by outage; of those with more than one window */
	uint32_t claims;
	const struct aftermath *aftermath; /* one for each service whose events are known */
	uint32_t aftermaths;
	const struct entry *entry; /* in order of time */
	uint32_t entries;
};

/* The share of events that a service is meant to answer well. */
#define AVAILABILITY_OBJECTIVE 0.999

/* A service on a grid, for charts and `buckets`: the report's own bucket width. */
struct curve {
	int64_t begin_us, width_us;
	uint32_t buckets;
	const double *events, *failed, *bytes;
	const double *expected, *low, *high; /* baseline and its 95 % band; NAN where unknown */
	const uint8_t *known;
};

struct service {
	const char *name;
	uint8_t metric;           /* enum seiche_metric: what was counted, here called events */
	double events, bytes, errors;
	double availability;      /* NAN where nothing says whether events failed */
	double downtime_s;
	double failed, budget;    /* events that failed or were lost; as many as the objective lets */
	double clients;           /* distinct; NAN: not counted */
	double latency_p50_ms, latency_p90_ms, latency_p99_ms;
	bool has_failures;
	struct curve curve;
	const char *note;         /* what its short past forbids; NULL */
};

/* The reader's ledger of one source, as the report prints it. */
struct source_facts {
	const char *service, *host, *path, *format, *compression;
	uint8_t metric; /* enum seiche_metric: what its lines, or their counts, are of */
	uint64_t bytes, lines, events, continuation, filtered, rejected;
	int64_t from_us, to_us;
	const char *sha256;         /* of the file as it lies on the disk, in hex; NULL: not computed */
	const char *const *problem; /* each begins with the path */
	uint32_t problems;
};

/* How the numbers of one episode came about: for `explain`. */
struct account {
	const struct spike *spike;   /* one of the two, */
	const struct outage *outage; /* the other is NULL */
	struct curve curve;          /* around it; no buckets where nothing was read of its service */
	bool has_failures;           /* the curve's failed are known */
	double score;                /* -log10 of p of its window alone; NAN: nothing was computed */
	double counted, expected;    /* what was judged: events, failed or slow ones; NAN likewise */
	const struct stretch *reference; /* what it was compared with */
	uint32_t references;
	double reference_count;      /* of what was judged, in all of them */
};

struct findings {
	int64_t from_us, to_us, bucket_us;
	const char *where; /* the filter that events had to pass, as it was given; NULL: none */
	struct service *service;     uint32_t services;
	struct outage *outage;       uint32_t outages;    /* by start */
	struct outage *aside;        uint32_t asides;     /* declared maintenance and notices, by start:
							     no outages */
	struct spike *spike;         uint32_t spikes;     /* by start */
	struct link *link;           uint32_t links;      /* linked first, then possible, unrelated */
	struct incident *incident;   uint32_t incidents;  /* by start */
	struct entry *entry;         uint32_t entries;    /* the whole timeline: incidents' and the rest */
	struct source_facts *source; uint32_t sources;
	const struct account *account; /* of the episode that was asked for; NULL: of none */
	const char **warning;        uint32_t warnings;
};

/* Outages and what is told apart from them in one walk, by start; begins with all zero, NULL ends. */
struct outage_walk {
	uint32_t outage, aside;
};

const struct outage *outage_next(const struct findings *findings, struct outage_walk *walk);

/* The episode that reports call `id` ("s1", "o2"); NULL where there is none. */
const struct spike *findings_spike(const struct findings *findings, const char *id);
const struct outage *findings_outage(const struct findings *findings, const char *id);

#endif
