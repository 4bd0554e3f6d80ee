/*
 * clock_take.h - the small takes that readers of time stamps are chains of.
 *
 * Each takes something off the front of `rest` and returns whether it was there.
 * Nothing looks past the span's end. For clock_read.c and clock_rare.c only.
 */
#ifndef CORE_CLOCK_TAKE_H
#define CORE_CLOCK_TAKE_H

#include "core/clock_memo.h"

struct stamp {
	struct civil civil;
	int32_t offset_s;
	bool has_offset;
	struct span zone; /* a word that may name the zone, where no known offset does */
	bool zone_taken;  /* it is a part of the stamp, whatever it names */
};

static inline bool take_byte(struct span *rest, char byte)
{
	if (!rest->size || rest->at[0] != byte)
		return false;
	*rest = span_of(rest->at + 1, rest->size - 1);
	return true;
}

static inline bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool front_is_digit(struct span rest)
{
	return rest.size && is_digit(rest.at[0]);
}

static inline bool take_two(struct span *rest, uint8_t *out)
{
	if (rest->size < 2 || !is_digit(rest->at[0]) || !is_digit(rest->at[1]))
		return false;
	*out = (uint8_t)((rest->at[0] - '0') * 10 + (rest->at[1] - '0'));
	*rest = span_of(rest->at + 2, rest->size - 2);
	return true;
}

/* One digit or two, or one behind a space: " 2", "2", "22". */
static inline bool take_day(struct span *rest, uint8_t *out)
{
	take_byte(rest, ' ');
	if (take_two(rest, out))
		return true;
	if (!front_is_digit(*rest))
		return false;
	*out = (uint8_t)(rest->at[0] - '0');
	*rest = span_of(rest->at + 1, rest->size - 1);
	return true;
}

static inline bool take_year(struct span *rest, struct civil *civil)
{
	uint8_t high, low;

	if (!take_two(rest, &high) || !take_two(rest, &low))
		return false;
	civil->year = high * 100 + low;
	return true;
}

/* Setting bit 5 makes letters lower case and no other byte a lower-case letter. */
#define THREE(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static inline uint32_t front_three(struct span rest)
{
	if (rest.size < 3)
		return 0;
	return THREE((unsigned char)rest.at[0], (unsigned char)rest.at[1],
		     (unsigned char)rest.at[2]) |
	       0x202020;
}

static inline bool take_month(struct span *rest, uint8_t *out)
{
	/* clang-format off */
	switch (front_three(*rest)) {
	case THREE('j', 'a', 'n'): *out = 1; break;
	case THREE('f', 'e', 'b'): *out = 2; break;
	case THREE('m', 'a', 'r'): *out = 3; break;
	case THREE('a', 'p', 'r'): *out = 4; break;
	case THREE('m', 'a', 'y'): *out = 5; break;
	case THREE('j', 'u', 'n'): *out = 6; break;
	case THREE('j', 'u', 'l'): *out = 7; break;
	case THREE('a', 'u', 'g'): *out = 8; break;
	case THREE('s', 'e', 'p'): *out = 9; break;
	case THREE('o', 'c', 't'): *out = 10; break;
	case THREE('n', 'o', 'v'): *out = 11; break;
	case THREE('d', 'e', 'c'): *out = 12; break;
	default: return false;
	}
	/* clang-format on */
	*rest = span_of(rest->at + 3, rest->size - 3);
	return true;
}

/* An abbreviation of another language and the space behind it, taken. (clock_month.c) */
bool clock_take_local_month(struct span *rest, uint8_t *out);

/* The month in English or not, and the space behind it. */
static inline bool take_any_month(struct span *rest, uint8_t *out)
{
	struct span here = *rest;

	if (!take_month(&here, out) || !take_byte(&here, ' '))
		return clock_take_local_month(rest, out);
	*rest = here;
	return true;
}

static inline bool take_weekday(struct span *rest)
{
	switch (front_three(*rest)) {
	case THREE('m', 'o', 'n'):
	case THREE('t', 'u', 'e'):
	case THREE('w', 'e', 'd'):
	case THREE('t', 'h', 'u'):
	case THREE('f', 'r', 'i'):
	case THREE('s', 'a', 't'):
	case THREE('s', 'u', 'n'):
		*rest = span_of(rest->at + 3, rest->size - 3);
		return true;
	default:
		return false;
	}
}

