/*
 * ical_rule.h - the common recurrences of iCalendar (RFC 5545, 3.3.10).
 *
 * DAILY, WEEKLY, MONTHLY and YEARLY with INTERVAL, COUNT, UNTIL, BYDAY (with ordinals
 * in a month), BYMONTHDAY, BYMONTH and WKST. Whatever else a rule says is refused: a
 * recurrence half understood puts outages where there were none.
 */
#ifndef PARSERS_ICAL_RULE_H
#define PARSERS_ICAL_RULE_H

#include "core/arena.h"
#include "core/clock.h"
#include "core/error.h"

enum ical_every { ICAL_DAILY, ICAL_WEEKLY, ICAL_MONTHLY, ICAL_YEARLY };

struct ical_rule {
	enum ical_every every;
	uint32_t interval, count; /* count 0: no bound */
	int64_t until_us;         /* by the wall clock of the event; TIME_UNKNOWN: no bound */
	bool until_is_utc;        /* it ends in Z: it has to be turned to that clock first */
	uint8_t week_start;       /* 0 is Sunday */
	uint8_t weekdays;         /* bits; 0: not given */
	uint16_t months;          /* bits 1..12; 0: not given */
	uint32_t month_days;      /* bits 1..31; 0: not given */
	uint32_t month_days_back; /* bits 1..31, from the end */
	uint64_t nth[7];          /* of each weekday: bits 1..5, and 32 + 1..5 from the end */
	bool ordinals;            /* some weekday has one */
};

/* FAULT_INPUT with what it is that is not understood. */
MUST_CHECK
bool ical_rule_read(struct span text, struct ical_rule *out, struct error *error);

/*
 * Starts by the wall clock, from `start_us` on, up to `last_us`; they live in `arena`.
 * `steps` is what may still be tried, and is counted down: FAULT_LIMIT at 0, so that
 * no file keeps the program busy with rules that never come true.
 */
MUST_CHECK
bool ical_rule_expand(const struct ical_rule *rule, int64_t start_us, int64_t last_us,
		      struct arena *arena, uint64_t *steps, int64_t **out, uint32_t *count,
		      struct error *error);

/* "20140222T190000[Z]" or "20140222" by the wall clock; false where it is neither. */
bool ical_time_read(struct span text, int64_t *local_us, bool *is_utc, bool *is_date);

#endif
