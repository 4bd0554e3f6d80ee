/* hosts.c - see hosts.h. */
#include "analysis/hosts.h"

#include <string.h>

#define SOLE_SHARE 0.8 /* of the lost events that one host must have lost */

struct host_episode *hosts_find(const struct survey_layout *layout, uint32_t host,
				const struct activity *service, const struct zone *zone,
				uint32_t jobs, struct arena *arena, struct arena *scratch,
				uint32_t *count)
{
	struct arena_mark mark = arena_mark(scratch);
	struct activity activity = survey_host_activity(layout, host, scratch);
	const char *name = arena_copy(arena, activity.host, strlen(activity.host));
	struct host_episode *found;
	struct arena made = { 0 };
	struct episodes episodes;

	if (service->width_us > activity.width_us)
		activity = activity_coarsen(&activity, service->width_us, scratch);
	episodes = episodes_find_host(service, &activity, zone, &episode_defaults, jobs, &made,
				      scratch);
	found = arena_array(arena, episodes.count, sizeof(*found));
	for (uint32_t i = 0; i < episodes.count; i++)
		found[i] = (struct host_episode){ .host = name, .episode = episodes.item[i] };
	arena_release(&made);
	arena_rewind(scratch, mark);
	*count = episodes.count;
	return found;
}

static bool lies_within(const struct episode *episode, const struct outage *outage)
{
	int64_t both_us =
		MIN(episode->to_us, outage->to_us) - MAX(episode->from_us, outage->from_us);

	return 2 * both_us >= episode->to_us - episode->from_us;
}

void hosts_attach(struct host_episode *host, uint32_t hosts, struct outage *outage,
		  struct arena *arena)
{
	size_t room = 0;
	double lost = 0;

	for (uint32_t i = 0; i < hosts; i++) {
		const struct episode *episode = &host[i].episode;

		if (host[i].attached || !lies_within(episode, outage))
			continue;
		host[i].attached = true;
		lost = episode->expected - episode->events;
		outage->host_item = arena_grow(arena, outage->host_item, outage->hosts, &room,
					       sizeof(*outage->host_item));
		outage->host_item[outage->hosts++] = (struct outage_host){
			.host = host[i].host,
			.from_us = episode->from_us,
			.to_us = episode->to_us,
			.share = episode->share,
		};
	}
	if (outage->hosts == 1 && lost >= SOLE_SHARE * outage->lost_events)
		outage->host = outage->host_item[0].host;
}
