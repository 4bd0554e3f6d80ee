/* text_table.c - tables of the text report: how wide each column is, and its cells side by side. */
#include "report/text.h"

#include "report/escape.h"
#include "report/layout.h"

#define LEAST_CELL 8 /* a column is not squeezed below */
#define GAP 2        /* between columns */
#define BAR_COLUMNS 10
#define BAR_LABEL_COLUMNS 6

/* How wide the columns of a table are, and want to be. */
struct fit {
	uint32_t width[TABLE_COLUMNS_MAX];
	uint32_t full[TABLE_COLUMNS_MAX]; /* that nothing wraps */
	uint32_t word[TABLE_COLUMNS_MAX]; /* that no word is parted */
	uint32_t first, last;             /* 1: the first, the last stands on lines of its own */
	bool listed;                      /* no width is enough: all but the first in one text */
};

static void put_bar(struct out *out, double share, bool unicode)
{
	static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	double eighths = share > 0 ? MIN(share, 1) * BAR_COLUMNS * 8 : 0;
	uint32_t whole = (uint32_t)eighths / 8;

	if (!unicode)
		whole = (uint32_t)(eighths / 8 + 0.5);
	while (whole--)
		out_text(out, unicode ? "█" : "#");
	if (unicode)
		out_text(out, parts[(uint32_t)eighths % 8]);
}

/* A cell as it is printed, in one of the page's cell texts. */
static struct span cell_text(struct page *page, const struct table *table, uint32_t row,
			     uint32_t column)
{
	const struct cell *cell = &table->cell[(size_t)row * table->columns + column];
	struct text *text = &page->cell[column];
	struct out to;

	text_clear(text);
	out_open_text(&to, text);
	if (table->column[column].bar) {
		out_print(&to, "%*s ", BAR_LABEL_COLUMNS, cell->text); /* ours: a number */
		put_bar(&to, cell->share, page->options->unicode);
	} else {
		escape_terminal(&to, span_text(cell->text));
		page_place(&to, cell->evidence);
	}
	return text_span(text);
}

static void measure_cell(struct fit *fit, uint32_t column, struct span text)
{
	fit->full[column] = MAX(fit->full[column], layout_width(text));
	while (text.size) {
		uint32_t word = layout_width(span_cut(&text, ' '));

		fit->word[column] = MAX(fit->word[column], word);
	}
}

/* Behind the last column that stands side by side with others. */
static uint32_t beside(const struct fit *fit, const struct table *table)
{
	return table->columns - fit->last;
}

/*
 * Make the widest column smaller until all fit in `room`, and again; first down to a
 * column's longest word (a quarter of the page for the longest of words: a path must
 * not cost the others theirs), then as far as it takes. False: they don't.
 */
static bool squeeze(struct fit *fit, const struct table *table, uint32_t room)
{
	uint32_t columns = beside(fit, table);
	uint32_t sum = GAP * (columns - fit->first - 1);

	for (uint32_t c = fit->first; c < columns; c++) {
		fit->width[c] = MIN(fit->full[c], room);
		sum += fit->width[c];
	}
	for (bool words = true; sum > room;) {
		uint32_t widest = columns;

		for (uint32_t c = fit->first; c < columns; c++) {
			uint32_t least = words ? MIN(fit->word[c], room / 4) : LEAST_CELL;

			if (fit->width[c] > MAX(least, (uint32_t)LEAST_CELL) &&
			    (widest == columns || fit->width[c] > fit->width[widest]))
				widest = c;
		}
		if (widest == columns && !words)
			break;
		if (widest == columns) {
			words = false;
			continue;
		}
		fit->width[widest]--;
		sum--;
	}
	return sum <= room;
}

static bool numbers_are_parted(const struct fit *fit, const struct table *table)
{
	for (uint32_t c = 1; c < table->columns; c++)
		if (table->column[c].right && fit->width[c] < fit->word[c])
			return true;
	return false;
}

/*
 * What rows are about, paths for one, is better read on a line of its own than in
 * pieces. A long text at their end that leaves it no room has lines of its own, too,
 * and numbers that no width is enough for are told in words.
 */
