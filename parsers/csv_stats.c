/*
 * csv_stats.c - statistics that were counted already: a table with a time and a count
 * column, whoever exported it: spreadsheets, Plausible, Matomo, Google Analytics.
 *
 * A row's period is that of a width column, else the smallest gap between the times of
 * the head, rounded to a usual width: nothing in such a file says it. Of several counts
 * the one counts that is nearest to what a log's lines are: hits before page views
 * before visits before visitors.
 *
 * Google Analytics writes comments before the header, one of them the date from which
 * its "Nth day" counts, and may write further tables behind the first.
 */
#include "parsers/builtin.h"
#include "parsers/stats.h"
#include "parsers/table.h"

#include <stdio.h>

#define WIDTH_ROWS 1000

enum column {
	OTHER,
	TIME,
	DAY_INDEX,
	NTH_DAY,
	NTH_HOUR,
	COUNT,
	TARGET,
	SERVICE,
	LANGUAGE,
	STATUS,
	WIDTH,
	BYTES,
	COLUMNS,
};

struct state {
	char delimiter;
	uint8_t columns;
	uint8_t at[COLUMNS]; /* index + 1; 0: there is none */
	uint8_t count_name;  /* of `names`: what the count column is called */
	enum column time;    /* which of the four the time is in */
	uint32_t header;     /* lines up to the header, and it */
	int64_t start_us;    /* of the Nth day or hour */
	int64_t width_us;
	bool by_month;
};

/* Of several columns of one meaning the first name wins. */
static const struct {
	const char *name;
	enum column column;
	enum seiche_metric metric; /* of COUNT */
} names[] = {
	{ "time", TIME },
	{ "timestamp", TIME },
	{ "datetime", TIME },
	{ "date", TIME },
	{ "hour", TIME },
	{ "day", TIME },
	{ "month", TIME },
	{ "day index", DAY_INDEX },
	{ "nth day", NTH_DAY },
	{ "nth hour", NTH_HOUR },
	{ "count", COUNT, SEICHE_COUNTS_EVENTS },
	{ "requests", COUNT, SEICHE_COUNTS_REQUESTS },
	{ "hits", COUNT, SEICHE_COUNTS_HITS },
	{ "events", COUNT, SEICHE_COUNTS_EVENTS },
	{ "event count", COUNT, SEICHE_COUNTS_EVENTS },
	{ "value", COUNT, SEICHE_COUNTS_EVENTS },
	{ "pageviews", COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "page views", COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "views", COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "nb_hits", COUNT, SEICHE_COUNTS_HITS },
	{ "nb_pageviews", COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "nb_actions", COUNT, SEICHE_COUNTS_PAGEVIEWS },
	{ "visits", COUNT, SEICHE_COUNTS_VISITS },
	{ "nb_visits", COUNT, SEICHE_COUNTS_VISITS },
	{ "sessions", COUNT, SEICHE_COUNTS_VISITS },
	{ "active users", COUNT, SEICHE_COUNTS_VISITORS },
	{ "users", COUNT, SEICHE_COUNTS_VISITORS },
	{ "visitors", COUNT, SEICHE_COUNTS_VISITORS },
	{ "nb_uniq_visitors", COUNT, SEICHE_COUNTS_VISITORS },
	{ "unique visitors", COUNT, SEICHE_COUNTS_VISITORS },
	{ "path", TARGET },
	{ "page", TARGET },
	{ "title", TARGET },
	{ "article", SERVICE },
	{ "service", SERVICE },
	{ "project", SERVICE },
	{ "page", TARGET },
	{ "bytes", BYTES },
	{ "lang", LANGUAGE },
	{ "status", STATUS },
	{ "width", WIDTH },
	{ "period", WIDTH },
};

static size_t rank_of(struct span name)
{
	size_t i = 0;

	while (i < LENGTH(names) && !span_is_caseless(name, span_text(names[i].name)))
		i++;
	return i;
}

static int64_t rounded_width(int64_t gap_us)
{
	static const int64_t widths[] = {
		SECOND_US,      10 * SECOND_US, MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US,
		15 * MINUTE_US, 30 * MINUTE_US, HOUR_US,   DAY_US,        7 * DAY_US,
	};
	size_t best = 0;

	for (size_t i = 1; i < LENGTH(widths); i++) {
		int64_t here = gap_us > widths[i] ? gap_us - widths[i] : widths[i] - gap_us;
		int64_t there =
			gap_us > widths[best] ? gap_us - widths[best] : widths[best] - gap_us;

		if (here < there)
			best = i;
	}
	return widths[best];
}

