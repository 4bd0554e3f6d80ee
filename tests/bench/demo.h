/*
 * demo.h - what the parts of make_demo share: the story's times and the files.
 *
 * All times are seconds since 2014-02-14 00:00:00 UTC, where the archive begins.
 */
#ifndef BENCH_DEMO_H
#define BENCH_DEMO_H

#include "tests/bench/rng.h"

#include <stdbool.h>
#include <stddef.h>

#define DEMO_SEED 20140222
#define DEMO_DAYS 9
#define DEMO_MINUTES (DEMO_DAYS * 24 * 60)

/* Day of February 2014, hour, minute -> seconds of the story. */
#define AT(day, hour, minute) ((((day)-14) * 24 + (hour)) * 3600 + (minute)*60)

/* The outage of the messenger, as its status page will tell it. */
#define OUTAGE_FROM AT(22, 19, 2)
#define OUTAGE_TO AT(22, 22, 32)
#define OUTAGE_PUBLISHED AT(22, 19, 47)
/* A short one of the same messenger that moves nobody. */
#define EARLIER_FROM AT(16, 13, 20)
#define EARLIER_TO AT(16, 13, 41)
/* One of somebody else that has nothing to do with anything. */
#define PHOTOHOST_FROM AT(18, 9, 10)
#define PHOTOHOST_TO AT(18, 10, 5)

/* The blog's old article found by searchers. */
#define ARTICLE_FROM AT(22, 19, 7)
#define ARTICLE_TO AT(22, 23, 26)
#define ARTICLE_PATH "/2013/05/what-to-do-when-whatsapp-is-down/"
/* The decoy: a crawler, two days before. */
#define CRAWLER_FROM AT(20, 10, 15)
#define CRAWLER_TO AT(20, 11, 40)
#define CRAWLER_AGENT "ArchiveHarvestBot/1.3 (+http://harvest.example/bot.html)"

/* The rival: sign-ups, and the errors of its gateway under that load. */
#define RIVAL_FROM AT(22, 19, 6)
#define RIVAL_TO AT(22, 23, 50)
#define RIVAL_PEAK AT(22, 20, 45)
#define RIVAL_PEAK_COUNT 6000 /* a minute: 100 a second */
#define STRAIN_FROM AT(22, 20, 14)
#define STRAIN_TO AT(22, 21, 2)

/* What was written, for the truth file. */
struct demo_truth {
	uint32_t blog_lines, blog_rejected;
	uint32_t article_views;        /* inside [ARTICLE_FROM, ARTICLE_TO) */
	uint32_t article_views_before; /* in all the days before the spike */
	uint32_t article_hits;         /* of the spike: the article and what it loads */
	uint32_t article_google;       /* of the views: referred by www.google.com */
	uint32_t crawler_hits;
	uint32_t gateway_lines, strain_lines, strain_failed;
	uint64_t signups, signups_in_spike;
	uint32_t signups_peak;
	uint32_t quiet_lines;
};

/* A file of the demo: plain, or gzip where its name ends with .gz. */
struct demo_file;

/* Ends the program with a message where the file can't be written. */
struct demo_file *demo_open(const char *folder, const char *name);
void demo_print(struct demo_file *file, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void demo_close(struct demo_file *file);

/* "2014-02-22T19:02:00Z" and "22/Feb/2014:20:02:00 +0100". */
#define DEMO_TIME_BYTES 40
const char *demo_iso(int32_t at, char text[DEMO_TIME_BYTES]);
const char *demo_clf(int32_t at, char text[DEMO_TIME_BYTES]);

/* A curve of straight lines: rates a minute, in thousandths. */
struct demo_knot {
	int32_t at;
	uint32_t rate;
};

/* The rate at a time; 0 outside the knots. */
uint64_t demo_curve(const struct demo_knot *knot, size_t knots, int32_t at);

/*
 * What people's day and week make of a mean rate (a minute, in thousandths):
 * lowest at four in the morning and highest at nine in the evening by a clock
 * that is `ahead` hours ahead of UTC.
 */
uint64_t demo_rhythm(uint64_t rate, int32_t at, int32_t ahead);

/* A client address of those that are set aside for tests (RFC 2544, RFC 3849). */
#define DEMO_CLIENT_BYTES 48
const char *demo_client(struct rng *rng, char text[DEMO_CLIENT_BYTES]);

void demo_write_blog(const char *folder, struct demo_truth *truth);
void demo_write_quiet(const char *folder, struct demo_truth *truth);
void demo_write_rival(const char *folder, struct demo_truth *truth);
void demo_write_papers(const char *folder);

#endif
