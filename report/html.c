/* html.c - the report as one HTML file: its own style, inline charts, no script, nothing fetched.
 */
#include "report/compose.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/svg.h"

#include "seiche/version.h"

extern const char report_css[]; /* report.css, embedded */

static const char *const tone_class[TONES] = { [TONE_PLAIN] = "",
					       [TONE_OUTAGE] = "outage",
					       [TONE_SPIKE] = "spike",
					       [TONE_PROBLEM] = "problem" };

static void put(struct out *out, const char *text)
{
	escape_markup(out, span_text(text));
}

/* <tag class="…">text</tag> */
static void put_element(struct out *out, const char *tag, const char *class, const char *text)
{
	if (class[0])
		out_print(out, "<%s class=\"%s\">", tag, class);
	else
		out_print(out, "<%s>", tag);
	put(out, text);
	out_print(out, "</%s>\n", tag);
}

static void put_facts(struct out *out, const struct block *block)
{
	out_text(out, "<dl>\n");
	for (uint32_t i = 0; i < block->facts; i++) {
		put_element(out, "dt", "", block->fact[i].label);
		put_element(out, "dd", "", block->fact[i].value);
	}
	out_text(out, "</dl>\n");
}

static void put_cell(struct out *out, const struct column *column, const struct cell *cell,
		     bool first)
{
	double share = cell->share > 0 ? MIN(cell->share, 1) : 0;

	if (first) {
		out_text(out, "<th scope=\"row\">");
		put(out, cell->text);
		out_text(out, "</th>\n");
	} else if (column->bar) {
		out_text(out, "<td class=\"bar\"><span>");
		put(out, cell->text);
		out_print(out, "</span><i style=\"width:%.1f%%\"></i></td>\n", share * 60);
	} else {
		put_element(out, "td", column->right ? "number" : "", cell->text);
	}
}

/* Wide tables scroll inside a region of their own, which the keyboard can reach. */
static void put_table(struct out *out, const struct table *table)
{
	out_text(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
	put(out, table->caption);
	out_text(out, "\"><table>\n");
	put_element(out, "caption", "", table->caption);
	out_text(out, "<thead><tr>\n");
	for (uint32_t c = 0; c < table->columns; c++) {
		out_text(out, table->column[c].right ? "<th scope=\"col\" class=\"number\">"
						     : "<th scope=\"col\">");
		put(out, table->column[c].title);
		out_text(out, "</th>\n");
	}
	out_text(out, "</tr></thead>\n<tbody>\n");
	for (uint32_t r = 0; r < table->rows; r++) {
		if (table->tone[r])
			out_print(out, "<tr class=\"%s\">\n", tone_class[table->tone[r]]);
		else
			out_text(out, "<tr>\n");
		for (uint32_t c = 0; c < table->columns; c++)
			put_cell(out, &table->column[c], &table->cell[r * table->columns + c], !c);
		out_text(out, "</tr>\n");
	}
	out_text(out, "</tbody></table></div>\n");
}

/* A level-2 heading opens a section, which the next one or the end closes. */
static void put_heading(struct out *out, const struct block *block, bool *section)
{
	if (block->level == 2) {
		out_text(out, *section ? "</section>\n<section>\n" : "<section>\n");
		*section = true;
	}
	put_element(out, block->level == 2 ? "h2" : "h3", tone_class[block->tone], block->text);
}

static void put_head(struct out *out, const struct document *document)
{
	out_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" "
		      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n"
		      "<meta name=\"referrer\" content=\"no-referrer\">\n");
	put_element(out, "title", "", document->title);
	out_text(out, "<style>\n");
	out_text(out, report_css);
	out_text(out, "</style>\n</head>\n<body>\n<header>\n");
	put_element(out, "p", "kicker", "Incident report");
	put_element(out, "h1", "", document->title);
	out_text(out, "</header>\n<main>\n");
}

static void put_block(struct out *out, const struct block *block, const struct zone *zone,
		      uint32_t *charts, bool *section)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		put_heading(out, block, section);
		break;
	case BLOCK_NOTE:
		put_element(out, "p", block->tone == TONE_PROBLEM ? "note problem" : "note",
			    block->text);
		break;
	case BLOCK_PARAGRAPH:
		put_element(out, "p", "", block->text);
		break;
	case BLOCK_FACTS:
		put_facts(out, block);
		break;
	case BLOCK_TABLE:
		put_table(out, &block->table);
		break;
	case BLOCK_CHART:
		svg_chart(out, &block->chart, zone, ++*charts);
		break;
	}
}

static bool html_write(const struct findings *findings, const struct report_options *options,
		       struct out *out, struct error *error)
{
	struct arena arena = { 0 };
	struct document document = compose_view(findings, options->view, options->zone, &arena);
	uint32_t charts = 0;
	bool section = false;

	(void)error; /* what can go wrong is told by out_close */
	put_head(out, &document);
	for (const struct block *block = document.first; block; block = block->next)
		put_block(out, block, options->zone, &charts, &section);
	if (section)
		out_text(out, "</section>\n");
	out_text(out,
		 "</main>\n<footer><p>seiche " SEICHE_VERSION "</p></footer>\n</body>\n</html>\n");
	arena_release(&arena);
	return true;
}

const struct report_format format_html = {
	.name = "html",
	.suffix = ".html",
	.summary = "one page with charts, no script, nothing from outside",
	.views = 1u << VIEW_REPORT | 1u << VIEW_EXPLAIN,
	.write = html_write,
};
