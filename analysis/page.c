/*
 * page.c - see page.h.
 *
 * The used cells stand one behind the other, the numbers of each as a row of bits. What is
 * nearly always nothing takes none: events past one a row, failures, the time from the
 * first stamp to the last where there is one row only.
 */
#include "analysis/page.h"

#include "core/bits.h"

#include <stdlib.h>
#include <string.h>

enum field {
	ROWS,  /* but one */
	EXTRA, /* events - rows, as what has to be added to them: modulo 2^64 */
	FAILED,
	BYTES,
	FIRST, /* in units since the cell began; likewise, a row may begin before its cell */
	SPAN,  /* to the last, in units */
};

_Static_assert(SPAN + 1 == PAGE_FIELDS, "all of a cell");
_Static_assert(PAGE_WORDS_MAX % 2, "as room_take rounds");

/* Stamps of logs are of whole seconds, of milliseconds, or neither. */
enum unit {
	UNIT_S,
	UNIT_MS,
	UNIT_US,
};

/* Divisions by what a compiler knows. */
static int64_t in_units(int64_t us, enum unit unit)
{
	return unit == UNIT_S ? us / SECOND_US : unit == UNIT_MS ? us / 1000 : us;
}

static int64_t of_units(int64_t count, enum unit unit)
{
	return unit == UNIT_S ? count * SECOND_US : unit == UNIT_MS ? count * 1000 : count;
}

struct page *page_new(void)
{
	struct page *page = calloc(1, sizeof(*page));

	invariant(page);
	return page;
}

void page_free(struct page *page)
{
	if (page->room)
		free(page->there);
	free(page);
}

static int64_t cell_from_us(const struct page *page, int64_t width_us, uint32_t number)
{
	return (page->index * PAGE_CELLS + number) * width_us;
}

static uint32_t cells_in(uint64_t used)
{
	return (uint32_t)__builtin_popcountll(used);
}

/* How the numbers of a page's cells stand in a row. */
struct row {
	uint32_t bits;
	uint32_t from[PAGE_FIELDS];
	uint64_t ones[PAGE_FIELDS];
};

static struct row row_of(const struct page *page)
{
	struct row row;

	row.bits = 0;
#pragma GCC unroll 6
	for (uint32_t i = 0; i < PAGE_FIELDS; i++) {
		row.from[i] = row.bits;
		row.ones[i] = bits_ones(page->bits[i]);
		row.bits += page->bits[i];
	}
	return row;
}

/* The numbers at a bit; nearly always a word holds all of them. */
static inline void row_read(const struct page *page, const struct row *row, uint32_t at,
			    uint64_t *field)
{
	const uint64_t *word = page->room ? page->there : page->here;
	uint64_t all;

	if (row->bits > BITS_WORD) {
		for (uint32_t i = 0; i < PAGE_FIELDS; i++)
			field[i] = bits_get(word, at + row->from[i], page->bits[i]);
		return;
	}
	all = bits_get(word, at, row->bits);
#pragma GCC unroll 6
	for (uint32_t i = 0; i < PAGE_FIELDS; i++)
		field[i] = all >> row->from[i] % BITS_WORD & row->ones[i];
}

static void row_write(struct page *page, const struct row *row, uint32_t at, const uint64_t *field)
{
	uint64_t *word = page->room ? page->there : page->here;
	uint64_t all = 0;

	if (row->bits > BITS_WORD) {
		for (uint32_t i = 0; i < PAGE_FIELDS; i++)
			bits_set(word, at + row->from[i], page->bits[i], field[i]);
		return;
	}
#pragma GCC unroll 6
	for (uint32_t i = 0; i < PAGE_FIELDS; i++)
		all |= field[i] << row->from[i] % BITS_WORD;
	bits_set(word, at, row->bits, all);
}

/* The cell of which these are the numbers. */
static inline struct cell cell_of(const uint64_t *field, int64_t from_us, enum unit unit)
{
	int64_t first_us = from_us + of_units((int64_t)field[FIRST], unit);

	return (struct cell){
		.rows = field[ROWS] + 1,
		.events = field[ROWS] + 1 + field[EXTRA],
		.failed = field[FAILED],
		.bytes = field[BYTES],
		.first_us = first_us,
		.last_us = first_us + of_units((int64_t)field[SPAN], unit),
	};
}

/* Its numbers; false where its stamps are not whole in that unit. */
static inline bool fields_of(const struct cell *cell, int64_t from_us, enum unit unit,
			     uint64_t *field)
{
	int64_t first_us = cell->first_us - from_us, span_us = cell->last_us - cell->first_us;
	int64_t first = in_units(first_us, unit), span = in_units(span_us, unit);

	field[ROWS] = cell->rows - 1;
	field[EXTRA] = cell->events - cell->rows;
	field[FAILED] = cell->failed;
	field[BYTES] = cell->bytes;
	field[FIRST] = (uint64_t)first;
	field[SPAN] = (uint64_t)span;
	return of_units(first, unit) == first_us && of_units(span, unit) == span_us;
}

void page_cells(const struct page *page, int64_t width_us, struct cell *cell)
{
	const struct row row = row_of(page);
	uint64_t left = page->used, field[PAGE_FIELDS];
	uint32_t number, at = 0;

	for (; bits_next(&left, &number); at += row.bits) {
		row_read(page, &row, at, field);
		cell[number] = cell_of(field, cell_from_us(page, width_us, number), page->unit);
	}
}

