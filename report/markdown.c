/*
 * markdown.c - the report as GitHub's Markdown, in parts that people can edit: tables,
 * and charts as indented blocks.
 */
#include "report/compose.h"
#include "report/draft.h"
#include "report/escape.h"
#include "report/text.h"

#define CHART_COLUMNS 80
#define CHART_CAP (1u << 20)

static void put(struct out *out, const char *text)
{
	escape_markdown(out, span_text(text));
}

/* " [e3](#e3)", to the register of evidence; the place itself where that is full. */
static void put_cite(struct out *out, const struct evidence *evidence, uint32_t cite)
{
	if (cite) {
		out_print(out, " [e%u](#e%u)", cite, cite);
	} else if (evidence) {
		out_text(out, " (");
		put(out, evidence->path);
		out_print(out, ":%llu)", (unsigned long long)evidence->line);
	}
}

static void put_facts(struct out *out, const struct block *block)
{
	for (uint32_t i = 0; i < block->facts; i++) {
		const struct fact *fact = &block->fact[i];

		out_text(out, "* **");
		put(out, fact->label);
		out_text(out, ":** ");
		put(out, fact->value);
		put_cite(out, fact->evidence, fact->cite);
		if (fact->origin != ORIGIN_MEASURED)
			out_print(out, " *(%s)*", origin_name(fact->origin));
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
		put_cite(out, table->cell[i].evidence, table->cell[i].cite);
		out_text(out, (i + 1) % table->columns ? " " : " |\n");
	}
}

static void put_evidence(struct out *out, const struct document *document)
{
	out_text(out, "| No. | Line | Byte | It says |\n| --- | --- | ---: | --- |\n");
	for (size_t i = 0; i < document->cites; i++) {
		const struct evidence *evidence = document->cited[i];

		out_print(out, "| <a id=\"e%zu\"></a>e%zu | ", i + 1, i + 1);
		put(out, document_place(document->arena, evidence));
		out_print(out, " | %llu | ", (unsigned long long)evidence->offset);
		put(out, evidence->text ? evidence->text : "");
		out_text(out, " |\n");
	}
}

/* What only people can write; the table has a row to begin with. */
static void put_blank(struct out *out, const struct block *block)
{
	out_text(out, "## ");
	put(out, block->heading);
	out_text(out, "\n\n_" DRAFT_TODO ": ");
	put(out, block->text);
	out_text(out, "_\n");
	if (block->table.columns) {
		out_text(out, "\n");
		put_table(out, &block->table);
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
		struct span line = span_cut(&rest, '\n');

		out_text(out, "    ");
		/* In here a name could spell a mark of the draft: its "<!" is taken apart. */
		while (line.size) {
			bool opens = memchr(line.at, '<', line.size) != NULL;

			out_span(out, span_cut(&line, '<'));
			out_text(out, opens ? line.size && line.at[0] == '!' ? "< " : "<" : "");
		}
		out_text(out, "\n");
	}
	text_release(&page.line);
	text_release(&drawn);
}

static void put_block(struct out *out, const struct document *document, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_PART:
		break;
	case BLOCK_BLANK:
		put_blank(out, block);
		break;
	case BLOCK_EVIDENCE:
		put_evidence(out, document);
		break;
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
		put_chart(out, &block->chart, document->zone);
		break;
	}
}

static bool markdown_write(const struct findings *findings, const struct report_options *options,
			   struct out *out, struct error *error)
{
	struct arena arena = { 0 };
	struct document document =
		compose_view(findings, options->view, options->zone, true, &arena);
	struct draft draft;

	(void)error; /* what can go wrong is told by out_close */
	draft_open(&draft, out, options->view != VIEW_REPORT);
	draft_begin(&draft, DRAFT_AUTO, "title");
	out_text(&draft.into, "# ");
	put(&draft.into, document.title);
	out_text(&draft.into, "\n");
	for (const struct block *block = document.first; block; block = block->next) {
		if (block->kind == BLOCK_PART || block->kind == BLOCK_BLANK) {
			draft_end(&draft);
			out_text(out, "\n");
			draft_begin(&draft, block->kind == BLOCK_PART ? DRAFT_AUTO : DRAFT_HUMAN,
				    block->id);
		} else if (draft.body.size) {
			out_text(&draft.into, "\n");
		}
		put_block(&draft.into, &document, block);
	}
	draft_close(&draft);
	arena_release(&arena);
	return true;
}

const struct report_format format_markdown = {
	.name = "md",
	.suffix = ".md",
	.summary = "GitHub's Markdown, for an issue or a wiki",
	.draft = true,
	.views = 1u << VIEW_REPORT | 1u << VIEW_EXPLAIN,
	.write = markdown_write,
};
