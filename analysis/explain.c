/* explain.c - which values an episode's excess consists of. */
#include "analysis/explain.h"

#include <math.h>
#include <stdlib.h>

struct excess excess_of(const struct inspection *inspection, uint32_t episode, double expected)
{
	double reference = inspection_reference(inspection, episode);
	struct excess excess = { .inspection = inspection, .episode = episode };

	excess.inside = inspection_inside(inspection, episode);
	excess.factor = reference > 0 ? expected / reference : 0;
	excess.total = excess.inside - reference * excess.factor;
	return excess;
}

/*
 * Whether a value's share is large, no play of chance (counts stray by some 14 % and
 * by Poisson), and more than its share of the usual traffic: that nearly all of it
 * are GETs answered with 200 sets no episode apart.
 */
static bool explains(const struct excess *excess, const struct counted *item)
{
	double more = excess_item(excess, item);
	double usual = item->reference * excess->factor;
	double usual_all = excess->inside - excess->total;

	if (more < EXPLAIN_SHARE_MIN * excess->total ||
	    more / sqrt(usual + 0.02 * usual * usual + 1) <= EXPLAIN_SCORE_MIN)
		return false;
	return usual_all <= 0 || more * usual_all > EXPLAIN_LIFT_MIN * usual * excess->total;
}

/* What people asked for says more than how: it goes first where shares are within a tenth. */
static double weight(const struct explanation *explanation)
{
	bool telling = explanation->dimension == DIMENSION_PATH ||
		       explanation->dimension == DIMENSION_REFERRER ||
		       explanation->dimension == DIMENSION_QUERY;

	return explanation->excess_share * (telling ? 1.1 : 1);
}

static int explanations_compare(const void *left, const void *right)
{
	const struct explanation *a = left;
	const struct explanation *b = right;

	if (weight(a) != weight(b))
		return weight(a) > weight(b) ? -1 : 1;
	if (a->dimension != b->dimension)
		return a->dimension < b->dimension ? -1 : 1;
	return strcmp(a->value, b->value);
}

/* One of them, while it is not sure that it is told. */
struct found {
	struct explanation told; /* its value is the inspection's */
	struct counted counted;
};

static int found_compare(const void *left, const void *right)
{
	return explanations_compare(&((const struct found *)left)->told,
				    &((const struct found *)right)->told);
}

/* Of each dimension the first few that remain. */
static uint32_t thin_out(struct found *item, uint32_t count)
{
	uint32_t taken[DIMENSIONS] = { 0 };
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count && kept < EXPLAIN_MAX; i++)
		if (taken[item[i].told.dimension]++ < EXPLAIN_PER_DIMENSION)
			item[kept++] = item[i];
	return kept;
}

struct gathering {
	struct found *item;
	uint32_t count;
	size_t room;
	struct arena *scratch;
};

static void gather(struct gathering *gathering, const struct excess *excess,
		   enum dimension dimension)
{
	double least = EXPLAIN_SHARE_MIN * excess->total;
	struct counted counted;

	for (struct value_walk walk = excess_walk(excess, dimension);
	     value_walk_next(&walk, &counted);) {
		/* Of those that follow none has more, but for clients, which come in any order. */
		if (counted.inside < least && dimension != DIMENSION_CLIENT)
			break;
		if (!explains(excess, &counted))
			continue;
		gathering->item = arena_grow(gathering->scratch, gathering->item, gathering->count,
					     &gathering->room, sizeof(*gathering->item));
		gathering->item[gathering->count++] = (struct found){
			.told = { .dimension = counted.dimension,
				  .value = counted.value,
				  .count = counted.inside,
				  .expected = counted.reference * excess->factor,
				  .excess_share = excess_item(excess, &counted) / excess->total,
				  .estimated = counted.estimated },
			.counted = counted,
		};
	}
}

/* With all that is told of it, to stay. */
static struct explanation tell(const struct excess *excess, const struct found *found,
			       struct arena *arena)
{
	struct explanation told = found->told;

	told.value = arena_copy(arena, told.value, strlen(told.value));
	told.distinct_clients =
		inspection_clients(excess->inspection, excess->episode, &found->counted);
	told.first = inspection_first(excess->inspection, &found->counted, arena);
	return told;
}

struct explanations explain(const struct excess *excess, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct gathering all = { .scratch = &scratch };
	struct explanation *item;
	uint32_t count;

	if (excess->total <= 0)
		return (struct explanations){ 0 };
	for (int i = 0; i < DIMENSIONS; i++)
		gather(&all, excess, (enum dimension)i);
	if (all.count)
		qsort(all.item, all.count, sizeof(*all.item), found_compare);
	count = thin_out(all.item, all.count);
	item = arena_array(arena, count, sizeof(*item));
	for (uint32_t i = 0; i < count; i++)
		item[i] = tell(excess, &all.item[i], arena);
	arena_release(&scratch);
	return (struct explanations){ .item = item, .count = count };
}
