/*
 * clock_read.c - time stamps of logs, form by form, and the memo for CLF.
 *
 * A form is a chain of small takes from the front of a span; each returns
 * whether it was there. Nothing looks past the span's end.
 */
#include "core/clock.h"

struct stamp {
	struct civil civil;
	int32_t offset_s;
	bool has_offset;
};

static bool take_byte(struct span *rest, char byte)
{
	if (!rest->size || rest->at[0] != byte)
		return false;
	*rest = span_of(rest->at + 1, rest->size - 1);
	return true;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool front_is_digit(struct span rest)
{
	return rest.size && is_digit(rest.at[0]);
}

static bool take_two(struct span *rest, uint8_t *out)
{
	if (rest->size < 2 || !is_digit(rest->at[0]) || !is_digit(rest->at[1]))
		return false;
	*out = (uint8_t)((rest->at[0] - '0') * 10 + (rest->at[1] - '0'));
	*rest = span_of(rest->at + 2, rest->size - 2);
	return true;
}

/* One digit or two, or one behind a space: " 2", "2", "22". */
static bool take_day(struct span *rest, uint8_t *out)
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

static bool take_year(struct span *rest, struct civil *civil)
{
	uint8_t high, low;

	if (!take_two(rest, &high) || !take_two(rest, &low))
		return false;
	civil->year = high * 100 + low;
	return true;
}

/* Setting bit 5 makes letters lower case and no other byte a lower-case letter. */
#define THREE(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static uint32_t front_three(struct span rest)
{
	if (rest.size < 3)
		return 0;
	return THREE((unsigned char)rest.at[0], (unsigned char)rest.at[1],
		     (unsigned char)rest.at[2]) |
	       0x202020;
}

static bool take_month(struct span *rest, uint8_t *out)
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

static bool take_weekday(struct span *rest)
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
static bool take_time(struct span *rest, struct civil *civil)
{
	return take_two(rest, &civil->hour) && take_byte(rest, ':') &&
	       take_two(rest, &civil->minute) && take_byte(rest, ':') &&
	       take_two(rest, &civil->second);
}

/* A mark and 1 to 9 digits; what is below a microsecond is cut. No digits, no fraction. */
static bool take_fraction(struct span *rest, bool or_comma, uint32_t *micro)
{
	uint32_t digits = 0, value = 0;

	if (rest->size < 2 || !is_digit(rest->at[1]) ||
	    (rest->at[0] != '.' && !(or_comma && rest->at[0] == ',')))
		return true;
	*rest = span_of(rest->at + 1, rest->size - 1);
	while (front_is_digit(*rest)) {
		if (++digits <= 6)
			value = value * 10 + (uint32_t)(rest->at[0] - '0');
		*rest = span_of(rest->at + 1, rest->size - 1);
		if (digits > 9)
			return false;
	}
	for (; digits < 6; digits++)
		value *= 10;
	*micro = value;
	return true;
}

/* An offset where a sign and a digit stand; false where they make none. */
static bool take_offset(struct span *rest, struct stamp *stamp)
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

static bool take_clf(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	struct span zone;

	if (!take_two(rest, &civil->day) || !take_byte(rest, '/') ||
	    !take_month(rest, &civil->month) || !take_byte(rest, '/') || !take_year(rest, civil) ||
	    !take_byte(rest, ':') || !take_time(rest, civil) ||
	    !take_fraction(rest, false, &civil->micro))
		return false;
	zone = *rest;
	if (take_byte(&zone, ' ') && zone.size >= 2 && (zone.at[0] == '+' || zone.at[0] == '-') &&
	    is_digit(zone.at[1])) {
		/* Here an offset has exactly four digits. */
		zone.size = MIN(zone.size, 5);
		if (zone_read_offset(zone, &stamp->offset_s) != 5 || zone.at[3] == ':')
			return false;
		stamp->has_offset = true;
		*rest = span_of(rest->at + 6, rest->size - 6);
	}
	return true;
}

/* yyyy-mm-dd or, by `separator`, yyyy/mm/dd. */
static bool take_date(struct span *rest, struct civil *civil, char separator)
{
	return take_year(rest, civil) && take_byte(rest, separator) &&
	       take_two(rest, &civil->month) && take_byte(rest, separator) &&
	       take_two(rest, &civil->day);
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

static bool take_zone_name(struct span *rest, struct stamp *stamp)
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

static bool take_rfc822(struct span *rest, struct stamp *stamp)
{
	struct civil *civil = &stamp->civil;
	struct span zone;

	if (take_weekday(rest) && (!take_byte(rest, ',') || !take_byte(rest, ' ')))
		return false;
	if (!take_day(rest, &civil->day) || !take_byte(rest, ' ') ||
	    !take_month(rest, &civil->month) || !take_byte(rest, ' ') || !take_year(rest, civil) ||
	    !take_byte(rest, ' ') || !take_time(rest, civil))
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
	return take_month(rest, &stamp->civil.month) && take_byte(rest, ' ') &&
	       take_day(rest, &stamp->civil.day) && take_byte(rest, ' ') &&
	       take_time(rest, &stamp->civil);
}

static bool take_ctime(struct span *rest, struct stamp *stamp)
{
	return take_weekday(rest) && take_byte(rest, ' ') && take_syslog(rest, stamp) &&
	       take_fraction(rest, false, &stamp->civil.micro) && take_byte(rest, ' ') &&
	       take_year(rest, &stamp->civil);
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

/* 2200-01-01: the first minute that is too late. */
#define PAST_LAST_US (INT64_C(7258118400) * SECOND_US)

/*
 * False where the offset moves the stamp's minute out of the years; by minutes,
 * so that the memo of clock_read_clf need not ask again.
 */
static bool to_utc(const struct stamp *stamp, const struct clock_context *context, int64_t *time_us)
{
	int64_t local_us = clock_from_civil(&stamp->civil), minute_us;

	*time_us = stamp->has_offset ? local_us - stamp->offset_s * SECOND_US
				     : zone_to_utc(context->zone, local_us);
	minute_us = *time_us - stamp->civil.second * SECOND_US - stamp->civil.micro;
	return minute_us >= 0 && minute_us < PAST_LAST_US;
}

/* The latest year that puts the stamp no later than a day after the newest there can be. */
static bool complete_year(struct stamp *stamp, const struct clock_context *context,
			  int64_t *time_us)
{
	int64_t latest_us = MIN(context->newest_us, PAST_LAST_US);
	struct civil civil;

	if (latest_us < 0)
		return false;
	latest_us += DAY_US; /* clocks run ahead, and zones are mistaken */
	clock_to_civil(MIN(latest_us + DAY_US, PAST_LAST_US - 1), &civil);
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
	if (number > (uint64_t)PAST_LAST_US)
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
	case CLOCK_EPOCH:
		break;
	}
	return false;
}

size_t clock_read(enum clock_form form, struct span text, const struct clock_context *context,
		  int64_t *time_us, uint32_t *assumed)
{
	struct stamp stamp = { 0 };
	struct span rest = text;
	bool no_year = form == CLOCK_SYSLOG;
	int64_t found_us;

	if (form == CLOCK_EPOCH)
		return read_epoch(text, time_us);
	if (!take_form(form, &rest, &stamp) || !is_date(&stamp.civil, no_year))
		return 0;
	if (no_year ? !complete_year(&stamp, context, &found_us)
		    : !to_utc(&stamp, context, &found_us))
		return 0;
	*time_us = found_us;
	if (assumed)
		*assumed |= (stamp.has_offset ? 0 : CLOCK_ASSUMED_ZONE) |
			    (no_year ? CLOCK_ASSUMED_YEAR : 0);
	return text.size - rest.size;
}

bool clock_read_any(struct span text, const struct clock_context *context, int64_t *time_us,
		    uint32_t *assumed)
{
	for (int form = CLOCK_CLF; form <= CLOCK_DATE; form++) {
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

/* Places in "dd/Mon/yyyy:hh:mm:ss +zzzz"; the memo keeps what precedes :ss, then the offset. */
#define CLF_BYTES 26
#define CLF_MINUTE_END 17
#define CLF_SECOND 18
#define CLF_OFFSET 20
#define CLF_OFFSET_BYTES 6

/* Whether the minute and the offset are those of the memo: four overlapping loads, no call. */
static inline bool memo_holds(const struct clock_memo *memo, const char *at)
{
	uint64_t a[2], b[2];
	uint32_t c, d;
	uint16_t e, f;

	memcpy(a, memo->text, 16);
	memcpy(b, at, 16);
	memcpy(&c, memo->text + CLF_MINUTE_END, 4);
	memcpy(&d, at + CLF_OFFSET, 4);
	memcpy(&e, memo->text + CLF_MINUTE_END + 4, 2);
	memcpy(&f, at + CLF_OFFSET + 4, 2);
	return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (c ^ d) | (uint64_t)(e ^ f) |
		(uint64_t)(memo->text[16] ^ at[16])) == 0;
}

static size_t read_afresh(struct clock_memo *memo, struct span text,
			  const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	size_t used = clock_read(CLOCK_CLF, text, context, time_us, assumed);

	/* Only stamps with an offset and without a fraction are of this length. */
	if (used == CLF_BYTES && text.at[CLF_OFFSET] == ' ') {
		uint32_t second = (uint32_t)(text.at[CLF_SECOND] - '0') * 10 +
				  (uint32_t)(text.at[CLF_SECOND + 1] - '0');

		memcpy(memo->text, text.at, CLF_MINUTE_END);
		memcpy(memo->text + CLF_MINUTE_END, text.at + CLF_OFFSET, CLF_OFFSET_BYTES);
		memo->minute_us = *time_us - second * SECOND_US;
		memo->set = true;
	}
	return used;
}

size_t clock_read_clf(struct clock_memo *memo, const char *at, const char *end,
		      const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	if (memo->set && end - at >= CLF_BYTES && memo_holds(memo, at) && at[17] == ':') {
		uint32_t tens = (uint32_t)(unsigned char)at[CLF_SECOND] - '0';
		uint32_t ones = (uint32_t)(unsigned char)at[CLF_SECOND + 1] - '0';

		if (tens <= 6 && ones <= 9 && tens * 10 + ones <= 60) {
			*time_us = memo->minute_us + (tens * 10 + ones) * SECOND_US;
			return CLF_BYTES;
		}
	}
	return read_afresh(memo, span_of(at, (size_t)(end - at)), context, time_us, assumed);
}
