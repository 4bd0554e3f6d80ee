/*
 * csv_stats.c - statistics that were counted already: a table with a time and a count
 * column, whoever exported it: spreadsheets, Plausible, Matomo, Google Analytics.
 *
 * A row's period is that of a width column, else the smallest gap between the times of
 * the head, rounded to a usual width: nothing in such a file says it. Of several counts
 * the one counts that is nearest to what a log's lines are: hits before page views
 * before visits before visitors.
 *
 * The user may say which columns they are (csv_columns.h); by numbers also of a table that
 * has no header.
 *
 * Google Analytics writes comments before the header, one of them the date from which
 * its "Nth day" counts, and may write further tables behind the first.
 */
#include "parsers/builtin.h"
#include "parsers/csv_header.h"
#include "parsers/stats.h"

#define WIDTH_ROWS 1000

struct state {
	struct csv_header header; /* first: the setup is what it was asked for */
	int64_t width_us;
	bool by_month;
};

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

/* The smallest gap between the times of successive rows; an hour where there is none. */
static int64_t smallest_gap(const struct csv_header *header, struct span rest,
			    const struct clock_context *context)
{
	int64_t gap_us = INT64_MAX, last_us = TIME_UNKNOWN;

	for (uint32_t row = 0; rest.size && row < WIDTH_ROWS; row++) {
		struct span line = span_cut(&rest, '\n'), field[TABLE_COLUMNS_MAX];
		uint32_t count = table_cut(line, header->delimiter, field);
		int64_t time_us;

		if (!csv_header_time(header, field, count, context, &time_us, NULL))
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
	struct csv_header *header = &state->header;
	int64_t gap_us;

	(void)host;
	if (!csv_header_read(header, &rest, &line, &context)) {
		*why = header->asked && (header->asked->time || header->asked->count)
			       ? "no such columns as --time-col and --count-col name"
			       : "no header with a time and a count column";
		return -1;
	}
	if (csv_header_is_nth(header) && header->start_us == TIME_UNKNOWN) {
		*why = "no \"# Start date:\" that the Nth day or hour could be counted from";
		return -1;
	}
	gap_us = smallest_gap(header, rest, &context);
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
	const struct csv_header *header = &state->header;
	struct span field[TABLE_COLUMNS_MAX], width;
	struct span text = span_of(line->bytes + line->at, line->end - line->at);
	uint32_t count = table_cut(text, header->delimiter, field);
	uint64_t status;

	if (!count)
		return "a quote that isn't closed on its line";
	if (!csv_header_time(header, field, count, context, &row->time_us, assumed))
		return stats_is_serial(csv_header_field(header, header->time, field, count))
			       ? "a spreadsheet's serial date: export the column as "
				 "text, as in 2014-02-22 19:00"
			       : "no time in the time column";
	if (!csv_header_count(header, field, count, &row->weight))
		return "count is not a whole number";
	width = csv_header_field(header, CSV_WIDTH, field, count);
	row->length_us =
		state->by_month ? stats_month_us(context->zone, row->time_us) : state->width_us;
	if (width.size && (!clock_read_length(width, &row->length_us) || row->length_us <= 0))
		return "no length in the width column";
	row->kind = SEICHE_SAMPLE;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	if (span_number(csv_header_field(header, CSV_STATUS, field, count), &status) &&
	    status >= 100 && status <= 999) {
		row->status = (uint16_t)status;
		row->has |= SEICHE_STATUS;
	}
	if (span_number(csv_header_field(header, CSV_BYTES, field, count), &row->bytes))
		row->has |= SEICHE_BYTES;
	set(row, &row->target, SEICHE_TARGET, line->bytes,
	    csv_header_field(header, CSV_TARGET, field, count));
	set(row, &row->service, SEICHE_SERVICE, line->bytes,
	    csv_header_field(header, CSV_SERVICE, field, count));
	return NULL;
}

/* A line of a table behind the first, of which Google Analytics may write several. */
static bool is_of_another_table(const struct csv_header *header, struct span line)
{
	return csv_header_is_nth(header) && (line.at[0] < '0' || line.at[0] > '9');
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
		if (line.at == line.end || (!chunk->offset && batch->line < state->header.lines) ||
		    is_of_another_table(&state->header,
					span_of(line.bytes + line.at, line.end - line.at))) {
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

	return csv_header_metric(&state->header, word);
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
