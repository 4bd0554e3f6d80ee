/*
 * window.h - an outage as somebody declared it, and a mark: the normal form that
 * every outage feed is read into.
 *
 * Began and published are kept apart; an end that is missing stays missing.
 */
#ifndef CORE_WINDOW_H
#define CORE_WINDOW_H

#include "core/core.h"

enum window_kind { WINDOW_OUTAGE, WINDOW_DEGRADED, WINDOW_MAINTENANCE, WINDOW_INFO };

/* One thing that was said about an outage. */
struct window_update {
	int64_t at_us;
	const char *status; /* "investigating", "resolved" …; NULL */
	const char *text;   /* NULL */
};

struct window {
	const char *service; /* who was down; never NULL */
	const char *id, *title, *impact, *url; /* NULL where not given */
	enum window_kind kind;
	int64_t from_us;         /* began */
	int64_t to_us;           /* TIME_UNKNOWN: still open */
	int64_t detected_us;     /* somebody or something noticed; TIME_UNKNOWN */
	int64_t announced_us;    /* first said in public; TIME_UNKNOWN */
	int64_t resolved_us;     /* declared over; TIME_UNKNOWN */
	const struct window_update *update; /* in order of time */
	uint32_t updates;
	const char *path;        /* where it was read */
	uint64_t line;           /* from 1; the byte offset + 1 for a document that is one line */
};

struct window_list {
	struct window *item;
	size_t count, room;
};

/* An annotation by the user. */
struct mark {
	int64_t at_us;
	const char *text, *service; /* service NULL: of none in particular */
	const char *path;
	uint64_t line;
};

struct mark_list {
	struct mark *item;
	size_t count, room;
};

/* A stretch of time of one service that is to be looked at closely. */
struct stretch {
	const char *service; /* NULL: of all */
	int64_t from_us, to_us;
};

#endif
