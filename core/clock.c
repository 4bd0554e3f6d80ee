/* clock.c - the calendar, and times as they are written for programs and people. */
#include "core/clock.h"

#include <stdio.h>

/* Days since 1970 of a date, by H. Hinnant, "chrono-compatible low-level date algorithms". */
static int64_t days_of(int64_t year, uint32_t month, uint32_t day)
{
	int64_t era;
	uint32_t year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = (uint32_t)(year - era * 400);
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static int64_t floor_divide(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

int64_t clock_from_civil(const struct civil *civil)
{
	int64_t days = days_of(civil->year, civil->month, civil->day);
	int64_t of_day_s = civil->hour * 3600 + civil->minute * 60 + civil->second;

	return days * DAY_US + of_day_s * SECOND_US + civil->micro;
}

void clock_to_civil(int64_t time_us, struct civil *out)
{
	int64_t day_count = floor_divide(time_us, DAY_US), era;
	uint64_t of_day_us = (uint64_t)time_us - (uint64_t)day_count * DAY_US;
	uint32_t of_day_s = (uint32_t)(of_day_us / SECOND_US), day, year, day_of_year, month;

	day_count += 719468;
	era = floor_divide(day_count, 146097);
	day = (uint32_t)(day_count - era * 146097);
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day_of_year = day - (365 * year + year / 4 - year / 100);
	month = (5 * day_of_year + 2) / 153;
	*out = (struct civil){
		.month = (uint8_t)(month < 10 ? month + 3 : month - 9),
		.day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1),
		.hour = (uint8_t)(of_day_s / 3600),
		.minute = (uint8_t)(of_day_s / 60 % 60),
		.second = (uint8_t)(of_day_s % 60),
		.micro = (uint32_t)(of_day_us % SECOND_US),
	};
	out->year = (int32_t)(era * 400 + year + (out->month <= 2));
}

int clock_weekday(int64_t time_us)
{
	int64_t days = floor_divide(time_us, DAY_US);

	return (int)(((days + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

const char *clock_write(int64_t time_us, char text[CLOCK_TEXT_BYTES])
{
	struct civil civil;
	char fraction[8] = "";

	clock_to_civil(time_us, &civil);
	if (civil.micro % 1000)
		snprintf(fraction, sizeof(fraction), ".%06u", civil.micro % 1000000);
	else if (civil.micro)
		snprintf(fraction, sizeof(fraction), ".%03u", civil.micro / 1000 % 1000);
	snprintf(text, CLOCK_TEXT_BYTES, "%04d-%02u-%02uT%02u:%02u:%02u%sZ", civil.year,
		 civil.month, civil.day, civil.hour, civil.minute, civil.second, fraction);
	return text;
}

const char *clock_write_local(const struct zone *zone, int64_t time_us, char text[CLOCK_TEXT_BYTES])
{
	int64_t local_us;
	struct civil civil;

	if (__builtin_add_overflow(time_us, zone_offset_s(zone, time_us) * SECOND_US, &local_us))
		local_us = time_us;
	clock_to_civil(local_us, &civil);
	snprintf(text, CLOCK_TEXT_BYTES, "%04d-%02u-%02u %02u:%02u:%02u", civil.year, civil.month,
		 civil.day, civil.hour, civil.minute, civil.second);
	return text;
}

const char *clock_write_length(int64_t length_us, char text[CLOCK_TEXT_BYTES])
{
	static const struct {
		uint64_t us;
		const char *name;
	} unit[] = { { DAY_US, "d" },
		     { HOUR_US, "h" },
		     { MINUTE_US, "min" },
		     { SECOND_US, "s" },
		     { 1000, "ms" } };
	uint64_t magnitude = length_us < 0 ? -(uint64_t)length_us : (uint64_t)length_us, rounded;
	const char *sign = length_us < 0 ? "-" : "";
	size_t first = 0, second;
	int used;

	/* Below a second milliseconds are the only unit; above it seconds are the smallest. */
	while (first < 4 && magnitude < unit[first].us)
		first++;
	for (;; first--) {
		second = first >= 3 ? first : first + 1;
		rounded = (magnitude + unit[second].us / 2) / unit[second].us * unit[second].us;
		if (first == 0 || rounded < unit[first - 1].us)
			break; /* else 59 min 59.7 s, which is 1 h */
	}
	if (!rounded) {
		snprintf(text, CLOCK_TEXT_BYTES, "0 s");
		return text;
	}
	used = snprintf(text, CLOCK_TEXT_BYTES, "%s%llu %s", sign,
			(unsigned long long)(rounded / unit[first].us), unit[first].name);
	if (rounded % unit[first].us)
		snprintf(text + used, CLOCK_TEXT_BYTES - (size_t)used, " %llu %s",
			 (unsigned long long)(rounded % unit[first].us / unit[second].us),
			 unit[second].name);
	return text;
}
