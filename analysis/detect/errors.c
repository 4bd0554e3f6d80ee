/*
 * errors.c - windows in which a greater share of the events failed than usual.
 *
 * The usual share has a level, a profile of the day and so on, as traffic has: a
 * batch that fails every night is no outage. Where there is too little past for that
 * it is pooled over the hours without the worst tenth of them.
 */
#include "analysis/detect/share.h"
#include "analysis/order.h"

#include <math.h>

#define WORST_SHARE 0.1
#define FAILED_MIN 5

/* Half an event in all: what nobody has seen yet may happen all the same. */
static double least_share(const struct activity *activity)
{
	double all = 1;

	for (uint32_t i = 0; i < activity->cells; i++)
		all += activity->events[i];
	return 0.5 / all;
}

/* Of the bins' shares the mean without the worst tenth. */
static double pooled_share(const struct subject *subject, const double *failed)
{
	struct arena_mark mark = arena_mark(subject->scratch);
	double *share = arena_array(subject->scratch, subject->bins, sizeof(double));
	double events = 0, bad = 0, worst;
	uint32_t bins = 0;

	for (uint32_t i = 0; i < subject->bins; i++)
		if (subject->count[i] > 0)
			share[bins++] = failed[i] / subject->count[i];
	if (!bins)
		return 0;
	worst = order_nth(share, bins, bins - 1 - (uint32_t)(WORST_SHARE * bins));
	for (uint32_t i = 0; i < subject->bins; i++) {
		if (subject->count[i] <= 0 || failed[i] > worst * subject->count[i])
			continue;
		events += subject->count[i];
		bad += failed[i];
	}
	arena_rewind(subject->scratch, mark);
	return events > 0 ? bad / events : 0;
}

void detect_errors(struct subject *subject, struct catch *into)
{
	const struct activity *activity = subject->activity;
	struct share share = { .kind = EPISODE_ERRORS,
			       .cell_part = activity->failed,
			       .ratio_min = subject->options->error_ratio_min,
			       .share_min = subject->options->error_share_min,
			       .part_min = FAILED_MIN };
	const struct baseline *usual;
	struct arena kept = { 0 }; /* a fit rewinds its scratch */
	double least, pooled, *cell_usual;

	if (!activity->has_failures)
		return;
	share.part = subject_bins_of(subject, activity->failed);
	share.whole = subject->count;
	cell_usual = arena_array(subject->scratch, activity->cells, sizeof(double));
	usual = baseline_fit_share(activity, activity->failed, activity->events, subject->zone,
				   &kept, subject->scratch);
	baseline_cells(usual, activity, activity->events, cell_usual);
	least = least_share(activity);
	pooled = baseline_kind(usual) >= BASELINE_DAILY
			 ? 0
			 : fmax(pooled_share(subject, share.part), least);
	for (uint32_t i = 0; i < activity->cells; i++) {
		double events = activity->known[i] ? activity->events[i] : 0;

		cell_usual[i] = pooled > 0 ? pooled * events : fmax(cell_usual[i], least * events);
	}
	share.cell_usual = cell_usual;
	share.usual = subject_bins_of(subject, cell_usual);
	detect_share(subject, &share, into);
	arena_release(&kept);
}
