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
		double factor = factor_of(&cells.at[(size_t)cell * cells.days], cells.days,
					  DAYS_WANTED, cells.room);

		for (uint32_t slot = cell * per_cell; slot < (cell + 1) * per_cell; slot++)
			baseline->regular[slot] = factor;
	}
	if (per_cell == 1)
		return;
	baseline_expect(baseline, bin);
	for (uint32_t i = 0; i < baseline->bins; i++)
		table_add(&slots, bin[i].slot, day_of(baseline, &bin[i]), &bin[i]);
	for (uint32_t slot = 0; slot < baseline->slots; slot++)
		baseline->regular[slot] *= factor_of(&slots.at[(size_t)slot * slots.days],
						     slots.days, DAYS_WANTED, slots.room);
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
					  weeks, WEEKS_WANTED, table.room);
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
