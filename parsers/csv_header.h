/*
 * csv_header.h - what the columns of a table of counts mean, and the times in them.
 */
#ifndef PARSERS_CSV_HEADER_H
#define PARSERS_CSV_HEADER_H

#include "core/clock.h"
#include "parsers/csv_columns.h"
#include "parsers/table.h"

enum csv_column {
	CSV_OTHER,
	CSV_TIME,
	CSV_DAY_INDEX,
	CSV_NTH_DAY,
	CSV_NTH_HOUR,
	CSV_COUNT,
	CSV_TARGET,
	CSV_SERVICE,
	CSV_LANGUAGE,
	CSV_STATUS,
	CSV_WIDTH,
	CSV_BYTES,
	CSV_COLUMNS
};

struct csv_header {
	const struct csv_columns *asked; /* NULL: columns go by their names */
	char delimiter;
	uint8_t columns;
	uint8_t at[CSV_COLUMNS]; /* index + 1; 0: there is none */
	enum csv_column time;    /* which of the four the time is in; CSV_OTHER: in none */
	uint32_t lines;          /* up to the header, and it where it is there */
	int64_t start_us;        /* of the Nth day or hour; TIME_UNKNOWN */
	uint8_t count_name;      /* private: what the count column is called */
};

/*
 * Read the header at the front of `rest`, and the comments before it; `line` becomes it,
 * and `rest` what follows. Where columns were asked for, what stands in its place may be
 * a row. False where it has no time and no count.
 */
bool csv_header_read(struct csv_header *header, struct span *rest, struct span *line,
		     const struct clock_context *context);

/* The field of a row that means this, trimmed; empty where there is none. */
struct span csv_header_field(const struct csv_header *header, enum csv_column column,
			     const struct span field[TABLE_COLUMNS_MAX], uint32_t count);

/* Whether its times are counted from a start date, which a comment must say. */
bool csv_header_is_nth(const struct csv_header *header);

/* The time and the count of a row; false where it is none. `assumed` may be NULL. */
bool csv_header_time(const struct csv_header *header, const struct span field[TABLE_COLUMNS_MAX],
		     uint32_t count, const struct clock_context *context, int64_t *time_us,
		     uint32_t *assumed);
bool csv_header_count(const struct csv_header *header, const struct span field[TABLE_COLUMNS_MAX],
		      uint32_t count, uint64_t *out);

/* What is counted, and what the table calls it. */
uint32_t csv_header_metric(const struct csv_header *header, const char **word);

#endif
