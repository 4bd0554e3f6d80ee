/* census_settle.c - what was counted, put in order and looked up. */
#include "analysis/census.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What counts are sorted by: numbers alone, but for hashes that were made to meet. */
struct rank {
	uint64_t inside, stable;
	const struct count *count;
};

static int ranks_compare(const void *left, const void *right)
{
	const struct rank *a = left;
	const struct rank *b = right;
	struct span x, y;
	int order;

	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	if (a->stable != b->stable)
		return a->stable < b->stable ? -1 : 1;
	x = count_value(a->count);
	y = count_value(b->count);
	order = memcmp(x.at, y.at, MIN(x.size, y.size));
	return order ? order : (x.size > y.size) - (x.size < y.size);
}

static void ranks_sort(const struct count **count, size_t counts)
{
	struct arena scratch = { 0 };
	struct rank *rank = arena_array(&scratch, counts, sizeof(*rank));

	for (size_t i = 0; i < counts; i++)
		rank[i] = (struct rank){ count[i]->inside, count[i]->stable, count[i] };
	qsort(rank, counts, sizeof(*rank), ranks_compare);
	for (size_t i = 0; i < counts; i++)
		count[i] = rank[i].count;
	arena_release(&scratch);
}

/* Put those of an episode that have events inside in front; returns how many they are. */
static size_t inside_first(const struct count **count, size_t counts)
{
	size_t inside = 0;

	for (size_t i = 0; i < counts; i++) {
		const struct count *here = count[i];

		if (!here->inside)
			continue;
		count[i] = count[inside];
		count[inside++] = here;
	}
	return inside;
}

/* All counts by episode, each episode's in their order. */
static void counts_sort(struct census *census, bool by_rank)
{
	struct arena scratch = { 0 };
	uint32_t episodes = 0;
	size_t *next;

	for (uint32_t i = 0; i < census->counts.total; i++)
		episodes = MAX(episodes, count_table_at(&census->counts, i)->episode + 1);
	next = arena_array(&scratch, (size_t)episodes + 1, sizeof(*next));
	for (uint32_t i = 0; i < census->counts.total; i++)
		next[count_table_at(&census->counts, i)->episode + 1]++;
	for (uint32_t e = 0; e < episodes; e++)
		next[e + 1] += next[e];
	census->sorted = arena_array(&census->arena, census->counts.total, sizeof(*census->sorted));
	for (uint32_t i = 0; i < census->counts.total; i++) {
		const struct count *count = count_table_at(&census->counts, i);

		census->sorted[next[count->episode]++] = count;
	}
	/* Each episode's place has moved on to its end. */
	for (uint32_t e = 0; e < episodes; e++) {
		size_t from = e ? next[e - 1] : 0;
		size_t inside = inside_first(census->sorted + from, next[e] - from);

		if (by_rank)
			ranks_sort(census->sorted + from, inside);
	}
	arena_release(&scratch);
}

/* What is late is what the sketch says; what it says is little is not told, for chance decided. */
static void late_settle(struct census *census)
{
	for (uint32_t i = 0; i < census->counts.total; i++) {
		struct count *count = count_table_at(&census->counts, i);
		struct count_min_cell cell;

		if (!count->late)
			continue;
		cell = count_min_look(&census->sketch, count->episode, count->stable);
		if (cell.inside < count_min_total(&census->sketch, count->episode) / CENSUS_TOLD)
			cell = (struct count_min_cell){ 0, 0 };
		count->inside = cell.inside;
		count->reference = cell.reference;
	}
}

void census_settle(struct census *census, bool by_rank)
{
	late_settle(census);
	counts_sort(census, by_rank);
}

const struct count *const *census_counts(const struct census *census, uint32_t episode,
					 uint32_t *count)
{
	uint32_t low = 0;
	uint32_t high = census->counts.total;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (census->sorted[middle]->episode < episode)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < census->counts.total && census->sorted[high]->episode == episode;)
		high++;
	*count = high - low;
	return census->sorted + low;
}
