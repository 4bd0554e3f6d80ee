/*
 * feed.h - outage feeds and marks: small documents, read whole.
 *
 * Unlike logs they are no stream of lines: a status page is one JSON value. Each
 * kind is a const struct feed in a file of its own and a line in feeds.c.
 */
#ifndef PARSERS_FEED_H
#define PARSERS_FEED_H

#include "core/arena.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/span.h"
#include "core/window.h"

#define FEED_MAX_BYTES ((size_t)64 << 20)
#define FEED_WINDOWS_MAX 100000

struct feed_source {
	const char *path;    /* for messages */
	const char *service; /* from SERVICE=…; NULL: take it from the document, else from the
				file's stem */
	struct span text;
	struct clock_context clock;
};

/* One document while it is read. */
struct feed_reading {
	const struct feed_source *source; /* its text is UTF-8 without a byte order mark */
	struct arena *arena;              /* what the windows' strings live in */
	const char *feed;                 /* name of the kind that reads it */
	const char *service;      /* of windows that name none, from the document's head; NULL */
	struct window_list found; /* handed over only where all was read */
	uint64_t line;            /* of what is being read: for messages and windows */
	bool one_line;            /* the document is */
	uint64_t counted;         /* private: lines up to counted_to */
	size_t counted_to;
	struct error *error;
};

struct feed {
	const char *name, *summary;
	const char *follows; /* whose documents say what such a file holds */
	/* 0..100: how sure it is that the text is of this kind; looks at the front only. */
	int (*recognise)(struct span text);
	/*
	 * Append its windows to `reading->found`. FAULT_INPUT as "FILE:LINE: expected …,
	 * found …" at the first thing that is wrong.
	 */
	bool (*read)(struct feed_reading *reading);
};

/* NULL-terminated. */
extern const struct feed *const feeds[];

/* The kind that is surest of the text; NULL where none is. What it decodes lives in `arena`. */
const struct feed *feed_recognise(const struct feed_source *source, struct arena *arena);

/*
 * Recognise and read; UTF-16 is read as UTF-8. Nothing is appended where it fails.
 * FAULT_INPUT names the kinds that were tried where none fits.
 */
MUST_CHECK
bool feed_read(const struct feed_source *source, struct arena *arena, struct window_list *windows,
	       struct error *error);

/*
 * One window of the command line: "FROM/TO TITLE", FROM and TO as in ISO 8601
 * intervals: times, a length for either ("PT3H30M", "2h"), TO empty or ".." where it
 * is still open. The title may be missing. FAULT_USAGE.
 */
MUST_CHECK
bool feed_read_argument(const char *text, const char *service, const struct clock_context *clock,
			struct arena *arena, struct window_list *windows, struct error *error);

/* Marks: CSV with time and text columns (header optional), or JSON lines with time and text. */
MUST_CHECK
bool marks_read(const struct feed_source *source, struct arena *arena, struct mark_list *marks,
		struct error *error);

#endif
