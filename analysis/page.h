/*
 * page.h - sixty cells of the survey in a row, in as few bits as hold them.
 *
 * Of most logs a minute holds few events, of few bytes, with stamps of whole seconds: some
 * 30 bits say it, and minutes without events take none. A page knows which of its cells hold
 * rows, and how many bits each number has in it: as many as the largest one needs.
 * Numbers are exact, whatever their size; a page that gets larger ones is laid out anew.
 */
#ifndef ANALYSIS_PAGE_H
#define ANALYSIS_PAGE_H

#include "core/core.h"

#define PAGE_CELLS 60
#define PAGE_FIELDS 6
#define PAGE_WORDS_HERE 2
/* Of rows, which are lines, there are no 2^62. */
#define PAGE_WORDS_MAX ((PAGE_CELLS * (PAGE_FIELDS * 64 - 2) + 63) / 64)

/* What was counted of a cell's time. */
struct cell {
	uint64_t rows, events, failed, bytes; /* events: sum of weights; no sum wraps, sum_capped */
	int64_t first_us, last_us;            /* valid where rows > 0 */
};

struct page {
	struct page *next; /* of its owner's list */
	int64_t index;     /* cell 0 is at index x PAGE_CELLS x width */
	uint64_t used;     /* by bit, the cells that hold rows: only they are kept */
	uint32_t stream;   /* of its owner */
	/* How they are kept, page.c's own: */
	uint16_t room; /* words there; 0: they are here */
	uint8_t unit;  /* of stamps */
	uint8_t bits[PAGE_FIELDS];
	union {
		uint64_t here[PAGE_WORDS_HERE];
		uint64_t *there;
	};
};

/* At most. */
#define PAGE_BYTES_MAX (sizeof(struct page) + PAGE_WORDS_MAX * sizeof(uint64_t))

/* An empty page, of memory of its own: joins let go of many. */
struct page *page_new(void);
void page_free(struct page *page);

/* Its cells, `width_us` wide, to `cell[PAGE_CELLS]`: those that are used, and no others. */
void page_cells(const struct page *page, int64_t width_us, struct cell *cell);

/* Add to the cells whose bits are set in `used`; each of `cell[PAGE_CELLS]` that is has rows. */
void page_add(struct page *page, int64_t width_us, uint64_t used, const struct cell *cell);

/* Add all of `from`, whose index and width are the same. */
void page_join(struct page *into, int64_t width_us, const struct page *from);

#endif
