/* page_table.h - the survey's pages by stream and index. */
#ifndef ANALYSIS_PAGE_TABLE_H
#define ANALYSIS_PAGE_TABLE_H

#include "analysis/page.h"

/* All zero is empty. Pages stay their owner's. */
struct page_table {
	struct page **slot;
	uint32_t slots, pages;
};

void page_table_release(struct page_table *table);

/* NULL: there is none. */
struct page *page_table_find(const struct page_table *table, uint32_t stream, int64_t index);

/* `page` says its stream and index, of which there is none yet; or none any more. */
void page_table_add(struct page_table *table, struct page *page);
void page_table_remove(struct page_table *table, const struct page *page);

#endif
