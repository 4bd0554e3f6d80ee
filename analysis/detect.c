/* detect.c - from counted services to spikes and outages. */
#include "analysis/detect.h"
#include "core/crew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One piece of work: a service, or a host of it. */
struct watching {
	struct survey *survey;
	const struct zone *zone;
	uint32_t jobs;                     /* workers that it may have */
	struct watched *watched;           /* which service */
	const struct survey_layout *hosts; /* its hosts, */
	const struct activity *whole;      /* all of them, */
	uint32_t host;                     /* and which */
	struct host_episode *found;
	uint32_t count;
};

/*
 * Where a worker's pieces lie: what is kept of them, closer together than it would in an arena
 * for each; and scratch, memory that it knows already.
 */
struct lying {
	struct arena kept, scratch;
};

/* An activity without what it says of single cells. */
static struct activity outline_of(struct activity activity)
{
	activity.events = activity.failed = activity.bytes = NULL;
	activity.known = NULL;
	activity.first_us = activity.last_us = NULL;
	activity.latency = NULL;
	return activity;
}

/* Whether there are hosts to judge against each other, in watch_hosts. */
static bool judges_hosts(const struct survey *survey, const struct watched *watched)
{
	return survey_hosts(survey, watched->index) > 1;
}

static void watch_service(struct watching *work, struct lying *lying)
{
	struct watched *watched = work->watched;
	struct survey *survey = work->survey;
	const char *name = survey_service(survey, watched->index);
	struct arena *kept = &lying->kept, laid_out = { 0 };
	struct activity activity =
		survey_activity(survey, watched->index, &laid_out, &watched->note[0]);
	int64_t width_us = activity_honest_width(&activity, &watched->note[1]);
	struct episodes found;

	if (width_us > activity.width_us)
		activity = activity_coarsen(&activity, width_us, &laid_out);
	/* A copy: findings are read after the survey is released. */
	watched->name = activity.service = arena_copy(kept, name, strlen(name));
	found = episodes_find(&activity, work->zone, &episode_defaults, work->jobs, &laid_out,
			      &lying->scratch);
	watched->episodes = found;
	watched->episodes.item = arena_array(kept, found.count, sizeof(*found.item));
	if (found.count)
		memcpy(watched->episodes.item, found.item, found.count * sizeof(*found.item));
	watched->episodes.baseline = NULL;
	watched->kept = baseline_keep(found.baseline, kept);
	watched->note[2] = found.note;
	for (uint32_t i = 0; i < activity.cells; i++)
		watched->events += activity.events[i];
	watched->activity = outline_of(activity);
	watched->minutes = minutes_keep(&activity, kept);
	arena_release(&laid_out);
	if (!judges_hosts(survey, watched))
		survey_forget(survey, watched->index);
}

struct watched watched_recall(const struct watched *watched, struct arena *arena)
{
	struct watched recalled = *watched;

	recalled.activity = minutes_lay(watched->minutes, &watched->activity, arena);
	recalled.baseline = baseline_recall(watched->kept, arena);
	return recalled;
}

static void watch_host(struct watching *work, struct lying *lying)
{
	work->found = hosts_find(work->hosts, work->host, work->whole, work->zone, work->jobs,
				 &lying->kept, &lying->scratch, &work->count);
}

/* Pieces of one kind, shared out. */
struct watchings {
	struct crew_items items;
	struct watching *item;
	void (*work)(struct watching *work, struct lying *lying);
	struct lying *lying; /* by worker */
};

static void watch_some(void *context, uint32_t worker)
{
	struct watchings *all = context;
	struct lying *lying = &all->lying[worker];
	uint32_t item;

	while (crew_take(&all->items, &item))
		all->work(&all->item[item], lying);
	arena_release(&lying->scratch);
}

/* All of them side by side; those that the workers don't go evenly into last, by several each. */
static void watch_each(uint32_t jobs, uint32_t count, struct watching *item,
		       void (*work)(struct watching *work, struct lying *lying),
		       struct lying *lying)
{
	uint32_t rest = count % jobs;
	struct watchings even = { { .count = count - rest }, item, work, lying };
	struct watchings last = { { .count = rest }, item + count - rest, work, lying };

	for (uint32_t i = 0; i < count; i++)
		item[i].jobs = i < count - rest ? 1 : jobs / rest;
	crew_run(MIN(jobs, count - rest), watch_some, &even);
	crew_run(rest, watch_some, &last);
}

