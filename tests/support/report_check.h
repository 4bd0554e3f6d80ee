/*
 * report_check.h - what must hold of a report whatever the logs hold: nothing in it but
 * what its format writes of itself. Each fails the running test.
 */
#ifndef SUPPORT_REPORT_CHECK_H
#define SUPPORT_REPORT_CHECK_H

#include "core/span.h"

/* Whether `word` is among the words of `list`, parted by spaces. */
bool check_listed(const char *list, struct span word);

/* No line has anything that a terminal would act on. */
void check_plain_lines(struct span text);

/* Every tag and attribute is one that we write; every value stands in quotes. */
void check_html(struct span text);

/* A page is put together again by its parts' ids, and linked by them. */
void check_unique_ids(struct span text);

/*
 * Outside indented blocks no mark stands bare but our own at a line's start, and tables
 * keep their width.
 */
void check_markdown(struct span text);

/* Unfolded, each line is a property that we write, and its value ends nowhere early. */
void check_calendar(struct span text);

/* Rows as wide as the header, and no cell a spreadsheet would run. */
void check_csv(struct span text);

#endif
