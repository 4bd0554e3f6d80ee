/* figures.c - a service in numbers. */
#include "analysis/figures.h"

#include <math.h>
#include <string.h>

int64_t figures_bucket_us(const struct detection *detection, int64_t asked_us)
{
	static const int64_t widths[] = {
		MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US, 15 * MINUTE_US, 30 * MINUTE_US,
		HOUR_US,   3 * HOUR_US,   6 * HOUR_US,    DAY_US,
	};
	int64_t range_us = detection->to_us - detection->from_us;
	int64_t bucket_us = asked_us;

	for (size_t i = 0; i < LENGTH(widths) && !asked_us; i++)
		if (range_us / widths[i] <= 400 || i + 1 == LENGTH(widths)) {
			bucket_us = widths[i];
			break;
		}
	/* A second's bucket over years would be all ink and no paper. */
	while (range_us / bucket_us >= CURVE_BUCKETS_MAX)
		bucket_us *= 10;
	return bucket_us;
}

struct curve_arrays {
	double *events, *failed, *bytes, *expected, *low, *high;
	uint8_t *known;
};

static struct curve_arrays arrays_take(uint32_t buckets, struct arena *arena)
{
	struct curve_arrays arrays = {
		.events = arena_array(arena, buckets, sizeof(double)),
		.failed = arena_array(arena, buckets, sizeof(double)),
		.bytes = arena_array(arena, buckets, sizeof(double)),
		.expected = arena_array(arena, buckets, sizeof(double)),
		.low = arena_array(arena, buckets, sizeof(double)),
		.high = arena_array(arena, buckets, sizeof(double)),
		.known = arena_array(arena, buckets, 1),
	};

	return arrays;
}

struct curve figures_curve(const struct watched *watched, int64_t from_us, int64_t to_us,
			   int64_t bucket_us, struct arena *arena)
{
	const struct activity *activity = &watched->activity;
	int64_t cells = (bucket_us + activity->width_us - 1) / activity->width_us;
	int64_t width_us = cells * activity->width_us;
	int64_t begin_us = floor_to(from_us, width_us);
	uint32_t buckets = (uint32_t)((to_us - begin_us + width_us - 1) / width_us);
	struct curve_arrays arrays = arrays_take(buckets, arena);
	bool expects = baseline_kind(watched->baseline) != BASELINE_NONE;

	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;
		uint32_t bucket;

		if (!activity->known[i] || at_us < begin_us || at_us >= to_us)
			continue;
		bucket = (uint32_t)((at_us - begin_us) / width_us);
		arrays.events[bucket] += activity->events[i];
		arrays.failed[bucket] += activity->failed[i];
		arrays.bytes[bucket] += activity->bytes[i];
		arrays.known[bucket] = 1;
	}
	for (uint32_t i = 0; i < buckets; i++) {
		int64_t at_us = begin_us + i * width_us;

		arrays.expected[i] = arrays.low[i] = arrays.high[i] = NAN;
		if (!expects || !arrays.known[i])
			continue;
		arrays.expected[i] = baseline_expected(watched->baseline, at_us, at_us + width_us);
		baseline_interval(watched->baseline, at_us, at_us + width_us, &arrays.low[i],
				  &arrays.high[i]);
	}
	return (struct curve){
		.begin_us = begin_us,
		.width_us = width_us,
		.buckets = buckets,
		.events = arrays.events,
		.failed = arrays.failed,
		.bytes = arrays.bytes,
		.expected = arrays.expected,
		.low = arrays.low,
		.high = arrays.high,
		.known = arrays.known,
	};
}

/* Whether the outage is one of the whole service: where a host is down, the others serve. */
static bool is_of_all(const struct outage *outage, const char *service)
{
	return !outage->host && !strcmp(outage->service, service);
}

/* The union of its outages within the range; they are sorted by start. */
static double downtime_s(const struct detection *detection, const char *service)
{
	int64_t covered_us = detection->from_us;
	int64_t sum_us = 0;

	for (uint32_t i = 0; i < detection->outages; i++) {
		const struct outage *outage = &detection->outage[i];
		int64_t from_us = MAX(outage->from_us, covered_us);
		int64_t to_us = MIN(outage->to_us, detection->to_us);

		if (!is_of_all(outage, service) || to_us <= from_us)
			continue;
		sum_us += to_us - from_us;
		covered_us = to_us;
	}
	return (double)sum_us / SECOND_US;
}

static double lost_in_silence(const struct detection *detection, const char *service)
{
	double lost = 0;

	for (uint32_t i = 0; i < detection->outages; i++)
		if (detection->outage[i].kind == OUTAGE_SILENCE &&
		    is_of_all(&detection->outage[i], service))
			lost += detection->outage[i].lost_events;
	return lost;
}

static const char *note_of(const struct watched *watched)
{
	switch (baseline_kind(watched->baseline)) {
	case BASELINE_NONE:
		return "too little past to say what is usual: no spikes could be looked for";
	case BASELINE_LEVEL:
		return "under two days of past: expected is one level, without a daily profile";
	case BASELINE_DAILY:
	case BASELINE_WEEKLY:
		break;
	}
	return watched->note[2];
}

struct service figures_of(const struct detection *detection, const struct survey *survey,
			  const struct watched *watched, int64_t bucket_us, struct arena *arena)
{
	const struct activity *activity = &watched->activity;
	struct service service = {
		.name = watched->name,
		.metric = activity->metric,
		.availability = NAN,
		.failed = NAN,
		.budget = NAN,
		.clients = NAN,
		.latency_p50_ms = survey_latency_ms(survey, watched->index, 0.5),
		.latency_p90_ms = survey_latency_ms(survey, watched->index, 0.9),
		.latency_p99_ms = survey_latency_ms(survey, watched->index, 0.99),
		.has_failures = activity->has_failures,
		.note = note_of(watched),
	};
	double all;

	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;

		if (at_us + activity->width_us <= detection->from_us || at_us >= detection->to_us)
			continue;
		service.events += activity->events[i];
		service.errors += activity->failed[i];
		service.bytes += activity->bytes[i];
	}
	all = service.events + lost_in_silence(detection, watched->name);
	if (service.has_failures && all > 0) {
		service.failed = service.errors + all - service.events;
		service.availability = 1 - service.failed / all;
		service.budget = (1 - AVAILABILITY_OBJECTIVE) * all;
	}
	service.downtime_s = downtime_s(detection, watched->name);
	service.curve =
		figures_curve(watched, detection->from_us, detection->to_us, bucket_us, arena);
	return service;
}
