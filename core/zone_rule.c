/*
 * zone_rule.c - the rule at the end of a TZif file, as POSIX writes it in TZ.
 *
 * "CET-1CEST,M3.5.0,M10.5.0/3": names, offsets west of Greenwich, and the days
 * and hours of the change. It is played out for 400 years, after which it
 * repeats, so that looking up an offset needs no second way.
 */
#include "core/clock.h"
#include "core/zone_read.h"

#include <string.h>

/* A day of each year on which the clock is moved. */
struct change {
	char kind;   /* 'J': day 1..365 without 29 Feb; '0': day 0..365; 'M' */
	int32_t day; /* of the year, or of the week for 'M' */
	int32_t month, week;
	int32_t at_s; /* on that day's wall clock; up to a week either way */
};

struct rule {
	struct zone_type standard, summer;
	bool has_summer;
	struct change begin, end;
};

/* A number of at most `most` at the front of `rest`. */
static bool take_number(struct span *rest, int32_t most, int32_t *out)
{
	int32_t number = 0;
	size_t used = 0;

	while (used < rest->size && used < 3 && rest->at[used] >= '0' && rest->at[used] <= '9')
		number = number * 10 + (rest->at[used++] - '0');
	*rest = span_of(rest->at + used, rest->size - used);
	*out = number;
	return used && number <= most;
}

static bool take(struct span *rest, char byte)
{
	if (!rest->size || rest->at[0] != byte)
		return false;
	*rest = span_of(rest->at + 1, rest->size - 1);
	return true;
}

static bool is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool take_name(struct span *rest, struct arena *arena, const char **out)
{
	struct span name = *rest;
	size_t size = 0;

	if (take(rest, '<')) {
		name = span_cut(rest, '>');
		size = name.size;
	} else {
		while (size < name.size && is_letter(name.at[size]))
			size++;
		*rest = span_of(rest->at + size, rest->size - size);
	}
	*out = arena_copy(arena, name.at, size);
	return size >= 3 && size <= 16;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool take_time(struct span *rest, int32_t hours_most, int32_t *out)
{
	bool negative = take(rest, '-');
	int32_t hours = 0, minutes = 0, seconds = 0;

	if (!negative)
		take(rest, '+');
	if (!take_number(rest, hours_most, &hours))
		return false;
	if (take(rest, ':') && !take_number(rest, 59, &minutes))
		return false;
	if (take(rest, ':') && !take_number(rest, 59, &seconds))
		return false;
	*out = (hours * 3600 + minutes * 60 + seconds) * (negative ? -1 : 1);
	return true;
}

static bool take_change(struct span *rest, struct change *out)
{
	bool ok;

	out->kind = '0';
	if (take(rest, 'J')) {
		out->kind = 'J';
		ok = take_number(rest, 365, &out->day) && out->day >= 1;
	} else if (take(rest, 'M')) {
		out->kind = 'M';
		ok = take_number(rest, 12, &out->month) && out->month >= 1 && take(rest, '.') &&
		     take_number(rest, 5, &out->week) && out->week >= 1 && take(rest, '.') &&
		     take_number(rest, 6, &out->day);
	} else {
		ok = take_number(rest, 365, &out->day);
	}
	out->at_s = 2 * 3600;
	return ok && (!take(rest, '/') || take_time(rest, 167, &out->at_s));
}

static bool read_rule(struct span rest, struct arena *arena, struct rule *out)
{
	int32_t west_s;

	*out = (struct rule){ 0 };
	if (!take_name(&rest, arena, &out->standard.abbreviation) || !take_time(&rest, 24, &west_s))
		return false;
	out->standard.offset_s = -west_s;
	if (!rest.size)
		return true;
	out->has_summer = true;
	if (!take_name(&rest, arena, &out->summer.abbreviation))
		return false;
	out->summer.offset_s = out->standard.offset_s + 3600;
	if (rest.size && rest.at[0] != ',') {
		if (!take_time(&rest, 24, &west_s))
			return false;
		out->summer.offset_s = -west_s;
	}
	return take(&rest, ',') && take_change(&rest, &out->begin) && take(&rest, ',') &&
	       take_change(&rest, &out->end) && !rest.size;
}

/* Seconds since 1970 by the wall clock at which the change falls in that year. */
static int64_t change_in(const struct change *change, int32_t year)
{
	struct civil first = { .year = year, .month = 1, .day = 1 };
	int64_t start_us = clock_from_civil(&first), day;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (change->kind == 'M') {
		struct civil next = { .year = year,
				      .month = (uint8_t)(change->month % 12 + 1),
				      .day = 1 };

		first.month = (uint8_t)change->month;
		next.year += change->month == 12;
		start_us = clock_from_civil(&first);
		day = (change->day - clock_weekday(start_us) + 7) % 7 + (change->week - 1) * 7;
		if (start_us + day * DAY_US >= clock_from_civil(&next))
			day -= 7; /* week 5 is the last one */
	} else {
		day = change->kind == 'J' ? change->day - 1 + (leap && change->day >= 60)
					  : change->day;
	}
	return start_us / SECOND_US + day * 86400 + change->at_s;
}

/* A period from `from_s`; where the one before begins no earlier, it is the one that counts. */
static void add_period(struct zone *zone, int64_t from_s, uint16_t type, int64_t after_s)
{
	uint32_t last = zone->periods;

	if (from_s <= after_s)
		return;
	if (last && from_s <= zone->from_s[last - 1]) {
		zone->type_of[last - 1] = type;
		return;
	}
	zone->from_s[last] = from_s;
	zone->type_of[last] = type;
	zone->periods++;
}

static void play_out(struct zone *zone, const struct rule *rule, uint16_t standard, uint16_t summer,
		     int64_t after_s)
{
	struct civil civil;
	int32_t first;

	clock_to_civil(after_s * SECOND_US, &civil);
	first = civil.year;
	for (int32_t year = first; year < first + 403; year++) {
		int64_t begin_s = change_in(&rule->begin, year) - rule->standard.offset_s;
		int64_t end_s = change_in(&rule->end, year) - rule->summer.offset_s;

		if (begin_s < end_s) {
			add_period(zone, begin_s, summer, after_s);
			add_period(zone, end_s, standard, after_s);
		} else {
			add_period(zone, end_s, standard, after_s);
			add_period(zone, begin_s, summer, after_s);
		}
	}
	civil = (struct civil){ .year = first + 401, .month = 7, .day = 1 };
	zone->repeats_s = clock_from_civil(&civil) / SECOND_US;
}

bool zone_add_rule(struct zone *zone, uint32_t types, struct span text, struct arena *arena)
{
	/* Without any period the rule holds for all time: begin before any log did. */
	struct civil start = { .year = 1900, .month = 1, .day = 1 };
	int64_t after_s = clock_from_civil(&start) / SECOND_US;
	int64_t latest_s = after_s + 400 * INT64_C(366) * 86400;
	struct rule rule;

	if (!text.size)
		return true;
	if (!read_rule(text, arena, &rule))
		return false;
	if (zone->periods)
		after_s = MAX(after_s, zone->from_s[zone->periods - 1]);
	if (after_s > latest_s)
		return false;
	zone->type[types] = rule.standard;
	zone->type[types + 1] = rule.summer;
	if (!zone->periods)
		zone->type_before = (uint16_t)types;
	if (rule.has_summer)
		play_out(zone, &rule, (uint16_t)types, (uint16_t)(types + 1), after_s);
	return true;
}
