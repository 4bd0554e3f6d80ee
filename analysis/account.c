/* account.c - how the numbers of one episode came about. */
#include "analysis/account.h"
#include "analysis/figures.h"

#include <math.h>
#include <string.h>

#define BUCKETS_MOST 40
#define MARGIN_BUCKETS 5 /* at least, on both sides */

/* The finest bucket with which the episode and as much on both sides fits. */
static int64_t bucket_of(int64_t length_us, int64_t width_us)
{
	static const int64_t widths[] = {
		SECOND_US,      10 * SECOND_US, MINUTE_US,      2 * MINUTE_US, 5 * MINUTE_US,
		10 * MINUTE_US, 15 * MINUTE_US, 30 * MINUTE_US, HOUR_US,       2 * HOUR_US,
		3 * HOUR_US,    6 * HOUR_US,    12 * HOUR_US,   DAY_US,
	};

	for (size_t i = 0; i < LENGTH(widths); i++)
		if (widths[i] >= width_us && 3 * length_us / widths[i] <= BUCKETS_MOST)
			return widths[i];
	return MAX(width_us, 3 * length_us / BUCKETS_MOST / DAY_US * DAY_US + DAY_US);
}

static struct curve curve_around(const struct watched *watched, int64_t from_us, int64_t to_us,
				 struct arena *arena)
{
	const struct activity *activity = &watched->activity;
	int64_t bucket_us = bucket_of(to_us - from_us, activity->width_us);
	int64_t margin_us = MAX(to_us - from_us, MARGIN_BUCKETS * bucket_us);
	int64_t begin_us = MAX(from_us - margin_us, activity->begin_us);
	int64_t end_us =
		MIN(to_us + margin_us, activity->begin_us + activity->cells * activity->width_us);

	if (begin_us >= end_us) /* declared, outside of what was read */
		return (struct curve){ 0 };
	return figures_curve(watched, begin_us, end_us, bucket_us, arena);
}

static void add_references(struct account *account, const struct looks *looks, uint32_t number,
			   struct arena *arena)
{
	struct stretch *reference = NULL;
	size_t room = 0;

	for (size_t i = 0; i < looks->count; i++) {
		const struct look *look = &looks->look[i];

		if (look->episode != number || look->kind != LOOK_REFERENCE)
			continue;
		reference = arena_grow(arena, reference, account->references, &room,
				       sizeof(*reference));
		reference[account->references++] = (struct stretch){ .service = look->service,
								     .from_us = look->from_us,
								     .to_us = look->to_us };
	}
	account->reference = reference;
}

const struct account *account_of(const struct detection *detection, const struct looks *looks,
				 const double *reference, const struct findings *findings,
				 const char *id, struct arena *arena)
{
	struct account *account = arena_take(arena, sizeof(*account));
	const struct origin *origin;
	const struct watched *watched;
	int64_t from_us, to_us;
	uint32_t number;

	account->spike = findings_spike(findings, id);
	account->outage = findings_outage(findings, id);
	if (account->spike) {
		number = (uint32_t)(account->spike - findings->spike);
		origin = &detection->spike_origin[number];
		from_us = account->spike->from_us;
		to_us = account->spike->to_us;
	} else if (account->outage) {
		number = (uint32_t)(account->outage - findings->outage);
		origin = &detection->outage_origin[number];
		from_us = account->outage->from_us;
		to_us = account->outage->to_us;
		number += detection->spikes;
	} else {
		return NULL;
	}
	account->score = account->counted = account->expected = NAN;
	if (origin->episode) {
		account->score = origin->episode->score;
		account->counted = origin->episode->events;
		account->expected = origin->episode->expected;
	}
	watched = detection_watched(detection, account->spike ? account->spike->service
							      : account->outage->service);
	if (watched) {
		struct arena laid_out = { 0 };
		struct watched recalled = watched_recall(watched, &laid_out);

		account->curve = curve_around(&recalled, from_us, to_us, arena);
		arena_release(&laid_out);
		account->has_failures = watched->activity.has_failures;
	}
	add_references(account, looks, number, arena);
	account->reference_count = reference[number];
	return account;
}
