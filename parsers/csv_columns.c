/* csv_columns.c - see csv_columns.h. */
#include "parsers/csv_columns.h"

#include "parsers/builtin.h"
#include "parsers/csv_header.h"
#include "parsers/stats.h"

#define NAMES_SHOWN 20

/* "'when', 'clicks' and 3 more": what the columns of a header are called. */
static const char *list_columns(const struct span field[TABLE_COLUMNS_MAX], uint32_t count,
				struct arena *arena)
{
	const char *list = "";

	for (uint32_t i = 0; i < MIN(count, NAMES_SHOWN); i++)
		list = arena_print(arena, "%s%s'%.*s'", list, i ? ", " : "",
				   (int)MIN(field[i].size, 40), field[i].at);
	return count > NAMES_SHOWN ? arena_print(arena, "%s and %u more", list, count - NAMES_SHOWN)
				   : list;
}

/* Whether two lines behind the header have as many columns, one of them a time and one a count. */
static bool is_table(const struct csv_header *header, struct span rest,
		     const struct clock_context *context)
{
	bool time = false, count = false;

	for (int row = 0; row < 2; row++) {
		struct span field[TABLE_COLUMNS_MAX], line = span_cut(&rest, '\n');
		uint32_t columns = table_cut(line, header->delimiter, field);

		if (columns != header->columns)
			return false;
		for (uint32_t i = 0; i < columns; i++) {
			int64_t time_us;
			uint64_t number;
			bool number_is = stats_count(field[i], header->delimiter == ';', &number);

			count |= number_is;
			time |= !number_is && stats_time(field[i], context, &time_us, NULL);
		}
	}
	return time && count;
}

/* What is wrong with the first row of a table that has the columns; NULL: it can be read. */
static const char *row_objection(const struct csv_header *header, struct span rest,
				 const struct clock_context *context, struct arena *arena)
{
	struct span field[TABLE_COLUMNS_MAX], line = span_cut(&rest, '\n'), text;
	uint32_t count = table_cut(line, header->delimiter, field);
	int64_t time_us;
	uint64_t number;

	text = csv_header_field(header, header->time, field, count);
	if (!csv_header_time(header, field, count, context, &time_us, NULL))
		return arena_print(arena, "no time in the column of --time-col: '%.*s'",
				   (int)MIN(text.size, 40), text.size ? text.at : "");
	text = csv_header_field(header, CSV_COUNT, field, count);
	if (!csv_header_count(header, field, count, &number))
		return arena_print(arena, "no whole number in the column of --count-col: '%.*s'",
				   (int)MIN(text.size, 40), text.size ? text.at : "");
	return NULL;
}

/* What the table lacks: a column that was asked for, or one that is known by its name. */
static const char *column_objection(const struct csv_header *header,
				    const struct span field[TABLE_COLUMNS_MAX], struct arena *arena)
{
	const char *columns = list_columns(field, header->columns, arena);

	if (header->asked->time && !header->time)
		return arena_print(arena, "has no column '%s' (--time-col); there are %s",
				   header->asked->time, columns);
	if (header->asked->count && !header->at[CSV_COUNT])
		return arena_print(arena, "has no column '%s' (--count-col); there are %s",
				   header->asked->count, columns);
	return arena_print(arena,
			   "a table, but which of its columns is the %s? Name %s; there are %s",
			   header->time            ? "count"
			   : header->at[CSV_COUNT] ? "time"
						   : "time and which the count",
			   header->time            ? "it with --count-col"
			   : header->at[CSV_COUNT] ? "it with --time-col"
						   : "them with --time-col and --count-col",
			   columns);
}

/*
 * Counts by page, by country: the sums of an export, with no time for any. Its first rows are
 * as long as its header, with a count where that says; there may be none.
 */
static bool is_timeless(const struct csv_header *header, struct span rest)
{
	if (!header->at[CSV_COUNT] || header->time)
		return false;
	for (int row = 0; row < 2 && rest.size; row++) {
		struct span field[TABLE_COLUMNS_MAX], line = span_cut(&rest, '\n');
		uint32_t columns = table_cut(line, header->delimiter, field);
		uint64_t number;

		if (columns != header->columns ||
		    !csv_header_count(header, field, columns, &number))
			return false;
	}
	return true;
}

static struct objection csv_objection(const struct seiche_parser *parser,
				      const struct seiche_source *source,
				      const struct seiche_parser *instead, struct arena *arena)
{
	static const struct objection none, timeless = {
		.text = "a table of counts without times, which make no series: left out",
		.harmless = true,
	};
	const struct csv_columns *asked = parser->setup;
	struct clock_context context = clock_context_of(source);
	struct span rest = table_text(span_of(source->head, source->head_size)), line;
	struct span field[TABLE_COLUMNS_MAX];
	struct csv_header header = { .asked = asked };
	bool named = asked->time || asked->count, whole;

	if (instead && !named)
		return none;
	whole = csv_header_read(&header, &rest, &line, &context);
	if (header.columns < 2 || (!named && whole))
		return none;
	if (!named && !is_table(&header, rest, &context))
		return is_timeless(&header, rest) ? timeless : none;
	table_cut(line, header.delimiter, field);
	return (struct objection){
		.text = whole ? row_objection(&header, rest, &context, arena)
			      : column_objection(&header, field, arena),
	};
}

void csv_columns_use(struct registry *registry, const struct csv_columns *columns)
{
	struct seiche_parser *parser = arena_take(registry->arena, sizeof(*parser));

	*parser = parser_csv_stats;
	parser->setup = columns;
	for (size_t i = 0; i < registry->count; i++) {
		struct registered *format = &registry->item[i];

		if (format->parser != &parser_csv_stats)
			continue;
		format->parser = parser;
		format->objection = csv_objection;
		format->preferred = columns->time || columns->count;
		if (format->preferred)
			format->origin = columns->time ? "--time-col" : "--count-col";
	}
}
