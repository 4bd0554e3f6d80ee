/* baseline_bins.c - the bins that a baseline is fitted to, and what is summed over them. */
#include "analysis/baseline_parts.h"

static void count_bins(struct fitting *fitting, const struct activity *activity, const double *part,
		       const double *whole)
{
	struct baseline *baseline = fitting->baseline;
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	uint32_t last = 0;

	baseline->bin_us =
		MAX(BIN_US / activity->width_us * activity->width_us, activity->width_us);
	baseline->begin_us = activity->begin_us / baseline->bin_us * baseline->bin_us;
	baseline->bins =
		(uint32_t)((end_us - baseline->begin_us + baseline->bin_us - 1) / baseline->bin_us);
	fitting->count = arena_array(fitting->scratch, baseline->bins, sizeof(double));
	fitting->whole = arena_array(fitting->scratch, baseline->bins, sizeof(double));
	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;

		while (at_us >= baseline->begin_us + (last + 1) * baseline->bin_us)
			last++;
		if (!activity->known[i])
			continue;
		fitting->count[last] += part[i];
		fitting->whole[last] +=
			whole ? whole[i] : (double)activity->width_us / (double)baseline->bin_us;
	}
	baseline->cells = (uint32_t)MAX(DAY_US / MAX(PROFILE_CELL_US, baseline->bin_us), 1);
	baseline->slots = (uint32_t)MAX(DAY_US / baseline->bin_us, 1);
}

static bool phases_equal(const struct phase *a, const struct phase *b)
{
	return a->right_share == b->right_share && a->slot == b->slot && a->cell == b->cell &&
	       a->left == b->left && a->right == b->right && a->weekday == b->weekday;
}

/*
 * The number of a phase. `known` has those of each slot of the week, plus 1: there is one
 * for each, but where a zone's offset was no whole number of bins once; a bin that lies
 * otherwise gets a phase of its own.
 */
static uint32_t phase_number(struct fitting *fitting, const struct phase *phase, uint32_t *known,
			     size_t *room)
{
	uint32_t *slot = &known[phase->weekday * fitting->baseline->slots + phase->slot];

	if (*slot && phases_equal(&fitting->phase[*slot - 1], phase))
		return *slot - 1;
	fitting->phase = arena_grow(fitting->scratch, fitting->phase, fitting->phases, room,
				    sizeof(*fitting->phase));
	fitting->phase[fitting->phases++] = *phase;
	if (!*slot)
		*slot = fitting->phases;
	return fitting->phases - 1;
}

/* Each bin's phase, and a stretch of level for each day. */
static void locate_bins(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	uint32_t *known =
		arena_array(fitting->scratch, (size_t)7 * baseline->slots, sizeof(*known));
	size_t level_room = 0, phase_room = 0;

	fitting->level = arena_array(fitting->scratch, baseline->bins, sizeof(uint32_t));
	fitting->phase_of = arena_array(fitting->scratch, baseline->bins, sizeof(uint32_t));
	for (uint32_t i = 0; i < baseline->bins; i++) {
		int64_t middle_us =
			baseline->begin_us + i * baseline->bin_us + baseline->bin_us / 2;
		struct place place = baseline_place(baseline->zone, middle_us);
		struct phase phase = baseline_phase(baseline, &place);

		fitting->phase_of[i] = phase_number(fitting, &phase, known, &phase_room);
		if (!baseline->levels || place.day > baseline->level[baseline->levels - 1].day) {
			baseline->level =
				arena_grow(fitting->arena, baseline->level, baseline->levels,
					   &level_room, sizeof(*baseline->level));
			baseline->level[baseline->levels++] =
				(struct stretch_of_level){ .day = place.day };
		}
		fitting->level[i] = baseline->levels - 1;
	}
	baseline->first_day = baseline->level[0].day;
	baseline->days =
		(uint32_t)(baseline->level[baseline->levels - 1].day - baseline->first_day + 1);
}

static bool run_goes_on(const struct fitting *fitting, uint32_t bin)
{
	const struct phase *phase = &fitting->phase[fitting->phase_of[bin]];
	const struct phase *before = &fitting->phase[fitting->phase_of[bin - 1]];

	return fitting->level[bin] == fitting->level[bin - 1] && phase == before + 1 &&
	       phase->cell == before->cell && phase->weekday == before->weekday;
}

void fitting_find_runs(struct fitting *fitting)
{
	uint32_t bins = fitting->baseline->bins, runs = 1;

	for (uint32_t i = 1; i < bins; i++)
		runs += !run_goes_on(fitting, i);
	fitting->run = arena_array(fitting->scratch, runs, sizeof(*fitting->run));
	fitting->runs = 0;
	for (uint32_t i = 0; i < bins; i++) {
		const struct phase *phase = &fitting->phase[fitting->phase_of[i]];

		if (!i || !run_goes_on(fitting, i))
			fitting->run[fitting->runs++] = (struct run){
				.from = i,
				.level = fitting->level[i],
				.phase = fitting->phase_of[i],
				.group = { [BY_CELL] = phase->cell,
					   [BY_WEEKDAY] = phase->weekday,
					   [BY_BOTH] = phase->weekday * CELLS_MAX + phase->cell },
			};
		fitting->run[fitting->runs - 1].to = i + 1;
	}
}

void fitting_init(struct fitting *fitting, const struct activity *activity, const double *part,
		  const double *whole)
{
	uint32_t bins;

	count_bins(fitting, activity, part, whole);
	bins = fitting->baseline->bins;
	fitting->root = arena_array(fitting->scratch, bins, sizeof(double));
	fitting->weight = arena_array(fitting->scratch, bins, sizeof(double));
	fitting->mean = arena_array(fitting->scratch, bins, sizeof(double));
	locate_bins(fitting);
	fitting->season = arena_array(fitting->scratch, fitting->phases, sizeof(double));
	fitting_find_runs(fitting);
}

void baseline_multiply(struct baseline *baseline)
{
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->season[day][cell] = baseline->profile[cell] *
						      baseline->weekday[day] *
						      baseline->interaction[day][cell];
}

void fitting_season(struct fitting *fitting)
{
	baseline_multiply(fitting->baseline);
	for (uint32_t i = 0; i < fitting->phases; i++)
		fitting->season[i] = baseline_season(fitting->baseline, &fitting->phase[i]);
}

void fitting_expect(struct fitting *fitting)
{
	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];
		double level = fitting->baseline->level[run->level].level;

		for (uint32_t i = run->from; i < run->to; i++)
			fitting->mean[i] = fitting_mean(fitting, run, level, i);
	}
}

void fitting_sum(const struct fitting *fitting, enum grouping by, const double *own, double *seen,
		 double *due)
{
	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];
		uint32_t group = run->group[by];
		double level = fitting->baseline->level[run->level].level;
		double run_seen = seen[group], run_due = due[group], of = own ? own[group] : 1;

		for (uint32_t i = run->from; i < run->to; i++) {
			run_seen += fitting->weight[i] * fitting->count[i];
			run_due += fitting->weight[i] * fitting_mean(fitting, run, level, i) / of;
		}
		seen[group] = run_seen;
		due[group] = run_due;
	}
}
