/* words.c - see words.h. */
#include "report/words.h"

#include "core/clock.h"
#include "core/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *words_number(struct arena *arena, double number)
{
	char digits[64], *to;
	size_t length, grouped = 0;

	if (!isfinite(number))
		return NULL;
	if (fabs(number) < 10 && fabs(number - nearbyint(number)) > 0.005)
		return arena_print(arena, fabs(number) < 0.095 ? "%.2f" : "%.1f", number);
	if (fabs(number) > 1e15)
		return arena_print(arena, "%.3g", number);
	snprintf(digits, sizeof(digits), "%.0f", fabs(nearbyint(number)));
	length = strlen(digits);
	to = arena_take(arena, length + length / 3 + 2);
	if (number < 0 && strcmp(digits, "0") != 0)
		to[grouped++] = '-';
	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			to[grouped++] = ',';
		to[grouped++] = digits[i];
	}
	return to;
}

const char *words_plural(struct arena *arena, double number, const char *one, const char *many)
{
	if (!isfinite(number))
		return NULL;
	if (number == 0)
		return arena_print(arena, "no %s", many);
	return arena_print(arena, "%s %s", words_number(arena, number), number == 1 ? one : many);
}

const char *words_counted(struct arena *arena, double number, uint32_t metric)
{
	return words_plural(arena, number, metric_singular(metric), metric_name(metric));
}

const char *words_availability(struct arena *arena, double share)
{
	double percent = share * 100;
	int digits = 1;

	if (!isfinite(share))
		return NULL;
	if (percent >= 100)
		return "100 %";
	/* 99.9 and 99.99 are not the same service. */
	while (digits < 4 && 100 - percent < 0.999 / pow(10, digits))
		digits++;
	return arena_print(arena, "%.*f %%", digits,
			   floor(percent * pow(10, digits) + 1e-6) / pow(10, digits));
}

const char *words_share(struct arena *arena, double share)
{
	double percent = share * 100;

	if (!isfinite(share))
		return NULL;
	if (percent > 0 && percent < 0.1)
		return "under 0.1 %";
	if (percent > 99 && percent < 100)
		return words_availability(arena, share);
	if (percent < 10 && fabs(percent - nearbyint(percent)) >= 0.05)
		return arena_print(arena, "%.1f %%", percent);
	return arena_print(arena, "%.0f %%", percent);
}

const char *words_bytes(struct arena *arena, double bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB" };
	size_t unit = 0;

	if (!isfinite(bytes))
		return NULL;
	while (bytes >= 999.5 && unit + 1 < LENGTH(units)) {
		bytes /= 1000;
		unit++;
	}
	return arena_print(arena, "%.*f %s", unit && bytes < 9.95 ? 1 : 0, bytes, units[unit]);
}

const char *words_rate(struct arena *arena, double per_second)
{
	static const struct {
		double seconds;
		const char *name;
	} units[] = {
		{ 1, "a second" }, { 60, "a minute" }, { 3600, "an hour" }, { 86400, "a day" }
	};
	size_t unit = 0;

	if (!isfinite(per_second))
		return NULL;
	while (unit + 1 < LENGTH(units) && per_second * units[unit].seconds < 1)
		unit++;
	return arena_print(arena, "%s %s", words_number(arena, per_second * units[unit].seconds),
			   units[unit].name);
}

const char *words_time(struct arena *arena, const struct zone *zone, int64_t time_us)
{
	char text[CLOCK_TEXT_BYTES];

	if (time_us == TIME_UNKNOWN)
		return NULL;
	return arena_print(arena, "%s", clock_write_local(zone, time_us, text));
}

const char *words_time_zone(struct arena *arena, const struct zone *zone, int64_t time_us)
{
	if (time_us == TIME_UNKNOWN)
		return NULL;
	return arena_print(arena, "%s %s", words_time(arena, zone, time_us),
			   zone_abbreviation(zone, time_us));
}

const char *words_range(struct arena *arena, const struct zone *zone, int64_t from_us,
			int64_t to_us)
{
	const char *from = words_time(arena, zone, from_us), *to = words_time(arena, zone, to_us);

	if (!from || !to)
		return NULL;
	if (strncmp(from, to, 11) == 0)
		to += 11;
	return arena_print(arena, "%s to %s %s", from, to, zone_abbreviation(zone, to_us));
}

const char *words_length(struct arena *arena, int64_t length_us)
{
	char text[CLOCK_TEXT_BYTES];

	return arena_print(arena, "%s", clock_write_length(length_us, text));
}

const char *words_seconds(struct arena *arena, double seconds)
{
	if (!isfinite(seconds) || fabs(seconds) > 1e11)
		return NULL;
	return words_length(arena, (int64_t)(seconds * SECOND_US));
}

/* One or two leading digits: 412 is "about 400", 37 stays. */
static double rounded(double number)
{
	double scale = pow(10, floor(log10(number)) - 1);

	return number < 100 ? nearbyint(number) : nearbyint(number / scale) * scale;
}

const char *words_chance(struct arena *arena, double p_value, const char *such)
{
	if (!isfinite(p_value))
		return "not known: too little past to tell";
	if (p_value > 0.5)
		return arena_print(arena, "by chance in most %s (p = %.2g)", such, p_value);
	if (p_value < 1e-9)
		return arena_print(arena, "by chance in less than 1 of a billion %s (p < 1e-9)",
				   such);
	return arena_print(arena, "by chance in about 1 of %s %s (p = %.2g)",
			   words_number(arena, rounded(1 / p_value)), such, p_value);
}

const char *words_stamp(struct arena *arena, const struct zone *zone, int64_t time_us)
{
	char text[CLOCK_TEXT_BYTES];
	int32_t offset_s = zone_offset_s(zone, time_us);
	char *stamp = arena_print(arena, "%s",
				  clock_write(time_us + (int64_t)offset_s * SECOND_US, text));

	if (!offset_s)
		return stamp;
	stamp[strlen(stamp) - 1] = '\0'; /* the Z: the wall clock was written as if it were UTC */
	return arena_print(arena, "%s%c%02d:%02d", stamp, offset_s < 0 ? '-' : '+',
			   abs(offset_s) / 3600, abs(offset_s) / 60 % 60);
}

void word_list_add(struct word_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], word) == 0)
			return;
	list->item =
		arena_grow(list->arena, list->item, list->count, &list->room, sizeof(*list->item));
	list->item[list->count++] = word;
}

const char *word_list_join(const struct word_list *list, size_t most)
{
	const char *joined = "";
	size_t shown = list->count <= most ? list->count : most;

	for (size_t i = 0; i < shown; i++) {
		bool last = i + 1 == list->count;

		joined = arena_print(list->arena, "%s%s%s", joined,
				     !i     ? ""
				     : last ? " and "
					    : ", ",
				     list->item[i]);
	}
	if (shown < list->count)
		joined = arena_print(list->arena, "%s and %zu more", joined, list->count - shown);
	return joined;
}
