/* feed_csv.c - outages as a table: CSV or TSV with a header line, in whatever order of columns. */
#include "parsers/feed_window.h"
#include "parsers/table.h"

/* The header's columns; false where there is no start among them. */
static bool read_header(struct span line, char *delimiter, enum feed_field column[TABLE_COLUMNS_MAX],
			struct span name[FEED_FIELDS], uint32_t *columns)
{
	struct span field[TABLE_COLUMNS_MAX];

	*delimiter = table_delimiter(line);
	*columns = table_cut(line, *delimiter, field);
	for (uint32_t i = 0; i < *columns; i++) {
		column[i] = feed_field_of(field[i]);
		/* Of two columns of the same meaning the first counts. */
		if (name[column[i]].size)
			column[i] = FEED_NONE;
		else if (column[i])
			name[column[i]] = field[i];
	}
	return name[FEED_START].size != 0;
}

static int recognise(struct span text)
{
	enum feed_field column[TABLE_COLUMNS_MAX];
	struct span name[FEED_FIELDS] = { 0 };
	uint32_t columns;
	char delimiter;

	text = table_text(text);
	return read_header(span_cut(&text, '\n'), &delimiter, column, name, &columns) ? 60 : 0;
}

static bool read_row(const struct feed_place *place, struct span line, char delimiter,
		     const enum feed_field *column, uint32_t columns, struct feed_row *row,
		     struct error *error)
{
	struct span field[TABLE_COLUMNS_MAX];
	uint32_t count = table_cut(line, delimiter, field);

	if (!count)
		return fail(error, FAULT_INPUT, "%s:%llu: expected a closing quote, found none",
			    place->source->path, (unsigned long long)place->line);
	for (uint32_t i = 0; i < MIN(count, columns); i++)
		if (column[i])
			row->text[column[i]] = field[i];
	return true;
}

static bool read_csv(const struct feed_source *source, struct arena *arena,
		     struct window_list *windows, struct error *error)
{
	struct feed_place place = { .source = source, .line = 1 };
	struct span rest = table_text(source->text), name[FEED_FIELDS] = { 0 };
	enum feed_field column[TABLE_COLUMNS_MAX];
	struct window_list found = *windows;
	uint32_t columns;
	char delimiter;

	if (!read_header(span_cut(&rest, '\n'), &delimiter, column, name, &columns))
		return fail(error, FAULT_INPUT, "%s:1: expected a column 'start', found none",
			    source->path);
	while (rest.size) {
		struct span line = span_cut(&rest, '\n');
		struct feed_row row = { 0 };
		struct window window;

		place.line++;
		if (!span_trim(line).size)
			continue;
		memcpy(row.name, name, sizeof(name));
		if (!read_row(&place, line, delimiter, column, columns, &row, error) ||
		    !feed_window(&place, &row, arena, &window, error) ||
		    !feed_add(source, arena, &found, &window, error))
			return false;
	}
	*windows = found;
	return true;
}

const struct feed feed_csv = {
	.name = "csv",
	.summary = "a table with a header: start, end or duration, service, title",
	.recognise = recognise,
	.read = read_csv,
};
