/* shift.c - the weeks after against the weeks before. */
#include "analysis/shift.h"

#include <math.h>

#define DAYS_MAX (7 * SHIFT_WEEKS_MAX)
#define WEEK_US (7 * DAY_US)
#define MOOD_MAX 0.8 /* autocorrelation of days: more would be a trend */

struct pair_of_days {
	double before, after;
};

static bool in_episode(const struct episodes *episodes, int64_t from_us, int64_t to_us)
{
	for (uint32_t i = 0; i < episodes->count; i++)
		if (episodes->item[i].from_us < to_us && episodes->item[i].to_us > from_us)
			return true;
	return false;
}

/* The run of episodes that holds all which touch a day: nearly always none. */
static struct episodes episodes_of_day(const struct episodes *episodes, int64_t from_us)
{
	uint32_t first = 0, end = episodes->count;

	while (first < end && episodes->item[first].to_us <= from_us)
		first++;
	while (end > first && episodes->item[end - 1].from_us >= from_us + DAY_US)
		end--;
	return (struct episodes){ .item = episodes->item + first, .count = end - first };
}

/* Whether a cell's count can be used; its index goes to `out`. */
static bool is_usable(const struct activity *activity, const struct episodes *episodes,
		      int64_t from_us, uint32_t *out)
{
	int64_t cell = (from_us - activity->begin_us) / activity->width_us;

	if (from_us < activity->begin_us || cell >= activity->cells || !activity->known[cell])
		return false;
	*out = (uint32_t)cell;
	return !in_episode(episodes, from_us, from_us + activity->width_us);
}

/* One day after and its fellow before; cells that only one of them has count for neither. */
static struct pair_of_days pair_of(const struct activity *activity, const struct episodes *episodes,
				   int64_t before_us, int64_t after_us)
{
	struct pair_of_days pair = { 0 };
	struct episodes then = episodes_of_day(episodes, before_us);
	struct episodes now = episodes_of_day(episodes, after_us);
	int64_t step_us = MIN(activity->width_us, DAY_US);

	for (int64_t at = 0; at < DAY_US; at += step_us) {
		uint32_t before, after;

		if (!is_usable(activity, &then, before_us + at, &before) ||
		    !is_usable(activity, &now, after_us + at, &after))
			continue;
		pair.before += activity->events[before];
		pair.after += activity->events[after];
	}
	return pair;
}

/* Student's t at 97.5 %, by Hill's expansion (1970) around the normal's; exact to 0.1 % from 4 on.
 */
static double student(double freedom)
{
	const double z = 1.959964;
	double z2 = z * z;

	return z + (z2 + 1) * z / (4 * freedom) +
	       ((5 * z2 + 16) * z2 + 3) * z / (96 * freedom * freedom) +
	       (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / (384 * pow(freedom, 3));
}

static double mood_of(const struct pair_of_days *pair, uint32_t days, double ratio)
{
	double with = 0, all = 0, last = 0;

	for (uint32_t i = 0; i < days; i++) {
		double rest = (pair[i].after - ratio * pair[i].before) /
			      sqrt(pair[i].before + pair[i].after + 1);

		with += i ? rest * last : 0;
		all += rest * rest;
		last = rest;
	}
	return all > 0 ? MIN(MAX(with / all, 0), MOOD_MAX) : 0;
}

static struct shift interval_of(const struct pair_of_days *pair, uint32_t days)
{
	struct shift shift = { NAN, NAN, NAN, days, 0 };
	double before = 0, after = 0, mean = 0, spread = 0, half, mood;
	double log_ratio[DAYS_MAX];

	for (uint32_t i = 0; i < days; i++) {
		before += pair[i].before;
		after += pair[i].after;
	}
	if (days < SHIFT_DAYS_MIN || before <= 0 || after <= 0)
		return shift;
	for (uint32_t i = 0; i < days; i++) {
		double without_before = before - pair[i].before;
		double without_after = after - pair[i].after;

		if (without_before <= 0 || without_after <= 0)
			return shift; /* all that there is came on one day */
		log_ratio[i] = log(without_after / without_before);
		mean += log_ratio[i] / days;
	}
	for (uint32_t i = 0; i < days; i++)
		spread += (log_ratio[i] - mean) * (log_ratio[i] - mean);
	shift.ratio = after / before;
	mood = mood_of(pair, days, shift.ratio);
	half = student(days - 1) * sqrt(spread * (days - 1) / days * (1 + mood) / (1 - mood));
	shift.low = shift.ratio * exp(-half);
	shift.high = shift.ratio * exp(half);
	return shift;
}

struct shift shift_of(const struct activity *activity, const struct episodes *episodes,
		      int64_t before_us, int64_t after_us)
{
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	int64_t weeks =
		MIN((before_us - activity->begin_us) / WEEK_US, (end_us - after_us) / WEEK_US);
	struct pair_of_days pair[DAYS_MAX];
	struct shift shift;
	uint32_t days = 0;
	int64_t back_us;

	weeks = MIN(MAX(weeks, 0), SHIFT_WEEKS_MAX);
	/* So many whole weeks back that the last day before ends before `before_us`. */
	back_us = (after_us + weeks * WEEK_US - before_us + WEEK_US - 1) / WEEK_US * WEEK_US;
	for (int64_t day = 0; day < 7 * weeks; day++) {
		int64_t at_us = after_us + day * DAY_US;

		pair[days] = pair_of(activity, episodes, at_us - back_us, at_us);
		days += pair[days].before + pair[days].after > 0;
	}
	shift = interval_of(pair, days);
	shift.weeks = (uint32_t)weeks;
	return shift;
}
