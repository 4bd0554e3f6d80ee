/* pieces.c - see pieces.h. */
#include "analysis/pieces.h"

#include <stdlib.h>
#include <string.h>

static int looks_compare(const void *left, const void *right)
{
	const struct look *a = *(const struct look *const *)left;
	const struct look *b = *(const struct look *const *)right;
	int order = strcmp(a->service, b->service);

	return order ? order : (a > b) - (a < b); /* as they stand in the list */
}

static int times_compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* The place of an edge that there is. */
static uint32_t edge_at(const struct pieces *pieces, int64_t at_us)
{
	uint32_t low = 0, high = pieces->edges;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (pieces->edge[middle] <= at_us)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void edges_build(struct pieces *pieces, const struct look *const *look, size_t looks)
{
	for (size_t i = 0; i < looks; i++) {
		pieces->edge[2 * i] = look[i]->from_us;
		pieces->edge[2 * i + 1] = look[i]->to_us;
	}
	qsort(pieces->edge, 2 * looks, sizeof(int64_t), times_compare);
	for (size_t i = 0; i < 2 * looks; i++)
		if (!pieces->edges || pieces->edge[i] != pieces->edge[pieces->edges - 1])
			pieces->edge[pieces->edges++] = pieces->edge[i];
}

static void pieces_build(struct pieces *pieces, const struct look *const *look, size_t looks,
			 const uint32_t *seat, struct arena *arena)
{
	uint32_t *first;

	pieces->service = look[0]->service;
	pieces->edge = arena_array(arena, 2 * looks, sizeof(int64_t));
	edges_build(pieces, look, looks);
	first = pieces->first = arena_array(arena, pieces->edges, sizeof(*first));
	for (size_t i = 0; i < looks; i++)
		for (uint32_t e = edge_at(pieces, look[i]->from_us);
		     pieces->edge[e] < look[i]->to_us; e++)
			first[e]++;
	/* Where each piece's aims end; from the last look on it moves to where they begin. */
	for (uint32_t e = 1; e < pieces->edges; e++)
		first[e] += first[e - 1];
	pieces->aim = arena_array(arena, first[pieces->edges - 1], sizeof(*pieces->aim));
	for (size_t i = looks; i-- > 0;)
		for (uint32_t e = edge_at(pieces, look[i]->from_us);
		     pieces->edge[e] < look[i]->to_us; e++)
			pieces->aim[--first[e]] = (struct aim){ look[i], seat[look[i]->episode] };
}

struct services_pieces pieces_of(const struct look *look, size_t looks, const uint32_t *seat,
				 struct arena *arena)
{
	const struct look **sorted = arena_array(arena, looks, sizeof(*sorted));
	struct services_pieces pieces = {
		.item = arena_array(arena, looks, sizeof(*pieces.item)),
	};

	for (size_t i = 0; i < looks; i++)
		sorted[i] = &look[i];
	if (looks)
		qsort(sorted, looks, sizeof(*sorted), looks_compare);
	for (size_t i = 0, end; i < looks; i = end) {
		for (end = i + 1; end < looks && !strcmp(sorted[i]->service, sorted[end]->service);)
			end++;
		pieces_build(&pieces.item[pieces.count++], sorted + i, end - i, seat, arena);
	}
	return pieces;
}

const struct pieces *pieces_find(const struct services_pieces *pieces, const char *service)
{
	uint32_t low = 0;
	uint32_t high = pieces->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(pieces->item[middle].service, service);

		if (!order)
			return &pieces->item[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

uint32_t pieces_at(const struct pieces *pieces, int64_t at_us)
{
	uint32_t low = 0;
	uint32_t high = pieces->edges;

	while (low < high) { /* the first edge after the time */
		uint32_t middle = low + (high - low) / 2;

		if (pieces->edge[middle] <= at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low && low < pieces->edges ? low - 1 : pieces->edges;
}
