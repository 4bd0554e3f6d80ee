/*
 * page.h - sixty cells of the survey in a row, in as few bytes as hold them.
 *
 * A minute of most logs holds few events, of few bytes, with stamps of whole seconds
 * or milliseconds: 12 bytes say it. Where they don't, all cells of the page get 24,
 * then 48. The bytes of a cell lie in planes of 12 each, so that a page that grows
 * keeps what it has, and takes no more in the end than if it had been wide at once.
 */
#ifndef ANALYSIS_PAGE_H
#define ANALYSIS_PAGE_H

#include "core/core.h"

#define PAGE_CELLS 60
#define PLANE_CELL_BYTES 12
#define PAGE_PLANES 4

/* What was counted of a cell's time. */
struct cell {
	uint64_t rows, events, failed, bytes; /* events: sum of weights; no sum wraps, sum_capped */
	int64_t first_us, last_us;            /* valid where rows > 0 */
};

struct plane {
	unsigned char cell[PAGE_CELLS][PLANE_CELL_BYTES];
};

struct page {
	struct page *next; /* of its owner's list */
	uint32_t stream;   /* likewise */
	int64_t index;     /* cell 0 is at index x PAGE_CELLS x width */
	struct plane first;
	struct plane *more[PAGE_PLANES - 1]; /* none, one, or all */
};

/* At most, with all its planes. */
#define PAGE_BYTES_MAX (sizeof(struct page) + (PAGE_PLANES - 1) * sizeof(struct plane))

/* An empty page, of memory of its own: joins let go of many. */
struct page *page_new(void);
void page_free(struct page *page);

/* A cell of a page whose cells are `width_us` wide; all zero where nothing was counted. */
struct cell page_cell(const struct page *page, int64_t width_us, uint32_t number);

/* Add to a cell. */
void page_add(struct page *page, int64_t width_us, uint32_t number, const struct cell *cell);

/* Add all of `from`, whose index and width are the same. */
void page_join(struct page *into, int64_t width_us, const struct page *from);

#endif
