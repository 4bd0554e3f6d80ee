/* csv_header.c - see csv_header.h. */
#include "parsers/csv_header.h"

#include "parsers/stats.h"

#include <stdio.h>

/* Of several columns of one meaning the first name wins. */
static const struct {
	const char *name;
	enum csv_column column;
	enum seiche_metric metric; /* of CSV_COUNT */
} names[] = {
	{ "time", CSV_TIME },
	{ "timestamp", CSV_TIME },
	{ "datetime", CSV_TIME },
	{ "date", CSV_TIME },
	{ "hour", CSV_TIME },
	{ "day", CSV_TIME },
	{ "month", CSV_TIME },
	{ "day index", CSV_DAY_INDEX },
	{ "nth day", CSV_NTH_DAY },
	{ "nth hour", CSV_NTH_HOUR },
	{ "count", CSV_COUNT, SEICHE_COUNTS_EVENTS },
	{ "requests", CSV_COUNT, SEICHE_COUNTS_REQUESTS },
	{ "hits", CSV_COUNT, SEICHE_COUNTS_HITS },
	{ "events", CSV_COUNT, SEICHE_COUNTS_EVENTS },
	{ "event count", CSV_COUNT, SEICHE_COUNTS_EVENTS },
	{ "value", CSV_COUNT, SEICHE_COUNTS_EVENTS },
	{ "pageviews", CSV_COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "page views", CSV_COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "views", CSV_COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "nb_hits", CSV_COUNT, SEICHE_COUNTS_HITS },
	{ "nb_pageviews", CSV_COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "nb_actions", CSV_COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "visits", CSV_COUNT, SEICHE_COUNTS_VISITS },
	{ "nb_visits", CSV_COUNT, SEICHE_COUNTS_VISITS },
	{ "sessions", CSV_COUNT, SEICHE_COUNTS_VISITS },
	{ "active users", CSV_COUNT, SEICHE_COUNTS_VISITORS },
	{ "users", CSV_COUNT, SEICHE_COUNTS_VISITORS },
	{ "visitors", CSV_COUNT, SEICHE_COUNTS_VISITORS },
	{ "nb_uniq_visitors", CSV_COUNT, SEICHE_COUNTS_VISITORS },
	{ "unique visitors", CSV_COUNT, SEICHE_COUNTS_VISITORS },
	{ "path", CSV_TARGET },
	{ "page", CSV_TARGET },
	{ "title", CSV_TARGET },
	{ "article", CSV_SERVICE },
	{ "service", CSV_SERVICE },
	{ "project", CSV_SERVICE },
	{ "bytes", CSV_BYTES },
	{ "lang", CSV_LANGUAGE },
	{ "status", CSV_STATUS },
	{ "width", CSV_WIDTH },
	{ "period", CSV_WIDTH },
};

/* What a time may be in; the first that is there is taken. */
static const enum csv_column times[] = { CSV_TIME, CSV_DAY_INDEX, CSV_NTH_DAY, CSV_NTH_HOUR };

static size_t rank_of(struct span name)
{
	size_t i = 0;

	while (i < LENGTH(names) && !span_is_caseless(name, span_text(names[i].name)))
		i++;
	return i;
}

/* The column that is called so, or has that number, from 1; 0 where there is none. */
static uint8_t find_column(const char *name, const struct span field[TABLE_COLUMNS_MAX],
			   uint8_t columns)
{
	uint64_t number;

	for (uint8_t i = 0; i < columns; i++)
		if (span_is_caseless(field[i], span_text(name)))
			return (uint8_t)(i + 1);
	return span_number(span_text(name), &number) && number <= columns ? (uint8_t)number : 0;
}

/* Let a column have a meaning, and no other. */
static void assign(struct csv_header *header, enum csv_column column, uint8_t at)
{
	for (size_t i = 0; i < CSV_COLUMNS; i++)
		if (header->at[i] == at)
			header->at[i] = 0;
	header->at[column] = at;
}

/* Columns that were asked for go before those that are known by their names. */
static void take_asked(struct csv_header *header, const struct span field[TABLE_COLUMNS_MAX])
{
	const struct csv_columns *asked = header->asked;

	if (asked->time) {
		uint8_t at = find_column(asked->time, field, header->columns);
		size_t rank = at ? rank_of(field[at - 1]) : LENGTH(names);
		enum csv_column kind = rank < LENGTH(names) ? names[rank].column : CSV_TIME;

		for (size_t i = 0; i < LENGTH(times); i++)
			header->at[times[i]] = 0;
		assign(header,
		       kind == CSV_DAY_INDEX || kind == CSV_NTH_DAY || kind == CSV_NTH_HOUR
			       ? kind
			       : CSV_TIME,
		       at);
	}
	if (asked->count)
		assign(header, CSV_COUNT, find_column(asked->count, field, header->columns));
}

