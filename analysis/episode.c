/* episode.c - all detectors over one service, or one host of it. */
#include "analysis/episode.h"

#include "analysis/detect/detect.h"
#include "core/crew.h"

#include <stdlib.h>

#define HOST_EVENTS_MIN 100
#define HOST_HOURS_SHARE 0.25

const struct episode_options episode_defaults = {
	.score_min = 6,
	.p_max = 1e-4,
	.spike_ratio_min = 1.3,
	.drop_ratio_max = 0.75,
	.drop_outage_ratio_max = 0.5,
	.excess_min = 12,
	.silence_min_us = MINUTE_US,
	.silence_alarm = 1e-4,
	.error_ratio_min = 3,
	.error_share_min = 0.02,
	.latency_ratio_min = 3,
	.latency_events_min = 30,
};

int episode_by_start(const void *a, const void *b)
{
	const struct episode *left = a, *right = b;

	if (left->from_us != right->from_us)
		return left->from_us < right->from_us ? -1 : 1;
	if (left->to_us != right->to_us)
		return left->to_us < right->to_us ? -1 : 1;
	return (left->kind > right->kind) - (left->kind < right->kind);
}

static struct episodes settle(const struct activity *activity, struct catch *found)
{
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;

	if (found->count)
		qsort(found->item, found->count, sizeof(*found->item), episode_by_start);
	for (size_t i = 0; i < found->count; i++)
		found->item[i].ongoing = found->item[i].to_us >= end_us;
	return (struct episodes){ .item = found->item, .count = (uint32_t)found->count };
}

/*
 * What was to be expected of a service or a host, and where a greater share than usual
 * failed or took long: these need nothing of each other, so that one has work for two.
 */
struct halves {
	const struct activity *activity;
	const double *others; /* [cells] events of the other hosts; NULL: of a service */
	const struct zone *zone;
	const struct episode_options *options;
	const struct baseline *usual, *share; /* by itself; of the others', NULL of a service */
	struct catch found;
	struct arena *fits, own; /* of baselines, and of what was found */
	struct arena *scratch;   /* of one worker; NULL: each has one */
};

static void fit_baselines(struct halves *halves, struct arena *scratch)
{
	const struct activity *activity = halves->activity;

	if (halves->others)
		halves->share = baseline_fit_share(activity, activity->events, halves->others,
						   halves->zone, halves->fits, scratch);
	halves->usual = baseline_fit(activity, halves->zone, halves->fits, scratch);
}

static void find_shares(struct halves *halves, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct subject subject = { .activity = halves->activity,
				   .options = halves->options,
				   .zone = halves->zone,
				   .arena = &halves->own,
				   .scratch = scratch };

	if (!halves->activity->cells)
		return;
	subject_prepare(&subject);
	detect_errors(&subject, &halves->found);
	detect_latency(&subject, &halves->found);
	arena_rewind(scratch, mark);
}

static void half_work(void *context, uint32_t half)
{
	struct halves *halves = context;
	struct arena own = { 0 }, *scratch = halves->scratch ? halves->scratch : &own;

	if (half == 0)
		fit_baselines(halves, scratch);
	else
		find_shares(halves, scratch);
	arena_release(&own);
}

static void halves_work(struct halves *halves, uint32_t jobs, struct arena *scratch)
{
	halves->scratch = jobs > 1 ? NULL : scratch;
	crew_each(jobs, 2, half_work, halves);
}

/* Put what has a greater share than usual to the other outages. */
static void merge_shares(const struct subject *subject, const struct halves *halves,
			 struct catch *outages)
{
	for (size_t i = 0; i < halves->found.count; i++)
		*catch_add(outages, subject->arena) = halves->found.item[i];
	merge_outages(subject, outages);
}

