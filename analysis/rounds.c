/* rounds.c - see rounds.h. */
#include "analysis/rounds.h"

#include <stdlib.h>
#include <string.h>

/* A look by what can't be parted. */
struct placed {
	const char *service; /* NULL: of those that share sources */
	size_t at;           /* among the looks */
};

static int services_compare(const struct placed *a, const struct placed *b)
{
	if (!a->service || !b->service)
		return (a->service != NULL) - (b->service != NULL);
	return strcmp(a->service, b->service);
}

static int placed_compare(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = services_compare(a, b);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* In the order of `placed`. */
static void put_in_order(struct looks *looks, const struct placed *placed, struct arena *scratch)
{
	struct look *look = arena_array(scratch, looks->count, sizeof(*look));
	struct stretch *stretch = arena_array(scratch, looks->count, sizeof(*stretch));

	for (size_t i = 0; i < looks->count; i++) {
		look[i] = looks->look[placed[i].at];
		stretch[i] = looks->stretch[placed[i].at];
	}
	memcpy(looks->look, look, looks->count * sizeof(*look));
	memcpy(looks->stretch, stretch, looks->count * sizeof(*stretch));
}

/* Where the looks end that can't be parted from the one at `from`, and their events. */
static size_t end_of_part(const struct looks *looks, const struct placed *placed, size_t from,
			  double *events)
{
	size_t end = from;

	*events = 0;
	for (; end < looks->count && !services_compare(&placed[from], &placed[end]); end++)
		*events += looks->look[end].events;
	return end;
}

struct rounds rounds_plan(struct looks *looks, double events_max, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct rounds rounds = { 0 };
	struct placed *placed;
	double events, sum = 0;
	size_t room = 0;

	if (!looks->count)
		return rounds;
	placed = arena_array(&scratch, looks->count, sizeof(*placed));
	for (size_t i = 0; i < looks->count; i++)
		placed[i] = (struct placed){
			looks->stretch[i].shared ? NULL : looks->look[i].service,
			i,
		};
	qsort(placed, looks->count, sizeof(*placed), placed_compare);
	put_in_order(looks, placed, &scratch);
	for (size_t from = 0, end; from < looks->count; from = end) {
		end = end_of_part(looks, placed, from, &events);
		if (!rounds.count || sum + events > events_max) {
			rounds.item = arena_grow(arena, rounds.item, rounds.count, &room,
						 sizeof(*rounds.item));
			rounds.item[rounds.count++] = (struct round){ .from = from };
			sum = 0;
		}
		sum += events;
		rounds.item[rounds.count - 1].to = end;
	}
	arena_release(&scratch);
	return rounds;
}