static bool read_columns(struct csv_header *header, struct span line)
{
	struct span field[TABLE_COLUMNS_MAX];
	size_t best[CSV_COLUMNS] = { 0 };

	header->delimiter = table_delimiter(line);
	header->columns = (uint8_t)table_cut(line, header->delimiter, field);
	for (uint8_t i = 0; i < header->columns; i++) {
		size_t rank = rank_of(field[i]);
		enum csv_column column = rank < LENGTH(names) ? names[rank].column : CSV_OTHER;

		if (column && (!header->at[column] || rank < best[column])) {
			header->at[column] = (uint8_t)(i + 1);
			best[column] = rank;
		}
	}
	/* Who counts by language counts articles, and each is a series of its own. */
	if (header->at[CSV_LANGUAGE] && header->at[CSV_TARGET] && !header->at[CSV_SERVICE])
		header->at[CSV_SERVICE] = header->at[CSV_TARGET];
	if (header->asked)
		take_asked(header, field);
	for (size_t i = 0; i < LENGTH(times) && !header->time; i++)
		if (header->at[times[i]])
			header->time = times[i];
	if (header->at[CSV_COUNT])
		header->count_name = (uint8_t)rank_of(field[header->at[CSV_COUNT] - 1]);
	return header->time && header->at[CSV_COUNT];
}

/* "# Start date: 20260101" */
static void read_comment(struct csv_header *header, struct span line,
			 const struct clock_context *context)
{
	struct span key = SPAN("# Start date: ");

	if (span_starts(line, key))
		stats_time(span_trim(span_of(line.at + key.size, line.size - key.size)), context,
			   &header->start_us, NULL);
}

struct span csv_header_field(const struct csv_header *header, enum csv_column column,
			     const struct span field[TABLE_COLUMNS_MAX], uint32_t count)
{
	uint8_t at = header->at[column];

	return at && at <= count ? span_trim(field[at - 1]) : span_of(NULL, 0);
}

/* "2/22/14", as Universal Analytics wrote days: month, day, year. */
static bool read_american(struct span text, const struct clock_context *context, int64_t *time_us)
{
	uint64_t month, day, year;
	char iso[16];

	if (!span_number(span_cut(&text, '/'), &month) || month > 12 ||
	    !span_number(span_cut(&text, '/'), &day) || day > 31 || !span_number(text, &year) ||
	    year > 9999)
		return false;
	snprintf(iso, sizeof(iso), "%04u-%02u-%02u", (unsigned)(year < 100 ? year + 2000 : year),
		 (unsigned)month, (unsigned)day);
	return clock_read(CLOCK_DATE, span_of(iso, 10), context, time_us, NULL) == 10;
}

/* The n-th hour is n hours, the n-th day begins at a midnight of the zone. */
static bool read_nth(const struct csv_header *header, struct span text,
		     const struct clock_context *context, int64_t *time_us)
{
	uint64_t nth;
	struct civil civil;

	if (!span_number(text, &nth) || nth > 1000000 || header->start_us == TIME_UNKNOWN)
		return false;
	if (header->time == CSV_NTH_HOUR) {
		*time_us = header->start_us + (int64_t)nth * HOUR_US;
		return true;
	}
	clock_to_civil(header->start_us +
			       zone_offset_s(context->zone, header->start_us) * SECOND_US,
		       &civil);
	*time_us = zone_to_utc(context->zone, clock_from_civil(&civil) + (int64_t)nth * DAY_US);
	return true;
}

static bool read_text(const struct csv_header *header, struct span text,
		      const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	if (header->time == CSV_DAY_INDEX)
		return read_american(text, context, time_us);
	if (header->time != CSV_TIME)
		return read_nth(header, text, context, time_us);
	return stats_time(text, context, time_us, assumed);
}

bool csv_header_is_nth(const struct csv_header *header)
{
	return header->time == CSV_NTH_DAY || header->time == CSV_NTH_HOUR;
}

bool csv_header_time(const struct csv_header *header, const struct span field[TABLE_COLUMNS_MAX],
		     uint32_t count, const struct clock_context *context, int64_t *time_us,
		     uint32_t *assumed)
{
	return read_text(header, csv_header_field(header, header->time, field, count), context,
			 time_us, assumed);
}

bool csv_header_count(const struct csv_header *header, const struct span field[TABLE_COLUMNS_MAX],
		      uint32_t count, uint64_t *out)
{
	/* Where a comma ends decimals a semicolon parts columns. */
	return stats_count(csv_header_field(header, CSV_COUNT, field, count),
			   header->delimiter == ';', out);
}

/* Columns that were asked for by number may have no header. */
static bool is_row(const struct csv_header *header, struct span line,
		   const struct clock_context *context)
{
	struct span field[TABLE_COLUMNS_MAX];
	uint32_t count = table_cut(line, header->delimiter, field);
	int64_t time_us;
	uint64_t number;

	return csv_header_time(header, field, count, context, &time_us, NULL) &&
	       csv_header_count(header, field, count, &number);
}

bool csv_header_read(struct csv_header *header, struct span *rest, struct span *line,
		     const struct clock_context *context)
{
	header->start_us = TIME_UNKNOWN;
	do {
		*line = span_trim(span_cut(rest, '\n'));
		header->lines++;
		if (line->size && line->at[0] == '#')
			read_comment(header, *line, context);
	} while (rest->size && (!line->size || line->at[0] == '#'));
	if (!read_columns(header, *line))
		return false;
	if (header->asked && is_row(header, *line, context))
		header->lines--;
	return true;
}

uint32_t csv_header_metric(const struct csv_header *header, const char **word)
{
	if (header->count_name < LENGTH(names)) {
		*word = names[header->count_name].name;
		return names[header->count_name].metric;
	}
	*word = header->asked->count;
	return SEICHE_COUNTS_EVENTS;
}
