/*
 * merge.c - outages that several detectors saw, put together.
 *
 * What overlaps or lies within two bins is one outage. The most specific kind names
 * it (silence, then errors, then drop, then latency) where it holds a good part of
 * the time: a lull of minutes within hours of half the traffic makes no silence.
 */
#include "analysis/detect/detect.h"

#include <math.h>
#include <stdlib.h>

#define NEAR_BINS 2
#define PART_MIN SILENCE_PART_MIN /* of the time that the naming kind must hold */
#define TRICKLE_RATIO 0.25        /* of expected: what follows a silence still belongs to it */

/* The most specific first. */
static const enum episode_kind order[] = { EPISODE_SILENCE, EPISODE_ERRORS, EPISODE_DROP,
					   EPISODE_LATENCY };

/* Time of a kind within a cluster; of silences the longest, many short ones are lulls. */
static int64_t time_of(const struct episode *item, size_t count, enum episode_kind kind)
{
	int64_t sum_us = 0, longest_us = 0, covered_us = INT64_MIN;

	for (size_t i = 0; i < count; i++) {
		int64_t own_us;

		if (item[i].kind != kind || item[i].to_us <= covered_us)
			continue;
		own_us = item[i].to_us - MAX(item[i].from_us, covered_us);
		sum_us += own_us;
		longest_us = MAX(longest_us, own_us);
		covered_us = item[i].to_us;
	}
	return kind == EPISODE_SILENCE ? longest_us : sum_us;
}

static enum episode_kind kind_of(const struct episode *item, size_t count, int64_t length_us)
{
	enum episode_kind longest = item[0].kind;

	for (size_t k = 0; k < LENGTH(order); k++) {
		int64_t time_us = time_of(item, count, order[k]);

		if ((double)time_us >= PART_MIN * (double)length_us)
			return order[k];
		if (time_us > time_of(item, count, longest))
			longest = order[k];
	}
	return longest;
}

/* The strongest of the naming kind with the ends of all. A silence keeps its own: they are stamps.
 */
static struct episode join(const struct subject *subject, const struct episode *item, size_t count)
{
	int64_t from_us = item[0].from_us, to_us = item[0].to_us;
	int64_t own_from_us = INT64_MAX, own_to_us = INT64_MIN;
	struct episode joined = { .score = -INFINITY };
	enum episode_kind kind;

	for (size_t i = 1; i < count; i++)
		to_us = MAX(to_us, item[i].to_us);
	kind = kind_of(item, count, to_us - from_us);
	for (size_t i = 0; i < count; i++) {
		if (item[i].kind != kind)
			continue;
		own_from_us = MIN(own_from_us, item[i].from_us);
		own_to_us = MAX(own_to_us, item[i].to_us);
		if (item[i].score > joined.score)
			joined = item[i];
	}
	/* Latency's ends are whole bins: within one of the others' they say no more. */
	joined.from_us = own_from_us;
	joined.to_us = own_to_us;
	for (size_t i = 0; i < count; i++) {
		int64_t slack_us = item[i].kind == EPISODE_LATENCY ? subject->bin_us : 0;

		if (item[i].from_us < joined.from_us - slack_us)
			joined.from_us = item[i].from_us;
		if (item[i].to_us > joined.to_us + slack_us)
			joined.to_us = item[i].to_us;
	}
	if (kind == EPISODE_SILENCE) {
		struct episode after = { .kind = EPISODE_DROP,
					 .from_us = own_to_us,
					 .to_us = to_us };

		if (to_us > own_to_us)
			subject_measure(subject, &after);
		joined.from_us = own_from_us;
		joined.to_us = after.events <= TRICKLE_RATIO * after.expected ? to_us : own_to_us;
	}
	if (count > 1 && kind != EPISODE_LATENCY)
		subject_measure(subject, &joined);
	return joined;
}

void merge_outages(const struct subject *subject, struct catch *list)
{
	size_t kept = 0;

	if (list->count)
		qsort(list->item, list->count, sizeof(*list->item), episode_by_start);
	for (size_t i = 0, end; i < list->count; i = end) {
		int64_t to_us = list->item[i].to_us;

		for (end = i + 1; end < list->count &&
				  list->item[end].from_us <= to_us + NEAR_BINS * subject->bin_us;
		     end++)
			to_us = MAX(to_us, list->item[end].to_us);
		list->item[kept++] = join(subject, &list->item[i], end - i);
	}
	list->count = kept;
}
