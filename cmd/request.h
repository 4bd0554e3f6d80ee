/*
 * request.h - what the options mean: zones found, times read, feeds loaded,
 * formats chosen. Everything that can be wrong with a command line is said here,
 * before the first byte of a log is read.
 */
#ifndef CMD_REQUEST_H
#define CMD_REQUEST_H

#include "cmd/options.h"
#include "core/diag.h"
#include "core/window.h"
#include "ingest/run.h"
#include "parsers/feed.h"
#include "report/format.h"

struct output {
	const char *path; /* "-" is stdout */
	const struct report_format *format;
};

struct request {
	struct ingest_options reading; /* `progress` is the caller's to set */
	int64_t bucket_us;             /* 0: chosen from the data */
	uint64_t memory_bytes;         /* what counting tables may take; 0: their own bounds */
	struct output output[LISTED_MAX + 1];
	uint32_t outputs;
	const char *explain; /* id of the episode to explain; NULL */
	struct report_options writing;
	bool digests;      /* SHA-256 of the sources is wanted: a draft is written */
	const char *shape; /* path of a draft's; NULL: the usual one */
	struct window_list windows;
	struct mark_list marks;
};

/* FAULT_USAGE, or what reading a feed says. All of it lives in `arena`. */
MUST_CHECK
bool request_resolve(const struct options *options, enum view view, struct arena *arena,
		     struct request *out, struct error *error);

/* The zone and the now that reading needs, for commands that only read. */
MUST_CHECK
bool request_reading(const struct options *options, struct arena *arena, struct ingest_options *out,
		     struct error *error);

/* A file of outages or marks, unpacked, the tables of a monitor's data base as text; in `arena`. */
MUST_CHECK
bool request_feed(const char *path, const char *service, const struct ingest_options *reading,
		  struct arena *arena, struct feed_source *out, struct error *error);

/* Whether stdout or stderr may be coloured: --color, NO_COLOR, TERM, and being a terminal. */
bool request_colour(const struct options *options, int fd);

#endif
