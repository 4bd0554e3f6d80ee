/*
 * clock_rare.c - time stamps in the forms of single programs.
 */
#include "core/clock_take.h"

/* TAI ran ahead of UTC by 10 s in 1972; TAI64 counts from there, leap seconds included. */
#define TAI64_EPOCH (UINT64_C(1) << 62)
#define TAI64N_LABEL_BYTES 25

/* Two digits of a year: 70 is 1970, 69 is 2069. */
static bool take_short_year(struct span *rest, struct civil *civil)
{
	uint8_t year;

	if (!take_two(rest, &year))
		return false;
	civil->year = year >= 70 ? 1900 + year : 2000 + year;
	return true;
}

static bool take_month_day(struct span *rest, struct civil *civil)
{
	return take_two(rest, &civil->month) && take_two(rest, &civil->day);
}

/* hhmmss */
static bool take_packed_time(struct span *rest, struct civil *civil)
{
	return take_two(rest, &civil->hour) && take_two(rest, &civil->minute) &&
	       take_two(rest, &civil->second);
}

/* " 9:02:00" or "19:02:00": the hour's ten may be a space. */
static bool take_padded_time(struct span *rest, struct civil *civil)
{
	return take_day(rest, &civil->hour) && take_byte(rest, ':') &&
	       take_two(rest, &civil->minute) && take_byte(rest, ':') &&
	       take_two(rest, &civil->second);
}

static size_t front_digits(struct span rest)
{
	size_t digits = 0;

	while (digits < rest.size && is_digit(rest.at[digits]))
		digits++;
	return digits;
}

/* MMDD or YYYYMMDD, a space, hh:mm:ss.ffffff */
static bool take_glog(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;

	if (front_digits(*rest) == 8 && !take_year(rest, civil))
		return false;
	return take_month_day(rest, civil) && take_byte(rest, ' ') && take_time(rest, civil) &&
	       take_fraction(rest, false, &civil->micro);
}

/* YYMMDD or YYYYMMDD, one of "T. ", hhmmss or hh:mm:ss or " h:mm:ss", a fraction, Z */
static bool take_packed(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	size_t digits = front_digits(*rest);

	if ((digits != 6 && digits != 8) ||
	    !(digits == 8 ? take_year(rest, civil) : take_short_year(rest, civil)) ||
	    !take_month_day(rest, civil) ||
	    !(take_byte(rest, ' ') || take_byte(rest, 'T') || take_byte(rest, '.')))
		return false;
	if (!(front_digits(*rest) == 6 ? take_packed_time(rest, civil)
				       : take_padded_time(rest, civil)) ||
	    !take_fraction(rest, true, &civil->micro))
		return false;
	stamp->has_offset = take_byte(rest, 'Z');
	return stamp->has_offset || take_offset(rest, stamp);
}

static bool take_short(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;

	return take_short_year(rest, civil) && take_byte(rest, '/') &&
	       take_two(rest, &civil->month) && take_byte(rest, '/') &&
	       take_two(rest, &civil->day) && take_byte(rest, ' ') && take_time(rest, civil) &&
	       take_fraction(rest, true, &civil->micro);
}

/* 22-Feb-2014, 22/Feb/2014, 22 Feb 2014 or 22.02.2014; a space; the time. */
static bool take_day_first(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	char separator;

	if (!take_day(rest, &civil->day) || !rest->size)
		return false;
	separator = rest->at[0];
	if (separator != '-' && separator != '/' && separator != ' ' && separator != '.')
		return false;
	take_byte(rest, separator);
	/* Between slashes and hyphens numbers may be the month first; between dots never. */
	if (!(separator == '.' ? take_two(rest, &civil->month) : take_month(rest, &civil->month)) ||
	    !take_byte(rest, separator) || !take_year(rest, civil) || !take_byte(rest, ' ') ||
	    !take_time(rest, civil) || !take_fraction(rest, true, &civil->micro))
		return false;
	return take_spaced_offset(rest, stamp);
}

static bool take_no_year(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;

	return take_two(rest, &civil->month) && take_byte(rest, '-') &&
	       take_two(rest, &civil->day) && take_byte(rest, ' ') && take_time(rest, civil) &&
	       take_fraction(rest, true, &civil->micro);
}

