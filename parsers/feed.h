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
	const char *service; /* from SERVICE=…; NULL: take it from the document, else from the file's stem */
	struct span text;
	struct clock_context clock;
};

struct feed {
	const char *name, *summary;
	/* 0..100: how sure it is that the text is of this kind; looks at the front only. */
	int (*recognise)(struct span text);
	/*
	 * Append its windows to `windows`. Strings live in `arena`. FAULT_INPUT as
	 * "FILE:LINE: expected …, found …" at the first thing that is wrong; nothing
	 * is appended then.
	 */
	bool (*read)(const struct feed_source *source, struct arena *arena,
		     struct window_list *windows, struct error *error);
};

/* NULL-terminated. */
extern const struct feed *const feeds[];

/* Recognise and read. FAULT_INPUT names the kinds that were tried where none fits. */
MUST_CHECK
bool feed_read(const struct feed_source *source, struct arena *arena, struct window_list *windows,
	       struct error *error);

/* Marks: CSV with time and text columns (header optional), or JSON lines with time and text. */
MUST_CHECK
bool marks_read(const struct feed_source *source, struct arena *arena, struct mark_list *marks,
		struct error *error);

#endif
