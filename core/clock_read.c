/*
 * clock_read.c - time stamps of logs, form by form.
 *
 * The forms that most logs are written in; the rest is in clock_rare.c.
 */
#include "core/clock_take.h"

static bool take_clf(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;

	return take_two(rest, &civil->day) && take_byte(rest, '/') &&
	       take_month(rest, &civil->month) && take_byte(rest, '/') && take_year(rest, civil) &&
	       take_byte(rest, ':') && take_time(rest, civil) &&
	       take_fraction(rest, false, &civil->micro) && take_spaced_offset(rest, stamp);
}

static bool take_iso(struct span *rest, struct stamp *stamp)
{
	if (!take_date(rest, &stamp->civil, '-') ||
	    !(take_byte(rest, 'T') || take_byte(rest, ' ') || take_byte(rest, 't')) ||
	    !take_time(rest, &stamp->civil) || !take_fraction(rest, true, &stamp->civil.micro))
		return false;
	if (take_byte(rest, 'Z') || take_byte(rest, 'z')) {
		stamp->has_offset = true;
		return true;
	}
	return take_offset(rest, stamp);
}

/* Two to five capitals that end there; none is no fault. */
static bool take_zone_word(struct span *rest, struct stamp *stamp)
{
	size_t size = 0;

	while (size < rest->size && rest->at[size] >= 'A' && rest->at[size] <= 'Z')
		size++;
	if (size < 2 || size > 5 || (size < rest->size && rest->at[size] >= '_'))
		return false;
	if (take_zone_name(rest, stamp))
		return true;
	stamp->zone = span_of(rest->at, size);
	*rest = span_of(rest->at + size, rest->size - size);
	return true;
}

static bool take_iso_named(struct span *rest, struct stamp *stamp)
{
	struct span zone;

	if (!take_iso(rest, stamp))
		return false;
	if (stamp->has_offset || take_spaced_half_day(rest, &stamp->civil))
		return true;
	zone = *rest;
	/* "19:02:00CET": whatever the letters name, they are no word of the message. */
	if (take_zone_word(&zone, stamp)) {
		stamp->zone_taken = true;
		*rest = zone;
		return true;
	}
	/* A word that the zone does not know may be anything: clock_read() decides. */
	if (take_byte(&zone, ' ') && take_zone_word(&zone, stamp) && stamp->has_offset)
		*rest = zone;
	return true;
}

static bool take_rfc822(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	struct span zone;

	if (take_weekday(rest) && (!take_byte(rest, ',') || !take_byte(rest, ' ')))
		return false;
	if (!take_day(rest, &civil->day) || !take_byte(rest, ' ') ||
	    !take_month(rest, &civil->month) || !take_byte(rest, ' ') || !take_year(rest, civil) ||
	    !take_byte(rest, ' ') || !take_time(rest, civil) ||
	    !take_fraction(rest, false, &civil->micro))
		return false;
	zone = *rest;
	if (!take_byte(&zone, ' '))
		return true;
	if (!take_offset(&zone, stamp))
		return false;
	if (stamp->has_offset || take_zone_name(&zone, stamp))
		*rest = zone;
	return true;
}

static bool take_syslog(struct span *rest, struct stamp *stamp)
{
	return take_any_month(rest, &stamp->civil.month) && take_day(rest, &stamp->civil.day) &&
	       take_byte(rest, ' ') && take_time(rest, &stamp->civil) &&
	       take_fraction(rest, false, &stamp->civil.micro);
}

static bool take_ctime(struct span *rest, struct stamp *stamp)
{
	if (!take_weekday(rest) || !take_byte(rest, ' ') || !take_syslog(rest, stamp) ||
	    !take_byte(rest, ' '))
		return false;
	if (!front_is_digit(*rest) && (!take_zone_word(rest, stamp) || !take_byte(rest, ' ')))
		return false;
	return take_year(rest, &stamp->civil);
}

static bool take_slashed(struct span *rest, struct stamp *stamp)
{
	return take_date(rest, &stamp->civil, '/') && take_byte(rest, ' ') &&
	       take_time(rest, &stamp->civil) && take_fraction(rest, false, &stamp->civil.micro);
}

