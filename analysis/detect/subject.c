/* subject.c - what is prepared for detection, and what is measured of each find. */
#include "analysis/detect/detect.h"

#include "analysis/distribution.h"

#include <math.h>

#define BIN_US (5 * MINUTE_US)
#define EDGE_BINS 3
#define LIMIT_EVENTS 30.0

struct episode *catch_add(struct catch *into, struct arena *arena)
{
	into->item = arena_grow(arena, into->item, into->count, &into->room, sizeof(*into->item));
	into->item[into->count] = (struct episode){ .latency_ms = NAN, .usual_latency_ms = NAN };
	return &into->item[into->count++];
}

int64_t subject_bin_us(const struct subject *subject, uint32_t bin)
{
	return subject->begin_us + bin * subject->bin_us;
}

double *subject_bins_of(const struct subject *subject, const double *cell)
{
	const struct activity *activity = subject->activity;
	double *sum = arena_array(subject->scratch, subject->bins, sizeof(double));
	uint32_t bin = 0;

	for (uint32_t i = 0; i < activity->cells; i++) {
		while (activity->begin_us + i * activity->width_us >=
		       subject_bin_us(subject, bin + 1))
			bin++;
		if (activity->known[i])
			sum[bin] += cell[i];
	}
	return sum;
}

static void sum_means(struct subject *subject)
{
	for (uint32_t i = 0; i < subject->activity->cells; i++)
		subject->before[i + 1] = subject->before[i] + subject->cell_mean[i];
	subject->mean = subject_bins_of(subject, subject->cell_mean);
}

void subject_prepare(struct subject *subject)
{
	const struct activity *activity = subject->activity;
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;

	subject->bin_us = MAX(BIN_US / activity->width_us * activity->width_us, activity->width_us);
	subject->begin_us = activity->begin_us / subject->bin_us * subject->bin_us;
	subject->bins =
		(uint32_t)((end_us - subject->begin_us + subject->bin_us - 1) / subject->bin_us);
	subject->count = subject_bins_of(subject, activity->events);
}

void subject_expect(struct subject *subject, const struct baseline *baseline, const double *whole)
{
	const struct activity *activity = subject->activity;

	subject->cell_mean = arena_array(subject->scratch, activity->cells, sizeof(double));
	subject->before =
		arena_array(subject->scratch, (size_t)activity->cells + 1, sizeof(double));
	baseline_cells(baseline, activity, whole, subject->cell_mean);
	sum_means(subject);
	subject->dispersion = *baseline_dispersion(baseline);
}

void subject_limit(struct subject *subject, const struct baseline *baseline)
{
	const struct activity *activity = subject->activity;
	double *most = arena_array(subject->scratch, activity->cells, sizeof(double));

	baseline_cells(baseline, activity, NULL, most);
	/* By stretches that hold something: in single cells of a quiet service one is 0 or 1. */
	for (uint32_t from = 0, end; from < activity->cells; from = end) {
		double sum = 0, limit = 0;

		for (end = from; end < activity->cells && sum < LIMIT_EVENTS; end++) {
			sum += subject->cell_mean[end];
			limit += most[end];
		}
		for (uint32_t i = from; i < end && limit < sum; i++)
			subject->cell_mean[i] *= limit / sum;
	}
	sum_means(subject);
}

static double expected_before(const struct subject *subject, int64_t time_us)
{
	const struct activity *activity = subject->activity;
	int64_t since_us = time_us - activity->begin_us;
	uint32_t cell;

	if (since_us <= 0)
		return 0;
	if (since_us >= activity->cells * activity->width_us)
		return subject->before[activity->cells];
	cell = (uint32_t)(since_us / activity->width_us);
	return subject->before[cell] + subject->cell_mean[cell] *
					       (double)(since_us % activity->width_us) /
					       (double)activity->width_us;
}

double subject_expected(const struct subject *subject, int64_t from_us, int64_t to_us)
{
	return expected_before(subject, to_us) - expected_before(subject, from_us);
}

static uint32_t cell_of(const struct activity *activity, int64_t time_us)
{
	int64_t cell = (time_us - activity->begin_us) / activity->width_us;

	return (uint32_t)MIN(MAX(cell, 0), (int64_t)activity->cells - 1);
}

void subject_measure(const struct subject *subject, struct episode *episode)
{
	const struct activity *activity = subject->activity;
	bool errors = episode->kind == EPISODE_ERRORS;
	const double *count = errors ? activity->failed : activity->events;
	int sign = episode->kind == EPISODE_SPIKE || errors ? 1 : -1;
	double best = -INFINITY, events = 0, low, high;
	uint32_t from = cell_of(activity, episode->from_us),
		 to = cell_of(activity, episode->to_us - 1);

	episode->peak_width_us = activity->width_us;
	for (uint32_t i = from; i <= to; i++) {
		if (!activity->known[i])
			continue;
		events += count[i];
		if (sign * (count[i] - subject->cell_mean[i]) > best) {
			best = sign * (count[i] - subject->cell_mean[i]);
			episode->peak_us = activity->begin_us + i * activity->width_us;
			episode->peak_count = count[i];
			episode->peak_expected = subject->cell_mean[i];
		}
	}
	if (episode->kind == EPISODE_SILENCE) /* its ends lie within cells that have events */
		events = 0;
	episode->events = events;
	if (errors) { /* the caller knows the usual share */
		episode->excess_low = episode->excess_high = NAN;
		return;
	}
	episode->expected = episode->kind == EPISODE_SILENCE
				    ? subject_expected(subject, episode->from_us, episode->to_us)
				    : subject->before[to + 1] - subject->before[from];
	distribution_interval(
		episode->expected,
		dispersion_at(subject->dispersion.phi, (double)(episode->to_us - episode->from_us) /
							       (double)subject->bin_us),
		&low, &high);
	episode->excess_low = episode->events - high;
	episode->excess_high = episode->events - low;
}

/* The cell that surely belongs to a stretch, however short. */
static uint32_t farthest(const double *count, const double *mean, uint32_t from, uint32_t to)
{
	uint32_t best = from;

	for (uint32_t i = from; i <= to; i++)
		if (fabs(count[i] - mean[i]) > fabs(count[best] - mean[best]))
			best = i;
	return best;
}

void subject_refine(const struct subject *subject, const double *count, const double *mean,
		    const struct scan_window *window, int64_t *from_us, int64_t *to_us)
{
	const struct activity *activity = subject->activity;
	int64_t begin_us = subject_bin_us(subject, window->from);
	int64_t end_us = subject_bin_us(subject, window->to);
	int64_t reach_us = EDGE_BINS * subject->bin_us, middle_us;
	uint32_t left, right;

	*from_us = begin_us;
	*to_us = end_us;
	if (subject->bin_us == activity->width_us)
		return;
	middle_us = activity->begin_us + farthest(count, mean, cell_of(activity, begin_us),
						  cell_of(activity, end_us - 1)) *
						 activity->width_us;
	left = scan_edge(count, mean, cell_of(activity, MIN(begin_us + reach_us, middle_us)),
			 cell_of(activity, begin_us - reach_us));
	right = scan_edge(count, mean, cell_of(activity, MAX(end_us - reach_us, middle_us)),
			  cell_of(activity, end_us + reach_us - 1));
	*from_us = activity->begin_us + left * activity->width_us;
	*to_us = activity->begin_us + (right + 1) * activity->width_us;
}
