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
#include <stdlib.h>

#define DAYS_WANTED 5
#define WEEKS_WANTED 4
#define COUNT_WANTED 5.0 /* on a day: the middle of smaller counts says little of their mean */
#define SURE 4.0         /* standard errors that a factor must be from 1 */
#define PRIOR 12.0

struct occurrence {
	double count, mean;
};

static int by_ratio(const void *a, const void *b)
{
	const struct occurrence *left = a, *right = b;
	double apart = left->count * right->mean - right->count * left->mean;

	return (apart > 0) - (apart < 0);
}

/* The factor that the middle half of the occurrences agrees on; 1 where it does not. */
static double factor_of(struct occurrence *of, uint32_t count, uint32_t wanted)
{
	uint32_t kept = 0, trim;
	double seen = 0, due = 0, ratio, spread = 0;

	for (uint32_t i = 0; i < count; i++)
		if (of[i].mean > 0)
			of[kept++] = of[i];
	if (kept < wanted)
		return 1;
	qsort(of, kept, sizeof(*of), by_ratio);
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
	struct occurrence *at; /* [groups][days] */
	uint32_t groups, days;
};

static struct table table_new(uint32_t groups, uint32_t days, struct arena *scratch)
{
	return (struct table){ .at = arena_array(scratch, (size_t)groups * days,
						 sizeof(struct occurrence)),
			       .groups = groups,
			       .days = days };
}

static uint32_t day_of(const struct baseline *baseline, const struct bin *bin)
{
	return (uint32_t)(baseline->level[bin->level].day - baseline->first_day);
}

static void table_add(struct table *table, uint32_t group, uint32_t day, const struct bin *bin)
{
	struct occurrence *at = &table->at[(size_t)group * table->days + day];

	at->count += bin->count;
	at->mean += bin->mean;
}

/* Half-hours of the day, then its bins. */
static void fit_days(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	uint32_t per_cell = MAX(baseline->slots / baseline->cells, 1u);
	struct table cells = table_new(baseline->cells, baseline->days, scratch);
	struct table slots = table_new(baseline->slots, baseline->days, scratch);

	for (uint32_t i = 0; i < baseline->slots; i++)
		baseline->regular[i] = 1;
	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++)
		table_add(&cells, bin[i].cell, day_of(baseline, &bin[i]), &bin[i]);
	for (uint32_t cell = 0; cell < baseline->cells; cell++) {
		double factor =
			factor_of(&cells.at[(size_t)cell * cells.days], cells.days, DAYS_WANTED);

		for (uint32_t slot = cell * per_cell; slot < (cell + 1) * per_cell; slot++)
			baseline->regular[slot] = factor;
	}
	if (per_cell == 1)
		return;
	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++)
		table_add(&slots, bin[i].slot, day_of(baseline, &bin[i]), &bin[i]);
	for (uint32_t slot = 0; slot < baseline->slots; slot++)
		baseline->regular[slot] *=
			factor_of(&slots.at[(size_t)slot * slots.days], slots.days, DAYS_WANTED);
}

static void fit_weeks(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	uint32_t weeks = baseline->days / 7 + 2;
	struct table table = table_new(7 * baseline->cells, weeks, scratch);

	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->regular_week[day][cell] = 1;
	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++)
		table_add(&table, bin[i].weekday * baseline->cells + bin[i].cell,
			  day_of(baseline, &bin[i]) / 7, &bin[i]);
	for (uint32_t day = 0; day < 7; day++)
		for (uint32_t cell = 0; cell < baseline->cells; cell++)
			baseline->regular_week[day][cell] =
				factor_of(&table.at[(size_t)(day * baseline->cells + cell) * weeks],
					  weeks, WEEKS_WANTED);
}

void baseline_fit_regular(struct baseline *baseline, struct bin *bin, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);

	if (baseline->kind >= BASELINE_DAILY && baseline->days >= DAYS_WANTED)
		fit_days(baseline, bin, scratch);
	if (baseline->kind == BASELINE_WEEKLY && baseline->days >= 7 * WEEKS_WANTED)
		fit_weeks(baseline, bin, scratch);
	arena_rewind(scratch, mark);
}
