/*
 * errors.c - windows in which a greater share of the events failed than usual.
 *
 * Failed events are scanned like any count, expected as the usual share of the
 * events that there were, so that more traffic alone is no error window. The usual
 * share is pooled over the hours without the worst tenth of them; over-dispersion
 * is the failures' own.
 */
#include "analysis/detect/detect.h"

#include <math.h>
#include <stdlib.h>

#define WORST_SHARE 0.1
#define FAILED_MIN 5

struct hour {
	double events, failed;
};

static int by_share(const void *a, const void *b)
{
	const struct hour *left = a, *right = b;
	double difference = left->failed * right->events - right->failed * left->events;

	return (difference > 0) - (difference < 0);
}

static double usual_share(const struct subject *subject)
{
	struct arena_mark mark = arena_mark(subject->scratch);
	uint32_t join = (uint32_t)MAX(HOUR_US / subject->bin_us, 1), hours = 0;
	struct hour *hour = arena_array(subject->scratch, subject->bins / join + 1, sizeof(*hour));
	double events = 0, failed = 0, all = 0;

	for (uint32_t from = 0; from < subject->bins; from += join) {
		struct hour one = { 0 };

		for (uint32_t i = from; i < MIN(from + join, subject->bins); i++) {
			one.events += subject->count[i];
			one.failed += subject->failed[i];
		}
		all += one.events;
		if (one.events > 0)
			hour[hours++] = one;
	}
	qsort(hour, hours, sizeof(*hour), by_share);
	/* The best hours first, until they hold all but a tenth of the time. */
	for (uint32_t i = 0; i < hours - (uint32_t)(WORST_SHARE * hours); i++) {
		events += hour[i].events;
		failed += hour[i].failed;
	}
	arena_rewind(subject->scratch, mark);
	return (failed + 0.5) / fmax(events + 1, all * 0.1);
}

void detect_errors(struct subject *subject, struct catch *into)
{
	const struct activity *activity = subject->activity;
	const struct episode_options *options = subject->options;
	const struct scan_options scan = { .sign = 1,
					   .score_min = options->score_min,
					   .ratio = options->error_ratio_min,
					   .excess_min = FAILED_MIN,
					   .join_bins = 2 };
	struct scan_input input = { .count = subject->failed, .bins = subject->bins };
	struct scan_window *window;
	double usual, *mean, *cell_mean;
	uint32_t windows;

	if (!activity->has_failures)
		return;
	usual = usual_share(subject);
	mean = arena_array(subject->scratch, subject->bins, sizeof(*mean));
	cell_mean = arena_array(subject->scratch, activity->cells, sizeof(*cell_mean));
	for (uint32_t i = 0; i < subject->bins; i++)
		mean[i] = usual * subject->count[i];
	for (uint32_t i = 0; i < activity->cells; i++)
		cell_mean[i] = activity->known[i] ? usual * activity->events[i] : 0;
	input.mean = mean;
	dispersion_fit(input.count, input.mean, input.bins, input.phi, subject->scratch);
	windows = scan_find(&input, &scan, subject->arena, subject->scratch, &window);
	for (uint32_t i = 0; i < windows; i++) {
		struct episode episode = { .kind = EPISODE_ERRORS };
		double events = 0, failed = 0;

		subject_refine(subject, activity->failed, cell_mean, &window[i], &episode.from_us,
			       &episode.to_us);
		for (uint32_t k = 0; k < activity->cells; k++) {
			int64_t at_us = activity->begin_us + k * activity->width_us;

			if (at_us < episode.from_us || at_us >= episode.to_us)
				continue;
			events += activity->events[k];
			failed += activity->failed[k];
		}
		if (failed < options->error_share_min * events ||
		    failed < options->error_ratio_min * usual * events || failed < FAILED_MIN)
			continue;
		subject_measure(subject, &episode);
		episode.expected = usual * events;
		episode.score = window[i].z * window[i].z / (2 * M_LN10);
		episode.p_value = fmin(exp(window[i].p_log), 1);
		*catch_add(into, subject->arena) = episode;
	}
}