static bool read_header(struct state *state, struct span line)
{
	static const enum column times[] = { TIME, DAY_INDEX, NTH_DAY, NTH_HOUR };
	struct span field[TABLE_COLUMNS_MAX];
	size_t best[COLUMNS] = { 0 };

	state->delimiter = table_delimiter(line);
	state->columns = (uint8_t)table_cut(line, state->delimiter, field);
	for (uint8_t i = 0; i < state->columns; i++) {
		size_t rank = rank_of(field[i]);
		enum column column = rank < LENGTH(names) ? names[rank].column : OTHER;

		if (column && (!state->at[column] || rank < best[column])) {
			state->at[column] = (uint8_t)(i + 1);
			best[column] = rank;
		}
	}
	/* Who counts by language counts articles, and each is a series of its own. */
	if (state->at[LANGUAGE] && state->at[TARGET] && !state->at[SERVICE])
		state->at[SERVICE] = state->at[TARGET];
	for (size_t i = 0; i < LENGTH(times) && !state->time; i++)
		if (state->at[times[i]])
			state->time = times[i];
	state->count_name = (uint8_t)best[COUNT];
	return state->time && state->at[COUNT];
}

/* "# Start date: 20260101" */
static void read_comment(struct state *state, struct span line, const struct clock_context *context)
{
	struct span key = SPAN("# Start date: ");

	if (span_starts(line, key))
		stats_time(span_trim(span_of(line.at + key.size, line.size - key.size)), context,
			   &state->start_us, NULL);
}

