/* episode.c - all detectors over one service, and the merging of what they found. */
#include "analysis/episode.h"

#include "analysis/detect/detect.h"

#include <math.h>
#include <stdlib.h>

#define BIN_US (5 * MINUTE_US)

const struct episode_options episode_defaults = {
	.score_min = 6,
	.spike_ratio_min = 1.3,
	.drop_ratio_max = 0.75,
	.drop_outage_ratio_max = 0.5,
	.excess_min = 12,
	.silence_min_us = MINUTE_US,
	.silence_alarm = 1e-4,
	.error_ratio_min = 3,
	.error_share_min = 0.02,
};

static void prepare(struct subject *subject)
{
	const struct activity *activity = subject->activity;
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;

	subject->bin_us = MAX(BIN_US / activity->width_us * activity->width_us, activity->width_us);
	subject->begin_us = activity->begin_us / subject->bin_us * subject->bin_us;
	subject->bins =
		(uint32_t)((end_us - subject->begin_us + subject->bin_us - 1) / subject->bin_us);
	subject->count = arena_array(subject->scratch, subject->bins, sizeof(double));
	subject->failed = arena_array(subject->scratch, subject->bins, sizeof(double));
	subject->mean = arena_array(subject->scratch, subject->bins, sizeof(double));
	subject->cell_mean = arena_array(subject->scratch, activity->cells, sizeof(double));
	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;
		uint32_t bin = (uint32_t)((at_us - subject->begin_us) / subject->bin_us);

		if (!activity->known[i])
			continue;
		subject->cell_mean[i] =
			baseline_expected(subject->baseline, at_us, at_us + activity->width_us);
		subject->count[bin] += activity->events[i];
		subject->failed[bin] += activity->failed[i];
		subject->mean[bin] += subject->cell_mean[i];
	}
}

static int by_start(const void *a, const void *b)
{
	const struct episode *left = a, *right = b;

	if (left->from_us != right->from_us)
		return left->from_us < right->from_us ? -1 : 1;
	return (left->to_us > right->to_us) - (left->to_us < right->to_us);
}

/* The more specific kind names what two detectors saw. */
static int rank(enum episode_kind kind)
{
	return kind == EPISODE_SILENCE ? 2 : kind == EPISODE_ERRORS ? 1 : 0;
}

static void merge_outages(const struct subject *subject, struct catch *list)
{
	size_t kept = 0;

	qsort(list->item, list->count, sizeof(*list->item), by_start);
	for (size_t i = 0; i < list->count; i++) {
		struct episode *last = kept ? &list->item[kept - 1] : NULL, *next = &list->item[i];

		if (!last || next->from_us > last->to_us + 2 * subject->bin_us) {
			list->item[kept++] = *next;
			continue;
		}
		/* A silence keeps its own ends, which are stamps; others take the union. */
		if (rank(next->kind) > rank(last->kind)) {
			struct episode merged = *next;

			merged.from_us =
				merged.kind == EPISODE_SILENCE ? next->from_us : last->from_us;
			merged.to_us = merged.kind == EPISODE_SILENCE
					       ? next->to_us
					       : MAX(last->to_us, next->to_us);
			merged.score = fmax(last->score, next->score);
			*last = merged;
		} else if (last->kind != EPISODE_SILENCE || next->kind == EPISODE_SILENCE) {
			last->to_us = MAX(last->to_us, next->to_us);
			last->score = fmax(last->score, next->score);
		}
	}
	list->count = kept;
}

struct episodes episodes_find(const struct activity *activity, const struct baseline *baseline,
			      const struct episode_options *options, struct arena *arena,
			      struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct subject subject = { .activity = activity,
				   .baseline = baseline,
				   .options = options,
				   .arena = arena,
				   .scratch = scratch };
	struct catch spikes = { 0 }, outages = { 0 };
	struct episodes found = { 0 };
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;

	if (!activity->cells)
		return found;
	prepare(&subject);
	if (baseline_kind(baseline) == BASELINE_NONE) {
		found.note =
			"too few buckets to say what is usual: no spikes and drops are looked for";
	} else {
		if (baseline_kind(baseline) == BASELINE_LEVEL)
			found.note = "less than two days: compared with one level, without a daily "
				     "rhythm";
		detect_level(&subject, 1, &spikes);
		detect_level(&subject, -1, &outages);
		detect_silence(&subject, &outages);
	}
	detect_errors(&subject, &outages);
	if (outages.count)
		merge_outages(&subject, &outages);
	for (size_t i = 0; i < outages.count; i++)
		if (outages.item[i].kind != EPISODE_ERRORS)
			subject_measure(&subject, &outages.item[i]);
	for (size_t i = 0; i < outages.count; i++)
		*catch_add(&spikes, arena) = outages.item[i];
	if (spikes.count)
		qsort(spikes.item, spikes.count, sizeof(*spikes.item), by_start);
	for (size_t i = 0; i < spikes.count; i++)
		spikes.item[i].ongoing = spikes.item[i].to_us >= end_us;
	found.item = spikes.item;
	found.count = (uint32_t)spikes.count;
	arena_rewind(scratch, mark);
	return found;
}
