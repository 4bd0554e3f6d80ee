/* clock_argument.c - times and lengths as people give them on a command line. */
#include "core/clock.h"

#include <inttypes.h>

static int64_t unit_us(char letter)
{
	/* clang-format off */
	switch (letter) {
	case 'w': return 7 * DAY_US;
	case 'd': return DAY_US;
	case 'h': return HOUR_US;
	case 'm': return MINUTE_US;
	case 's': return SECOND_US;
	default: return 0;
	}
	/* clang-format on */
}

/* Numbers with units, the greater ones first: "1h30m". */
static bool read_units(struct span text, int64_t *length_us)
{
	int64_t total = 0, last_us = INT64_MAX;

	while (text.size) {
		size_t digits = 0;
		uint64_t number;
		int64_t each_us, part_us;

		while (digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9')
			digits++;
		if (digits == text.size || !span_number(span_of(text.at, digits), &number))
			return false;
		each_us = unit_us(text.at[digits]);
		if (!each_us || each_us >= last_us ||
		    __builtin_mul_overflow(number, each_us, &part_us) ||
		    __builtin_add_overflow(total, part_us, &total))
			return false;
		last_us = each_us;
		text = span_of(text.at + digits + 1, text.size - digits - 1);
	}
	*length_us = total;
	return true;
}

/* ISO 8601 as units: "P1DT2H" is "1d2h". Months and years have no fixed length. */
static bool read_iso_length(struct span text, int64_t *length_us)
{
	char plain[64];
	size_t size = 0;
	bool time = false;

	for (size_t i = 1; i < text.size; i++) {
		char byte = text.at[i];

		if (size == sizeof(plain) || (byte == 'T' && (time || i + 1 == text.size)))
			return false;
		if (byte == 'T') {
			time = true;
		} else if (byte >= '0' && byte <= '9') {
			plain[size++] = byte;
		} else if (memchr(time ? "HMS" : "WD", byte, time ? 3 : 2)) {
			plain[size++] = (char)(byte | 0x20);
		} else {
			return false;
		}
	}
	return size && read_units(span_of(plain, size), length_us);
}

bool clock_read_length(struct span text, int64_t *length_us)
{
	uint64_t seconds;

	if (span_number(text, &seconds)) {
		int64_t found_us;

		if (__builtin_mul_overflow(seconds, SECOND_US, &found_us))
			return false;
		*length_us = found_us;
		return true;
	}
	if (!text.size)
		return false;
	return text.at[0] == 'P' ? read_iso_length(text, length_us) : read_units(text, length_us);
}

static int64_t midnight(const struct zone *zone, int64_t time_us, int days)
{
	struct civil civil;

	clock_to_civil(time_us + zone_offset_s(zone, time_us) * SECOND_US, &civil);
	civil.hour = civil.minute = civil.second = 0;
	civil.micro = 0;
	return zone_to_utc(zone, clock_from_civil(&civil) + days * DAY_US);
}

bool clock_read_minutes(struct span text, const struct clock_context *context, int64_t *time_us)
{
	enum { MINUTE_END = 16 };
	char whole[40];

	if (text.size < MINUTE_END || text.size + 3 > sizeof(whole))
		return false;
	memcpy(whole, text.at, MINUTE_END);
	memcpy(whole + MINUTE_END, ":00", 3);
	memcpy(whole + MINUTE_END + 3, text.at + MINUTE_END, text.size - MINUTE_END);
	return clock_read(CLOCK_ISO, span_of(whole, text.size + 3), context, time_us, NULL) ==
	       text.size + 3;
}

static bool read_relative(struct span text, int64_t now_us, int64_t *time_us)
{
	int64_t length_us;

	return text.size > 1 && text.at[0] == '-' &&
	       clock_read_length(span_of(text.at + 1, text.size - 1), &length_us) &&
	       !__builtin_sub_overflow(now_us, length_us, time_us) && *time_us >= 0;
}

static bool read_at(struct span text, const struct clock_context *context, int64_t *time_us)
{
	struct span number = text.size ? span_of(text.at + 1, text.size - 1) : text;
	uint64_t seconds;

	if (!text.size || text.at[0] != '@')
		return false;
	/* With the @ a small number is meant as seconds too. */
	if (number.size < 9 && span_number(number, &seconds)) {
		*time_us = (int64_t)seconds * SECOND_US;
		return true;
	}
	return clock_read(CLOCK_EPOCH, number, context, time_us, NULL) == number.size &&
	       number.size;
}

bool clock_read_argument(const char *text, const struct zone *zone, int64_t now_us,
			 int64_t *time_us, struct error *error)
{
	const struct clock_context context = { .zone = zone, .newest_us = now_us };
	struct span span = span_text(text);
	int64_t found_us;

	if (span_is(span, SPAN("now")))
		found_us = now_us;
	else if (span_is(span, SPAN("today")))
		found_us = midnight(zone, now_us, 0);
	else if (span_is(span, SPAN("yesterday")))
		found_us = midnight(zone, now_us, -1);
	else if (!clock_read_any(span, &context, &found_us, NULL) &&
		 !clock_read_minutes(span, &context, &found_us) &&
		 !read_relative(span, now_us, &found_us) && !read_at(span, &context, &found_us))
		return fail(error, FAULT_USAGE,
			    "\"%s\" is no time; give 2014-02-22, 2014-02-22 19:02[:00], "
			    "2014-02-22T19:02:00Z, @1393095720, now, today, yesterday or -2h "
			    "(units s m h d w)",
			    text);
	*time_us = found_us;
	return true;
}
