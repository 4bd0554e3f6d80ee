/*
 * feed_window.h - how the words of feeds become a window: names of columns, kinds, times.
 */
#ifndef PARSERS_FEED_WINDOW_H
#define PARSERS_FEED_WINDOW_H

#include "parsers/feed.h"

enum feed_field {
	FEED_NONE,
	FEED_ID,
	FEED_START,
	FEED_END,
	FEED_DURATION,
	FEED_MINUTES, /* a duration in minutes */
	FEED_DETECTED,
	FEED_ANNOUNCED,
	FEED_RESOLVED,
	FEED_SERVICE,
	FEED_TITLE,
	FEED_IMPACT,
	FEED_KIND,
	FEED_URL,
	FEED_FIELDS,
};

/* What a column or key of that name holds. */
enum feed_field feed_field_of(struct span name);

/* Where something was found, for messages and for the window. */
struct feed_place {
	const struct feed_source *source;
	uint64_t line;
};

/* The fields of one outage as text; those not given have size 0. `name` is what they are called there. */
struct feed_row {
	struct span text[FEED_FIELDS], name[FEED_FIELDS];
};

/*
 * Make a window of a row: all strings are copied to `arena`. FAULT_INPUT where the
 * start is missing or no time, the end is no time, or it ends before it starts.
 */
MUST_CHECK
bool feed_window(const struct feed_place *place, const struct feed_row *row, struct arena *arena,
		 struct window *out, struct error *error);

/* FAULT_LIMIT past FEED_WINDOWS_MAX. */
MUST_CHECK
bool feed_add(const struct feed_source *source, struct arena *arena, struct window_list *list,
	      const struct window *window, struct error *error);

/* The line that a byte stands in, from 1; byte offset + 1 where the document is one line. */
uint64_t feed_line(struct span text, size_t offset);

extern const struct feed feed_statuspage, feed_json, feed_csv;

#endif
