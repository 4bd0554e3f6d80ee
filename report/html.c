/*
 * html.c - the report as one HTML file: its own style, inline charts, no script,
 * nothing fetched; in parts that people can edit.
 */
#include "report/compose.h"
#include "report/draft.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/svg.h"

#include "seiche/version.h"

#define FOLDED_ROWS 40 /* a table with more is folded */
#define LONG_WORD_BYTES 24
#define CONTENTS_LEAST 6 /* headings that a page has before it gets a table of contents */

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

/* A link to the register of evidence; the place itself where that is full. */
static void put_cite(struct out *out, const struct evidence *evidence, uint32_t cite)
{
	if (cite) {
		out_print(out, " <a class=\"cite\" href=\"#e%u\">e%u</a>", cite, cite);
	} else if (evidence) {
		out_text(out, " (");
		put(out, evidence->path);
		out_print(out, ":%llu)", (unsigned long long)evidence->line);
	}
}

static void put_facts(struct out *out, const struct block *block)
{
	out_text(out, "<dl>\n");
	for (uint32_t i = 0; i < block->facts; i++) {
		const struct fact *fact = &block->fact[i];

		put_element(out, "dt", "", fact->label);
		out_text(out, "<dd>");
		put(out, fact->value);
		put_cite(out, fact->evidence, fact->cite);
		if (fact->origin != ORIGIN_MEASURED)
			out_print(out, " <span class=\"origin\">%s</span>",
				  origin_name(fact->origin));
		out_text(out, "</dd>\n");
	}
	out_text(out, "</dl>\n");
}

/* Words this long may be parted anywhere, so that they don't make their table wider. */
static bool has_long_word(const char *text)
{
	for (struct span rest = span_text(text); rest.size;)
		if (span_cut(&rest, ' ').size > LONG_WORD_BYTES)
			return true;
	return false;
}

static void put_cell(struct out *out, const struct column *column, const struct cell *cell,
		     bool first)
{
	double share = cell->share > 0 ? MIN(cell->share, 1) : 0;
	bool is_long = has_long_word(cell->text);

	if (first) {
		out_text(out, is_long ? "<th scope=\"row\" class=\"long\">" : "<th scope=\"row\">");
		put(out, cell->text);
		out_text(out, "</th>\n");
	} else if (column->bar) {
		out_text(out, "<td class=\"bar\"><span>");
		put(out, cell->text);
		out_print(out, "</span><i style=\"width:%.1f%%\"></i></td>\n", share * 60);
	} else {
		out_text(out, column->right ? "<td class=\"number\">"
			      : is_long     ? "<td class=\"long\">"
					    : "<td>");
		put(out, cell->text);
		put_cite(out, cell->evidence, cell->cite);
		out_text(out, "</td>\n");
	}
}

/* Wide tables scroll inside a region of their own, which the keyboard can reach. */
static void begin_table(struct out *out, const char *caption)
{
	out_text(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
	put(out, caption);
	out_text(out, "\"><table>\n");
	put_element(out, "caption", "", caption);
	out_text(out, "<thead><tr>\n");
}

static void put_title(struct out *out, const char *title, bool right)
{
	out_text(out, right ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
	put(out, title);
	out_text(out, "</th>\n");
}

/* Long tables are folded; whoever prints or looks for something can open them. */
static bool begin_fold(struct out *out, const char *caption, size_t rows)
{
	if (rows <= FOLDED_ROWS)
		return false;
	out_text(out, "<details><summary>");
	put(out, caption);
	out_print(out, " (%zu rows)</summary>\n", rows);
	return true;
}

static void put_table(struct out *out, const struct table *table)
{
	bool folded = begin_fold(out, table->caption, table->rows);

	begin_table(out, table->caption);
	for (uint32_t c = 0; c < table->columns; c++)
		put_title(out, table->column[c].title, table->column[c].right);
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
	out_text(out, folded ? "</details>\n" : "");
}

static void put_evidence(struct out *out, const struct document *document)
{
	static const char caption[] = "The lines that were cited";

	begin_table(out, caption);
	put_title(out, "No.", false);
	put_title(out, "Line", false);
	put_title(out, "Byte", true);
	put_title(out, "It says", false);
	out_text(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < document->cites; i++) {
		const struct evidence *evidence = document->cited[i];

		out_print(out, "<tr id=\"e%zu\"><th scope=\"row\">e%zu</th>\n<td class=\"long\">",
			  i + 1, i + 1);
		put(out, document_place(document->arena, evidence));
		out_print(out, "</td>\n<td class=\"number\">%llu</td>\n<td class=\"long quote\">",
			  (unsigned long long)evidence->offset);
		put(out, evidence->text ? evidence->text : "");
		out_text(out, "</td></tr>\n");
	}
	out_text(out, "</tbody></table></div>\n");
}

static void put_blank(struct out *out, const struct block *block)
{
	put_element(out, "h2", "", block->heading);
	out_text(out, "<p class=\"todo\">" DRAFT_TODO ": ");
	put(out, block->text);
	out_text(out, "</p>\n");
	if (block->table.columns)
		put_table(out, &block->table);
}

static void put_block(struct out *out, const struct document *document, const struct block *block,
		      uint32_t *charts)
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
		put_element(out, block->level == 2 ? "h2" : "h3", tone_class[block->tone],
			    block->text);
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
		svg_chart(out, &block->chart, document->zone, ++*charts);
		break;
	}
}