/* hh:mm:ss */
static inline bool take_time(struct span *rest, struct civil *civil)
{
	return take_two(rest, &civil->hour) && take_byte(rest, ':') &&
	       take_two(rest, &civil->minute) && take_byte(rest, ':') &&
	       take_two(rest, &civil->second);
}

/* AM or PM behind a time of twelve hours. */
static inline bool take_half_day(struct span *rest, struct civil *civil)
{
	bool after_noon = rest->size && (rest->at[0] | 32) == 'p';

	if (rest->size < 2 || (!after_noon && (rest->at[0] | 32) != 'a') ||
	    (rest->at[1] | 32) != 'm' || civil->hour < 1 || civil->hour > 12)
		return false;
	civil->hour = (uint8_t)(civil->hour % 12 + (after_noon ? 12 : 0));
	*rest = span_of(rest->at + 2, rest->size - 2);
	return true;
}

/* " PM" or "PM", unless a longer word begins so. */
static inline bool take_spaced_half_day(struct span *rest, struct civil *civil)
{
	struct civil moved = *civil;
	struct span behind = *rest;

	take_byte(&behind, ' ');
	if (!take_half_day(&behind, &moved) ||
	    (behind.size && (unsigned char)((behind.at[0] | 32) - 'a') < 26))
		return false;
	*civil = moved;
	*rest = behind;
	return true;
}

/* A mark and 1 to 9 digits; what is below a microsecond is cut. No digits, no fraction. */
static inline bool take_fraction(struct span *rest, bool or_comma, uint32_t *micro)
{
	const char *end = rest->at + rest->size;
	const char *behind = clock_memo_fraction(rest->at, end, or_comma, micro);

	if (behind)
		*rest = span_of(behind, (size_t)(end - behind));
	return behind != NULL;
}

/* An offset where a sign and a digit stand; false where they make none. */
static inline bool take_offset(struct span *rest, struct stamp *stamp)
{
	size_t used;

	if (rest->size < 2 || (rest->at[0] != '+' && rest->at[0] != '-') || !is_digit(rest->at[1]))
		return true;
	used = zone_read_offset(*rest, &stamp->offset_s);
	if (!used)
		return false;
	stamp->has_offset = true;
	*rest = span_of(rest->at + used, rest->size - used);
	return true;
}

/* yyyy-mm-dd or, by `separator`, yyyy/mm/dd. */
static inline bool take_date(struct span *rest, struct civil *civil, char separator)
{
	return take_year(rest, civil) && take_byte(rest, separator) &&
	       take_two(rest, &civil->month) && take_byte(rest, separator) &&
	       take_two(rest, &civil->day);
}

static inline bool take_zone_name(struct span *rest, struct stamp *stamp)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = { { "GMT", 0 },  { "UTC", 0 },  { "EST", -5 }, { "EDT", -4 },
		      { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 },
		      { "PST", -8 }, { "PDT", -7 }, { "UT", 0 },   { "Z", 0 } };

	for (size_t i = 0; i < LENGTH(names); i++) {
		struct span name = span_text(names[i].name);

		if (!span_starts(*rest, name))
			continue;
		stamp->offset_s = names[i].hours * 3600;
		stamp->has_offset = true;
		*rest = span_of(rest->at + name.size, rest->size - name.size);
		return true;
	}
	return false;
}

/* " +0100": a space and an offset of exactly four digits, where they stand. */
static inline bool take_spaced_offset(struct span *rest, struct stamp *stamp)
{
	struct span zone = *rest;

	if (!take_byte(&zone, ' ') || zone.size < 2 || (zone.at[0] != '+' && zone.at[0] != '-') ||
	    !is_digit(zone.at[1]))
		return true;
	zone.size = MIN(zone.size, 5);
	if (zone_read_offset(zone, &stamp->offset_s) != 5 || zone.at[3] == ':')
		return false;
	stamp->has_offset = true;
	*rest = span_of(rest->at + 6, rest->size - 6);
	return true;
}

/* A form that few logs are written in: behind it, `stamp` holds what it says. (clock_rare.c) */
bool clock_take_rare(enum clock_form form, struct span *rest, struct stamp *stamp);

/* A time of day, or of an hour, without a date: bytes taken, or 0. (clock_undated.c) */
size_t clock_read_undated(enum clock_form form, struct span text,
			  const struct clock_context *context, int64_t *time_us, uint32_t *assumed);

/* An instant in TAI64N, which needs no calendar: bytes taken, or 0. (clock_rare.c) */
size_t clock_read_tai64n(struct span text, int64_t *time_us);

#endif
