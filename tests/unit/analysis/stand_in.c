/*
 * stand_in.c - the simplest statistics that can drive the engine: a level, and runs
 * of minutes far from it. The real ones have their own tests; here the engine's own
 * work is to be seen.
 */
#include "analysis/episode.h"

#include <stdlib.h>

struct baseline {
	double per_us;
};

const struct episode_options episode_defaults;

struct activity activity_coarsen(const struct activity *activity, int64_t width_us,
				 struct arena *arena)
{
	(void)width_us;
	(void)arena;
	return *activity;
}

int64_t activity_honest_width(const struct activity *activity, const char **note)
{
	*note = NULL;
	return activity->width_us;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

/* The median of the cells. */
const struct baseline *baseline_fit(const struct activity *activity, const struct zone *zone,
				    struct arena *arena, struct arena *scratch)
{
	struct baseline *baseline = arena_take(arena, sizeof(*baseline));
	double *sorted = arena_array(scratch, activity->cells, sizeof(*sorted));

	(void)zone;
	for (uint32_t i = 0; i < activity->cells; i++)
		sorted[i] = activity->events[i];
	qsort(sorted, activity->cells, sizeof(*sorted), compare);
	baseline->per_us = sorted[activity->cells / 2] / (double)activity->width_us;
	return baseline;
}

struct baseline_kept {
	struct baseline baseline;
};

const struct baseline_kept *baseline_keep(const struct baseline *baseline, struct arena *arena)
{
	struct baseline_kept *kept = arena_take(arena, sizeof(*kept));

	kept->baseline = *baseline;
	return kept;
}

const struct baseline *baseline_recall(const struct baseline_kept *kept, struct arena *arena)
{
	(void)arena;
	return &kept->baseline;
}

enum baseline_kind baseline_kind(const struct baseline *baseline)
{
	(void)baseline;
	return BASELINE_DAILY;
}

double baseline_expected(const struct baseline *baseline, int64_t from_us, int64_t to_us)
{
	return baseline->per_us * (double)(to_us - from_us);
}

double baseline_phi(const struct baseline *baseline, int64_t length_us)
{
	(void)baseline;
	(void)length_us;
	return 0;
}

void baseline_interval(const struct baseline *baseline, int64_t from_us, int64_t to_us, double *low,
		       double *high)
{
	*low = 0;
	*high = 2 * baseline_expected(baseline, from_us, to_us);
}

static bool is_odd(const struct activity *activity, uint32_t cell, double usual, bool errors)
{
	if (errors)
		return activity->failed[cell] * 2 > activity->events[cell];
	return activity->events[cell] > 5 * usual;
}

/* Runs of minutes with five times the usual, and runs in which more than half fails. */
struct episodes episodes_find_host(const struct activity *service, const struct activity *host,
				   const struct zone *zone, const struct episode_options *options,
				   uint32_t jobs, struct arena *arena, struct arena *scratch)
{
	(void)service;
	(void)host;
	(void)zone;
	(void)options;
	(void)jobs;
	(void)arena;
	(void)scratch;
	return (struct episodes){ 0 };
}

struct episodes episodes_find(const struct activity *activity, const struct zone *zone,
			      const struct episode_options *options, uint32_t jobs,
			      struct arena *arena, struct arena *scratch)
{
	const struct baseline *baseline = baseline_fit(activity, zone, arena, scratch);
	double usual = baseline->per_us * (double)activity->width_us;
	struct episodes episodes = { .baseline = baseline };
	size_t room = 0;

	(void)options;
	(void)jobs;
	for (int errors = 0; errors < 2; errors++)
		for (uint32_t i = 0, end; i < activity->cells; i = end + 1) {
			struct episode episode = {
				.kind = errors ? EPISODE_ERRORS : EPISODE_SPIKE,
				.from_us = activity->begin_us + i * activity->width_us,
				.peak_width_us = activity->width_us,
				.peak_expected = usual,
				.p_value = 1e-9,
				.score = 9,
			};

			for (end = i; end < activity->cells && is_odd(activity, end, usual, errors);
			     end++) {
				episode.events += errors ? activity->failed[end] : activity->events[end];
				episode.expected += errors ? 0 : usual;
				if (activity->events[end] > episode.peak_count) {
					episode.peak_count = activity->events[end];
					episode.peak_us = activity->begin_us + end * activity->width_us;
				}
			}
			if (end == i)
				continue;
			episode.to_us = activity->begin_us + end * activity->width_us;
			episodes.item = arena_grow(arena, episodes.item, episodes.count, &room,
						   sizeof(episode));
			episodes.item[episodes.count++] = episode;
		}
	return episodes;
}
