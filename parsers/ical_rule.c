/* ical_rule.c - see ical_rule.h. */
#include "parsers/ical_rule.h"

#include <stdlib.h>

#define INTERVAL_MAX 1000
#define COUNT_MAX 100000

bool ical_time_read(struct span text, int64_t *local_us, bool *is_utc, bool *is_date)
{
	char iso[20];
	const struct clock_context context = { .zone = zone_utc };

	*is_utc = text.size == 16 && text.at[15] == 'Z';
	*is_date = text.size == 8;
	if (text.size != 8 && text.size != 15 && !*is_utc)
		return false;
	if (!*is_date && text.at[8] != 'T')
		return false;
	memcpy(iso, text.at, 4);
	memcpy(iso + 5, text.at + 4, 2);
	memcpy(iso + 8, text.at + 6, 2);
	iso[4] = iso[7] = '-';
	if (*is_date)
		return clock_read(CLOCK_DATE, span_of(iso, 10), &context, local_us, NULL) == 10;
	iso[10] = 'T';
	memcpy(iso + 11, text.at + 9, 2);
	memcpy(iso + 14, text.at + 11, 2);
	memcpy(iso + 17, text.at + 13, 2);
	iso[13] = iso[16] = ':';
	return clock_read(CLOCK_ISO, span_of(iso, 19), &context, local_us, NULL) == 19;
}

static bool refuse(struct span part, struct error *error)
{
	return fail(error, FAULT_INPUT, "this recurrence is not understood: %.*s",
		    (int)MIN(part.size, 60), part.at);
}