static void fit_columns(struct page *page, const struct table *table, struct fit *fit)
{
	uint32_t room = page->columns - PAGE_INDENT, last = table->columns - 1;

	for (uint32_t c = 0; c < table->columns; c++) {
		measure_cell(fit, c, page_escape(page, table->column[c].title));
		for (uint32_t r = 0; r < table->rows; r++)
			measure_cell(fit, c, cell_text(page, table, r, c));
	}
	bool fits = squeeze(fit, table, room);

	if (table->columns < 3)
		return;
	if (!table->column[last].right && !table->column[last].bar && fit->full[last] > room / 2 &&
	    fit->width[0] < fit->full[0] && fit->full[0] <= room / 2) {
		fit->last = 1;
		fits = squeeze(fit, table, room);
		fit->width[last] = room - PAGE_INDENT;
	}
	if (!fits || fit->width[0] < fit->word[0] || numbers_are_parted(fit, table)) {
		fit->first = 1;
		fits = squeeze(fit, table, room - PAGE_INDENT);
		fit->width[0] = room;
		fit->listed = !fits || numbers_are_parted(fit, table);
	}
}

/* Cells wrapped side by side; no line ends in spaces, and none is empty. */
static void put_cells(struct page *page, const struct table *table, const struct fit *fit,
		      struct span *rest, uint32_t from, uint32_t to, uint32_t indent)
{
	bool more = false;

	for (uint32_t c = from; c < to; c++)
		more = more || rest[c].size;
	while (more) {
		uint32_t blank = indent;

		more = false;
		for (uint32_t c = from; c < to; c++) {
			uint32_t width = fit->width[c];
			struct span line = layout_line(&rest[c], width);
			uint32_t used = layout_width(line);
			uint32_t fill = used < width ? width - used : 0;
			bool right = table->column[c].right;

			if (line.size) {
				page_repeat(page, " ", blank + (right ? fill : 0));
				out_span(page->out, line);
				blank = right ? 0 : fill;
			} else {
				blank += width;
			}
			blank += GAP;
			more = more || rest[c].size;
		}
		out_text(page->out, "\n");
	}
}

static void put_row(struct page *page, const struct table *table, const struct fit *fit,
		    struct span *rest)
{
	uint32_t from = fit->first, to = beside(fit, table);

	if (fit->first)
		put_cells(page, table, fit, rest, 0, 1, PAGE_INDENT);
	put_cells(page, table, fit, rest, from, to, PAGE_INDENT * (1 + fit->first));
	if (fit->last)
		put_cells(page, table, fit, rest, to, table->columns, 2 * PAGE_INDENT);
}

/* "Events: 21,090; Errors: 0", in lines. */
static void put_listed(struct page *page, const struct table *table, const struct fit *fit,
		       struct span *cell)
{
	const char *before = "";
	struct span rest;

	put_cells(page, table, fit, cell, 0, 1, PAGE_INDENT);
	text_clear(&page->line);
	for (uint32_t c = 1; c < table->columns; c++) {
		if (!cell[c].size)
			continue;
		text_print(&page->line, "%s%s: ", before, table->column[c].title);
		text_add(&page->line, cell[c]);
		before = "; ";
	}
	rest = text_span(&page->line);
	while (rest.size) {
		page_repeat(page, " ", 2 * PAGE_INDENT);
		out_span(page->out, layout_line(&rest, page->columns - 2 * PAGE_INDENT));
		out_text(page->out, "\n");
	}
}

void text_table(struct page *page, const struct table *table)
{
	struct span rest[TABLE_COLUMNS_MAX];
	struct fit fit = { .first = 0 };

	invariant(table->columns && table->columns <= TABLE_COLUMNS_MAX);
	fit_columns(page, table, &fit);
	for (uint32_t c = 0; c < table->columns; c++)
		rest[c] = span_text(table->column[c].title);
	if (!fit.listed) {
		page_tone(page, TONE_PLAIN, true);
		put_row(page, table, &fit, rest);
		page_plain(page);
	}
	for (uint32_t r = 0; r < table->rows; r++) {
		for (uint32_t c = 0; c < table->columns; c++)
			rest[c] = cell_text(page, table, r, c);
		if (table->tone[r])
			page_tone(page, table->tone[r], false);
		(fit.listed ? put_listed : put_row)(page, table, &fit, rest);
		if (table->tone[r])
			page_plain(page);
	}
}