/* Every host of a service that has several. */
static void watch_hosts(struct watched *watched, struct survey *survey,
			const struct engine_options *options, struct lying *lying,
			struct arena *arena)
{
	struct arena laid_out = { 0 };
	uint32_t hosts = survey_hosts(survey, watched->index);
	const struct survey_layout *layout;
	struct watching *host;
	struct watched recalled;

	if (!judges_hosts(survey, watched))
		return;
	host = arena_array(&laid_out, hosts, sizeof(*host));
	layout = survey_lay_hosts(survey, watched->index, &laid_out);
	recalled = watched_recall(watched, &laid_out);
	for (uint32_t i = 0; i < hosts; i++)
		host[i] = (struct watching){ .zone = options->zone,
					     .hosts = layout,
					     .whole = &recalled.activity,
					     .host = i };
	watch_each(MAX(options->jobs, 1), hosts, host, watch_host, lying);
	for (uint32_t i = 0; i < hosts; i++)
		for (uint32_t k = 0; k < host[i].count; k++) {
			watched->host = arena_grow(arena, watched->host, watched->hosts,
						   &watched->host_room, sizeof(*watched->host));
			watched->host[watched->hosts++] = host[i].found[k];
		}
	arena_release(&laid_out);
	survey_forget(survey, watched->index);
}

static void watch_all(struct detection *detection, struct survey *survey,
		      const struct engine_options *options, struct arena *arena,
		      struct arena *scratch)
{
	uint32_t jobs = MAX(options->jobs, 1);
	struct watching *service = arena_array(scratch, detection->watcheds, sizeof(*service));
	struct lying *lying = arena_array(scratch, jobs, sizeof(*lying));

	for (uint32_t i = 0; i < detection->watcheds; i++) {
		service[i] = (struct watching){ .survey = survey,
						.zone = options->zone,
						.watched = &detection->watched[i] };
		detection->watched[i].index = i;
	}
	watch_each(jobs, detection->watcheds, service, watch_service, lying);
	for (uint32_t i = 0; i < detection->watcheds; i++)
		watch_hosts(&detection->watched[i], survey, options, lying, arena);
	for (uint32_t i = 0; i < jobs; i++)
		arena_adopt(arena, &lying[i].kept);
}

static int64_t activity_end_us(const struct activity *activity)
{
	return activity->begin_us + activity->cells * activity->width_us;
}

/* As asked for, else as far as the events go, else as the declared windows go. */
static void range_of(struct detection *detection, const struct engine_options *options)
{
	int64_t from_us = INT64_MAX;
	int64_t to_us = INT64_MIN;

	for (uint32_t i = 0; i < detection->watcheds; i++) {
		from_us = MIN(from_us, detection->watched[i].activity.begin_us);
		to_us = MAX(to_us, activity_end_us(&detection->watched[i].activity));
	}
	for (size_t i = 0;
	     !detection->watcheds && options->declared && i < options->declared->count; i++) {
		const struct window *window = &options->declared->item[i];

		from_us = MIN(from_us, window->from_us);
		to_us = MAX(to_us, MAX(window->from_us, window->to_us));
	}
	if (options->since_us != TIME_UNKNOWN)
		from_us = options->since_us;
	if (options->until_us != TIME_UNKNOWN)
		to_us = options->until_us;
	if (from_us == INT64_MAX) /* nothing at all, and no range was asked for */
		from_us = to_us == INT64_MIN ? 0 : to_us;
	detection->from_us = from_us;
	detection->to_us = MAX(from_us, to_us);
}

static struct spike spike_of(const struct watched *watched, const struct episode *episode)
{
	double width_s = (double)episode->peak_width_us / SECOND_US;

	return (struct spike){
		.service = watched->name,
		.metric = watched->activity.metric,
		.from_us = episode->from_us,
		.to_us = episode->to_us,
		.grain_us = watched->activity.width_us,
		.peak_us = episode->peak_us,
		.peak_per_s = episode->peak_count / width_s,
		.peak_expected_per_s = episode->peak_expected / width_s,
		.peak_ratio = episode->peak_expected > 0
				      ? episode->peak_count / episode->peak_expected
				      : NAN,
		.events = episode->events,
		.expected = episode->expected,
		.excess = episode->events - episode->expected,
		.excess_low = episode->excess_low,
		.excess_high = episode->excess_high,
		.p_value = episode->p_value,
	};
}