/* Feb 22, 2014 7:02:00 PM */
static bool take_java(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;

	return take_month(rest, &civil->month) && take_byte(rest, ' ') &&
	       take_day(rest, &civil->day) && take_byte(rest, ',') && take_byte(rest, ' ') &&
	       take_year(rest, civil) && take_byte(rest, ' ') && take_padded_time(rest, civil) &&
	       take_byte(rest, ' ') && take_half_day(rest, civil);
}

/* 2012-025T10:22:40: the day of the year. */
static bool take_ordinal(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	struct civil new_year = { .month = 1, .day = 1 };
	uint8_t tens;
	uint32_t day;

	if (!take_year(rest, civil) || !take_byte(rest, '-') || !take_two(rest, &tens) ||
	    !front_is_digit(*rest))
		return false;
	day = tens * 10u + (uint32_t)(rest->at[0] - '0');
	take_byte(rest, rest->at[0]);
	if (!take_byte(rest, 'T') || !take_time(rest, civil) ||
	    !take_fraction(rest, true, &civil->micro) || day < 1)
		return false;
	new_year.year = civil->year;
	clock_to_civil(clock_from_civil(&new_year) + (day - 1) * DAY_US, &new_year);
	civil->month = new_year.month;
	civil->day = new_year.day;
	stamp->has_offset = take_byte(rest, 'Z');
	return new_year.year == civil->year && (stamp->has_offset || take_offset(rest, stamp));
}

bool clock_take_rare(enum clock_form form, struct span *rest, struct stamp *stamp)
{
	switch (form) {
	case CLOCK_GLOG:
		return take_glog(rest, stamp);
	case CLOCK_PACKED:
		return take_packed(rest, stamp);
	case CLOCK_SHORT:
		return take_short(rest, stamp);
	case CLOCK_DAY_FIRST:
		return take_day_first(rest, stamp);
	case CLOCK_NO_YEAR:
		return take_no_year(rest, stamp);
	case CLOCK_JAVA:
		return take_java(rest, stamp);
	case CLOCK_ORDINAL:
		return take_ordinal(rest, stamp);
	default:
		return false;
	}
}

static bool hex_number(const char *at, size_t digits, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < digits; i++) {
		int digit = is_digit(at[i])                ? at[i] - '0'
			    : at[i] >= 'a' && at[i] <= 'f' ? at[i] - 'a' + 10
							   : -1;

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint64_t)digit;
	}
	return true;
}

/* Seconds by which TAI was ahead of UTC from each of these instants on (IERS Bulletin C). */
static int64_t leap_seconds(int64_t utc_s)
{
	static const int64_t from_s[] = {
		78796800,  94694400,   126230400,  157766400,  189302400,  220924800,  252460800,
		283996800, 315532800,  362793600,  394329600,  425865600,  489024000,  567993600,
		631152000, 662688000,  709948800,  741484800,  773020800,  820454400,  867715200,
		915148800, 1136073600, 1230768000, 1341100800, 1435708800, 1483228800,
	};
	int64_t ahead = 10;

	for (size_t i = 0; i < LENGTH(from_s) && utc_s >= from_s[i]; i++)
		ahead++;
	return ahead;
}

size_t clock_read_tai64n(struct span text, int64_t *time_us)
{
	uint64_t label, nanos;
	int64_t tai_s, utc_s;

	if (text.size < TAI64N_LABEL_BYTES || text.at[0] != '@' ||
	    !hex_number(text.at + 1, 16, &label) || !hex_number(text.at + 17, 8, &nanos) ||
	    nanos > 999999999 || label < TAI64_EPOCH || label - TAI64_EPOCH > CLOCK_LAST_S)
		return 0;
	tai_s = (int64_t)(label - TAI64_EPOCH);
	utc_s = tai_s - leap_seconds(tai_s - leap_seconds(tai_s));
	if (utc_s < 0)
		return 0;
	*time_us = utc_s * SECOND_US + (int64_t)(nanos / 1000);
	return TAI64N_LABEL_BYTES;
}
