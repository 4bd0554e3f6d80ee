/*
 * survey_parts.h - what the files of the survey share: the sink, and the reading of its
 * result.
 */
#ifndef ANALYSIS_SURVEY_PARTS_H
#define ANALYSIS_SURVEY_PARTS_H

#include "analysis/tally.h"
#include "core/sink.h"

#include <stdatomic.h>

struct survey {
	struct event_sink sink; /* first: the sink is the survey */
	int64_t cell_us;
	struct tally tally;
	uint32_t *order; /* services by name */
	atomic_uint forgotten;
};

/* The cells on which a service is laid out. */
struct grid {
	struct stream_key key; /* but for the host */
	int64_t source_us;     /* width of the cells that were counted */
	bool counted;
	uint8_t metric;
	int64_t begin_us, width_us;
	uint32_t cells;
	const char *note;
	struct page **page; /* [pages] of the series, by index and host; strays left out */
	size_t pages;
};

/* All zero, where nothing was counted of the service. In `arena`. */
struct grid grid_of(const struct tally *tally, uint32_t service, struct arena *arena);

/* Where a cell of one of its pages begins. */
static inline int64_t grid_cell_us(const struct grid *grid, const struct page *page, uint32_t cell)
{
	return (page->index * PAGE_CELLS + cell) * grid->source_us;
}

/* Whether streams differ in their hosts at most. */
static inline bool is_of_kind(const struct stream_key *a, const struct stream_key *b)
{
	return a->width_us == b->width_us && a->counted == b->counted && a->measure == b->measure;
}

/* Order of two ids (uint32_t) by their names, in the intern that is the context: for qsort_r. */
int names_compare(const void *left, const void *right, void *intern);

/* Sort the services; after each join. */
void survey_sort(struct survey *survey);

#endif
