/*
 * survey_grid.c - on which cells a service is laid out: which of its series, from when
 * to when.
 *
 * Clocks that were never set put a few events decades away from the rest. Stretches
 * that hold under a thousandth of a service's events and lie more than 400 days
 * from everything larger are left aside, so that dense arrays stay in proportion.
 */
#include "analysis/survey.h"
#include "analysis/survey_parts.h"
#include "core/bits.h"

#include <stdlib.h>

#define STRAY_GAP_US (400 * DAY_US)
#define STRAY_SHARE 0.001

/* One count alone is no series: a month that was seen in part is as good as a finer width. */
static bool is_series(const struct stream *stream)
{
	uint32_t cells = 0;

	for (const struct page *page = stream->pages; page && cells < 2; page = page->next)
		cells += (uint32_t)__builtin_popcountll(page->used);
	return cells > 1;
}

/* Whether a stream is to be preferred to `than`. */
static bool is_finer(const struct stream *stream, const struct stream *than)
{
	if (is_series(stream) != is_series(than))
		return is_series(stream);
	if (stream->key.width_us != than->key.width_us)
		return stream->key.width_us < than->key.width_us;
	if (stream->key.counted != than->key.counted)
		return !stream->key.counted;
	if (stream->metric != than->metric)
		return stream->metric < than->metric;
	return stream->key.measure < than->key.measure;
}

/*
 * The finest of its series; logs where statistics are no finer, and of statistics what is
 * nearest to a log's lines. What was counted otherwise is never added to it.
 */
static bool grid_choose(const struct tally *tally, uint32_t service, struct grid *grid)
{
	const struct stream *best = NULL;
	bool several = false, measures = false;

	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next) {
		const struct stream *stream = &tally->stream[id];

		if (!stream->pages)
			continue;
		several |= best && !is_of_kind(&stream->key, &best->key);
		measures |= best && stream->key.counted && best->key.counted &&
			    stream->key.measure != best->key.measure;
		if (!best || is_finer(stream, best))
			best = stream;
	}
	if (!best)
		return false;
	grid->key = best->key;
	grid->source_us = best->key.width_us;
	grid->counted = best->key.counted;
	grid->metric = best->metric;
	if (measures)
		grid->note = "it was counted in several ways: the finest counts of one of them "
			     "were used, the others left aside";
	else if (several)
		grid->note = "it has counts of several widths: the finest were used, the others "
			     "left aside";
	return true;
}

static bool in_grid(const struct grid *grid, const struct stream *stream)
{
	return is_of_kind(&stream->key, &grid->key);
}

/* Of one kind: equals in time differ in their hosts, one of which may be none. */
static int pages_compare(const void *left, const void *right, void *context)
{
	const struct page *a = *(struct page *const *)left;
	const struct page *b = *(struct page *const *)right;
	const struct tally *tally = context;
	const uint32_t *a_host, *b_host;

	if (a->index != b->index)
		return a->index < b->index ? -1 : 1;
	a_host = &tally->stream[a->stream].key.host;
	b_host = &tally->stream[b->stream].key.host;
	if (*a_host == HOST_NONE || *b_host == HOST_NONE)
		return (*b_host == HOST_NONE) - (*a_host == HOST_NONE);
	return names_compare(a_host, b_host, (void *)(uintptr_t)&tally->hosts);
}

static void grid_gather(const struct tally *tally, uint32_t service, struct arena *arena,
			struct grid *grid)
{
	size_t room = 0;

	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next)
		for (struct page *page = tally->stream[id].pages;
		     page && in_grid(grid, &tally->stream[id]); page = page->next) {
			grid->page = arena_grow(arena, grid->page, grid->pages, &room,
						sizeof(struct page *));
			grid->page[grid->pages++] = page;
		}
	qsort_r(grid->page, grid->pages, sizeof(struct page *), pages_compare,
		(void *)(uintptr_t)tally);
}

static double page_events(const struct page *page, int64_t width_us)
{
	struct cell cell[PAGE_CELLS];
	uint64_t left = page->used;
	double events = 0;
	uint32_t i;

	page_cells(page, width_us, cell);
	while (bits_next(&left, &i))
		events += (double)cell[i].events;
	return events;
}

/* Whether the page of that number lies far from the one before it. */
static bool is_far(const struct grid *grid, size_t number)
{
	return grid->page[number]->index - grid->page[number - 1]->index >
	       STRAY_GAP_US / (PAGE_CELLS * grid->source_us) + 1;
}

/* Drop stretches that are far from the rest and hold next to nothing. */
static void grid_drop_strays(struct grid *grid)
{
	double total = 0;
	size_t near = 1;
	size_t kept = 0;

	while (near < grid->pages && !is_far(grid, near))
		near++;
	if (near == grid->pages)
		return;
	for (size_t i = 0; i < grid->pages; i++)
		total += page_events(grid->page[i], grid->source_us);
	for (size_t i = 0, end; i < grid->pages; i = end) {
		double events = page_events(grid->page[i], grid->source_us);

		for (end = i + 1; end < grid->pages && !is_far(grid, end); end++)
			events += page_events(grid->page[end], grid->source_us);
		if (events < total * STRAY_SHARE) {
			grid->note =
				"a few events more than 400 days from the rest were left aside";
			continue;
		}
		memmove(grid->page + kept, grid->page + i, (end - i) * sizeof(struct page *));
		kept += end - i;
	}
	/* All strays: no bulk to be far from. The front was not moved then. */
	if (kept)
		grid->pages = kept;
}

/* From a page's first cell with rows to the end of its last; pages without any are not made. */
static void page_span(const struct grid *grid, const struct page *page, int64_t *from_us,
		      int64_t *to_us)
{
	uint64_t left = page->used;
	uint32_t i;

	while (bits_next(&left, &i)) {
		*from_us = MIN(*from_us, grid_cell_us(grid, page, i));
		*to_us = MAX(*to_us, grid_cell_us(grid, page, i) + grid->source_us);
	}
}

/* From the first cell with rows to the last; wider cells where there would be too many. */
static void grid_lay(struct grid *grid)
{
	static const int64_t steps[] = { 5, 12, 24, 10, 10 };
	const struct page *last = grid->page[grid->pages - 1];
	int64_t from_us = INT64_MAX;
	int64_t to_us = INT64_MIN;

	for (size_t i = 0; i < grid->pages; i++)
		if (grid->page[i]->index == grid->page[0]->index ||
		    grid->page[i]->index == last->index)
			page_span(grid, grid->page[i], &from_us, &to_us);
	grid->width_us = grid->source_us;
	for (size_t i = 0; i < LENGTH(steps); i++) {
		if ((to_us - from_us) / grid->width_us < SURVEY_CELLS_MAX)
			break;
		grid->width_us *= steps[i];
		grid->note = "it covers too long a time for its cells: they were widened";
	}
	from_us -= (from_us % grid->width_us + grid->width_us) % grid->width_us;
	grid->begin_us = from_us;
	grid->cells = (uint32_t)((to_us - from_us + grid->width_us - 1) / grid->width_us);
}

struct grid grid_of(const struct tally *tally, uint32_t service, struct arena *arena)
{
	struct grid grid = { 0 };

	if (!grid_choose(tally, service, &grid))
		return grid;
	grid_gather(tally, service, arena, &grid);
	grid_drop_strays(&grid);
	grid_lay(&grid);
	return grid;
}
