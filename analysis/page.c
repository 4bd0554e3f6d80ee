/* page.c - see page.h. */
#include "analysis/page.h"

#include <stdlib.h>
#include <string.h>

#define MS_US INT64_C(1000)

/* Cells of one plane: as many events as rows, stamps of whole milliseconds since the cell began. */
struct small {
	uint32_t bytes;
	uint16_t rows, failed, first_ms, last_ms;
};

/* Of two: stamps within 71 minutes. */
struct medium {
	uint64_t bytes;
	uint32_t rows, failed, first_us, last_us;
};

/* A cell's bytes of all planes. */
union packed {
	unsigned char at[PAGE_PLANES * PLANE_CELL_BYTES];
	struct small small;
	struct medium medium;
	struct cell wide;
};

_Static_assert(sizeof(struct small) == PLANE_CELL_BYTES, "one plane");
_Static_assert(sizeof(struct medium) == 2 * PLANE_CELL_BYTES, "two planes");
_Static_assert(sizeof(union packed) == sizeof(struct cell), "all planes");

struct page *page_new(void)
{
	struct page *page = calloc(1, sizeof(*page));

	invariant(page);
	return page;
}

void page_free(struct page *page)
{
	for (size_t i = 0; i < LENGTH(page->more); i++)
		free(page->more[i]);
	free(page);
}

static int64_t cell_from_us(const struct page *page, int64_t width_us, uint32_t number)
{
	return (page->index * PAGE_CELLS + number) * width_us;
}

static uint32_t planes_of(const struct page *page)
{
	return page->more[0] ? page->more[1] ? PAGE_PLANES : 2 : 1;
}

static unsigned char *bytes_in(struct page *page, uint32_t plane, uint32_t number)
{
	return (plane ? page->more[plane - 1] : &page->first)->cell[number];
}

struct cell page_cell(const struct page *page, int64_t width_us, uint32_t number)
{
	int64_t from_us = cell_from_us(page, width_us, number);
	uint32_t planes = planes_of(page);
	union packed packed;

	memcpy(packed.at, page->first.cell[number], PLANE_CELL_BYTES);
	for (uint32_t i = 1; i < planes; i++)
		memcpy(packed.at + (size_t)i * PLANE_CELL_BYTES, page->more[i - 1]->cell[number],
		       PLANE_CELL_BYTES);
	if (planes == PAGE_PLANES)
		return packed.wide;
	if (planes == 2 && packed.medium.rows)
		return (struct cell){
			.rows = packed.medium.rows,
			.events = packed.medium.rows,
			.failed = packed.medium.failed,
			.bytes = packed.medium.bytes,
			.first_us = from_us + packed.medium.first_us,
			.last_us = from_us + packed.medium.last_us,
		};
	if (planes == 1 && packed.small.rows)
		return (struct cell){
			.rows = packed.small.rows,
			.events = packed.small.rows,
			.failed = packed.small.failed,
			.bytes = packed.small.bytes,
			.first_us = from_us + packed.small.first_ms * MS_US,
			.last_us = from_us + packed.small.last_ms * MS_US,
		};
	return (struct cell){ 0 };
}

static bool is_small(const struct cell *cell, int64_t from_us)
{
	int64_t first_us = cell->first_us - from_us, last_us = cell->last_us - from_us;

	return first_us >= 0 && last_us <= UINT16_MAX * MS_US && first_us % MS_US == 0 &&
	       last_us % MS_US == 0 && cell->rows <= UINT16_MAX && cell->failed <= UINT16_MAX &&
	       cell->bytes <= UINT32_MAX;
}

static bool is_medium(const struct cell *cell, int64_t from_us)
{
	return cell->first_us >= from_us && cell->last_us - from_us <= UINT32_MAX &&
	       cell->rows <= UINT32_MAX && cell->failed <= UINT32_MAX;
}

/* How many planes a cell needs that holds rows. */
static uint32_t planes_for(const struct cell *cell, int64_t from_us)
{
	if (cell->events != cell->rows)
		return PAGE_PLANES;
	return is_small(cell, from_us) ? 1 : is_medium(cell, from_us) ? 2 : PAGE_PLANES;
}

static void cell_set(struct page *page, int64_t width_us, uint32_t number, const struct cell *cell)
{
	int64_t from_us = cell_from_us(page, width_us, number);
	uint32_t planes = planes_of(page);
	union packed packed;

	if (planes == 1)
		packed.small = (struct small){
			.rows = (uint16_t)cell->rows,
			.failed = (uint16_t)cell->failed,
			.bytes = (uint32_t)cell->bytes,
			.first_ms = (uint16_t)((cell->first_us - from_us) / MS_US),
			.last_ms = (uint16_t)((cell->last_us - from_us) / MS_US),
		};
	else if (planes == 2)
		packed.medium = (struct medium){
			.rows = (uint32_t)cell->rows,
			.failed = (uint32_t)cell->failed,
			.bytes = cell->bytes,
			.first_us = (uint32_t)(cell->first_us - from_us),
			.last_us = (uint32_t)(cell->last_us - from_us),
		};
	else
		packed.wide = *cell;
	for (uint32_t i = 0; i < planes; i++)
		memcpy(bytes_in(page, i, number), packed.at + (size_t)i * PLANE_CELL_BYTES,
		       PLANE_CELL_BYTES);
}

/* Give all cells more planes. */
static void page_widen(struct page *page, int64_t width_us, uint32_t planes)
{
	struct cell cell[PAGE_CELLS];

	for (uint32_t i = 0; i < PAGE_CELLS; i++)
		cell[i] = page_cell(page, width_us, i);
	for (uint32_t i = planes_of(page); i < planes; i++) {
		page->more[i - 1] = calloc(1, sizeof(struct plane));
		invariant(page->more[i - 1]);
	}
	page->first = (struct plane){ 0 };
	for (uint32_t i = 0; i < PAGE_CELLS; i++)
		if (cell[i].rows)
			cell_set(page, width_us, i, &cell[i]);
}

static void cell_join(struct cell *into, const struct cell *from)
{
	into->first_us = into->rows ? MIN(into->first_us, from->first_us) : from->first_us;
	into->last_us = into->rows ? MAX(into->last_us, from->last_us) : from->last_us;
	into->rows += from->rows;
	into->events = sum_capped(into->events, from->events);
	into->failed = sum_capped(into->failed, from->failed);
	into->bytes = sum_capped(into->bytes, from->bytes);
}

void page_add(struct page *page, int64_t width_us, uint32_t number, const struct cell *cell)
{
	struct cell sum = page_cell(page, width_us, number);
	uint32_t planes;

	if (!cell->rows)
		return;
	cell_join(&sum, cell);
	planes = planes_for(&sum, cell_from_us(page, width_us, number));
	if (planes > planes_of(page))
		page_widen(page, width_us, planes);
	cell_set(page, width_us, number, &sum);
}

void page_join(struct page *into, int64_t width_us, const struct page *from)
{
	for (uint32_t i = 0; i < PAGE_CELLS; i++) {
		struct cell cell = page_cell(from, width_us, i);

		page_add(into, width_us, i, &cell);
	}
}
