/*
 * silence.c - stretches without any event that are too long for the rate that was due.
 *
 * P(no event) over-dispersed: (1 + phi L)^(-1/phi), with L the events expected. Of
 * logs every gap between two events is judged: its ends are the last event before
 * and the first after, to the stamp; it must be three times as long as the longest of
 * an hour usually is. Where stamps can't be believed, and of counted
 * statistics, runs of cells that hold 0 are judged; their ends are the cells'. The
 * start and the end of the data are no silence.
 */
#include "analysis/detect/detect.h"

#include "analysis/order.h"

#include <math.h>

#define HOUR_CELLS 60
#define LONGER_THAN_USUAL 3
#define TRICKLE_RATIO 0.25
#define TRICKLE_MAX_US HOUR_US
#define TRICKLE_GAIN 6.0 /* nats */

static double zero_log(double expected, double phi)
{
	return phi > 1e-9 ? -log1p(phi * expected) / phi : -expected;
}

/* `gaps`: how many there are in all, of which this is one. */
static void judge(struct subject *subject, int64_t from_us, int64_t to_us, double gaps,
		  struct catch *into)
{
	double expected = subject_expected(subject, from_us, to_us);
	double chance = zero_log(
		expected, dispersion_at(subject->dispersion.phi,
					(double)(to_us - from_us) / (double)subject->bin_us));
	struct episode *episode;

	if (-chance <= log(gaps / subject->options->silence_alarm))
		return;
	episode = catch_add(into, subject->arena);
	episode->kind = EPISODE_SILENCE;
	episode->from_us = from_us;
	episode->to_us = to_us;
	episode->peak_width_us = to_us - from_us; /* until it is measured: the longest gap */
	episode->score = -chance / M_LN10;
	episode->p_value = fmin(exp(chance) * gaps, 1);
}

/*
 * The median over hours (60 cells) of the longest gap in each: jobs that write every
 * minute or two leave gaps that no rate explains, and none of them is a silence.
 */
static int64_t usual_longest(const struct subject *subject)
{
	const struct activity *activity = subject->activity;
	struct arena_mark mark = arena_mark(subject->scratch);
	double *longest = arena_array(subject->scratch, activity->cells / HOUR_CELLS + 1,
				      sizeof(double)),
	       median;
	int64_t last_us = TIME_UNKNOWN;
	uint32_t hours = 0;

	for (uint32_t from = 0; from < activity->cells; from += HOUR_CELLS) {
		double most = 0;

		for (uint32_t i = from; i < MIN(from + HOUR_CELLS, activity->cells); i++) {
			if (!activity->known[i] || activity->first_us[i] == TIME_UNKNOWN)
				continue;
			if (last_us != TIME_UNKNOWN)
				most = fmax(most, (double)(activity->first_us[i] - last_us));
			last_us = activity->last_us[i];
		}
		if (most > 0)
			longest[hours++] = most;
	}
	median = order_median(longest, hours);
	arena_rewind(subject->scratch, mark);
	return (int64_t)median;
}

static void judge_gaps(struct subject *subject, int64_t usual_us, struct catch *into)
{
	const struct activity *activity = subject->activity;
	int64_t least_us = MAX(subject->options->silence_min_us, usual_us * 3 / 2);
	int64_t last_us = TIME_UNKNOWN;
	double gaps = 1;

	for (uint32_t i = 0; i < activity->cells; i++)
		gaps += activity->events[i];
	for (uint32_t i = 0; i < activity->cells; i++) {
		if (!activity->known[i]) {
			last_us = TIME_UNKNOWN;
			continue;
		}
		if (activity->first_us[i] == TIME_UNKNOWN)
			continue;
		if (last_us != TIME_UNKNOWN && activity->first_us[i] - last_us >= least_us)
			judge(subject, last_us, activity->first_us[i], gaps, into);
		last_us = activity->last_us[i];
	}
}

