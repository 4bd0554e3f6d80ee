/*
 * csv_stats.c - statistics that were counted already: time,count and what columns else.
 *
 * A row's period is that of a width column, else the smallest gap between the
 * times of the head, rounded to a usual width: nothing in such a file says it.
 */
#include "parsers/builtin.h"
#include "parsers/table.h"

#define WIDTH_ROWS 1000

enum column { OTHER, TIME, COUNT, TARGET, SERVICE, STATUS, WIDTH, COLUMNS };

struct state {
	char delimiter;
	uint8_t columns;
	uint8_t at[COLUMNS]; /* index + 1; 0: there is none */
	int64_t width_us;
};

static const struct {
	const char *name;
	enum column column;
} names[] = {
	{ "time", TIME },           { "timestamp", TIME },     { "datetime", TIME },
	{ "date", TIME },           { "hour", TIME },          { "day", TIME },
	{ "count", COUNT },         { "requests", COUNT },     { "hits", COUNT },
	{ "views", COUNT },         { "visits", COUNT },       { "pageviews", COUNT },
	{ "visitors", COUNT },      { "value", COUNT },        { "events", COUNT },
	{ "sessions", COUNT },      { "path", TARGET },        { "page", TARGET },
	{ "title", TARGET },        { "article", SERVICE },    { "service", SERVICE },
	{ "project", SERVICE },     { "status", STATUS },      { "width", WIDTH },
	{ "period", WIDTH },
};

static enum column column_of(struct span name)
{
	for (size_t i = 0; i < LENGTH(names); i++)
		if (span_is_caseless(name, span_text(names[i].name)))
			return names[i].column;
	return OTHER;
}

/* A whole number, maybe with commas between groups of three digits. */
static bool read_count(struct span text, uint64_t *out)
{
	char digits[20];
	size_t size = 0, since = 0;
	bool grouped = false;

	for (size_t i = 0; i < text.size; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9') {
			if (size == sizeof(digits) || (grouped && since == 3))
				return false;
			digits[size++] = text.at[i];
			since++;
		} else {
			if (text.at[i] != ',' || !since || since > 3 || (grouped && since != 3))
				return false;
			grouped = true;
			since = 0;
		}
	}
	return (!grouped || since == 3) && span_number(span_of(digits, size), out);
}

static int64_t rounded_width(int64_t gap_us)
{
	static const int64_t widths[] = {
		SECOND_US,       10 * SECOND_US, MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US,
		15 * MINUTE_US, 30 * MINUTE_US,  HOUR_US,   DAY_US,        7 * DAY_US,
	};
	size_t best = 0;

	for (size_t i = 1; i < LENGTH(widths); i++) {
		int64_t here = gap_us > widths[i] ? gap_us - widths[i] : widths[i] - gap_us;
		int64_t there = gap_us > widths[best] ? gap_us - widths[best] : widths[best] - gap_us;

		if (here < there)
			best = i;
	}
	return widths[best];
}

static bool read_header(struct state *state, struct span line)
{
	struct span field[TABLE_COLUMNS_MAX];

	state->delimiter = table_delimiter(line);
	state->columns = (uint8_t)table_cut(line, state->delimiter, field);
	for (uint8_t i = 0; i < state->columns; i++) {
		enum column column = column_of(field[i]);

		if (!state->at[column])
			state->at[column] = (uint8_t)(i + 1);
	}
	return state->at[TIME] && state->at[COUNT];
}

static struct span field_of(const struct state *state, enum column column,
			    const struct span field[TABLE_COLUMNS_MAX], uint32_t count)
{
	uint8_t at = state->at[column];

	return at && at <= count ? span_trim(field[at - 1]) : span_of(NULL, 0);
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

		if (!clock_read_any(field_of(state, TIME, field, count), context, &time_us, NULL))
			continue;
		if (last_us != TIME_UNKNOWN && time_us != last_us)
			gap_us = MIN(gap_us, time_us > last_us ? time_us - last_us
							       : last_us - time_us);
		last_us = time_us;
	}
	return gap_us == INT64_MAX ? HOUR_US : gap_us;
}

static int csv_open(void *memory, const struct seiche_source *source,
		    const struct seiche_host *host, const char **why)
{
	struct clock_context context = clock_context_of(source);
	struct span rest = table_text(span_of(source->head, source->head_size));
	struct state *state = memory;

	(void)host;
	if (!read_header(state, span_cut(&rest, '\n'))) {
		*why = "no header with a time and a count column";
		return -1;
	}
	state->width_us = rounded_width(smallest_gap(state, rest, &context));
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
	struct span field[TABLE_COLUMNS_MAX], width;
	struct span text = span_of(line->bytes + line->at, line->end - line->at);
	uint32_t count = table_cut(text, state->delimiter, field);
	uint64_t status;

	if (!count)
		return "a quote that isn't closed on its line";
	if (!clock_read_any(field_of(state, TIME, field, count), context, &row->time_us, assumed))
		return "no time in the time column";
	if (!read_count(field_of(state, COUNT, field, count), &row->weight))
		return "count is not a whole number";
	width = field_of(state, WIDTH, field, count);
	row->length_us = state->width_us;
	if (width.size && (!clock_read_length(width, &row->length_us) || row->length_us <= 0))
		return "no length in the width column";
	row->kind = SEICHE_SAMPLE;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	if (span_number(field_of(state, STATUS, field, count), &status) && status >= 100 &&
	    status <= 999) {
		row->status = (uint16_t)status;
		row->has |= SEICHE_STATUS;
	}
	set(row, &row->target, SEICHE_TARGET, line->bytes, field_of(state, TARGET, field, count));
	set(row, &row->service, SEICHE_SERVICE, line->bytes,
	    field_of(state, SERVICE, field, count));
	return NULL;
}

static void csv_parse(void *state, const struct seiche_source *source,
		      const struct seiche_chunk *chunk, struct seiche_batch *batch,
		      const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk line;

	(void)host;
	while (seiche_next_line(chunk, batch, &line)) {
		const char *why;

		/* The header is a line of the ledger, but no row. */
		if (line.at == line.end || (!chunk->offset && batch->line == 0)) {
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
};
