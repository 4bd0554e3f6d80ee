/* markdown.c - the report as GitHub's Markdown: tables, and charts as indented blocks. */
#include "report/compose.h"
#include "report/escape.h"
#include "report/text.h"

#define CHART_COLUMNS 80
#define CHART_CAP (1u << 20)

static void put(struct out *out, const char *text)
{
	escape_markdown(out, span_text(text));
}

static void put_facts(struct out *out, const struct block *block)
{
	for (uint32_t i = 0; i < block->facts; i++) {
		out_text(out, "* **");
		put(out, block->fact[i].label);
		out_text(out, ":** ");
		put(out, block->fact[i].value);
		out_text(out, "\n");
	}
}

static void put_table(struct out *out, const struct table *table)
{
	for (uint32_t c = 0; c < table->columns; c++) {
		out_text(out, "| ");
		put(out, table->column[c].title);
		out_text(out, " ");
	}
	out_text(out, "|\n");
	for (uint32_t c = 0; c < table->columns; c++)
		out_text(out,
			 table->column[c].right || table->column[c].bar ? "| ---: " : "| --- ");
	out_text(out, "|\n");
	for (size_t i = 0; i < (size_t)table->rows * table->columns; i++) {
		out_text(out, "| ");
		put(out, table->cell[i].text);
		out_text(out, (i + 1) % table->columns ? " " : " |\n");
	}
}

/*
 * The text format's chart as an indented code block: in one of these nothing is
 * markup, and no line of it can end it, as a fence in a service's name could.
 */
static void put_chart(struct out *out, const struct chart *chart, const struct zone *zone)
{
	struct report_options options = { .zone = zone, .columns = CHART_COLUMNS, .unicode = true };
	struct text drawn;
	struct out into;
	struct page page = { .out = &into, .options = &options, .columns = CHART_COLUMNS };

	text_init(&drawn, CHART_CAP);
	text_init(&page.line, CHART_CAP);
	out_open_text(&into, &drawn);
	text_chart(&page, chart);
	for (struct span rest = text_span(&drawn); rest.size;) {
		out_text(out, "    ");
		out_span(out, span_cut(&rest, '\n'));
		out_text(out, "\n");
	}
	text_release(&page.line);
	text_release(&drawn);
}

static void put_block(struct out *out, const struct block *block, const struct zone *zone)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		out_text(out, block->level > 2 ? "### " : "## ");
		put(out, block->text);
		out_text(out, "\n");
		break;
	case BLOCK_NOTE:
		out_text(out, "> ");
		put(out, block->text);
		out_text(out, "\n");
		break;
	case BLOCK_PARAGRAPH:
		put(out, block->text);
		out_text(out, "\n");
		break;
	case BLOCK_FACTS:
		put_facts(out, block);
		break;
	case BLOCK_TABLE:
		put_table(out, &block->table);
		break;
	case BLOCK_CHART:
		put_chart(out, &block->chart, zone);
		break;
	}
}

static bool markdown_write(const struct findings *findings, const struct report_options *options,
			   struct out *out, struct error *error)
{
	struct arena arena = { 0 };
	struct document document = compose_view(findings, options->view, options->zone, &arena);

	(void)error; /* what can go wrong is told by out_close */
	out_text(out, "# ");
	put(out, document.title);
	out_text(out, "\n");
	for (const struct block *block = document.first; block; block = block->next) {
		out_text(out, "\n");
		put_block(out, block, options->zone);
	}
	arena_release(&arena);
	return true;
}

const struct report_format format_markdown = {
	.name = "md",
	.suffix = ".md",
	.summary = "GitHub's Markdown, for an issue or a wiki",
	.views = 1u << VIEW_REPORT | 1u << VIEW_EXPLAIN,
	.write = markdown_write,
};
