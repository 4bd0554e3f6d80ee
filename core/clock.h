/*
 * clock.h - civil time <-> microseconds, and the forms in which logs write time.
 *
 * Proleptic Gregorian calendar, no leap seconds (a second 60 counts as the next
 * second's 0). Readers look at the bytes only, never at a locale.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include "core/span.h"
#include "core/zone.h"

struct civil {
	int32_t year;               /* 1970 is 1970 */
	uint8_t month, day;         /* 1..12, 1..31 */
	uint8_t hour, minute, second;
	uint32_t micro;
};

/* What lies outside is no time stamp of a log: readers refuse it. */
#define CLOCK_FIRST_YEAR 1970
#define CLOCK_LAST_YEAR 2199
/* 2200-01-01: the first minute that is too late. */
#define CLOCK_PAST_LAST_US (INT64_C(7258118400) * SECOND_US)
#define CLOCK_LAST_S 7258118399 /* its last second */

/* Microseconds since 1970 by the same clock that `civil` is of. */
int64_t clock_from_civil(const struct civil *civil);
void clock_to_civil(int64_t time_us, struct civil *out);

/* 0 is Sunday. */
int clock_weekday(int64_t time_us);

/* The forms; numbers are the plug-in interface's (seiche/parser.h). */
enum clock_form {
	CLOCK_CLF = 1,    /* 22/Feb/2014:19:02:00[.123] +0000 (zone may be missing) */
	CLOCK_ISO,        /* 2014-02-22T19:02:00[.,123456789][Z|+01|+0100|+01:00]; T, t or space */
	CLOCK_EPOCH,      /* 1393095720, or in ms/us/ns by its digits (9-10, 12-13, 15-16, 18-19); fraction */
	CLOCK_SYSLOG,     /* Feb 22 19:02:00[.123]: no year, no zone; months in some other languages */
	CLOCK_RFC822,     /* [Sat, ]22 Feb 2014 19:02:00[.123] [+0000|GMT] */
	CLOCK_CTIME,      /* Sat Feb 22 19:02:00[.123456] [CET ]2014 */
	CLOCK_SLASHED,    /* 2014/02/22 19:02:00[.123456] */
	CLOCK_DATE,       /* 2014-02-22: midnight of that day by the zone */
	CLOCK_ISO_NAMED,  /* CLOCK_ISO, then AM or PM, or GMT, EST, an abbreviation of the zone's own;
			     without a space before them other capitals, too, which tell nothing */
	/* Forms of single programs, which clock_read_any() does not try. */
	CLOCK_GLOG,       /* 0222 19:02:00.123456 (no year), 20140222 19:02:00.123456 */
	CLOCK_PACKED,     /* 140222 19:02:00, 140222 190200, 20140222T190200Z, 20140222.190200,123 */
	CLOCK_SHORT,      /* 14/02/22 19:02:00 */
	CLOCK_DAY_FIRST,  /* 22-Feb-2014 or 22/Feb/2014 or 22 Feb 2014 or 22.02.2014, 19:02:00[.123] [+0000] */
	CLOCK_NO_YEAR,    /* 02-22 19:02:00[.123] */
	CLOCK_JAVA,       /* Feb 22, 2014 7:02:00 PM */
	CLOCK_ORDINAL,    /* 2014-053T19:02:00[,123][Z]: the day of the year */
	CLOCK_TAI64N,     /* @400000005308f3820c85ba04 */
	/* Of no date: completed with the context's base_us. */
	CLOCK_DAYTIME,    /* 19:02:00[.,123], 7:02:00 PM */
	CLOCK_MINUTES,    /* 02:00.123: minutes and seconds of an hour */
	CLOCK_LAST_FORM = CLOCK_MINUTES,
};

/* What a stamp that lacks something is completed with. */
struct clock_context {
	const struct zone *zone; /* for stamps without an offset; never NULL */
	int64_t newest_us;       /* a stamp without a year is the latest one not after this */
	/* When the day, or the hour, of a stamp without one began, as the zone's clock shows it. */
	int64_t base_us;
};

/* What a reader found besides the time: for reports of what was assumed. */
enum clock_assumed {
	CLOCK_ASSUMED_ZONE = 1,
	CLOCK_ASSUMED_YEAR = 2,
	CLOCK_ASSUMED_FOLD = 4, /* in an hour that the clock showed twice: taken as the first */
	CLOCK_ASSUMED_GAP = 8,  /* in an hour that the clock never showed */
	CLOCK_ASSUMED_LETTERS = 16, /* the zone, though letters stand there that may name one */
	CLOCK_ASSUMED_DATE = 32,    /* the day */
	CLOCK_ASSUMED_HOUR = 64,    /* the day and the hour */
};

/*
 * Read a time stamp of that form at the front of `text`. Returns the number of
 * bytes it took, 0 where there is none or it lies outside the years above;
 * `time_us` is UTC; the bits of what was completed are added to `assumed` (may be
 * NULL), which the caller sets to 0 before the first of many.
 */
size_t clock_read(enum clock_form form, struct span text, const struct clock_context *context,
		  int64_t *time_us, uint32_t *assumed);

/* The parts of a stamp that somebody else has read, as far as it has them. */
struct clock_parts {
	struct civil civil;
	int32_t offset_s;
	bool has_offset, has_year;
	struct span zone; /* an abbreviation: tells the two showings of an hour apart */
};

/*
 * The time of these parts, completed as clock_read() does it. False where they
 * make no time of a log.
 */
MUST_CHECK
bool clock_resolve(const struct clock_parts *parts, const struct clock_context *context,
		   int64_t *time_us, uint32_t *assumed);

/* The same for whatever form `text` is wholly in, tried in the order above up to CLOCK_ISO_NAMED. */
bool clock_read_any(struct span text, const struct clock_context *context, int64_t *time_us,
		    uint32_t *assumed);

/* Does a stamp of any form begin somewhere in the text, at the front of a word? */
bool clock_stands_in(struct span text);

/* What people write without the seconds: "2014-02-22 19:02", "2014-02-22T19:02Z"; all of `text`. */
bool clock_read_minutes(struct span text, const struct clock_context *context, int64_t *time_us);

/*
 * A time on the command line: all of the above, YYYY-MM-DD[ HH:MM[:SS]], @EPOCH,
 * now, today, yesterday, or relative to now: -2h, -7d (units s m h d w). `now_us`
 * is what now is. FAULT_USAGE says which forms there are.
 */
MUST_CHECK
bool clock_read_argument(const char *text, const struct zone *zone, int64_t now_us,
			 int64_t *time_us, struct error *error);

/* A length on the command line or in a file: 90s, 5m, 1h30m, 1d, PT3H30M, plain seconds. */
MUST_CHECK
bool clock_read_length(struct span text, int64_t *length_us);

/* RFC 3339 in UTC, a fraction only where there is one: "2014-02-22T19:02:00Z". */
#define CLOCK_TEXT_BYTES 48
const char *clock_write(int64_t time_us, char text[CLOCK_TEXT_BYTES]);

/* For people: "2014-02-22 19:02:00" by the zone's wall clock, no zone printed. */
const char *clock_write_local(const struct zone *zone, int64_t time_us, char text[CLOCK_TEXT_BYTES]);

/* For people: "3 h 32 min", "45 s", "2 d 4 h": two units at most, rounded to nearest; negative with a minus. */
const char *clock_write_length(int64_t length_us, char text[CLOCK_TEXT_BYTES]);

#endif