static enum outage_kind kind_of(enum episode_kind kind)
{
	switch (kind) {
	case EPISODE_SILENCE:
		return OUTAGE_SILENCE;
	case EPISODE_ERRORS:
		return OUTAGE_ERRORS;
	case EPISODE_LATENCY:
		return OUTAGE_LATENCY;
	case EPISODE_SPIKE:
	case EPISODE_DROP:
		break;
	}
	return OUTAGE_DROP;
}

static struct outage outage_of(const struct watched *watched, const struct episode *episode)
{
	bool counts = episode->kind == EPISODE_SILENCE || episode->kind == EPISODE_DROP;

	return (struct outage){
		.service = watched->name,
		.metric = watched->activity.metric,
		.kind = kind_of(episode->kind),
		.from_us = episode->from_us,
		.to_us = episode->to_us,
		.ongoing = episode->ongoing,
		.detected_us = TIME_UNKNOWN,
		.acknowledged_us = TIME_UNKNOWN,
		.resolved_us = TIME_UNKNOWN,
		.lost_events = counts ? episode->expected - episode->events : NAN,
		.failed_events = episode->kind == EPISODE_ERRORS ? episode->events : NAN,
		.p90_ms = episode->latency_ms,
		.usual_p90_ms = episode->usual_latency_ms,
		.p_value = episode->p_value,
		.first_us = TIME_UNKNOWN,
	};
}

static struct outage declared_of(const struct window *window, int64_t to_us)
{
	bool ongoing = window->to_us == TIME_UNKNOWN;

	return (struct outage){
		.service = window->service,
		.kind = OUTAGE_DECLARED,
		.from_us = window->from_us,
		.to_us = ongoing ? MAX(to_us, window->from_us) : window->to_us,
		.ongoing = ongoing,
		.title = window->title,
		.detected_us = window->detected_us,
		.acknowledged_us = window->announced_us,
		.resolved_us = window->resolved_us,
		.lost_events = NAN,
		.failed_events = NAN,
		.p90_ms = NAN,
		.usual_p90_ms = NAN,
		.p_value = NAN,
		.declared = window,
		.first_us = TIME_UNKNOWN,
	};
}

/* Findings while they are gathered, with where they came from. */
struct found {
	struct spike spike;
	struct outage outage;
	struct origin origin;
};

struct gathering {
	struct arena *arena;
	struct found *spike, *outage, *aside;
	uint32_t spikes, outages, asides;
	size_t spike_room, outage_room, aside_room;
};

/* Cut to the report's range; false where nothing is left. */
static bool clip(const struct detection *detection, int64_t *from_us, int64_t *to_us)
{
	*from_us = MAX(*from_us, detection->from_us);
	*to_us = MIN(*to_us, detection->to_us);
	return *from_us < *to_us;
}

static void gather_outage(struct gathering *gathering, const struct detection *detection,
			  const struct found *found)
{
	struct found clipped = *found;

	if (!clip(detection, &clipped.outage.from_us, &clipped.outage.to_us))
		return;
	gathering->outage = arena_grow(gathering->arena, gathering->outage, gathering->outages,
				       &gathering->outage_room, sizeof(clipped));
	gathering->outage[gathering->outages++] = clipped;
}

static void gather_spike(struct gathering *gathering, const struct detection *detection,
			 const struct found *found)
{
	struct found clipped = *found;

	if (!clip(detection, &clipped.spike.from_us, &clipped.spike.to_us))
		return;
	gathering->spike = arena_grow(gathering->arena, gathering->spike, gathering->spikes,
				      &gathering->spike_room, sizeof(clipped));
	gathering->spike[gathering->spikes++] = clipped;
}

static void gather_service(struct gathering *gathering, const struct detection *detection,
			   const struct watched *watched, struct arena *arena)
{
	for (uint32_t i = 0; i < watched->episodes.count; i++) {
		const struct episode *episode = &watched->episodes.item[i];
		struct found found = { .origin = { watched, episode } };

		if (episode->kind == EPISODE_SPIKE) {
			found.spike = spike_of(watched, episode);
			gather_spike(gathering, detection, &found);
			continue;
		}
		found.outage = outage_of(watched, episode);
		hosts_attach(watched->host, watched->hosts, &found.outage, arena);
		gather_outage(gathering, detection, &found);
	}
	for (uint32_t i = 0; i < watched->hosts; i++) {
		struct found found = { .origin = { watched, &watched->host[i].episode } };

		if (watched->host[i].attached)
			continue;
		found.outage = outage_of(watched, &watched->host[i].episode);
		hosts_attach(&watched->host[i], 1, &found.outage, arena);
		found.outage.host = watched->host[i].host;
		gather_outage(gathering, detection, &found);
	}
}

