/* clientele.c - who came. */
#include "analysis/clientele.h"
#include "analysis/order.h"

#include <math.h>
#include <stdlib.h>

static int greatest_first(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a < b) - (a > b);
}

/* A walk over clients. */
static struct value_walk clients_walk(const struct excess *excess)
{
	return excess_walk(excess, DIMENSION_CLIENT);
}

static double top_share(const struct excess *excess, double *scratch)
{
	struct counted item;
	size_t count = 0;
	double sum = 0;

	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);)
		scratch[count++] = excess_item(excess, &item);
	if (count > TOP_CLIENTS) {
		order_nth(scratch, count, count - TOP_CLIENTS);
		scratch += count - TOP_CLIENTS;
		count = TOP_CLIENTS;
	}
	if (count)
		qsort(scratch, count, sizeof(*scratch), greatest_first);
	for (size_t i = 0; i < count && scratch[i] > 0; i++)
		sum += scratch[i];
	return excess->total > 0 ? MIN(sum / excess->total, 1) : NAN;
}

static double usual_per_client(const struct excess *excess, double *scratch)
{
	struct counted item;
	size_t count = 0;

	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);)
		if (item.reference > 0 && !item.estimated)
			scratch[count++] = item.reference;
	return count ? order_nth(scratch, count, count - 1 - count / 2) : NAN;
}

/* Of those that were kept. Clients come in any order: sums of whole numbers are the same in each.
 */
static double entropy_bits(const struct excess *excess, double events)
{
	const double unit = 0x1p40;
	struct counted item;
	int64_t sum = 0;

	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);) {
		double share = item.inside / events;

		if (item.inside > 0 && !item.estimated)
			sum -= llround(share * log2(share) * unit);
	}
	return (double)sum / unit;
}

struct clientele clientele_of(const struct excess *excess)
{
	double thinning = inspection_thinning(excess->inspection, DIMENSION_CLIENT);
	double *scratch = malloc((clients_walk(excess).left + 1) * sizeof(*scratch));
	double kept = 0, fresh = 0, events = 0;
	struct clientele clients = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	struct counted item;

	invariant(scratch);
	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);) {
		if (item.inside <= 0 || item.estimated)
			continue;
		kept++;
		fresh += item.reference == 0;
		events += item.inside;
	}
	if (kept > 0) {
		clients.distinct = kept * thinning;
		clients.fresh = fresh * thinning;
		clients.error = sqrt((1 - 1 / thinning) / kept);
		clients.per_client = events / kept;
		clients.usual_per_client = usual_per_client(excess, scratch);
		clients.top_share = top_share(excess, scratch);
		clients.entropy_bits = entropy_bits(excess, events * thinning) * thinning;
	}
	free(scratch);
	return clients;
}

/* --- Who came again --- */

#define BEFORE_DAYS 3
#define CONTROL_DAY (-4) /* a usual day with as many days before and after it */

static uint16_t days_from(int first, int count)
{
	uint16_t days = 0;

	for (int i = 0; i < count; i++)
		days |= LOOK_DAY(first + i);
	return days;
}

/* Clients of a day that were not seen on the days before, and those of them seen after. */
static void count_new(const struct excess *excess, int day, int after, double *fresh, double *again)
{
	uint16_t before_days = days_from(day - BEFORE_DAYS, BEFORE_DAYS);
	uint16_t after_days = days_from(day + 1, after);

	struct counted item;

	*fresh = *again = 0;
	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);) {
		if (!(item.days & LOOK_DAY(day)) || item.days & before_days)
			continue;
		++*fresh;
		*again += (item.days & after_days) != 0;
	}
}

/* Wilson (1927). */
static void share_interval(double hits, double all, double *share, double *low, double *high)
{
	const double z = 1.959964;
	double middle = (hits + z * z / 2) / (all + z * z);
	double half = z / (all + z * z) * sqrt(hits * (all - hits) / all + z * z / 4);

	*share = hits / all;
	*low = MAX(middle - half, 0);
	*high = MIN(middle + half, 1);
}

struct returning clients_returning(const struct excess *excess)
{
	struct returning returning = RETURNING_UNKNOWN;
	uint16_t looked = inspection_days(excess->inspection, excess->episode);
	uint16_t needed = days_from(-BEFORE_DAYS, BEFORE_DAYS);
	double thinning = inspection_thinning(excess->inspection, DIMENSION_CLIENT);
	double fresh, again;
	int after = 0;

	if (!(looked & LOOK_DAY(0)) || (looked & needed) != needed)
		return returning;
	while (after < LOOK_DAYS_AFTER && looked & LOOK_DAY(after + 1))
		after++;
	returning.days_after = (uint32_t)after;
	count_new(excess, 0, after, &fresh, &again);
	if (fresh > 0)
		returning.fresh = fresh * thinning;
	if (fresh > 0 && after)
		share_interval(again, fresh, &returning.share, &returning.low, &returning.high);
	needed = days_from(CONTROL_DAY - BEFORE_DAYS, BEFORE_DAYS + 1);
	if ((looked & needed) != needed || !after)
		return returning;
	count_new(excess, CONTROL_DAY, after, &fresh, &again);
	returning.usual_fresh = fresh * thinning;
	if (fresh > 0)
		share_interval(again, fresh, &returning.usual_share, &returning.usual_low,
			       &returning.usual_high);
	return returning;
}