static bool is_date(const struct civil *civil, bool any_year)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = civil->year % 4 == 0 && (civil->year % 100 != 0 || civil->year % 400 == 0);

	if (!any_year && (civil->year < CLOCK_FIRST_YEAR || civil->year > CLOCK_LAST_YEAR))
		return false;
	return civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
	       civil->day <= days[civil->month - 1] + (civil->month == 2 && (leap || any_year)) &&
	       civil->hour <= 23 && civil->minute <= 59 && civil->second <= 60;
}

/*
 * False where the offset moves the stamp's minute out of the years; by minutes,
 * so that clock_memo.h need not ask again.
 */
static bool to_utc(const struct stamp *stamp, const struct clock_context *context, int64_t *time_us)
{
	int64_t local_us = clock_from_civil(&stamp->civil), minute_us;

	*time_us = stamp->has_offset ? local_us - stamp->offset_s * SECOND_US
				     : zone_to_utc(context->zone, local_us);
	minute_us = *time_us - stamp->civil.second * SECOND_US - stamp->civil.micro;
	return minute_us >= 0 && minute_us < CLOCK_PAST_LAST_US;
}

/* The second instant at which the clock shows what it shows at `first_us`; that where there is
 * none. */
static int64_t second_instant(const struct zone *zone, int64_t local_us, int64_t first_us)
{
	int64_t later_us = local_us - zone_offset_s(zone, first_us + 3 * HOUR_US) * SECOND_US;

	return later_us > first_us &&
			       later_us + zone_offset_s(zone, later_us) * SECOND_US == local_us
		       ? later_us
		       : first_us;
}

/* What the wall clock leaves open: whether it was moved then, and what a zone's name says of it. */
static uint32_t settle_fold(struct stamp *stamp, const struct zone *zone, int64_t *time_us)
{
	int64_t local_us = clock_from_civil(&stamp->civil), first_us = *time_us;
	int64_t second_us = second_instant(zone, local_us, first_us);

	if (stamp->zone.size) {
		if (span_is(stamp->zone, span_text(zone_abbreviation(zone, first_us))))
			stamp->has_offset = true;
		else if (span_is(stamp->zone, span_text(zone_abbreviation(zone, second_us)))) {
			*time_us = second_us;
			stamp->has_offset = true;
		}
		if (stamp->has_offset)
			return 0;
	}
	if (first_us + zone_offset_s(zone, first_us) * SECOND_US != local_us)
		return CLOCK_ASSUMED_GAP;
	return second_us != first_us ? CLOCK_ASSUMED_FOLD : 0;
}

/* The latest year that puts the stamp no later than a day after the newest there can be. */
static bool complete_year(struct stamp *stamp, const struct clock_context *context,
			  int64_t *time_us)
{
	int64_t latest_us = MIN(context->newest_us, CLOCK_PAST_LAST_US);
	struct civil civil;

	if (latest_us < 0)
		return false;
	latest_us += DAY_US; /* clocks run ahead, and zones are mistaken */
	clock_to_civil(MIN(latest_us + DAY_US, CLOCK_PAST_LAST_US - 1), &civil);
	/* 29 Feb may be eight years back: 1896, 1904. */
	for (int32_t year = civil.year; year >= civil.year - 9; year--) {
		stamp->civil.year = year;
		if (is_date(&stamp->civil, false) && to_utc(stamp, context, time_us) &&
		    *time_us <= latest_us)
			return true;
	}
	return false;
}

static size_t read_epoch(struct span text, int64_t *time_us)
{
	struct span rest = text;
	uint64_t number = 0, unit_us;
	uint32_t micro = 0;
	size_t digits = 0;

	for (; front_is_digit(rest) && digits < 20; digits++) {
		number = number * 10 + (uint64_t)(rest.at[0] - '0');
		rest = span_of(rest.at + 1, rest.size - 1);
	}
	/*
	 * From 1973 on seconds have nine digits. Fewer are somebody's counter, and
	 * between the units lie dates without separators: 20140222190200.
	 */
	if (digits < 9 || digits > 19 || digits % 3 == 2)
		return 0;
	unit_us = digits <= 10 ? 1000000 : digits <= 13 ? 1000 : 1;
	if (!take_fraction(&rest, false, &micro))
		return 0;
	number = digits > 16 ? number / 1000 : number * unit_us + micro / (1000000 / unit_us);
	if (number > (uint64_t)CLOCK_PAST_LAST_US)
		return 0;
	*time_us = (int64_t)number;
	return text.size - rest.size;
}

