/*
 * words.h - numbers, times, chances and lists in words for people. English, ASCII,
 * no locale. Results live in the arena; NULL where the value is not known.
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "core/arena.h"
#include "core/zone.h"

/* "1,234,567"; below 10 and not whole, one or two decimals: "2.5", "0.04". */
const char *words_number(struct arena *arena, double number);

/* "1 spike", "2,000 spikes", "no spikes" */
const char *words_plural(struct arena *arena, double number, const char *one, const char *many);

/* "1,234 visitors": of an enum seiche_metric. */
const char *words_counted(struct arena *arena, double number, uint32_t metric);

/* 0.834 is "83 %", 0.021 "2.1 %", 0.0004 "under 0.1 %", 0.998 "99.8 %". */
const char *words_share(struct arena *arena, double share);

/* One digit at least and one more for each nine, never rounded up: "98.7 %", "99.98 %". */
const char *words_availability(struct arena *arena, double share);

/* "2.5 GB": powers of 1000. */
const char *words_bytes(struct arena *arena, double bytes);

/* "12 a second", "4.5 a minute", "3 an hour": the unit in which the number is at least 1. */
const char *words_rate(struct arena *arena, double per_second);

/* "2014-02-22 19:02:00", and with the zone's abbreviation behind. */
const char *words_time(struct arena *arena, const struct zone *zone, int64_t time_us);
const char *words_time_zone(struct arena *arena, const struct zone *zone, int64_t time_us);

/* "2014-02-22 19:02:00 to 22:30:00 UTC": the second date only where it differs. */
const char *words_range(struct arena *arena, const struct zone *zone, int64_t from_us,
			int64_t to_us);

/* "3 h 32 min" */
const char *words_length(struct arena *arena, int64_t length_us);
const char *words_seconds(struct arena *arena, double seconds);

/*
 * "by chance in about 1 of 400 such windows (p = 0.0025)", where `such` is what is
 * counted; says so where it is not known.
 */
const char *words_chance(struct arena *arena, double p_value, const char *such);

/* RFC 3339 in the zone, for columns that machines read: "2014-02-22T20:02:00+01:00". */
const char *words_stamp(struct arena *arena, const struct zone *zone, int64_t time_us);

/* "a", "a and b", "a, b and c"; past `most`, "a, b and 3 more". */
struct word_list {
	struct arena *arena;
	const char **item; /* without doubles, in order of adding */
	size_t count, room;
};

void word_list_add(struct word_list *list, const char *word);
const char *word_list_join(const struct word_list *list, size_t most);

#endif
