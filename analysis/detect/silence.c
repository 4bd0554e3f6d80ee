/*
 * silence.c - gaps between two events that are too long for the rate that was due.
 *
 * P(no event) over-dispersed: (1 + phi L)^(-1/phi), with L the events expected in
 * the gap. The gap's ends are the last event before it and the first after, to the
 * stamp; the start and the end of the data are no gaps.
 */
#include "analysis/detect/detect.h"

#include <math.h>

#define TRICKLE_RATIO 0.25
#define TRICKLE_MAX_US HOUR_US

static double zero_log(double expected, double phi)
{
	return phi > 1e-9 ? -log1p(phi * expected) / phi : -expected;
}

static void judge_gap(struct subject *subject, int64_t from_us, int64_t to_us, double gaps,
		      struct catch *into)
{
	double expected = baseline_expected(subject->baseline, from_us, to_us);
	double chance = zero_log(expected, baseline_phi(subject->baseline, to_us - from_us));
	struct episode *episode;

	if (-chance <= log(gaps / subject->options->silence_alarm))
		return;
	episode = catch_add(into, subject->arena);
	*episode = (struct episode){ .kind = EPISODE_SILENCE,
				     .from_us = from_us,
				     .to_us = to_us,
				     .score = -chance / M_LN10,
				     .p_value = fmin(exp(chance) * gaps, 1) };
}

/* A few events between two silences do not end the outage. */
static void merge_trickle(struct subject *subject, struct catch *list, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < list->count; i++) {
		struct episode *last = kept > first ? &list->item[kept - 1] : NULL;

		if (last && list->item[i].from_us - last->to_us <= TRICKLE_MAX_US) {
			struct episode between = { .kind = EPISODE_DROP,
						   .from_us = last->to_us,
						   .to_us = list->item[i].from_us };

			if (between.to_us > between.from_us)
				subject_measure(subject, &between);
			if (between.events <= TRICKLE_RATIO * between.expected ||
			    between.to_us - between.from_us < 2 * subject->bin_us) {
				last->to_us = list->item[i].to_us;
				last->score += list->item[i].score;
				last->p_value = fmin(last->p_value, list->item[i].p_value);
				continue;
			}
		}
		list->item[kept++] = list->item[i];
	}
	list->count = kept;
}

void detect_silence(struct subject *subject, struct catch *into)
{
	const struct activity *activity = subject->activity;
	int64_t last_us = TIME_UNKNOWN;
	double gaps = 0;
	size_t first = into->count;

	if (!activity->first_us)
		return; /* counted statistics have no gaps, only zero rows: those are drops */
	for (uint32_t i = 0; i < activity->cells; i++)
		gaps += activity->events[i];
	for (uint32_t i = 0; i < activity->cells; i++) {
		if (!activity->known[i]) {
			last_us = TIME_UNKNOWN;
			continue;
		}
		if (activity->first_us[i] == TIME_UNKNOWN)
			continue;
		if (last_us != TIME_UNKNOWN &&
		    activity->first_us[i] - last_us >= subject->options->silence_min_us)
			judge_gap(subject, last_us, activity->first_us[i], fmax(gaps, 1), into);
		last_us = activity->last_us[i];
	}
	merge_trickle(subject, into, first);
	for (size_t i = first; i < into->count; i++)
		subject_measure(subject, &into->item[i]);
}
