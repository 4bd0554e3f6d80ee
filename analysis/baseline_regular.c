/*
 * baseline_regular.c - what comes back so regularly that it is no event.
 *
 * A newsletter at seven, a job at ten past each hour, a weekly show: sharper than the
 * smooth profile, and taken for an outbreak by weights that know nothing else. Each
 * 30-min cell of the day, of the week, and each bin of the day gets a factor of its
 * own where the middle half of the days (weeks) agrees on one that is far from 1.
 */
#include "analysis/baseline_parts.h"

#include <math.h>
#include <string.h>

#define DAYS_WANTED 5
#define WEEKS_WANTED 4
#define COUNT_WANTED 5.0 /* on a day: the middle of smaller counts says little of their mean */
#define SURE 4.0         /* standard errors that a factor must be from 1 */
#define PRIOR 12.0
#define RUN 12 /* shorter lists are sorted by insertion */

struct occurrence {
	double count, mean;
};

static bool is_less(const struct occurrence *a, const struct occurrence *b)
{
	return a->count * b->mean < b->count * a->mean;
}

/*
 * By ratio; equal ones stay in their order. There are some thousand lists of a few dozen
 * to sort, for which qsort's calls are most of the time. `room` has half of `count`.
 */
static void sort(struct occurrence *of, uint32_t count, struct occurrence *room)
{
	uint32_t half = count / 2, left = 0, right = half, to = 0;

	if (count < RUN) {
		for (uint32_t i = 1; i < count; i++) {
			struct occurrence own = of[i];
			uint32_t at = i;

			for (; at && is_less(&own, &of[at - 1]); at--)
				of[at] = of[at - 1];
			of[at] = own;
		}
		return;
	}
	sort(of, half, room);
	sort(of + half, count - half, room);
	memcpy(room, of, half * sizeof(*of));
	while (left < half && right < count)
		of[to++] = is_less(&of[right], &room[left]) ? of[right++] : room[left++];
	memcpy(of + to, room + left, (half - left) * sizeof(*of));
}

/* The factor that the middle half of the occurrences agrees on; 1 where it does not. */
static double factor_of(struct occurrence *of, uint32_t count, uint32_t wanted,
			struct occurrence *room)
{
	uint32_t kept = 0, trim;
	double seen = 0, due = 0, ratio, spread = 0;

	for (uint32_t i = 0; i < count; i++)
		if (of[i].mean > 0)
			of[kept++] = of[i];
	if (kept < wanted)
		return 1;
	sort(of, kept, room);
	trim = kept / 4;
	for (uint32_t i = trim; i < kept - trim; i++) {
		seen += of[i].count;
		due += of[i].mean;
	}
	kept -= 2 * trim;
	if (fmax(seen, due) < COUNT_WANTED * kept)
		return 1;
	ratio = seen / due;
	for (uint32_t i = trim; i < trim + kept; i++) {
		double apart = of[i].count - ratio * of[i].mean;

		spread += apart * apart;
	}
	/* The middle half of a normal has a seventh of its variance: what was cut is put back. */
	spread = fmax(spread * 7, fmax(seen, due));
	if (fabs(seen - due) < SURE * sqrt(spread))
		return 1;
	return (seen + PRIOR) / (due + PRIOR);
}

/* Counts of each group and day, with what is expected without the factor asked for. */
struct table {
	struct occurrence *at;   /* [groups][days] */
	struct occurrence *room; /* [days], to sort */
	uint32_t groups, days;
};

static struct table table_new(uint32_t groups, uint32_t days, struct arena *scratch)
{
	return (struct table){ .at = arena_array(scratch, (size_t)groups * days,
						 sizeof(struct occurrence)),
			       .room = arena_array(scratch, days, sizeof(struct occurrence)),
			       .groups = groups,
			       .days = days };
}

static uint32_t day_of(const struct fitting *fitting, const struct run *run)
{
	return (uint32_t)(fitting->baseline->level[run->level].day - fitting->baseline->first_day);
}

static struct occurrence *table_at(const struct table *table, uint32_t group, uint32_t day)
{
	return &table->at[(size_t)group * table->days + day];
}

static void run_add(struct occurrence *at, const struct fitting *fitting, const struct run *run)
{
	double level = fitting->baseline->level[run->level].level;

	for (uint32_t i = run->from; i < run->to; i++) {
		at->count += fitting->count[i];
		at->mean += fitting_mean(fitting, run, level, i);
	}
}

/* Half-hours of the day. */
static void fit_cells(struct fitting *fitting, uint32_t per_cell)
{
	struct baseline *baseline = fitting->baseline;
	struct table table = table_new(baseline->cells, baseline->days, fitting->scratch);

	ones(baseline->regular, baseline->slots);
	fitting_season(fitting);
	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];

		run_add(table_at(&table, run->group[BY_CELL], day_of(fitting, run)), fitting, run);
	}
	for (uint32_t cell = 0; cell < baseline->cells; cell++) {
		double factor =
			factor_of(table_at(&table, cell, 0), table.days, DAYS_WANTED, table.room);

		for (uint32_t slot = cell * per_cell; slot < (cell + 1) * per_cell; slot++)
			baseline->regular[slot] = factor;
	}
	fitting_season(fitting);
}

/* Bins of the day. */
static void fit_slots(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	struct table table = table_new(baseline->slots, baseline->days, fitting->scratch);

	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];
		double level = baseline->level[run->level].level;
		uint32_t day = day_of(fitting, run);

		for (uint32_t i = run->from; i < run->to; i++) {
			const struct phase *phase = &fitting->phase[run->phase + i - run->from];
			struct occurrence *at = table_at(&table, phase->slot, day);

			at->count += fitting->count[i];
			at->mean += fitting_mean(fitting, run, level, i);
		}
	}
	for (uint32_t slot = 0; slot < baseline->slots; slot++)
		baseline->regular[slot] *=
			factor_of(table_at(&table, slot, 0), table.days, DAYS_WANTED, table.room);
	fitting_season(fitting);
}

/* Half-hours of the week. */
static void fit_weeks(struct fitting *fitting)
{
	struct baseline *baseline = fitting->baseline;
	struct table table = table_new(7 * CELLS_MAX, baseline->days / 7 + 2, fitting->scratch);
	double *factor = &baseline->regular_week[0][0];

	ones(factor, table.groups);
	fitting_season(fitting);
	for (uint32_t r = 0; r < fitting->runs; r++) {
		const struct run *run = &fitting->run[r];

		run_add(table_at(&table, run->group[BY_BOTH], day_of(fitting, run) / 7), fitting,
			run);
	}
	for (uint32_t group = 0; group < table.groups; group++)
		factor[group] =
			factor_of(table_at(&table, group, 0), table.days, WEEKS_WANTED, table.room);
	fitting_season(fitting);
}

void baseline_fit_regular(struct fitting *fitting)
{
	const struct baseline *baseline = fitting->baseline;
	struct arena_mark mark = arena_mark(fitting->scratch);
	uint32_t per_cell = MAX(baseline->slots / baseline->cells, 1u);

	if (baseline->kind >= BASELINE_DAILY && baseline->days >= DAYS_WANTED) {
		fit_cells(fitting, per_cell);
		if (per_cell > 1)
			fit_slots(fitting);
	}
	if (baseline->kind == BASELINE_WEEKLY && baseline->days >= 7 * WEEKS_WANTED)
		fit_weeks(fitting);
	arena_rewind(fitting->scratch, mark);
}
