/* census_settle.c - what was counted, put in order and looked up. */
#include "analysis/census.h"
#include "analysis/rank.h"

/* How many counts each episode has, those with events inside and then those without. */
static uint32_t *counts_of_episodes(struct census *census, struct arena *scratch)
{
	uint32_t *counts = NULL;
	size_t room = 0;

	for (uint32_t i = 0; i < census->counts.total; i++) {
		const struct count *count = count_table_at(&census->counts, i);

		for (; census->episodes <= count->episode; census->episodes++) {
			/* Room is even: where there is some for the first there is for both. */
			counts = arena_grow(scratch, counts, (size_t)2 * census->episodes, &room,
					    sizeof(*counts));
			counts[2 * census->episodes] = counts[2 * census->episodes + 1] = 0;
		}
		counts[2 * count->episode + !count->inside]++;
	}
	return counts;
}

/* All counts by episode, each episode's in their order. */
static void counts_sort(struct census *census, bool by_rank)
{
	struct arena scratch = { 0 };
	uint32_t *next = counts_of_episodes(census, &scratch), before = 0;

	for (uint32_t i = 0; i < 2 * census->episodes; i++) {
		uint32_t own = next[i];

		next[i] = before;
		before += own;
	}
	census->sorted = arena_array(&census->arena, census->counts.total, sizeof(*census->sorted));
	for (uint32_t i = 0; i < census->counts.total; i++) {
		const struct count *count = count_table_at(&census->counts, i);

		census->sorted[next[2 * count->episode + !count->inside]++] = i;
	}
	/* Each place has moved on to its end. */
	census->end = arena_array(&census->arena, census->episodes, sizeof(*census->end));
	for (uint32_t e = 0; e < census->episodes; e++) {
		uint32_t from = e ? census->end[e - 1] : 0;

		if (by_rank)
			ranks_sort(&census->counts, census->sorted + from, next[2 * e] - from);
		census->end[e] = next[2 * e + 1];
	}
	arena_release(&scratch);
}

/* What is late is what the sketch says; what it says is little is not told, for chance decided. */
static void late_settle(struct census *census)
{
	for (uint32_t i = 0; i < census->counts.total && census->late; i++) {
		struct count *count = count_table_at(&census->counts, i);
		struct count_min_cell cell;

		if (!count->late)
			continue;
		cell = count_min_look(&census->sketch, count->episode,
				      count_table_stable(&census->counts, i));
		if (cell.inside <
		    MAX(count_min_total(&census->sketch, count->episode) / CENSUS_TOLD,
			CENSUS_TOLD_MIN))
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

const uint32_t *census_counts(const struct census *census, uint32_t episode, uint32_t *count)
{
	uint32_t from;

	*count = 0;
	if (episode >= census->episodes)
		return census->sorted;
	from = episode ? census->end[episode - 1] : 0;
	*count = census->end[episode] - from;
	return census->sorted + from;
}