static void judge_zeros(struct subject *subject, struct catch *into)
{
	const struct activity *activity = subject->activity;
	bool after_events = false; /* what no event precedes is no silence, but no data */
	double runs = 1;

	for (uint32_t i = 0; i < activity->cells; i++)
		runs += activity->known[i] && activity->events[i] > 0;
	for (uint32_t i = 0, end; i < activity->cells; i = end + 1) {
		for (end = i;
		     end < activity->cells && activity->known[end] && activity->events[end] <= 0;
		     end++)
			;
		/* One short row alone may be a slip of who counted. */
		if ((end - i) * activity->width_us >= 2 * subject->options->silence_min_us &&
		    after_events && end < activity->cells && activity->known[end])
			judge(subject, activity->begin_us + i * activity->width_us,
			      activity->begin_us + end * activity->width_us, runs, into);
		after_events = end < activity->cells && activity->known[end];
	}
}

/*
 * A few events between two silences do not end the outage, as long as one of them is
 * a good part of it: else it is less traffic, with lulls.
 */
static void merge_trickle(struct subject *subject, struct catch *list, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < list->count; i++) {
		struct episode *last = kept > first ? &list->item[kept - 1] : NULL;
		int64_t length_us = list->item[i].to_us - list->item[i].from_us;

		if (last && list->item[i].from_us - last->to_us <= TRICKLE_MAX_US &&
		    (double)MAX(last->peak_width_us, length_us) >=
			    SILENCE_PART_MIN * (double)(list->item[i].to_us - last->from_us)) {
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
				last->peak_width_us = MAX(last->peak_width_us, length_us);
				continue;
			}
		}
		list->item[kept++] = list->item[i];
	}
	list->count = kept;
}

/*
 * How far a trickle reaches from an end of a silence, from the cell `at` by `step`:
 * where a rate of a quarter of the expected one is the likeliest against the usual.
 * TIME_UNKNOWN where it hardly is.
 */
static int64_t trickle_end(const struct subject *subject, uint32_t at, int step)
{
	const struct activity *activity = subject->activity;
	double gain = 0, best = TRICKLE_GAIN;
	int64_t found_us = TIME_UNKNOWN;
	int64_t cells = TRICKLE_MAX_US / activity->width_us;

	for (int64_t i = at, last = at + step * cells;
	     i != last && i >= 0 && i < activity->cells && activity->known[i]; i += step) {
		/* The event at which it would end is no part of it. */
		if (activity->first_us[i] != TIME_UNKNOWN && gain > best) {
			best = gain;
			found_us = step < 0 ? activity->last_us[i] : activity->first_us[i];
		}
		gain += activity->events[i] * log(TRICKLE_RATIO) +
			(1 - TRICKLE_RATIO) * subject->cell_mean[i];
	}
	return found_us;
}

/* Take in the trickle before and after a silence that is known by stamps. */
static void extend(const struct subject *subject, struct episode *episode)
{
	const struct activity *activity = subject->activity;
	uint32_t from = (uint32_t)((episode->from_us - activity->begin_us) / activity->width_us);
	uint32_t to = (uint32_t)((episode->to_us - activity->begin_us) / activity->width_us);
	int64_t before_us = trickle_end(subject, from, -1);
	int64_t after_us = trickle_end(subject, to, 1);
	double length = (double)(episode->to_us - episode->from_us);

	if (before_us == TIME_UNKNOWN)
		before_us = episode->from_us;
	if (after_us == TIME_UNKNOWN)
		after_us = episode->to_us;
	if (length < SILENCE_PART_MIN * (double)(after_us - before_us))
		return;
	episode->from_us = before_us;
	episode->to_us = after_us;
}

/* What has no gap longer than usual is none; a shorter gap may still belong to a longer one. */
static void drop_usual(struct catch *list, size_t first, int64_t least_us)
{
	size_t kept = first;

	for (size_t i = first; i < list->count; i++)
		if (list->item[i].peak_width_us >= least_us)
			list->item[kept++] = list->item[i];
	list->count = kept;
}

void detect_silence(struct subject *subject, struct catch *into)
{
	size_t first = into->count;
	int64_t usual_us = 0;

	if (subject->activity->first_us) {
		usual_us = usual_longest(subject);
		judge_gaps(subject, usual_us, into);
	} else {
		judge_zeros(subject, into);
	}
	for (size_t i = first; i < into->count && subject->activity->first_us; i++)
		extend(subject, &into->item[i]);
	merge_trickle(subject, into, first);
	if (subject->activity->first_us)
		drop_usual(into, first, LONGER_THAN_USUAL * usual_us);
	for (size_t i = first; i < into->count; i++)
		subject_measure(subject, &into->item[i]);
}