static bool take_form(enum clock_form form, struct span *rest, struct stamp *stamp)
{
	switch (form) {
	case CLOCK_CLF:
		return take_clf(rest, stamp);
	case CLOCK_ISO:
		return take_iso(rest, stamp);
	case CLOCK_SYSLOG:
		return take_syslog(rest, stamp);
	case CLOCK_RFC822:
		return take_rfc822(rest, stamp);
	case CLOCK_CTIME:
		return take_ctime(rest, stamp);
	case CLOCK_SLASHED:
		return take_slashed(rest, stamp);
	case CLOCK_DATE:
		return take_date(rest, &stamp->civil, '-') && !front_is_digit(*rest);
	case CLOCK_ISO_NAMED:
		return take_iso_named(rest, stamp);
	default:
		return clock_take_rare(form, rest, stamp);
	}
}

static bool lacks_year(enum clock_form form, const struct stamp *stamp)
{
	return form == CLOCK_SYSLOG || form == CLOCK_NO_YEAR ||
	       (form == CLOCK_GLOG && !stamp->civil.year);
}

/* From what the stamp says to an instant; `assumed` gets the bits of what was completed. */
static bool resolve(struct stamp *stamp, bool no_year, const struct clock_context *context,
		    int64_t *time_us, uint32_t *assumed)
{
	uint32_t found = 0;
	int64_t found_us;

	if (!is_date(&stamp->civil, no_year))
		return false;
	if (no_year ? !complete_year(stamp, context, &found_us)
		    : !to_utc(stamp, context, &found_us))
		return false;
	if (!stamp->has_offset && context->zone != zone_utc)
		found = settle_fold(stamp, context->zone, &found_us);
	*time_us = found_us;
	if (assumed)
		*assumed |= found | (stamp->has_offset ? 0 : CLOCK_ASSUMED_ZONE) |
			    (no_year ? CLOCK_ASSUMED_YEAR : 0);
	return true;
}

bool clock_resolve(const struct clock_parts *parts, const struct clock_context *context,
		   int64_t *time_us, uint32_t *assumed)
{
	struct stamp stamp = {
		.civil = parts->civil,
		.offset_s = parts->offset_s,
		.has_offset = parts->has_offset,
		.zone = parts->zone,
	};
	struct span zone = parts->zone;

	if (!stamp.has_offset && zone.size && (!take_zone_name(&zone, &stamp) || zone.size)) {
		stamp.has_offset = false;
		stamp.offset_s = 0;
	}
	return resolve(&stamp, !parts->has_year, context, time_us, assumed);
}

size_t clock_read(enum clock_form form, struct span text, const struct clock_context *context,
		  int64_t *time_us, uint32_t *assumed)
{
	struct stamp stamp = { 0 };
	struct span rest = text;

	if (form == CLOCK_EPOCH)
		return read_epoch(text, time_us);
	if (form == CLOCK_TAI64N)
		return clock_read_tai64n(text, time_us);
	if (form == CLOCK_DAYTIME || form == CLOCK_MINUTES)
		return clock_read_undated(form, text, context, time_us, assumed);
	if (!take_form(form, &rest, &stamp))
		return 0;
	if (!resolve(&stamp, lacks_year(form, &stamp), context, time_us, assumed))
		return 0;
	/* The name of the zone is taken only where it told something. */
	if (stamp.zone_taken && !stamp.has_offset && assumed)
		*assumed |= CLOCK_ASSUMED_LETTERS;
	if (form == CLOCK_ISO_NAMED && stamp.zone.size && stamp.has_offset && !stamp.zone_taken)
		rest = span_of(rest.at + 1 + stamp.zone.size, rest.size - 1 - stamp.zone.size);
	return text.size - rest.size;
}

bool clock_read_any(struct span text, const struct clock_context *context, int64_t *time_us,
		    uint32_t *assumed)
{
	for (int form = CLOCK_CLF; form <= CLOCK_ISO_NAMED; form++) {
		uint32_t found = 0;
		int64_t found_us;

		if (!text.size || clock_read((enum clock_form)form, text, context, &found_us,
					     &found) != text.size)
			continue;
		*time_us = found_us;
		if (assumed)
			*assumed |= found;
		return true;
	}
	return false;
}