struct episodes episodes_find(const struct activity *activity, const struct zone *zone,
			      const struct episode_options *options, uint32_t jobs,
			      struct arena *arena, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct subject subject = { .activity = activity,
				   .options = options,
				   .zone = zone,
				   .arena = arena,
				   .scratch = scratch };
	struct halves halves = {
		.activity = activity, .zone = zone, .options = options, .fits = arena
	};
	struct catch spikes = { 0 }, outages = { 0 };
	const char *note = NULL;
	struct episodes found;

	halves_work(&halves, jobs, scratch);
	if (!activity->cells)
		return (struct episodes){ .baseline = halves.usual };
	subject_prepare(&subject);
	subject_expect(&subject, halves.usual, NULL);
	if (baseline_kind(halves.usual) == BASELINE_NONE) {
		note = "too few buckets to say what is usual: no spikes and drops are looked for";
	} else {
		if (baseline_kind(halves.usual) == BASELINE_LEVEL)
			note = "less than two days: compared with one level, without a daily "
			       "rhythm";
		detect_level(&subject, 1, &spikes);
		detect_level(&subject, -1, &outages);
		detect_silence(&subject, &outages);
	}
	merge_shares(&subject, &halves, &outages);
	for (size_t i = 0; i < outages.count; i++)
		*catch_add(&spikes, arena) = outages.item[i];
	found = settle(activity, &spikes);
	found.baseline = halves.usual;
	found.note = note;
	arena_release(&halves.own);
	arena_rewind(scratch, mark);
	return found;
}

/* The part of a host's activity from its first event to its last; no cells where none. */
static struct activity lifetime(const struct activity *host)
{
	struct activity life = *host;
	uint32_t first = 0, end = host->cells;

	while (first < end && host->events[first] <= 0)
		first++;
	while (end > first && host->events[end - 1] <= 0)
		end--;
	life.begin_us += first * host->width_us;
	life.cells = end - first;
	life.events += first;
	life.failed += first;
	life.bytes += first;
	life.known += first;
	if (host->first_us) {
		life.first_us += first;
		life.last_us += first;
	}
	life.latency = NULL;
	return life;
}

/*
 * Whether it has events in a good part of its hours. One that has not has no usual; and
 * as hours cost memory, hosts that are there can't be so many that judging them takes long.
 */
static bool is_steady(const struct activity *life)
{
	int64_t end_us = life->begin_us + life->cells * life->width_us, last = INT64_MIN;
	int64_t hour_us = MAX(HOUR_US, life->width_us);
	double hours = 0;

	for (uint32_t i = 0; i < life->cells; i++) {
		int64_t hour = (life->begin_us + i * life->width_us) / hour_us;

		hours += life->events[i] > 0 && hour != last;
		if (life->events[i] > 0)
			last = hour;
	}
	return hours * (double)hour_us >= HOST_HOURS_SHARE * (double)(end_us - life->begin_us);
}

struct episodes episodes_find_host(const struct activity *service, const struct activity *host,
				   const struct zone *zone, const struct episode_options *options,
				   uint32_t jobs, struct arena *arena, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct arena fits = { 0 };
	struct activity life = lifetime(host);
	uint32_t offset = (uint32_t)((life.begin_us - service->begin_us) / service->width_us);
	struct subject subject = { .activity = &life,
				   .options = options,
				   .zone = zone,
				   .arena = arena,
				   .scratch = scratch };
	double own = 0, all = 0, *others = arena_array(scratch, life.cells, sizeof(double));
	struct halves halves = {
		.activity = &life, .others = others, .zone = zone, .options = options, .fits = &fits
	};
	struct catch outages = { 0 };
	struct episodes found = { 0 };

	for (uint32_t i = 0; i < life.cells; i++) {
		others[i] = service->events[offset + i] - life.events[i];
		own += life.events[i];
		all += others[i];
	}
	if (own < HOST_EVENTS_MIN || all < HOST_EVENTS_MIN || !is_steady(&life))
		goto done;
	halves_work(&halves, jobs, scratch);
	if (baseline_kind(halves.share) == BASELINE_NONE)
		goto done;
	subject_prepare(&subject);
	subject_expect(&subject, halves.share, others);
	/* Others that cry out do not make a host silent that is as quiet as ever. */
	subject_limit(&subject, halves.usual);
	detect_level(&subject, -1, &outages);
	detect_silence(&subject, &outages);
	merge_shares(&subject, &halves, &outages);
	for (size_t i = 0; i < outages.count; i++) {
		struct episode *episode = &outages.item[i];
		double due = subject_expected(&subject, episode->from_us, episode->to_us), of = 0;

		for (uint32_t k = 0; k < life.cells; k++) {
			int64_t at_us = life.begin_us + k * life.width_us;

			if (at_us + life.width_us > episode->from_us && at_us < episode->to_us)
				of += others[k];
		}
		episode->share = due > 0 ? due / (due + of) : 0;
	}
	found = settle(&life, &outages);
done:
	arena_release(&halves.own);
	arena_release(&fits);
	arena_rewind(scratch, mark);
	return found;
}