static bool read_number(struct span text, uint32_t from, uint32_t to, uint32_t *out)
{
	uint64_t number;

	if (!span_number(text, &number) || number < from || number > to)
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_weekday(struct span text, uint8_t *day)
{
	static const char names[] = "SUMOTUWETHFRSA";

	for (uint8_t i = 0; text.size == 2 && i < 7; i++)
		if (memcmp(text.at, names + 2 * i, 2) == 0) {
			*day = i;
			return true;
		}
	return false;
}

/* "MO", "1SU", "-1FR" */
static bool read_day(struct span text, struct ical_rule *rule)
{
	bool back = text.size && text.at[0] == '-';
	uint32_t nth;
	uint8_t day;

	if (text.size < 2 || !read_weekday(span_of(text.at + text.size - 2, 2), &day))
		return false;
	rule->weekdays |= (uint8_t)(1u << day);
	text.size -= 2;
	if (!text.size)
		return true;
	if (back || text.at[0] == '+')
		text = span_of(text.at + 1, text.size - 1);
	if (!read_number(text, 1, 5, &nth))
		return false;
	rule->nth[day] |= UINT64_C(1) << (nth + (back ? 32 : 0));
	rule->ordinals = true;
	return true;
}

static bool read_month_day(struct span text, struct ical_rule *rule)
{
	bool back = text.size && text.at[0] == '-';
	uint32_t day;

	if (back)
		text = span_of(text.at + 1, text.size - 1);
	if (!read_number(text, 1, 31, &day))
		return false;
	if (back)
		rule->month_days_back |= 1u << day;
	else
		rule->month_days |= 1u << day;
	return true;
}

static bool read_month(struct span text, struct ical_rule *rule)
{
	uint32_t month;

	if (!read_number(text, 1, 12, &month))
		return false;
	rule->months |= (uint16_t)(1u << month);
	return true;
}

static bool read_list(struct span list, struct ical_rule *rule,
		      bool (*read)(struct span text, struct ical_rule *rule))
{
	do {
		if (!read(span_cut(&list, ','), rule))
			return false;
	} while (list.size);
	return true;
}

static bool read_every(struct span text, struct ical_rule *rule)
{
	static const char *const names[] = { [ICAL_DAILY] = "DAILY",
					     [ICAL_WEEKLY] = "WEEKLY",
					     [ICAL_MONTHLY] = "MONTHLY",
					     [ICAL_YEARLY] = "YEARLY" };

	for (size_t i = 0; i < LENGTH(names); i++)
		if (span_is(text, span_text(names[i]))) {
			rule->every = (enum ical_every)i;
			return true;
		}
	return false;
}

static bool read_part(struct span name, struct span value, struct ical_rule *rule)
{
	bool is_date;

	if (span_is(name, SPAN("FREQ")))
		return read_every(value, rule);
	if (span_is(name, SPAN("INTERVAL")))
		return read_number(value, 1, INTERVAL_MAX, &rule->interval);
	if (span_is(name, SPAN("COUNT")))
		return read_number(value, 1, COUNT_MAX, &rule->count);
	if (span_is(name, SPAN("UNTIL"))) {
		if (!ical_time_read(value, &rule->until_us, &rule->until_is_utc, &is_date))
			return false;
		rule->until_us += is_date ? DAY_US - 1 : 0; /* all of that day */
		return true;
	}
	if (span_is(name, SPAN("BYDAY")))
		return read_list(value, rule, read_day);
	if (span_is(name, SPAN("BYMONTHDAY")))
		return read_list(value, rule, read_month_day);
	if (span_is(name, SPAN("BYMONTH")))
		return read_list(value, rule, read_month);
	return span_is(name, SPAN("WKST")) && read_weekday(value, &rule->week_start);
}

/* Combinations whose meaning is another one than the walk below gives them. */
static bool is_understood(const struct ical_rule *rule)
{
	bool month_days = rule->month_days || rule->month_days_back;

	if (rule->ordinals && rule->every != ICAL_MONTHLY &&
	    !(rule->every == ICAL_YEARLY && rule->months))
		return false;
	if (rule->every == ICAL_WEEKLY && month_days)
		return false;
	return rule->every != ICAL_YEARLY || rule->months || !(rule->weekdays || month_days);
}

bool ical_rule_read(struct span text, struct ical_rule *out, struct error *error)
{
	struct ical_rule rule = { .interval = 1, .until_us = TIME_UNKNOWN, .week_start = 1 };
	struct span rest = text;
	bool has_every = false;

	while (rest.size) {
		struct span part = span_cut(&rest, ';'), value = part;
		struct span name = span_cut(&value, '=');

		if (!read_part(name, value, &rule))
			return refuse(part, error);
		has_every |= span_is(name, SPAN("FREQ"));
	}
	if (!has_every || !is_understood(&rule))
		return refuse(text, error);
	*out = rule;
	return true;
}

struct walk {
	const struct ical_rule *rule;
	int64_t start_us, time_of_day_us, last_us;
	struct arena *arena;
	int64_t *item;
	size_t room;
	uint32_t count, counted;
	bool ended;
};

/* A start that the rule gives: the first is the event's own, whatever the rule says. */
static void take(struct walk *walk, int64_t at_us)
{
	const struct ical_rule *rule = walk->rule;

	if (at_us < walk->start_us || walk->ended)
		return;
	if (at_us > walk->last_us || (rule->until_us != TIME_UNKNOWN && at_us > rule->until_us) ||
	    (rule->count && walk->counted == rule->count)) {
		walk->ended = true;
		return;
	}
	walk->counted++;
	walk->item =
		arena_grow(walk->arena, walk->item, walk->count, &walk->room, sizeof(*walk->item));
	walk->item[walk->count++] = at_us;
}

static uint8_t days_of(const struct civil *month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = month->year % 4 == 0 && (month->year % 100 != 0 || month->year % 400 == 0);

	return (uint8_t)(days[month->month - 1] + (month->month == 2 && leap));
}

static bool is_nth(const struct ical_rule *rule, int weekday, uint32_t day, uint32_t days)
{
	if (!(rule->weekdays & 1u << weekday))
		return false;
	if (!rule->nth[weekday])
		return true;
	return (rule->nth[weekday] >> ((day - 1) / 7 + 1) & 1) ||
	       (rule->nth[weekday] >> (32 + (days - day) / 7 + 1) & 1);
}

static bool month_fits(const struct ical_rule *rule, const struct civil *civil)
{
	return !rule->months || (rule->months & 1u << civil->month);
}

/* Whether a day is one that the rule names, `own_day` being the event's own day of the month. */
static bool day_fits(const struct ical_rule *rule, const struct civil *civil, uint32_t own_day)
{
	uint32_t days = days_of(civil);
	bool by_number = rule->month_days || rule->month_days_back;

	if (by_number && !(rule->month_days & 1u << civil->day) &&
	    !(rule->month_days_back & 1u << (days - civil->day + 1)))
		return false;
	if (rule->weekdays)
		return is_nth(rule, clock_weekday(clock_from_civil(civil)), civil->day, days);
	return by_number || civil->day == own_day;
}

static void take_month(struct walk *walk, struct civil month, uint32_t own_day)
{
	if (!month_fits(walk->rule, &month))
		return;
	for (month.day = 1; month.day <= days_of(&month); month.day++)
		if (day_fits(walk->rule, &month, own_day))
			take(walk, clock_from_civil(&month) + walk->time_of_day_us);
}

/* The rule's n-th period: a day, a week, a month, a year. */
static void take_period(struct walk *walk, const struct civil *first, int64_t day_us, uint32_t n)
{
	const struct ical_rule *rule = walk->rule;
	int64_t by = (int64_t)n * rule->interval;
	struct civil civil = *first;

	switch (rule->every) {
	case ICAL_DAILY:
		clock_to_civil(day_us + by * DAY_US, &civil);
		if (month_fits(rule, &civil) && day_fits(rule, &civil, civil.day))
			take(walk, day_us + by * DAY_US + walk->time_of_day_us);
		break;
	case ICAL_WEEKLY: {
		int64_t week_us = day_us + by * 7 * DAY_US -
				  (clock_weekday(day_us) - rule->week_start + 7) % 7 * DAY_US;

		for (int i = 0; i < 7; i++) {
			int64_t at_us = week_us + i * DAY_US;
			int weekday = clock_weekday(at_us);

			clock_to_civil(at_us, &civil);
			if (month_fits(rule, &civil) &&
			    (rule->weekdays ? rule->weekdays & 1u << weekday
					    : weekday == clock_weekday(day_us)))
				take(walk, at_us + walk->time_of_day_us);
		}
		break;
	}
	case ICAL_MONTHLY:
		civil.year += (int32_t)((civil.month - 1 + by) / 12);
		civil.month = (uint8_t)((civil.month - 1 + by) % 12 + 1);
		take_month(walk, civil, first->day);
		break;
	case ICAL_YEARLY:
		civil.year += (int32_t)by;
		for (uint8_t month = 1; month <= 12; month++) {
			civil.month = month;
			if (rule->months || month == first->month)
				take_month(walk, civil, first->day);
		}
		break;
	}
}

/* The first day of the n-th period, to know when none can follow any more. */
static int64_t period_us(const struct ical_rule *rule, int64_t day_us, uint32_t n)
{
	static const int64_t at_least[] = { [ICAL_DAILY] = DAY_US,
					    [ICAL_WEEKLY] = 7 * DAY_US,
					    [ICAL_MONTHLY] = 28 * DAY_US,
					    [ICAL_YEARLY] = 365 * DAY_US };

	return day_us + ((int64_t)n - 1) * rule->interval * at_least[rule->every] - 31 * DAY_US;
}

bool ical_rule_expand(const struct ical_rule *rule, int64_t start_us, int64_t last_us,
		      struct arena *arena, uint64_t *steps, int64_t **out, uint32_t *count,
		      struct error *error)
{
	struct walk walk = {
		.rule = rule, .start_us = start_us, .last_us = last_us, .arena = arena
	};
	struct civil first;
	int64_t day_us;

	clock_to_civil(start_us, &first);
	first.hour = first.minute = first.second = 0;
	first.micro = 0;
	day_us = clock_from_civil(&first);
	walk.time_of_day_us = start_us - day_us;
	for (uint32_t n = 0; !walk.ended && period_us(rule, day_us, n) <= last_us; n++) {
		if (!*steps)
			return fail(error, FAULT_LIMIT, "its recurrences are too many to follow");
		--*steps;
		take_period(&walk, &first, day_us, n);
	}
	*out = walk.item;
	*count = walk.count;
	return true;
}
