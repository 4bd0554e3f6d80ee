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
	FEED_COMPONENT,
	FEED_REGION,
	FEED_TITLE,
	FEED_IMPACT,
	FEED_KIND,
	FEED_URL,
	FEED_FIELDS,
};

/*
 * What a column or key of that name holds. Of several columns of one meaning the
 * one with the smallest `rank` counts.
 */
enum feed_field feed_field_of(struct span name, uint32_t *rank);

/*
 * One outage as it is found: the fields that are text (those not given have size
 * 0; `name` is what they are called there), and in `window` what the reader has
 * made out by itself: kind where `has_kind`, precision, components, updates. Times
 * in it count only where no text gives them.
 */
struct feed_row {
	struct span text[FEED_FIELDS], name[FEED_FIELDS];
	struct window window;
	bool has_kind;
	bool skip; /* it says nothing about an outage */
};

/* Empty, all times not known. */
struct feed_row feed_row_empty(void);

/*
 * Make a window of a row and add it: all strings are copied. FAULT_INPUT where the
 * start is missing or no time, the end is no time, or it ends before it starts;
 * FAULT_LIMIT past FEED_WINDOWS_MAX.
 */
MUST_CHECK
bool feed_take(struct feed_reading *reading, const struct feed_row *row);

/* Append a window that is made already; its strings live in the arena. */
MUST_CHECK
bool feed_add(struct feed_reading *reading, const struct window *window);

/* FAULT_INPUT with "FILE:LINE: " before; always false. */
bool feed_fail(struct feed_reading *reading, const char *format, ...) PRINTF_LIKE(2, 3);

/* A stamp in any form, also without its seconds. */
bool feed_time(const struct feed_reading *reading, struct span text, int64_t *time_us);

/* A length: 90s, 5m, 1h30m, PT3H30M, 1:30:00, seconds with a fraction; at most a thousand years. */
bool feed_length(struct span text, int64_t *length_us);

/* Whether `text` holds `word`, in any case. */
bool feed_holds(struct span text, const char *word);

/* Move reading->line to the line that a byte of the text stands in; byte offset + 1 where the
 * document is one line. Costs the distance from where it stood before. */
void feed_stand_at(struct feed_reading *reading, size_t offset);

/* The service of what doesn't name one: SERVICE=…, else the document's, else the file's name
 * without folder and endings. */
const char *feed_service(struct feed_reading *reading);

/* Front of the text within which `recognise` looks. */
#define FEED_FRONT_BYTES 65536
struct span feed_front(struct span text);

/* Each in a file of its own; the table of them is in feeds.c. */
extern const struct feed feed_statuspage;
extern const struct feed feed_instatus;
extern const struct feed feed_betterstack;
extern const struct feed feed_slack;
extern const struct feed feed_heroku;
extern const struct feed feed_gcp;
extern const struct feed feed_aws;
extern const struct feed feed_upptime;
extern const struct feed feed_upptime_issues;
extern const struct feed feed_upptime_history;
extern const struct feed feed_kuma;
extern const struct feed feed_gatus;
extern const struct feed feed_uptimerobot;
extern const struct feed feed_healthchecks;
extern const struct feed feed_pagerduty;
extern const struct feed feed_alertmanager;
extern const struct feed feed_prometheus;
extern const struct feed feed_nagios;
extern const struct feed feed_ical;
extern const struct feed feed_rss;
extern const struct feed feed_json;
extern const struct feed feed_csv;

#endif