static struct span field_of(const struct state *state, enum column column,
			    const struct span field[TABLE_COLUMNS_MAX], uint32_t count)
{
	uint8_t at = state->at[column];

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
static bool read_nth(const struct state *state, struct span text,
		     const struct clock_context *context, int64_t *time_us)
{
	uint64_t nth;
	struct civil civil;

	if (!span_number(text, &nth) || nth > 1000000 || state->start_us == TIME_UNKNOWN)
		return false;
	if (state->time == NTH_HOUR) {
		*time_us = state->start_us + (int64_t)nth * HOUR_US;
		return true;
	}
	clock_to_civil(state->start_us + zone_offset_s(context->zone, state->start_us) * SECOND_US,
		       &civil);
	*time_us = zone_to_utc(context->zone, clock_from_civil(&civil) + (int64_t)nth * DAY_US);
	return true;
}

static bool read_time(const struct state *state, struct span text,
		      const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	if (state->time == DAY_INDEX)
		return read_american(text, context, time_us);
	if (state->time != TIME)
		return read_nth(state, text, context, time_us);
	return stats_time(text, context, time_us, assumed);
}

/* The smallest gap between the times of successive rows; an hour where there is none. */
static int64_t smallest_gap(const struct state *state, struct span rest,
			    const struct clock_context *context)
{
	int64_t gap_us = INT64_MAX, last_us = TIME_UNKNOWN;

	for (uint32_t row = 0; rest.size && row < WIDTH_ROWS; row++) {
		struct span line = span_cut(&rest, '\n'), field[TABLE_COLUMNS_MAX];
		uint32_t count = table_cut(line, state->delimiter, field);
		int64_t time_us;

		if (!read_time(state, field_of(state, state->time, field, count), context, &time_us,
			       NULL))
			continue;
		if (last_us != TIME_UNKNOWN && time_us != last_us)
			gap_us = MIN(gap_us,
				     time_us > last_us ? time_us - last_us : last_us - time_us);
		last_us = time_us;
	}
	return gap_us == INT64_MAX ? HOUR_US : gap_us;
}

static int csv_open(void *memory, const struct seiche_source *source,
		    const struct seiche_host *host, const char **why)
{
	struct clock_context context = clock_context_of(source);
	struct span rest = table_text(span_of(source->head, source->head_size)), line;
	struct state *state = memory;
	int64_t gap_us;

	(void)host;
	state->start_us = TIME_UNKNOWN;
	do {
		line = span_trim(span_cut(&rest, '\n'));
		state->header++;
		if (line.size && line.at[0] == '#')
			read_comment(state, line, &context);
	} while (rest.size && (!line.size || line.at[0] == '#'));
	if (!read_header(state, line)) {
		*why = "no header with a time and a count column";
		return -1;
	}
	if (state->time >= NTH_DAY && state->time <= NTH_HOUR && state->start_us == TIME_UNKNOWN) {
		*why = "no \"# Start date:\" that the Nth day or hour could be counted from";
		return -1;
	}
	gap_us = smallest_gap(state, rest, &context);
	state->by_month = gap_us >= 28 * DAY_US && gap_us <= 31 * DAY_US;
	state->width_us = rounded_width(gap_us);
	return 0;
}

static void set(struct seiche_event *row, struct seiche_span *field, uint32_t bit,
		const char *bytes, struct span text)
{
	if (!text.size)
		return;
	*field = (struct seiche_span){ (uint32_t)(text.at - bytes), (uint32_t)text.size };
	row->has |= bit;
}

static const char *read_row(const struct state *state, const struct seiche_walk *line,
			    const struct clock_context *context, struct seiche_event *row,
			    uint32_t *assumed)
{
	struct span field[TABLE_COLUMNS_MAX], width, time;
	struct span text = span_of(line->bytes + line->at, line->end - line->at);
	uint32_t count = table_cut(text, state->delimiter, field);
	uint64_t status;

	if (!count)
		return "a quote that isn't closed on its line";
	time = field_of(state, state->time, field, count);
	if (!read_time(state, time, context, &row->time_us, assumed))
		return stats_is_serial(time) ? "a spreadsheet's serial date: export the column as "
					       "text, as in 2014-02-22 19:00"
					     : "no time in the time column";
	/* Where a comma ends decimals a semicolon parts columns. */
	if (!stats_count(field_of(state, COUNT, field, count), state->delimiter == ';',
			 &row->weight))
		return "count is not a whole number";
	width = field_of(state, WIDTH, field, count);
	row->length_us =
		state->by_month ? stats_month_us(context->zone, row->time_us) : state->width_us;
	if (width.size && (!clock_read_length(width, &row->length_us) || row->length_us <= 0))
		return "no length in the width column";
	row->kind = SEICHE_SAMPLE;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	if (span_number(field_of(state, STATUS, field, count), &status) && status >= 100 &&
	    status <= 999) {
		row->status = (uint16_t)status;
		row->has |= SEICHE_STATUS;
	}
	if (span_number(field_of(state, BYTES, field, count), &row->bytes))
		row->has |= SEICHE_BYTES;
	set(row, &row->target, SEICHE_TARGET, line->bytes, field_of(state, TARGET, field, count));
	set(row, &row->service, SEICHE_SERVICE, line->bytes,
	    field_of(state, SERVICE, field, count));
	return NULL;
}

/* A line of a table behind the first, of which Google Analytics may write several. */
static bool is_of_another_table(const struct state *state, struct span line)
{
	return (state->time == NTH_DAY || state->time == NTH_HOUR) &&
	       (line.at[0] < '0' || line.at[0] > '9');
}

static void csv_parse(void *memory, const struct seiche_source *source,
		      const struct seiche_chunk *chunk, struct seiche_batch *batch,
		      const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	const struct state *state = memory;
	struct seiche_walk line;

	(void)host;
	while (seiche_next_line(chunk, batch, &line)) {
		const char *why;

		/* The header is a line of the ledger, but no row. */
		if (line.at == line.end || (!chunk->offset && batch->line < state->header) ||
		    is_of_another_table(state, span_of(line.bytes + line.at, line.end - line.at))) {
			seiche_continue(batch);
			continue;
		}
		why = read_row(state, &line, &context, seiche_row(batch), &batch->assumed);
		if (why)
			seiche_reject(batch, why);
		else
			seiche_accept(batch);
	}
}

static uint32_t csv_metric(void *memory, const char **word)
{
	const struct state *state = memory;

	*word = names[state->count_name].name;
	return names[state->count_name].metric;
}

const struct seiche_parser parser_csv_stats = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "csv-stats",
	.summary = "counted statistics: a table with a time and a count column",
	.example = "2014-02-22 19:00,1234",
	.follows = "RFC 4180; column names by custom",
	.state_size = sizeof(struct state),
	.rank = 70,
	.open = csv_open,
	.parse = csv_parse,
	.metric = csv_metric,
};