/* Room for so many words; what was there is lost. Odd, as malloc adds one to even ones. */
static void room_take(struct page *page, uint64_t words)
{
	if (page->room)
		free(page->there);
	page->room = 0;
	memset(page->here, 0, sizeof(page->here));
	if (words <= PAGE_WORDS_HERE)
		return;
	page->room = (uint16_t)(words | 1);
	page->there = calloc(page->room, sizeof(uint64_t));
	invariant(page->there);
}

/* The numbers of all these cells, and what bits there are in each; false as fields_of. */
static bool fields_gather(const struct page *page, int64_t width_us, uint64_t used,
			  const struct cell *cell, enum unit unit, uint64_t (*field)[PAGE_FIELDS],
			  uint64_t *some)
{
	uint32_t number;

	memset(some, 0, PAGE_FIELDS * sizeof(*some));
	for (; bits_next(&used, &number); field++) {
		if (!fields_of(&cell[number], cell_from_us(page, width_us, number), unit, *field))
			return false;
#pragma GCC unroll 6
		for (uint32_t i = 0; i < PAGE_FIELDS; i++)
			some[i] |= (*field)[i];
	}
	return true;
}

/*
 * Lay a page out anew for these cells. With room for as many again and with numbers up to
 * twice as large where it `grows`: more will come one by one.
 */
static void page_lay(struct page *page, int64_t width_us, uint64_t used, const struct cell *cell,
		     bool grows)
{
	uint64_t field[PAGE_CELLS][PAGE_FIELDS], some[PAGE_FIELDS];
	uint32_t cells = cells_in(used);
	struct row row;

	page->unit = UNIT_S;
	while (!fields_gather(page, width_us, used, cell, page->unit, field, some))
		page->unit++;
	for (uint32_t i = 0; i < PAGE_FIELDS; i++) {
		uint32_t bits = bits_of(some[i]);

		page->bits[i] = (uint8_t)(bits + (grows && bits && bits < BITS_WORD));
	}
	row = row_of(page);
	room_take(page, bits_words(row.bits * MIN(cells << grows, PAGE_CELLS)));
	page->used = used;
	for (uint32_t i = 0; i < cells; i++)
		row_write(page, &row, i * row.bits, field[i]);
}

static void cell_join(struct cell *into, const struct cell *from)
{
	into->first_us = MIN(into->first_us, from->first_us);
	into->last_us = MAX(into->last_us, from->last_us);
	into->rows += from->rows;
	into->events = sum_capped(into->events, from->events);
	into->failed = sum_capped(into->failed, from->failed);
	into->bytes = sum_capped(into->bytes, from->bytes);
}

/* Room for one more row at a place, which those behind it make; false where there is none. */
static bool row_open(struct page *page, const struct row *row, uint32_t at)
{
	uint32_t end = cells_in(page->used) * row->bits;

	if (end + row->bits > (page->room ? page->room : PAGE_WORDS_HERE) * BITS_WORD)
		return false;
	bits_open(page->room ? page->there : page->here, at, end, row->bits);
	return true;
}

/*
 * Add to one cell where it stands, or put it in between. False: there is no room, or it is too
 * large a number, or of a finer unit.
 */
static bool cell_add(struct page *page, int64_t width_us, uint32_t number, const struct cell *cell)
{
	const struct row row = row_of(page);
	uint64_t bit = UINT64_C(1) << number, field[PAGE_FIELDS], over = 0;
	uint32_t at = cells_in(page->used & (bit - 1)) * row.bits;
	int64_t from_us = cell_from_us(page, width_us, number);
	struct cell sum = *cell;

	if (page->used & bit) {
		row_read(page, &row, at, field);
		sum = cell_of(field, from_us, page->unit);
		cell_join(&sum, cell);
	}
	if (!fields_of(&sum, from_us, page->unit, field))
		return false;
	for (uint32_t i = 0; i < PAGE_FIELDS; i++)
		over |= field[i] & ~row.ones[i];
	if (over || (!(page->used & bit) && !row_open(page, &row, at)))
		return false;
	row_write(page, &row, at, field);
	page->used |= bit;
	return true;
}

void page_add(struct page *page, int64_t width_us, uint64_t used, const struct cell *cell)
{
	struct cell sum[PAGE_CELLS];
	uint64_t left = used;
	bool one = used && !(used & (used - 1));
	uint32_t number;

	if (!used)
		return;
	if (!page->used) {
		page_lay(page, width_us, used, cell, false);
		return;
	}
	if (one &&
	    cell_add(page, width_us, (uint32_t)__builtin_ctzll(used), &cell[__builtin_ctzll(used)]))
		return;
	page_cells(page, width_us, sum);
	while (bits_next(&left, &number))
		if (page->used >> number & 1)
			cell_join(&sum[number], &cell[number]);
		else
			sum[number] = cell[number];
	page_lay(page, width_us, page->used | used, sum, one);
}

void page_join(struct page *into, int64_t width_us, const struct page *from)
{
	struct cell cell[PAGE_CELLS];

	page_cells(from, width_us, cell);
	page_add(into, width_us, from->used, cell);
}
