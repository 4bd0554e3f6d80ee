/*
 * text.h - what the files of the text format share: the page that is being written.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "core/text.h"
#include "report/document.h"
#include "report/format.h"

#define TABLE_COLUMNS_MAX 10
#define PAGE_INDENT 2 /* of all but the outermost headings and paragraphs */

struct page {
	struct out *out;
	const struct report_options *options;
	uint32_t columns;
	struct text line;                    /* page_escape's result */
	struct text cell[TABLE_COLUMNS_MAX]; /* a row of a table, escaped */
};

void page_repeat(struct page *page, const char *text, uint32_t times);

/* Colour and weight from here on, until page_plain; nothing where colour is off. */
void page_tone(struct page *page, enum tone tone, bool bold);
void page_plain(struct page *page);

/* Made fit for a terminal; valid until the next call. */
struct span page_escape(struct page *page, const char *text);

/* Behind a statement: where it was read; nothing where `evidence` is NULL. */
void page_place(struct out *out, const struct evidence *evidence);

/*
 * `text` in lines of `columns`, the first after what stands there already, the others
 * behind `indent`; with the place of its evidence, which may be NULL.
 */
void page_wrap(struct page *page, const char *text, const struct evidence *evidence,
	       uint32_t indent, uint32_t columns);

/* A table in columns as wide as they need, or as the page allows. (text_table.c) */
void text_table(struct page *page, const struct table *table);

/* Curves in block characters, with the episodes marked underneath. (text_chart.c) */
void text_chart(struct page *page, const struct chart *chart);

/* The views other than the report: one line an entry. (text_lines.c) */
void text_lines(struct page *page, const struct findings *findings);

#endif
