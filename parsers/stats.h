/*
 * stats.h - what the readers of counted statistics share: numbers, dates, widths, and
 * what it is that was counted.
 */
#ifndef PARSERS_STATS_H
#define PARSERS_STATS_H

#include "core/clock.h"
#include "seiche/parser.h"

/*
 * A whole number, maybe in groups of three. The mark of decimals is a dot and that of
 * groups a comma, or with `decimal_comma` the other way round; spaces (also U+00A0 and
 * U+202F) and apostrophes part groups too. A fraction must be zero: "12.00".
 */
bool stats_count(struct span text, bool decimal_comma, uint64_t *out);

/* "20140222" and "2014-02-22" and all stamps: midnight by the zone where only the day is given. */
bool stats_time(struct span text, const struct clock_context *context, int64_t *time_us,
		uint32_t *assumed);

/* Whether it is a day as a spreadsheet counts them: 41692.75. Nobody can tell from which year on.
 */
bool stats_is_serial(struct span text);

/* struct seiche_parser's `metric` of who counts nothing but hits, or page views. */
uint32_t stats_hits(void *state, const char **word);
uint32_t stats_pageviews(void *state, const char **word);

/* From a time to the same of the next month, by the zone's clock. */
int64_t stats_month_us(const struct zone *zone, int64_t time_us);

#endif
