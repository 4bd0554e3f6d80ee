/* aftermath.c - what an incident left behind. */
#include "analysis/aftermath.h"
#include "analysis/shift.h"

#include <math.h>
#include <string.h>

static bool is_of(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The last end of an outage that others suffer, else of the service's own; TIME_UNKNOWN: it goes
 * on. */
static int64_t end_of_outage(const struct incident *incident, const char *service)
{
	for (int own = 0; own < 2; own++) {
		int64_t end_us = INT64_MIN;

		for (uint32_t i = 0; i < incident->outages; i++) {
			const struct outage *outage = incident->outage[i];

			if (is_of(outage->service, service) != own)
				continue;
			if (outage->ongoing)
				return TIME_UNKNOWN;
			end_us = MAX(end_us, outage->to_us);
		}
		if (end_us != INT64_MIN)
			return end_us;
	}
	return TIME_UNKNOWN;
}

/* Events of [from, to); false where any of its cells is not known. */
static bool events_in(const struct activity *activity, int64_t from_us, int64_t to_us,
		      double *events)
{
	int64_t first = (from_us - activity->begin_us) / activity->width_us;
	int64_t last = (to_us - activity->begin_us) / activity->width_us;

	if (from_us < activity->begin_us || last > activity->cells)
		return false;
	*events = 0;
	for (int64_t i = first; i < last; i++) {
		if (!activity->known[i])
			return false;
		*events += activity->events[i];
	}
	return true;
}

static bool is_raised(const struct watched *watched, int64_t from_us, int64_t to_us, double events)
{
	double low, high;

	baseline_interval(watched->baseline, from_us, to_us, &low, &high);
	return events > high;
}

/*
 * From the outage's end on, window by window. The traffic is as ever where it has been
 * inside its band for AFTERMATH_CALM windows. The lower bound of the length ends where
 * the last window before the first of those began; the upper one begins as many windows
 * in a row that are not above what is expected at all.
 */
static void glow_fill(struct aftermath *after, const struct watched *watched, int64_t end_us)
{
	const struct activity *activity = &watched->activity;
	int64_t width_us = activity->width_us;
	int64_t window_us = (AFTERMATH_WINDOW_US + width_us - 1) / width_us * width_us;
	int64_t at_us, begin_us;
	double raised_until_us = 0, more = 0;
	uint32_t calm = 0, low = 0;
	bool contiguous = true, settled = false;

	if (end_us == TIME_UNKNOWN) {
		after->glow_note = "its outage goes on";
		return;
	}
	if (width_us > HOUR_US) {
		after->glow_note = "counted in rows of more than an hour";
		return;
	}
	at_us = begin_us = activity->begin_us +
			   (end_us - activity->begin_us + width_us - 1) / width_us * width_us;
	after->glow_low_s = 0;
	for (; at_us < begin_us + AFTERMATH_GLOW_MAX_US && low < AFTERMATH_CALM;
	     at_us += window_us) {
		double events, expected;

		if (!events_in(activity, at_us, at_us + window_us, &events))
			break;
		expected = baseline_expected(watched->baseline, at_us, at_us + window_us);
		low = events <= expected ? low + 1 : 0;
		if (!settled && !low && is_raised(watched, at_us, at_us + window_us, events)) {
			calm = 0;
			raised_until_us = (double)(at_us + window_us - end_us);
			if (contiguous)
				after->glow_low_s = (double)(at_us - end_us) / SECOND_US;
		} else {
			contiguous = false;
			settled |= ++calm == AFTERMATH_CALM;
		}
		if (!settled)
			more += events - expected;
		if (low == AFTERMATH_CALM)
			after->glow_high_s = MAX((double)(at_us + window_us -
							  AFTERMATH_CALM * window_us - end_us),
						 raised_until_us) /
					     SECOND_US;
	}
	if (!settled) {
		after->glow_high_s = NAN;
		after->glow_note =
			"too little data: the log ends, or has a gap, before traffic is as ever";
		return;
	}
	after->glow_s = raised_until_us / SECOND_US;
	after->glow_events = more;
}

static void level_fill(struct aftermath *after, const struct watched *watched, int64_t from_us,
		       int64_t to_us)
{
	struct shift shift;

	if (watched->activity.width_us > DAY_US) {
		after->level_note = "counted by more than a day";
		return;
	}
	/* A day of grace: what glows is not yet the level. */
	shift = shift_of(&watched->activity, &watched->episodes, from_us, to_us + DAY_US);
	after->level = shift.ratio;
	after->level_low = shift.low;
	after->level_high = shift.high;
	after->level_days = shift.days;
	if (!shift.weeks)
		after->level_note = "too little data: under a week on one side";
	else if (isnan(shift.ratio))
		after->level_note = "too little data: too few events, or days that are known";
}

/* Those of its first spike whose clients say more than those of others: the one with most new ones.
 */
static void returning_fill(struct aftermath *after, const struct incident *incident,
			   const struct detection *detection, const struct returning *returning)
{
	const struct returning *best = NULL;

	for (uint32_t i = 0; i < incident->spikes; i++) {
		const struct returning *of = &returning[incident->spike[i] - detection->spike];

		if (is_of(incident->spike[i]->service, after->service) &&
		    (!best || of->fresh > best->fresh || isnan(best->fresh)))
			best = of;
	}
	if (!best || isnan(best->fresh))
		after->return_note = "no clients are known of a spike";
	else if (!best->days_after)
		after->return_note = "too little data: no days after it";
	else if (best->fresh < AFTERMATH_RETURNING_MIN)
		after->return_note = "too little data: too few new clients";
	else
		after->returning = *best;
}

void aftermath_list(struct incident *incident, const struct detection *detection,
		    const struct returning *returning, struct arena *arena)
{
	struct aftermath *item =
		arena_array(arena, (size_t)incident->outages + incident->spikes, sizeof(*item));
	uint32_t count = 0;

	for (uint32_t i = 0; i < incident->outages + incident->spikes; i++) {
		const char *service = i < incident->outages
					      ? incident->outage[i]->service
					      : incident->spike[i - incident->outages]->service;
		bool again = false;

		for (uint32_t k = 0; k < count; k++)
			again |= is_of(item[k].service, service);
		if (again || !detection_watched(detection, service))
			continue;
		item[count] = (struct aftermath){
			.service = service,
			.glow_s = NAN,
			.glow_low_s = NAN,
			.glow_high_s = NAN,
			.glow_events = NAN,
			.level = NAN,
			.level_low = NAN,
			.level_high = NAN,
			.returning = RETURNING_UNKNOWN,
		};
		returning_fill(&item[count], incident, detection, returning);
		count++;
	}
	incident->aftermath = item;
	incident->aftermaths = count;
}

void aftermath_fill(const struct incident *incident, const struct watched *watched)
{
	for (uint32_t i = 0; i < incident->aftermaths; i++) {
		/* As it was listed, to be filled here. */
		struct aftermath *item = (struct aftermath *)(uintptr_t)&incident->aftermath[i];

		if (!is_of(item->service, watched->name))
			continue;
		glow_fill(item, watched, end_of_outage(incident, item->service));
		level_fill(item, watched, incident->from_us, incident->to_us);
	}
}
