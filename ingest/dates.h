/*
 * dates.h - the days of a source whose stamps don't name them: "19:02:00 connection refused".
 *
 * Such stamps only tell when one day ends and the next begins, and the day of a line depends
 * on all lines behind it where only the end of the source has a date. So these sources are
 * read once more, ahead of the survey, for the places where their clock starts anew.
 */
#ifndef INGEST_DATES_H
#define INGEST_DATES_H

#include "core/arena.h"
#include "core/error.h"

struct cut_room;
struct ingest_options;
struct rows;
struct source;

/* Stamps from here on are completed with this: seiche_source, base_us. */
struct date_mark {
	uint64_t offset; /* of a line in the unpacked source */
	int64_t base_us;
};

/* In the order of the source, the first at 0; none where its stamps have dates. */
struct dates {
	const struct date_mark *mark;
	uint32_t count;
};

/* The place among the marks, of which there are some, that counts at `offset`. */
uint32_t dates_at(const struct dates *dates, uint64_t offset);

/*
 * No stamp of the source is later: by --log-date, by its name, by its header, by its last
 * change. The source is open.
 */
int64_t dates_newest(const struct source *source, const struct ingest_options *options);

/* The day of the last stamp, before any was read: what samples are completed with. */
int64_t dates_last_day(const struct source *source, const struct ingest_options *options);

/*
 * Find the days of a source whose parser completed stamps with base_us; `assumed` are the
 * bits of its sample. Each stamp is the first that is no earlier than a minute before all
 * others before it; the last of all is the latest that the date of the source allows. Says
 * so in a problem; `from_us` becomes the earliest time. The source is closed before and after.
 */
MUST_CHECK
bool dates_find(struct source *source, const struct ingest_options *options, uint32_t assumed,
		struct cut_room *room, struct rows *rows, struct arena *arena, int64_t *from_us,
		struct error *error);

#endif
