/* looks.c - where the second pass should look. */
#include "analysis/looks.h"

#include "analysis/correlate.h"
#include "analysis/messages.h"
#include "core/clock.h"

#include <stdlib.h>
#include <string.h>

/* An episode on the list: its number and how strong it is. */
struct candidate {
	uint32_t number;
	double score;
	bool visited; /* who came on the days around is noted */
};

struct gathering {
	const struct detection *detection;
	const struct zone *zone;
	struct arena *arena;
	struct looks looks;
	size_t room;
};

static int strongest_first(const void *left, const void *right)
{
	const struct candidate *a = left;
	const struct candidate *b = right;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static int by_number(const void *left, const void *right)
{
	const struct candidate *a = left;
	const struct candidate *b = right;

	return a->number < b->number ? -1 : a->number > b->number;
}

/* An episode by its number; score 0 for what was only declared. */
static struct episode_at {
	const struct watched *watched; /* NULL: nothing was read of its service */
	enum episode_kind kind;
	int64_t from_us, to_us;
	double score;
	const struct episode *found; /* NULL: declared */
} episode_at(const struct detection *detection, uint32_t number)
{
	bool is_spike = number < detection->spikes;
	uint32_t index = is_spike ? number : number - detection->spikes;
	const struct origin *origin =
		is_spike ? &detection->spike_origin[index] : &detection->outage_origin[index];
	const struct outage *outage = is_spike ? NULL : &detection->outage[index];

	if (origin->episode)
		return (struct episode_at){ origin->watched,          origin->episode->kind,
					    origin->episode->from_us, origin->episode->to_us,
					    origin->episode->score,   origin->episode };
	return (struct episode_at){ detection_watched(detection, outage->service),
				    EPISODE_DROP,
				    outage->from_us,
				    outage->to_us,
				    0,
				    NULL };
}

static struct candidate *candidates_of(const struct detection *detection, struct arena *arena,
				       uint32_t *count)
{
	uint32_t episodes = detection->spikes + detection->outages;
	struct candidate *candidate = arena_array(arena, episodes, sizeof(*candidate));

	*count = 0;
	for (uint32_t i = 0; i < episodes; i++) {
		struct episode_at episode = episode_at(detection, i);

		/* Counts of statistics have no dimensions. */
		if (episode.watched && !episode.watched->activity.counted)
			candidate[(*count)++] = (struct candidate){ i, episode.score };
	}
	if (*count)
		qsort(candidate, *count, sizeof(*candidate), strongest_first);
	return candidate;
}

static void add(struct gathering *gathering, struct look look)
{
	gathering->looks.look = arena_grow(gathering->arena, gathering->looks.look,
					   gathering->looks.count, &gathering->room, sizeof(look));
	gathering->looks.look[gathering->looks.count++] = look;
}

static bool is_weekend(const struct zone *zone, int64_t at_us)
{
	int day = clock_weekday(at_us + zone_offset_s(zone, at_us) * SECOND_US);

	return day == 0 || day == 6;
}

static bool has_episode(const struct watched *watched, int64_t from_us, int64_t to_us)
{
	for (uint32_t i = 0; i < watched->episodes.count; i++)
		if (watched->episodes.item[i].from_us < to_us &&
		    watched->episodes.item[i].to_us > from_us)
			return true;
	return false;
}

static bool is_reference(const struct gathering *gathering, const struct watched *watched,
			 const struct look *inside, int64_t from_us)
{
	const struct activity *activity = &watched->activity;
	int64_t to_us = from_us + inside->to_us - inside->from_us;

	return from_us >= activity->begin_us &&
	       to_us <= activity->begin_us + activity->cells * activity->width_us &&
	       is_weekend(gathering->zone, from_us) ==
		       is_weekend(gathering->zone, inside->from_us) &&
	       !has_episode(watched, from_us, to_us);
}

/* Looks of a kind into any service, or into its own where there are very many. */
static void add_all_services(struct gathering *gathering, const struct watched *own,
			     struct look look)
{
	const struct detection *detection = gathering->detection;
	bool all = detection->watcheds <= LOOKS_BEFORE_SERVICES_MAX;

	look.failed_only = false;
	look.day = 0;
	look.events = 0;
	for (uint32_t i = 0; i < detection->watcheds; i++) {
		const struct watched *watched = &detection->watched[i];

		if (watched->activity.counted || (!all && watched != own))
			continue;
		look.service = watched->name;
		add(gathering, look);
	}
}

/* What was said just before an episode, or before a reference at the same time of day. */
static void add_before(struct gathering *gathering, const struct watched *own, struct look look)
{
	bool usual = look.kind == LOOK_REFERENCE;

	look.kind = usual ? LOOK_USUAL : LOOK_BEFORE;
	look.to_us = look.from_us + (usual ? 0 : LOOK_BEFORE_SLACK_US);
	look.from_us -= MESSAGES_BEFORE_US;
	add_all_services(gathering, own, look);
}

static bool is_visit_day(int64_t days)
{
	return days >= -LOOK_DAYS_BEFORE && days <= LOOK_DAYS_AFTER;
}

/* The days around that are no references; `taken` has those that are. */
static void add_visits(struct gathering *gathering, const struct watched *watched,
		       const struct look *inside, double usual, uint16_t taken)
{
	int64_t end_us =
		watched->activity.begin_us + watched->activity.cells * watched->activity.width_us;
	struct look look = *inside;

	look.kind = LOOK_VISIT;
	look.events = usual;
	for (int64_t days = -LOOK_DAYS_BEFORE; days <= LOOK_DAYS_AFTER; days++) {
		look.day = LOOK_DAY(days);
		look.from_us = inside->from_us + days * DAY_US;
		look.to_us = inside->to_us + days * DAY_US;
		if (!(taken & look.day) && look.from_us >= watched->activity.begin_us &&
		    look.to_us <= end_us)
			add(gathering, look);
	}
}

/* `usual`: events that are likely to be counted in each. */
static void add_references(struct gathering *gathering, const struct watched *watched,
			   const struct look *inside, double usual)
{
	uint16_t taken = inside->day;
	struct look look = *inside;
	int64_t length_us = inside->to_us - inside->from_us;
	uint32_t found = 0;

	look.kind = LOOK_REFERENCE;
	look.events = usual;
	for (int64_t step = 2; step < 2 * LOOKS_DAYS + 2 && found < LOOKS_REFERENCES; step++) {
		int64_t days = step % 2 ? step / 2 : -(step / 2); /* -1, 1, -2, 2 … */

		look.from_us = inside->from_us + days * DAY_US;
		look.to_us = look.from_us + length_us;
		if (!is_reference(gathering, watched, inside, look.from_us))
			continue;
		look.day = inside->day && is_visit_day(days) ? LOOK_DAY(days) : 0;
		taken |= look.day;
		add(gathering, look);
		add_before(gathering, watched, look);
		found++;
	}
	if (inside->day)
		add_visits(gathering, watched, inside, usual, taken);
	if (found)
		return;
	look.day = 0;
	look.from_us = MAX(inside->from_us - length_us, watched->activity.begin_us);
	look.to_us = inside->from_us;
	if (look.from_us < look.to_us)
		add(gathering, look);
}

/*
 * How many events an episode is likely to count in each reference. What was expected may be of
 * one host or of slow events only, and of declared ones nothing was: at least what the service has
 * in as much of its time.
 */
static double usual_of(const struct episode_at *episode)
{
	const struct activity *activity = &episode->watched->activity;
	double length = (double)(episode->to_us - episode->from_us);
	double all = (double)activity->cells * (double)activity->width_us;

	if (episode->kind == EPISODE_ERRORS)
		return episode->found->expected;
	return MAX(episode->found ? episode->found->expected : 0,
		   episode->watched->events * MIN(length / all, 1));
}

static void add_episode(struct gathering *gathering, const struct candidate *candidate)
{
	struct episode_at episode = episode_at(gathering->detection, candidate->number);
	bool failed_only = episode.kind == EPISODE_ERRORS;
	double usual = usual_of(&episode);
	struct look look = { .episode = candidate->number,
			     .day = candidate->visited ? LOOK_DAY(0) : 0,
			     .kind = LOOK_INSIDE,
			     .failed_only = failed_only,
			     .service = episode.watched->name,
			     .from_us = episode.from_us,
			     .to_us = episode.to_us,
			     .events = MAX(episode.found ? episode.found->events : 0, usual) };

	add_before(gathering, episode.watched, look);
	if (episode.kind == EPISODE_SILENCE) {
		/* It begins with the last event that was heard. */
		look.kind = LOOK_LAST;
		look.to_us = look.from_us + 1;
		look.from_us -= MINUTE_US;
		look.events = 0;
		add(gathering, look);
		return;
	}
	add(gathering, look);
	add_references(gathering, episode.watched, &look, usual);
}

static void stretches_of(struct gathering *gathering, const struct survey *survey)
{
	struct looks *looks = &gathering->looks;

	looks->stretch = arena_array(gathering->arena, looks->count, sizeof(*looks->stretch));
	for (size_t i = 0; i < looks->count; i++) {
		const struct look *look = &looks->look[i];
		const struct watched *watched =
			detection_watched(gathering->detection, look->service);

		looks->stretch[i] = (struct stretch){
			.service = look->service,
			.from_us = look->from_us,
			.to_us = look->to_us,
			.shared = survey_shares_sources(survey, watched->index),
		};
	}
}

/* Can a link pair it with any outage? Its grain is the service's own. */
static bool may_be_linked(const struct detection *detection, const struct episode_at *episode)
{
	int64_t grain_us = episode->watched->activity.width_us;

	for (uint32_t i = 0; i < detection->outages; i++) {
		const struct outage *outage = &detection->outage[i];

		if (episode->from_us >= outage->from_us - LINK_BEFORE_US - grain_us &&
		    episode->from_us <= outage->to_us + LINK_AFTER_US + grain_us)
			return true;
	}
	return false;
}

/*
 * Who comes again is asked of what an incident left behind: for spikes that no
 * incident will hold nobody asks, and reading eleven days for each costs more than
 * all else that is looked at.
 */
static bool is_worth_visits(const struct detection *detection, const struct episode_at *episode)
{
	return episode->kind == EPISODE_SPIKE &&
	       episode->to_us - episode->from_us <= LOOKS_VISITED_LENGTH_US &&
	       may_be_linked(detection, episode);
}

struct looks looks_of(const struct detection *detection, const struct survey *survey,
		      const struct zone *zone, struct arena *arena)
{
	struct gathering gathering = { .detection = detection, .zone = zone, .arena = arena };
	uint32_t count;
	struct candidate *candidate = candidates_of(detection, arena, &count);
	uint32_t kept = MIN(count, (uint32_t)LOOKS_EPISODES_MAX);

	gathering.looks.episodes = detection->spikes + detection->outages;
	gathering.looks.left_out = count - kept;
	for (uint32_t i = 0, visited = 0; i < kept && visited < LOOKS_VISITED_MAX; i++) {
		struct episode_at episode = episode_at(detection, candidate[i].number);

		candidate[i].visited = is_worth_visits(detection, &episode);
		visited += candidate[i].visited;
	}
	if (kept)
		qsort(candidate, kept, sizeof(*candidate), by_number);
	for (uint32_t i = 0; i < kept; i++)
		add_episode(&gathering, &candidate[i]);
	stretches_of(&gathering, survey);
	return gathering.looks;
}
