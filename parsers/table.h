/*
 * table.h - CSV: one line cut into fields, quotes and spaces around them taken off.
 */
#ifndef PARSERS_TABLE_H
#define PARSERS_TABLE_H

#include "core/span.h"

#define TABLE_COLUMNS_MAX 64

/* The delimiter that the header line is written with: the most frequent of , ; and TAB outside quotes. */
char table_delimiter(struct span line);

/*
 * Cut `line` into at most TABLE_COLUMNS_MAX fields; what lies past them is dropped.
 * Doubled quotes inside of a quoted field stay doubled. Returns how many, or 0
 * where a quote isn't closed.
 */
uint32_t table_cut(struct span line, char delimiter, struct span field[TABLE_COLUMNS_MAX]);

/* Without a byte order mark. */
struct span table_text(struct span text);

#endif
