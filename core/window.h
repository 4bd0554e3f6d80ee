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

/* How far the start and end of a window can be believed. */
enum window_precision {
	WINDOW_STAMPED,   /* as written by who knew */
	WINDOW_POLLED,    /* seen by a monitor: late by up to its interval */
	WINDOW_DAY,       /* only the day was given */
	WINDOW_PUBLISHED, /* when it was published; nothing says when it began */
};

/* "outage", "degraded", "maintenance", "info"; "stamped", "polled", "day", "published". (window.c)
 */
const char *window_kind_name(enum window_kind kind);
const char *window_precision_name(enum window_precision precision);

/* Whether a service was down or degraded: neither maintenance nor a mere notice. */
static inline bool window_is_outage(enum window_kind kind)
{
	return kind == WINDOW_OUTAGE || kind == WINDOW_DEGRADED;
}

/* One thing that was said about an outage. */
struct window_update {
	int64_t at_us;
	const char *status; /* "investigating", "resolved" …; NULL */
	const char *text;   /* NULL */
};

struct window {
	const char *service;                   /* who was down; never NULL */
	const char *id, *title, *impact, *url; /* NULL where not given */
	const char *feed;                      /* what the file was taken for: "statuspage" */
	const char *const *component, *const *region;
	uint32_t components, regions;
	enum window_kind kind;
	enum window_precision precision;
	int64_t from_us;                    /* began */
	int64_t to_us;                      /* TIME_UNKNOWN: still open */
	int64_t detected_us;                /* somebody or something noticed; TIME_UNKNOWN */
	int64_t announced_us;               /* first said in public; TIME_UNKNOWN */
	int64_t resolved_us;                /* declared over; TIME_UNKNOWN */
	const struct window_update *update; /* in order of time */
	uint32_t updates;
	const char *path; /* where it was read */
	uint64_t line;    /* from 1; the byte offset + 1 for a document that is one line */
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
	bool shared; /* a source that holds events of the service may hold those of others, too */
};

#endif
