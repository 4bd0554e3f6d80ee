/* activity.c - coarser grids, and the width at which stamps can be believed. */
#include "analysis/activity.h"

struct activity activity_coarsen(const struct activity *activity, int64_t width_us,
				 struct arena *arena)
{
	int64_t begin_us = floor_to(activity->begin_us, width_us);
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	uint32_t cells = (uint32_t)((end_us - begin_us + width_us - 1) / width_us);
	double *events = arena_array(arena, cells, sizeof(double));
	double *failed = arena_array(arena, cells, sizeof(double));
	double *bytes = arena_array(arena, cells, sizeof(double));
	uint8_t *known = arena_array(arena, cells, 1), *missing = arena_array(arena, cells, 1);
	struct activity coarse = *activity;

	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;
		uint32_t into = (uint32_t)((at_us - begin_us) / width_us);

		missing[into] |= !activity->known[i];
		if (!activity->known[i])
			continue;
		events[into] += activity->events[i];
		failed[into] += activity->failed[i];
		bytes[into] += activity->bytes[i];
	}
	for (uint32_t i = 0; i < cells; i++)
		known[i] = !missing[i] || events[i] > 0;
	coarse.begin_us = begin_us;
	coarse.width_us = width_us;
	coarse.cells = cells;
	coarse.events = events;
	coarse.failed = failed;
	coarse.bytes = bytes;
	coarse.known = known;
	coarse.first_us = coarse.last_us = NULL;
	coarse.latency = NULL;
	return coarse;
}

#define RESIDUES_MAX 60
#define EVENTS_WANTED 300 /* fewer say nothing about how stamps were made */
#define PERIODS_WANTED 24 /* nor do so few hours or days */
#define SHARE_ROUNDED 0.98
#define RUN 12

/* Events by residue of their time, and how many different periods hold any. */
struct residues {
	double count[RESIDUES_MAX], total;
	uint32_t periods;
};

static struct residues residues_of(const struct activity *activity, int64_t step_us,
				   int64_t period_us)
{
	struct residues residues = { 0 };
	int64_t next_us = 0; /* of the period, as is at_us */
	int64_t at_us = activity->begin_us - floor_to(activity->begin_us, period_us);
	uint32_t residue = 0;
	bool has_any = false;

	/* Step by step: there are many cells, and divisions take long. */
	for (uint32_t i = 0; i < activity->cells; i++, at_us += activity->width_us) {
		for (; at_us >= period_us; at_us -= period_us) {
			next_us = 0;
			has_any = false;
		}
		for (; at_us >= next_us; next_us += step_us)
			residue = (uint32_t)(next_us / step_us);
		if (!activity->known[i] || activity->events[i] <= 0)
			continue;
		residues.count[residue] += activity->events[i];
		residues.total += activity->events[i];
		residues.periods += !has_any;
		has_any = true;
	}
	return residues;
}

/*
 * Do (nearly) all events fall into one run of at most a twelfth (at least one) of the
 * first `among` residues, the others folded onto them? By chance that takes e.g. a log
 * of one burst, so it must hold over many periods.
 */
static bool is_rounded(const struct residues *of, uint32_t all, uint32_t among)
{
	double count[RESIDUES_MAX] = { 0 }, top = 0;

	if (of->total < EVENTS_WANTED || of->periods < PERIODS_WANTED)
		return false;
	for (uint32_t i = 0; i < all; i++)
		count[i % among] += of->count[i];
	for (uint32_t from = 0; from < among; from++) {
		double sum = 0;

		for (uint32_t k = from; k < from + (among + RUN - 1) / RUN; k++)
			sum += count[k % among];
		top = sum > top ? sum : top;
	}
	return top >= SHARE_ROUNDED * of->total;
}

#define ROUNDED "stamps were rounded or rewritten: they fall into few minutes; counted by "

/* The longest first: what falls into one minute of an hour does so in its quarters too. */
static const struct {
	int64_t width_us;
	const char *note;
} periods[] = {
	{ HOUR_US, ROUNDED "the hour" },          { 30 * MINUTE_US, ROUNDED "30 minutes" },
	{ 20 * MINUTE_US, ROUNDED "20 minutes" }, { 15 * MINUTE_US, ROUNDED "15 minutes" },
	{ 10 * MINUTE_US, ROUNDED "10 minutes" }, { 5 * MINUTE_US, ROUNDED "5 minutes" },
};

int64_t activity_honest_width(const struct activity *activity, const char **note)
{
	struct residues residues;

	*note = NULL;
	if (activity->counted)
		return activity->width_us;
	if (activity->width_us <= HOUR_US) {
		residues = residues_of(activity, HOUR_US, DAY_US);
		if (is_rounded(&residues, 24, 24)) {
			*note = "stamps were rounded or rewritten: they fall into few hours of the "
				"day; counted by the day";
			return DAY_US;
		}
	}
	if (activity->width_us > MINUTE_US)
		return activity->width_us;
	residues = residues_of(activity, MINUTE_US, HOUR_US);
	for (size_t i = 0; i < LENGTH(periods); i++)
		if (is_rounded(&residues, 60, (uint32_t)(periods[i].width_us / MINUTE_US))) {
			*note = periods[i].note;
			return periods[i].width_us;
		}
	return activity->width_us;
}
