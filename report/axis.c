/* axis.c - see axis.h. */
#include "report/axis.h"

#include "core/clock.h"

#include <stdio.h>

/* Widths between ticks, in seconds, that people can read a clock by. */
static const int64_t steps_s[] = { 1,     5,     15,     30,     60,      300,
				   900,   1800,  3600,   7200,   10800,   21600,
				   43200, 86400, 172800, 604800, 2592000, 31536000 };

int64_t axis_step(int64_t length_us, uint32_t ticks)
{
	for (size_t i = 0; i < LENGTH(steps_s); i++)
		if (length_us / (steps_s[i] * SECOND_US) <= ticks)
			return steps_s[i] * SECOND_US;
	return length_us / ticks + 1;
}

int64_t axis_first_tick(const struct zone *zone, int64_t from_us, int64_t step_us)
{
	int64_t local = from_us + (int64_t)zone_offset_s(zone, from_us) * SECOND_US;
	int64_t into = (local % step_us + step_us) % step_us;

	return into ? from_us + step_us - into : from_us;
}

void axis_label(const struct zone *zone, int64_t time_us, int64_t step_us, char *label, size_t size)
{
	char text[CLOCK_TEXT_BYTES];

	clock_write_local(zone, time_us, text); /* 2014-02-22 19:02:00 */
	if (step_us >= DAY_US)
		snprintf(label, size, "%.5s", text + 5);
	else if (step_us >= MINUTE_US)
		snprintf(label, size, "%.5s", text + 11);
	else
		snprintf(label, size, "%.8s", text + 11);
}
