/*
 * keyed.h - fields by the names that loggers and servers give them, for formats that
 * name their fields: JSON lines, logfmt, journal exports.
 */
#ifndef PARSERS_KEYED_H
#define PARSERS_KEYED_H

#include "parsers/line.h"

enum key {
	KEY_NONE,
	KEY_TIME,
	KEY_LATE_TIME, /* of the end, or of the writing: counts where there is no other */
	KEY_LEVEL,
	KEY_PRIORITY, /* RFC 5424's number */
	KEY_SEVERITY, /* one letter: I W E F D */
	KEY_MESSAGE,
	KEY_HOST,
	KEY_SERVICE,
	KEY_PROGRAM,
	KEY_CLIENT,
	KEY_USER,
	KEY_METHOD,
	KEY_TARGET,
	KEY_REQUEST, /* "GET / HTTP/1.1", or an object whose host is the service */
	KEY_STATUS,
	KEY_BYTES,
	KEY_LASTS,    /* seconds, or with a unit: "18ms" */
	KEY_DURATION, /* the same, but a whole number without quotes is milliseconds */
	KEY_MILLIS,
	KEY_NANOS,
	KEY_REFERRER,
	KEY_AGENT,
	KEY_INSIDE, /* an object whose members count as the line's own */
};

enum key keyed_key(struct span name);

/* What is known of a line's time while its fields come in any order. */
struct keyed_time {
	bool timed, late;
};

/* Set the row's field of that key. `number`: the value stood without quotes. */
void keyed_take(struct line *line, struct keyed_time *time, enum key key, bool number,
		struct span text);

#endif