/* The first heading of level 2 of a part, or a blank's; NULL where it has none. */
static const char *part_heading(const struct block *part)
{
	if (part->kind == BLOCK_BLANK)
		return part->heading;
	if (part->kind != BLOCK_PART)
		return NULL;
	for (part = part->next; part; part = part->next) {
		if (part->kind == BLOCK_PART || part->kind == BLOCK_BLANK)
			break;
		if (part->kind == BLOCK_HEADING && part->level == 2)
			return part->text;
	}
	return NULL;
}

/* Of a page that is worth it. */
static void put_contents(struct draft *draft, const struct document *document)
{
	uint32_t headings = 0;

	for (const struct block *block = document->first; block; block = block->next)
		headings += part_heading(block) != NULL;
	if (headings < CONTENTS_LEAST)
		return;
	draft_begin(draft, DRAFT_AUTO, "contents");
	out_text(&draft->into, "<nav aria-label=\"Contents\"><ul>\n");
	for (const struct block *block = document->first; block; block = block->next) {
		const char *heading = part_heading(block);

		if (!heading)
			continue;
		out_print(&draft->into, "<li><a href=\"#%s\">", block->id);
		put(&draft->into, heading);
		out_text(&draft->into, "</a></li>\n");
	}
	out_text(&draft->into, "</ul></nav>\n");
	draft_end(draft);
}

/* Style and title are parts as well: a page that is written again gets the new ones. */
static void put_head(struct draft *draft, const struct document *document)
{
	out_text(draft->to,
		 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta http-equiv=\"Content-Security-Policy\" "
		 "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		 "<meta name=\"color-scheme\" content=\"light dark\">\n"
		 "<meta name=\"referrer\" content=\"no-referrer\">\n");
	draft_begin(draft, DRAFT_AUTO, "head");
	put_element(&draft->into, "title", "", document->title);
	out_text(&draft->into, "<style>\n");
	out_text(&draft->into, report_css);
	out_text(&draft->into, "</style>\n");
	draft_end(draft);
	out_text(draft->to, "</head>\n<body>\n");
	draft_begin(draft, DRAFT_AUTO, "title");
	out_text(&draft->into, "<header>\n");
	put_element(&draft->into, "p", "kicker", "Incident report");
	put_element(&draft->into, "h1", "", document->title);
	out_text(&draft->into, "</header>\n");
	draft_end(draft);
	put_contents(draft, document);
	out_text(draft->to, "<main>\n");
}

/* A part is a section of its own, so that it can be replaced alone. */
static void begin_section(struct draft *draft, const struct block *block)
{
	bool blank = block->kind == BLOCK_BLANK;

	draft_begin(draft, blank ? DRAFT_HUMAN : DRAFT_AUTO, block->id);
	out_print(&draft->into, "<section id=\"%s\"%s>\n", block->id,
		  blank ? " class=\"blank\"" : "");
}

static void end_section(struct draft *draft)
{
	if (draft->kind)
		out_text(&draft->into, "</section>\n");
	draft_end(draft);
}

static bool html_write(const struct findings *findings, const struct report_options *options,
		       struct out *out, struct error *error)
{
	struct arena arena = { 0 };
	struct document document =
		compose_view(findings, options->view, options->zone, true, &arena);
	struct draft draft;
	uint32_t charts = 0;

	(void)error; /* what can go wrong is told by out_close */
	draft_open(&draft, out, options->view != VIEW_REPORT);
	put_head(&draft, &document);
	for (const struct block *block = document.first; block; block = block->next) {
		if (block->kind == BLOCK_PART || block->kind == BLOCK_BLANK) {
			end_section(&draft);
			begin_section(&draft, block);
		}
		put_block(&draft.into, &document, block, &charts);
	}
	end_section(&draft);
	out_text(out, "</main>\n");
	draft_begin(&draft, DRAFT_AUTO, "foot");
	out_text(&draft.into, "<footer><p>seiche " SEICHE_VERSION "</p></footer>\n");
	draft_close(&draft);
	out_text(out, "</body>\n</html>\n");
	arena_release(&arena);
	return true;
}

const struct report_format format_html = {
	.name = "html",
	.suffix = ".html",
	.summary = "one page with charts, no script, nothing from outside",
	.draft = true,
	.views = 1u << VIEW_REPORT | 1u << VIEW_EXPLAIN,
	.write = html_write,
};
