/*
 * source.h - the inputs of a run: what they are called, where they lie, what became of them.
 */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "core/arena.h"
#include "core/error.h"
#include "core/zone.h"
#include "ingest/dates.h"
#include "ingest/index.h"
#include "seiche/parser.h"

/* One [SERVICE=]SOURCE of the command line, with the --host in force before it. */
struct source_request {
	const char *service; /* NULL: from the place */
	const char *path;    /* a file, a directory, a glob that the shell left alone, or "-" */
	const char *host;    /* NULL: from the place */
};

#define PROBLEMS_MAX 16

/* What happened to the lines of a source: lines = events + continuation + filtered + rejected. */
struct ledger {
	uint64_t bytes; /* on disk */
	uint64_t lines, events, continuation, filtered, rejected;
	uint64_t weight;        /* sum over the events */
	int64_t from_us, to_us; /* of the events, filtered ones left out; TIME_UNKNOWN where none */
	uint32_t assumed;       /* enum clock_assumed bits, SEICHE_CUT_OFF */
};

struct intake;
struct spool;

struct source {
	const char *service, *host, *path; /* host NULL: not known; ARCHIVE:MEMBER of an archive */
	const char *place; /* what service and host are told by: the path, an archive as a folder */
	int64_t modified_us; /* of an archive's member; TIME_UNKNOWN */
	bool service_given, host_given;
	const char *sole; /* the only service that its events are of, once somebody counted; NULL:
			     of several, or of none */
	const char *compression; /* "none" or how it is packed: "gzip"; NULL: not looked at */
	const struct seiche_parser *parser; /* NULL: of no known format */
	struct seiche_source view;          /* what the parser is told */
	const char *document; /* what kind its table was printed from (tabulate.h); NULL: of none */
	uint64_t document_bytes; /* of it, or of lines of many records, where they lie; else 0 */
	uint8_t metric;          /* enum seiche_metric: what its samples count */
	const char *word;        /* what it calls that; NULL */
	uint32_t measure;        /* measure.h */
	struct dates dates;      /* of stamps that have none: what the view lacks */
	struct ledger ledger;
	const char *problem[PROBLEMS_MAX]; /* sentences with place; the ledger's losses are among
					      them */
	uint32_t problems;
	uint32_t problems_past; /* what had no room in `problem`; its last entry says so */
	bool lost;              /* some of it could not be read: exit status 3 */
	bool useless;           /* nothing of it could be read */
	struct index index;
	struct spool *spool; /* a copy of what can't be read twice; NULL: there is none */
	struct intake
		*intake; /* what the reader keeps of it from ingest_recognise to ingest_close */
};

struct source_list {
	struct source *item;
	uint32_t count;
};

/*
 * Turn requests into sources: walk directories (hidden files left out, links to
 * directories not followed twice), expand globs, name services and hosts.
 *
 * Service: SERVICE=, else the base name of the directory that was given, else the
 * file's stem (without .gz, .log, .1, -20140222 and the like). Host: --host, else
 * where files of one service lie in different folders, the part of the path in
 * which they differ (web1/access.log, web2/access.log), else the file's stem where
 * files of different stems are of one service, else NULL.
 *
 * A tar or zip archive, packed or not, counts as a directory: its members are sources
 * with a spool each. What is there twice is `useless` from the start (twice.h).
 *
 * Lives in `arena`. FAULT_USAGE or FAULT_SYSTEM where a path does not exist or can't
 * be read; a directory without any file is FAULT_INPUT. Order: as given, files of
 * a directory by name; the reader orders by first time stamp later.
 */
MUST_CHECK
bool sources_find(const struct source_request *request, uint32_t requests, struct arena *arena,
		  struct source_list *out, struct error *error);

/* Is it a packed file, as far as is known? */
bool source_is_packed(const struct source *source);

/* Is its path, or its name alone, like the glob (fnmatch)? */
bool source_is_like(const struct source *source, const char *glob);

/* Note a problem of a source, with "path: " in front; past PROBLEMS_MAX the last says how many
 * more. */
void source_problem(struct source *source, struct arena *arena, const char *format, ...)
	PRINTF_LIKE(3, 4);

#endif