static void gather_declared(struct gathering *gathering, struct detection *detection,
			    const struct window_list *declared)
{
	for (size_t i = 0; declared && i < declared->count; i++) {
		const struct window *window = &declared->item[i];
		struct found found = { .outage = declared_of(window, detection->to_us) };

		if (found.outage.to_us < detection->from_us - DAY_US ||
		    found.outage.from_us > detection->to_us + DAY_US) {
			detection->outside++;
			continue;
		}
		if (!window_is_outage(window->kind)) {
			gathering->aside =
				arena_grow(gathering->arena, gathering->aside, gathering->asides,
					   &gathering->aside_room, sizeof(found));
			gathering->aside[gathering->asides++] = found;
			continue;
		}
		gathering->outage =
			arena_grow(gathering->arena, gathering->outage, gathering->outages,
				   &gathering->outage_room, sizeof(found));
		gathering->outage[gathering->outages++] = found;
	}
}

static int spikes_compare(const void *left, const void *right)
{
	const struct spike *a = &((const struct found *)left)->spike;
	const struct spike *b = &((const struct found *)right)->spike;

	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return strcmp(a->service, b->service);
}

static int outages_compare(const void *left, const void *right)
{
	const struct outage *a = &((const struct found *)left)->outage;
	const struct outage *b = &((const struct found *)right)->outage;
	int order;

	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	if (a->to_us != b->to_us)
		return a->to_us < b->to_us ? -1 : 1;
	order = strcmp(a->service, b->service);
	if (order)
		return order;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(a->host ? a->host : "", b->host ? b->host : "");
	if (order)
		return order;
	/* Two declared ones: as they stand in the list. */
	return a->declared < b->declared ? -1 : a->declared > b->declared;
}

static void settle(struct detection *detection, struct gathering *gathering, struct arena *arena)
{
	detection->spikes = gathering->spikes;
	detection->spike = arena_array(arena, gathering->spikes, sizeof(struct spike));
	detection->spike_origin = arena_array(arena, gathering->spikes, sizeof(struct origin));
	if (gathering->spikes)
		qsort(gathering->spike, gathering->spikes, sizeof(struct found), spikes_compare);
	for (uint32_t i = 0; i < gathering->spikes; i++) {
		detection->spike[i] = gathering->spike[i].spike;
		detection->spike[i].id = i + 1;
		detection->spike_origin[i] = gathering->spike[i].origin;
	}
	detection->outages = gathering->outages;
	detection->outage = arena_array(arena, gathering->outages, sizeof(struct outage));
	detection->outage_origin = arena_array(arena, gathering->outages, sizeof(struct origin));
	if (gathering->outages)
		qsort(gathering->outage, gathering->outages, sizeof(struct found), outages_compare);
	for (uint32_t i = 0; i < gathering->outages; i++) {
		detection->outage[i] = gathering->outage[i].outage;
		detection->outage[i].id = i + 1;
		detection->outage_origin[i] = gathering->outage[i].origin;
	}
	detection->asides = gathering->asides;
	detection->aside = arena_array(arena, gathering->asides, sizeof(struct outage));
	if (gathering->asides)
		qsort(gathering->aside, gathering->asides, sizeof(struct found), outages_compare);
	for (uint32_t i = 0; i < gathering->asides; i++) {
		detection->aside[i] = gathering->aside[i].outage;
		detection->aside[i].id = i + 1;
	}
}

struct detection detect(struct survey *survey, const struct engine_options *options,
			struct arena *arena)
{
	struct detection detection = { .watcheds = survey_services(survey) };
	struct arena scratch = { 0 };
	struct gathering gathering = { .arena = &scratch };

	detection.watched = arena_array(arena, detection.watcheds, sizeof(*detection.watched));
	survey_close(survey);
	watch_all(&detection, survey, options, arena, &scratch);
	range_of(&detection, options);
	for (uint32_t i = 0; i < detection.watcheds; i++)
		gather_service(&gathering, &detection, &detection.watched[i], arena);
	gather_declared(&gathering, &detection, options->declared);
	settle(&detection, &gathering, arena);
	arena_release(&scratch);
	return detection;
}

const struct watched *detection_watched(const struct detection *detection, const char *service)
{
	for (uint32_t i = 0; i < detection->watcheds; i++)
		if (strcmp(detection->watched[i].name, service) == 0)
			return &detection->watched[i];
	return NULL;
}
