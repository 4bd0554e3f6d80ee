/* text_chart.c - curves in block characters, or in ASCII. */
#include "report/axis.h"
#include "report/text.h"
#include "report/words.h"

#include <math.h>

#define HEIGHT 4 /* lines of a curve */
#define GUTTER 6 /* columns left of it, for the marks' names */
#define WIDEST 200

struct grid {
	int64_t from_us;
	double column_us;
	uint32_t columns;
};

static int64_t column_begin(const struct grid *grid, uint32_t column)
{
	return grid->from_us + (int64_t)(grid->column_us * column);
}

/* What stands on a line of the curve, counted from the bottom, in a column of that rate. */
static const char *block_at(const struct page *page, double rate, double peak, int line)
{
	static const char *const levels[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	double eighths = peak > 0 ? rate / peak * HEIGHT * 8 : 0;
	int level;

	if (isnan(rate))
		return line == 0 ? "?" : " ";
	/* Something is never drawn as nothing. */
	if (rate > 0 && eighths < 1)
		eighths = 1;
	level = MIN(MAX((int)(eighths + 0.5) - line * 8, 0), 8);
	if (page->options->unicode)
		return levels[level];
	return level >= 6 ? "#" : level >= 2 ? ":" : level ? "." : " ";
}

static void put_curve(struct page *page, const struct grid *grid, const struct curve *curve,
		      double *peak)
{
	double rate[WIDEST];

	*peak = 0;
	for (uint32_t c = 0; c < grid->columns; c++) {
		rate[c] = curve_rate(curve, curve->events, column_begin(grid, c),
				     column_begin(grid, c + 1));
		if (rate[c] > *peak)
			*peak = rate[c];
	}
	for (int line = HEIGHT - 1; line >= 0; line--) {
		uint32_t blank = 0; /* put only before something, so that no line ends in spaces */

		page_repeat(page, " ", GUTTER - 1);
		out_text(page->out, page->options->unicode ? "│" : "|");
		for (uint32_t c = 0; c < grid->columns; c++) {
			const char *block = block_at(page, rate[c], *peak, line);

			if (block[0] == ' ') {
				blank++;
				continue;
			}
			page_repeat(page, " ", blank);
			out_text(page->out, block);
			blank = 0;
		}
		out_text(page->out, "\n");
	}
}

static void put_mark(struct page *page, const struct grid *grid, const struct chart_mark *mark)
{
	double from = (double)(mark->from_us - grid->from_us) / grid->column_us;
	double to = (double)(mark->to_us - grid->from_us) / grid->column_us;
	uint32_t first = (uint32_t)MIN(MAX(from, 0), grid->columns - 1);
	uint32_t last = (uint32_t)MIN(MAX(ceil(to), first + 1), grid->columns);

	if (to < 0 || from >= grid->columns)
		return;
	page_tone(page, mark->tone, false);
	out_print(page->out, "%*s ", GUTTER - 1, mark->label);
	page_repeat(page, " ", first);
	page_repeat(page, mark->tone == TONE_OUTAGE ? "=" : "^", last - first);
	out_print(page->out, "\n");
	page_plain(page);
}

static void put_axis(struct page *page, const struct grid *grid, int64_t to_us)
{
	const struct zone *zone = page->options->zone;
	int64_t step = axis_step(to_us - grid->from_us, grid->columns / 11);
	uint32_t at = 0;

	page_repeat(page, " ", GUTTER);
	for (int64_t tick = axis_first_tick(zone, grid->from_us, step); tick < to_us;
	     tick += step) {
		uint32_t column = (uint32_t)((double)(tick - grid->from_us) / grid->column_us);
		char label[16];

		axis_label(zone, tick, step, label, sizeof(label));
		if (column < at || column + 1 + strlen(label) > grid->columns)
			continue;
		page_repeat(page, " ", column - at);
		out_print(page->out, "%c%s", '|', label);
		at = column + 1 + (uint32_t)strlen(label);
	}
	out_text(page->out, "\n");
}

/* "mail, up to 12 a second; at most 40 % failed, at 2014-02-22 20:00:00 UTC" */
static const char *describe(struct arena *arena, const struct zone *zone,
			    const struct service *service, const struct chart *chart, double peak)
{
	struct failed_peak failed = service_failed_peak(service, chart->from_us, chart->to_us);
	const char *curve =
		arena_print(arena, "%s, up to %s", service->name, words_rate(arena, peak));

	if (!(failed.share > 0))
		return curve;
	return arena_print(arena, "%s; at most %s failed, at %s", curve,
			   words_share(arena, failed.share),
			   words_time_zone(arena, zone, failed.at_us));
}

static void put_service(struct page *page, const struct grid *grid, const struct chart *chart,
			uint32_t at)
{
	const struct service *service = chart->service[at];
	struct arena arena = { 0 };
	double peak = 0;

	/* The curve first into memory: its line of description says how high it is. */
	struct text drawn;
	struct out into, *to = page->out;

	text_init(&drawn, 64u << 10);
	out_open_text(&into, &drawn);
	page->out = &into;
	put_curve(page, grid, &service->curve, &peak);
	page->out = to;

	page_repeat(page, " ", PAGE_INDENT);
	page_wrap(page, describe(&arena, page->options->zone, service, chart, peak), NULL,
		  PAGE_INDENT, page->columns - PAGE_INDENT);
	out_span(page->out, text_span(&drawn));
	for (const struct chart_mark *mark = chart->mark[at]; mark->label; mark++)
		put_mark(page, grid, mark);
	text_release(&drawn);
	arena_release(&arena);
}

void text_chart(struct page *page, const struct chart *chart)
{
	struct grid grid = { .from_us = chart->from_us,
			     .columns = MIN(page->columns - GUTTER - 2, WIDEST) };

	grid.column_us = (double)(chart->to_us - chart->from_us) / grid.columns;
	for (uint32_t i = 0; i < chart->services; i++)
		put_service(page, &grid, chart, i);
	put_axis(page, &grid, chart->to_us);
}
