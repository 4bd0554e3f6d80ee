/*
 * clock_undated.c - stamps that hold a time of day, or of an hour, and no date.
 */
#include "core/clock_take.h"

static bool take_minutes(struct span *rest, struct civil *civil)
{
	return take_two(rest, &civil->minute) && take_byte(rest, ':') &&
	       take_two(rest, &civil->second) && rest->size && rest->at[0] == '.';
}

/* One digit of the hour or two; AM or PM may follow. */
static bool take_daytime(struct span *rest, struct civil *civil)
{
	return front_is_digit(*rest) && take_day(rest, &civil->hour) && take_byte(rest, ':') &&
	       take_two(rest, &civil->minute) && take_byte(rest, ':') &&
	       take_two(rest, &civil->second);
}

size_t clock_read_undated(enum clock_form form, struct span text,
			  const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	struct clock_parts parts = { .has_year = true };
	struct civil civil = { .year = 1970, .month = 1, .day = 1 };
	struct span rest = text, behind;
	uint32_t found = 0;

	if (context->base_us < 0 || context->base_us >= CLOCK_PAST_LAST_US)
		return 0;
	if (form == CLOCK_DAYTIME ? !take_daytime(&rest, &civil) : !take_minutes(&rest, &civil))
		return 0;
	if (!take_fraction(&rest, true, &civil.micro))
		return 0;
	behind = rest;
	take_byte(&behind, ':');
	if (front_is_digit(behind))
		return 0; /* more than a time of day */
	if (form == CLOCK_DAYTIME)
		take_spaced_half_day(&rest, &civil);
	if (civil.hour > 23 || civil.minute > 59 || civil.second > 60)
		return 0;
	clock_to_civil(context->base_us + clock_from_civil(&civil), &parts.civil);
	if (!clock_resolve(&parts, context, time_us, &found))
		return 0;
	if (assumed)
		*assumed |=
			found | (form == CLOCK_DAYTIME ? CLOCK_ASSUMED_DATE : CLOCK_ASSUMED_HOUR);
	return text.size - rest.size;
}
