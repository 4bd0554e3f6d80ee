/*
 * run.h - sources x workers x sink: the two passes over an archive.
 */
#ifndef INGEST_RUN_H
#define INGEST_RUN_H

#include "core/diag.h"
#include "core/sink.h"
#include "core/window.h"
#include "ingest/source.h"

struct registry;
struct where;

/* The zone of sources whose path, or whose name alone, is like a glob (fnmatch). */
struct zone_rule {
	const char *glob;
	const struct zone *zone;
};

/* The day of the last stamp of sources whose path, or whose name alone, is like a glob. */
struct date_rule {
	const char *glob;
	int64_t midnight_us; /* as clock_from_civil() counts */
};

struct ingest_options {
	uint32_t jobs;                     /* worker threads, at least 1 */
	uint32_t chunk_bytes;              /* aimed at; 0 is the default of limits.h */
	int64_t since_us, until_us;        /* [since, until); TIME_UNKNOWN: open */
	const struct zone *zone;           /* for stamps without an offset */
	const struct zone_rule *zone_rule; /* the last that fits goes before `zone` */
	uint32_t zone_rules;
	int64_t date_us; /* a date_rule for all; TIME_UNKNOWN: dates come with the sources */
	const struct date_rule *date_rule; /* the last that fits goes before `date_us` */
	uint32_t date_rules;
	int64_t now_us;                     /* no stamp is later */
	const struct registry *registry;    /* the parsers there are; NULL: the built-in ones */
	const struct seiche_parser *parser; /* forced; NULL: each source is recognised */
	const struct where *where;          /* which rows count; NULL: all */
	const struct file_ops *ops;
	struct progress *progress; /* may be NULL; its `stop` ends the run early */
	bool again;                /* more inspections follow: what they may jump by is kept */
};

/*
 * Find out what each source is: compression, format, first time stamp; then order
 * the list by service, host and first time stamp (stable). Sources that can't be
 * opened or are of no known format get a problem and `useless`. Never fails for
 * the fault of one source; FAULT_SYSTEM where the machine refuses.
 */
MUST_CHECK
bool ingest_recognise(struct source_list *sources, const struct ingest_options *options,
		      struct arena *arena, struct error *error);

/*
 * Read all of all sources into `sink`; fills ledgers, problems and indexes. A pass
 * that `stop` ended early is false with "interrupted": its sums would be of a part.
 */
MUST_CHECK
bool ingest_survey(struct source_list *sources, const struct ingest_options *options,
		   struct event_sink *sink, struct arena *arena, struct error *error);

/*
 * Read again the stretches of the sources that hold any of these times (sorted or
 * not, overlapping or not) into `sink`; of a stretch of one service those whose `sole` service
 * it is, or that hold several. Which rows are inside is for the sink to
 * say: whole chunks are handed over, filtered by since, until and where as before.
 * Ledgers stay as they are. A source that changed since the survey gets a problem, one
 * however many inspections find it out. Where there are several, each with times of a few
 * services, those before the last are told `again`.
 */
MUST_CHECK
bool ingest_inspect(struct source_list *sources, const struct ingest_options *options,
		    const struct stretch *stretch, size_t stretches, struct event_sink *sink,
		    struct arena *arena, struct error *error);

/* Give back descriptors; memory goes with the arena. */
void ingest_close(struct source_list *sources);

#endif
