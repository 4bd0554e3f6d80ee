/* text.c - the report as plain text, for a terminal of some columns or a mail. */
#include "report/text.h"

#include "report/compose.h"
#include "report/escape.h"
#include "report/layout.h"

#define LINE_CAP (1u << 20)
#define LEAST_COLUMNS 40

void page_repeat(struct page *page, const char *text, uint32_t times)
{
	while (times--)
		out_text(page->out, text);
}

void page_tone(struct page *page, enum tone tone, bool bold)
{
	static const char *const colour[TONES] = {
		[TONE_OUTAGE] = "31", [TONE_SPIKE] = "33", [TONE_PROBLEM] = "35"
	};

	if (!page->options->colour)
		return;
	if (bold)
		out_text(page->out, "\033[1m");
	if (colour[tone])
		out_print(page->out, "\033[%sm", colour[tone]);
}

void page_plain(struct page *page)
{
	if (page->options->colour)
		out_text(page->out, "\033[0m");
}

struct span page_escape(struct page *page, const char *text)
{
	struct out escaped;

	text_clear(&page->line);
	out_open_text(&escaped, &page->line);
	escape_terminal(&escaped, span_text(text));
	return text_span(&page->line);
}

void page_place(struct out *out, const struct evidence *evidence)
{
	if (!evidence)
		return;
	out_text(out, " [");
	escape_terminal(out, span_text(evidence->path));
	if (evidence->line)
		out_print(out, ":%llu", (unsigned long long)evidence->line);
	out_text(out, "]");
}

void page_wrap(struct page *page, const char *text, const struct evidence *evidence,
	       uint32_t indent, uint32_t columns)
{
	struct out escaped;
	struct span rest;

	text_clear(&page->line);
	out_open_text(&escaped, &page->line);
	escape_terminal(&escaped, span_text(text));
	page_place(&escaped, evidence);
	rest = text_span(&page->line);

	for (bool first = true; rest.size || first; first = false) {
		if (!first)
			page_repeat(page, " ", indent);
		out_span(page->out, layout_line(&rest, columns));
		out_text(page->out, "\n");
	}
}

static void put_heading(struct page *page, const struct block *block)
{
	uint32_t indent = block->level > 2 ? PAGE_INDENT : 0;

	out_text(page->out, "\n");
	page_repeat(page, " ", indent);
	page_tone(page, block->tone, true);
	page_wrap(page, block->text, NULL, indent, page->columns - indent);
	page_plain(page);
}

static void put_note(struct page *page, const struct block *block)
{
	page_repeat(page, " ", PAGE_INDENT);
	page_tone(page, block->tone, false);
	page_wrap(page, block->text, NULL, PAGE_INDENT, page->columns - PAGE_INDENT);
	page_plain(page);
}

static void put_facts(struct page *page, const struct block *block)
{
	uint32_t label = 0;

	for (uint32_t i = 0; i < block->facts; i++)
		label = MAX(label, layout_width(page_escape(page, block->fact[i].label)));
	label = MIN(label, page->columns / 3);
	for (uint32_t i = 0; i < block->facts; i++) {
		struct span text = page_escape(page, block->fact[i].label);
		uint32_t used = layout_width(text), behind = PAGE_INDENT * 2 + label;

		page_repeat(page, " ", PAGE_INDENT);
		out_span(page->out, text);
		page_repeat(page, " ", used < label + PAGE_INDENT ? label + PAGE_INDENT - used : 1);
		page_wrap(page, block->fact[i].value, block->fact[i].evidence, behind,
			  page->columns - behind);
	}
}

static void put_title(struct page *page, const char *title)
{
	page_tone(page, TONE_PLAIN, true);
	page_wrap(page, title, NULL, 0, page->columns);
	page_plain(page);
	page_repeat(page, page->options->unicode ? "─" : "-", page->columns);
	out_text(page->out, "\n");
}

static void put_block(struct page *page, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_PART:
	case BLOCK_BLANK:
	case BLOCK_EVIDENCE:
		break; /* of drafts, and this is none: places stand in the text */
	case BLOCK_HEADING:
		put_heading(page, block);
		break;
	case BLOCK_PARAGRAPH:
		page_wrap(page, block->text, NULL, 0, page->columns);
		break;
	case BLOCK_NOTE:
		put_note(page, block);
		break;
	case BLOCK_FACTS:
		put_facts(page, block);
		break;
	case BLOCK_TABLE:
		text_table(page, &block->table);
		break;
	case BLOCK_CHART:
		text_chart(page, &block->chart);
		break;
	}
}

/* Blocks of different kinds are set apart by an empty line; headings bring their own. */
static bool stands_apart(const struct block *before, const struct block *block)
{
	if (before->kind == BLOCK_HEADING || block->kind == BLOCK_HEADING)
		return false;
	return before->kind != block->kind || block->kind == BLOCK_TABLE;
}

static void write_report(struct page *page, const struct findings *findings)
{
	struct arena arena = { 0 };
	struct document document =
		compose_view(findings, page->options->view, page->options->zone, false, &arena);

	put_title(page, document.title);
	for (const struct block *block = document.first, *before = NULL; block;
	     block = block->next) {
		if (block->kind == BLOCK_PART)
			continue;
		if (before && stands_apart(before, block))
			out_text(page->out, "\n");
		put_block(page, block);
		before = block;
	}
	arena_release(&arena);
}

static bool text_write(const struct findings *findings, const struct report_options *options,
		       struct out *out, struct error *error)
{
	struct page page = { .out = out,
			     .options = options,
			     .columns = MAX(options->columns, LEAST_COLUMNS) };

	(void)error; /* what can go wrong is told by out_close */
	text_init(&page.line, LINE_CAP);
	for (size_t i = 0; i < LENGTH(page.cell); i++)
		text_init(&page.cell[i], LINE_CAP);
	if (options->view == VIEW_REPORT || options->view == VIEW_EXPLAIN)
		write_report(&page, findings);
	else
		text_lines(&page, findings);
	for (size_t i = 0; i < LENGTH(page.cell); i++)
		text_release(&page.cell[i]);
	text_release(&page.line);
	return true;
}

const struct report_format format_text = {
	.name = "text",
	.suffix = ".txt",
	.summary = "for people: terminal, mail; one line an entry for grep and awk",
	.views = 1u << VIEW_REPORT | 1u << VIEW_TIMELINE | 1u << VIEW_SPIKES | 1u << VIEW_OUTAGES |
		 1u << VIEW_LINKS | 1u << VIEW_BUCKETS | 1u << VIEW_EXPLAIN,
	.write = text_write,
};
