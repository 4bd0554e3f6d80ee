/*
 * csv_columns.h - tables of counts whose columns the user names, as they are called there
 * or by their number.
 */
#ifndef PARSERS_CSV_COLUMNS_H
#define PARSERS_CSV_COLUMNS_H

#include "parsers/registry.h"

/* A name, in any case, or a number from 1 on where no column is called so; NULL: by custom. */
struct csv_columns {
	const char *time, *count;
};

/*
 * From now on `csv-stats` reads the time and the count from these columns, and no table
 * that lacks them; where one is named it goes before other formats, and refuses tables
 * that these would take for text, saying which columns there are. Of tables that nobody
 * reads it says that columns can be named. They must live as long as the registry.
 */
void csv_columns_use(struct registry *registry, const struct csv_columns *columns);

#endif
