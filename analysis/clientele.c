/* clientele.c - who came. */
#include "analysis/clientele.h"
#include "analysis/order.h"

#include <math.h>
#include <stdlib.h>

/* A walk over clients. */
static struct value_walk clients_walk(const struct excess *excess)
{
	return excess_walk(excess, DIMENSION_CLIENT);
}

/* The greatest few of many numbers, the greatest first. */
struct top {
	double number[TOP_CLIENTS];
	uint32_t count;
};

static void top_take(struct top *top, double number)
{
	uint32_t at = top->count;

	if (at < TOP_CLIENTS)
		top->count++;
	else if (number <= top->number[--at])
		return;
	for (; at && top->number[at - 1] < number; at--)
		top->number[at] = top->number[at - 1];
	top->number[at] = number;
}

static double top_share(const struct top *top, double total)
{
	double sum = 0;

	for (uint32_t i = 0; i < top->count && top->number[i] > 0; i++)
		sum += top->number[i];
	return total > 0 ? MIN(sum / total, 1) : NAN;
}

#define FEW 64

/* Numbers of events, of which nearly all are small: those are counted, the others listed. */
struct numbers {
	uint64_t few[FEW]; /* how often each */
	double *more;
	size_t mores, count;
};

static void numbers_add(struct numbers *numbers, double number)
{
	numbers->count++;
	if (number < FEW)
		numbers->few[(size_t)number]++;
	else
		numbers->more[numbers->mores++] = number;
}

/* The middle one, the lower of two; NAN where there are none. */
static double numbers_median(struct numbers *numbers)
{
	size_t before = 0, middle = numbers->count - 1 - numbers->count / 2;

	if (!numbers->count)
		return NAN;
	for (uint32_t i = 0; i < FEW; i++) {
		before += numbers->few[i];
		if (middle < before)
			return i;
	}
	return order_nth(numbers->more, numbers->mores, middle - before);
}

#define ENTROPY_UNIT 0x1p40

static int64_t entropy_of(double inside, double events)
{
	double share = inside / events;

	return -llround(share * log2(share) * ENTROPY_UNIT);
}

/* Clients come in any order: sums of whole numbers are the same in each. */
static double entropy_bits(const struct numbers *inside, double events)
{
	int64_t sum = 0;

	for (uint32_t i = 1; i < FEW; i++)
		sum += (int64_t)inside->few[i] * entropy_of(i, events);
	for (size_t i = 0; i < inside->mores; i++)
		sum += entropy_of(inside->more[i], events);
	return (double)sum / ENTROPY_UNIT;
}

/* What one walk over them gathers, for they can be many. */
struct crowd {
	struct numbers inside, usual; /* of each that was kept and has any */
	double fresh, events;
	struct top excess;
};

static void crowd_gather(struct crowd *crowd, const struct excess *excess)
{
	struct counted item;

	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);) {
		top_take(&crowd->excess, excess_item(excess, &item));
		if (item.estimated)
			continue;
		if (item.reference > 0)
			numbers_add(&crowd->usual, item.reference);
		if (item.inside <= 0)
			continue;
		numbers_add(&crowd->inside, item.inside);
		crowd->fresh += item.reference == 0;
		crowd->events += item.inside;
	}
}

struct clientele clientele_of(const struct excess *excess)
{
	double thinning = inspection_thinning(excess->inspection, DIMENSION_CLIENT);
	size_t most = clients_walk(excess).left;
	double *room = malloc((2 * most + 1) * sizeof(*room));
	struct crowd crowd = { .inside.more = room, .usual.more = room + most };
	struct clientele clients = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	double kept;

	invariant(room);
	crowd_gather(&crowd, excess);
	kept = (double)crowd.inside.count;
	if (kept > 0) {
		clients.distinct = kept * thinning;
		clients.fresh = crowd.fresh * thinning;
		clients.error = sqrt((1 - 1 / thinning) / kept);
		clients.per_client = crowd.events / kept;
		clients.usual_per_client = numbers_median(&crowd.usual);
		clients.top_share = top_share(&crowd.excess, excess->total);
		clients.entropy_bits =
			entropy_bits(&crowd.inside, crowd.events * thinning) * thinning;
	}
	free(room);
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
struct comers {
	uint16_t day, before, after; /* LOOK_DAY of each */
	double fresh, again;
};

static struct comers comers_on(int day, int after)
{
	return (struct comers){ .day = LOOK_DAY(day),
				.before = days_from(day - BEFORE_DAYS, BEFORE_DAYS),
				.after = days_from(day + 1, after) };
}

static void comers_take(struct comers *comers, uint16_t days)
{
	if (!(days & comers->day) || days & comers->before)
		return;
	comers->fresh++;
	comers->again += (days & comers->after) != 0;
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
	struct comers comers, usual;
	struct counted item;
	int after = 0;

	if (!(looked & LOOK_DAY(0)) || (looked & needed) != needed)
		return returning;
	while (after < LOOK_DAYS_AFTER && looked & LOOK_DAY(after + 1))
		after++;
	returning.days_after = (uint32_t)after;
	comers = comers_on(0, after);
	usual = comers_on(CONTROL_DAY, after);
	for (struct value_walk walk = clients_walk(excess); value_walk_next(&walk, &item);) {
		comers_take(&comers, item.days);
		comers_take(&usual, item.days);
	}
	if (comers.fresh > 0)
		returning.fresh = comers.fresh * thinning;
	if (comers.fresh > 0 && after)
		share_interval(comers.again, comers.fresh, &returning.share, &returning.low,
			       &returning.high);
	needed = days_from(CONTROL_DAY - BEFORE_DAYS, BEFORE_DAYS + 1);
	if ((looked & needed) != needed || !after)
		return returning;
	returning.usual_fresh = usual.fresh * thinning;
	if (usual.fresh > 0)
		share_interval(usual.again, usual.fresh, &returning.usual_share,
			       &returning.usual_low, &returning.usual_high);
	return returning;
}
