/*
 * latency.c - windows in which requests took far longer than they usually do at that
 * hour of the day.
 *
 * A window's 90th percentile is at least three times the usual one where at least a
 * tenth of its requests took three times as long: so slow requests are counted, and
 * scanned as a share of all. The threshold is the nearest bound of the sketch's
 * buckets, so 3 stands for 2.75 to 3.27; ends are multiples of five minutes.
 */
#include "analysis/detect/share.h"
#include "analysis/order.h"

#include <math.h>

#define QUANTILE 0.9
#define HOURS 24
#define DAYS_WANTED 3  /* to know an hour of the day by itself, */
#define HOURS_WANTED 6 /* and to know anything */
#define EVENTS_WANTED 30
#define SLOW_MIN 5

static uint32_t hour_of(const struct zone *zone, int64_t time_us)
{
	int64_t local_us = time_us + zone_offset_s(zone, time_us) * SECOND_US;

	return (uint32_t)((local_us / HOUR_US % HOURS + HOURS) % HOURS);
}

/* Hours of which enough is known: their hour of the day, and the quantile. */
struct hour {
	uint32_t of_day;
	double quantile_us;
};

static uint32_t hours_of(const struct latency *latency, const struct zone *zone, struct hour *hour)
{
	uint32_t hours = 0, step = (uint32_t)(HOUR_US / LATENCY_WIDTH_US);
	struct slim *sum;
	struct arena arena = { 0 };

	sum = arena_take(&arena, sizeof(*sum));
	for (uint32_t from = 0; from < latency->cells; from += step) {
		*sum = (struct slim){ 0 };
		for (uint32_t i = from; i < MIN(from + step, latency->cells); i++)
			if (latency->cell[i])
				slim_join(sum, latency->cell[i]);
		if (slim_total(sum) < EVENTS_WANTED)
			continue;
		hour[hours++] = (struct hour){
			.of_day = hour_of(zone, latency->begin_us + from * LATENCY_WIDTH_US),
			.quantile_us = slim_quantile(sum, QUANTILE),
		};
	}
	arena_release(&arena);
	return hours;
}

/* The quantile of all requests there were; of a service too quiet to know its hours. */
static double whole_quantile(const struct latency *latency)
{
	struct slim sum = { 0 };

	for (uint32_t i = 0; i < latency->cells; i++)
		if (latency->cell[i])
			slim_join(&sum, latency->cell[i]);
	return slim_total(&sum) >= HOURS_WANTED * EVENTS_WANTED ? slim_quantile(&sum, QUANTILE)
								: NAN;
}

/* The usual quantile of each hour of the day; false where too little is known. */
static bool usual_of(const struct latency *latency, const struct zone *zone, double usual_us[HOURS],
		     struct arena *scratch)
{
	uint32_t most = latency->cells / (uint32_t)(HOUR_US / LATENCY_WIDTH_US) + 1, hours;
	struct hour *hour = arena_array(scratch, most, sizeof(*hour));
	double *value = arena_array(scratch, most, sizeof(*value)), overall;

	hours = hours_of(latency, zone, hour);
	for (uint32_t i = 0; i < hours; i++)
		value[i] = hour[i].quantile_us;
	overall = hours >= HOURS_WANTED ? order_median(value, hours) : whole_quantile(latency);
	if (isnan(overall))
		return false;
	for (uint32_t of_day = 0; of_day < HOURS; of_day++) {
		uint32_t days = 0;

		for (uint32_t i = 0; i < hours; i++)
			if (hour[i].of_day == of_day)
				value[days++] = hour[i].quantile_us;
		usual_us[of_day] = days >= DAYS_WANTED ? order_median(value, days) : overall;
	}
	return true;
}

/* The bucket whose lower bound is nearest, on a log scale, to a duration. */
static uint32_t bucket_near(double duration_us)
{
	return slim_bucket((int64_t)(duration_us * 1.09));
}

/* What the window's requests took, against what they usually do then. */
static void measure(const struct latency *latency, const struct zone *zone, const double *usual_us,
		    struct episode *episode)
{
	struct slim sum = { 0 };
	double usual = 0, all = 0;

	for (uint32_t i = 0; i < latency->cells; i++) {
		int64_t at_us = latency->begin_us + i * LATENCY_WIDTH_US;
		double total;

		if (!latency->cell[i] || at_us < episode->from_us || at_us >= episode->to_us)
			continue;
		total = (double)slim_total(latency->cell[i]);
		slim_join(&sum, latency->cell[i]);
		usual += total * usual_us[hour_of(zone, at_us)];
		all += total;
	}
	episode->latency_ms = slim_quantile(&sum, QUANTILE) / 1000;
	episode->usual_latency_ms = all > 0 ? usual / all / 1000 : NAN;
}

void detect_latency(struct subject *subject, struct catch *into)
{
	const struct latency *latency = subject->activity->latency;
	const struct episode_options *options = subject->options;
	struct share share = { .kind = EPISODE_LATENCY,
			       .ratio_min = options->latency_ratio_min,
			       .share_min = 1 - QUANTILE,
			       .part_min = SLOW_MIN,
			       .whole_min = options->latency_events_min };
	double usual_us[HOURS], *slow, *all, *usual, slow_sum = 0.5, all_sum = 1;
	size_t first = into->count;

	if (!latency || subject->bin_us != LATENCY_WIDTH_US ||
	    subject->begin_us != latency->begin_us ||
	    !usual_of(latency, subject->zone, usual_us, subject->scratch))
		return;
	slow = arena_array(subject->scratch, subject->bins, sizeof(double));
	all = arena_array(subject->scratch, subject->bins, sizeof(double));
	usual = arena_array(subject->scratch, subject->bins, sizeof(double));
	for (uint32_t i = 0; i < MIN(subject->bins, latency->cells); i++) {
		uint32_t of_day = hour_of(subject->zone, subject_bin_us(subject, i));

		if (!latency->cell[i])
			continue;
		all[i] = (double)slim_total(latency->cell[i]);
		slow[i] = (double)slim_above(
			latency->cell[i],
			bucket_near(options->latency_ratio_min * usual_us[of_day]));
		if (slow[i] < share.share_min * all[i]) { /* what is usual of the usual bins */
			slow_sum += slow[i];
			all_sum += all[i];
		}
	}
	for (uint32_t i = 0; i < subject->bins; i++)
		usual[i] = slow_sum / all_sum * all[i];
	share.part = slow;
	share.whole = all;
	share.usual = usual;
	detect_share(subject, &share, into);
	for (size_t i = first; i < into->count; i++)
		measure(latency, subject->zone, usual_us, &into->item[i]);
}
