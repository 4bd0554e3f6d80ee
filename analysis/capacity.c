/* capacity.c - at which rate errors began to rise. */
#include "analysis/capacity.h"

#include <math.h>
#include <string.h>

static const struct capacity unknown = { NULL, TIME_UNKNOWN, NAN, NAN, NAN, NAN, NAN, 0 };

struct sum {
	double events, failed;
	uint32_t cells;
};

/* Cells of a stretch whose rate is at least `least` (or below it) a cell. */
static struct sum sum_of(const struct activity *activity, int64_t from_us, int64_t to_us,
			 double least, bool below)
{
	struct sum sum = { 0 };

	for (uint32_t i = 0; i < activity->cells; i++) {
		int64_t at_us = activity->begin_us + i * activity->width_us;

		if (at_us < from_us || at_us + activity->width_us > to_us || !activity->known[i] ||
		    (activity->events[i] < least) != below)
			continue;
		sum.events += activity->events[i];
		sum.failed += activity->failed[i];
		sum.cells++;
	}
	return sum;
}

/* The exact 95 % interval of a Poisson count, by Byar's approximation (Rothman, Boice 1979). */
static void count_interval(double count, double *low, double *high)
{
	double more = count + 1;
	double root = 1 - 1 / (9 * count) - 1.959964 / (3 * sqrt(count));

	*low = count > 0 ? count * root * root * root : 0;
	root = 1 - 1 / (9 * more) + 1.959964 / (3 * sqrt(more));
	*high = more * root * root * root;
}

static const struct outage *errors_in(const struct detection *detection, const struct spike *spike)
{
	for (uint32_t i = 0; i < detection->outages; i++) {
		const struct outage *outage = &detection->outage[i];

		if (outage->kind == OUTAGE_ERRORS && !outage->host &&
		    outage->from_us > spike->from_us && outage->from_us < spike->to_us &&
		    !strcmp(outage->service, spike->service))
			return outage;
	}
	return NULL;
}

struct capacity capacity_of(const struct detection *detection, const struct watched *watched,
			    const struct spike *spike)
{
	const struct activity *activity = &watched->activity;
	const struct outage *outage = errors_in(detection, spike);
	struct capacity capacity = unknown;
	int64_t grain_us = MAX(activity->width_us, CAPACITY_BEFORE_US);
	struct sum before, less, more;
	double seconds, rate, low, high;

	if (!outage || activity->counted)
		return capacity;
	before = sum_of(activity, outage->from_us - grain_us, outage->from_us, 0, false);
	seconds = (double)(before.cells * activity->width_us) / SECOND_US;
	if (!before.cells ||
	    before.events < CAPACITY_RATIO_MIN * baseline_expected(watched->baseline,
								   outage->from_us - grain_us,
								   outage->from_us))
		return capacity;
	rate = before.events / before.cells;
	less = sum_of(activity, spike->from_us, outage->from_us, rate, true);
	more = sum_of(activity, outage->from_us, MIN(outage->to_us, spike->to_us), rate, false);
	count_interval(before.events, &low, &high);
	capacity.outage = outage;
	capacity.at_us = outage->from_us;
	capacity.per_s = before.events / seconds;
	capacity.low_per_s = low / seconds;
	capacity.high_per_s = high / seconds;
	capacity.failed_below = less.events > 0 ? less.failed / less.events : NAN;
	capacity.failed_above = more.events > 0 ? more.failed / more.events : NAN;
	capacity.cells_above = more.cells;
	return capacity;
}
