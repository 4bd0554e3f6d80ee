/*
 * feed_csv.c - outages as a table: CSV or TSV with a header line, in whatever order of
 * columns; either a start and an end a row, or a state and the time it began.
 */
#include "parsers/feed_states.h"
#include "parsers/table.h"

struct header {
	char delimiter;
	uint32_t columns;
	enum feed_field column[TABLE_COLUMNS_MAX];
	struct span name[FEED_FIELDS];
	uint32_t time, state; /* index + 1 of a table of states; 0 */
};

/* Of two columns of one meaning the better name counts. */
static void place(struct header *header, uint32_t at, struct span name, uint32_t best[FEED_FIELDS])
{
	uint32_t rank = 0;
	enum feed_field field = feed_field_of(name, &rank);

	if (!field || (header->name[field].size && best[field] <= rank))
		return;
	for (uint32_t i = 0; i < at; i++)
		if (header->column[i] == field)
			header->column[i] = FEED_NONE;
	header->column[at] = field;
	header->name[field] = name;
	best[field] = rank;
}

static void place_state(struct header *header, uint32_t at, struct span name)
{
	static const char *const times[] = { "time", "timestamp", "date", "date-time", "at" };
	static const char *const states[] = { "state", "status", "event" };

	for (size_t i = 0; !header->time && i < LENGTH(times); i++)
		if (span_is_caseless(name, span_text(times[i])))
			header->time = at + 1;
	for (size_t i = 0; !header->state && i < LENGTH(states); i++)
		if (span_is_caseless(name, span_text(states[i])))
			header->state = at + 1;
}

/* False where there is no start among the columns, and no time with a state. */
static bool read_header(struct span line, struct header *out)
{
	struct span field[TABLE_COLUMNS_MAX];
	struct header header = { .delimiter = table_delimiter(line) };
	uint32_t best[FEED_FIELDS] = { 0 };

	header.columns = table_cut(line, header.delimiter, field);
	for (uint32_t i = 0; i < header.columns; i++) {
		place(&header, i, field[i], best);
		place_state(&header, i, field[i]);
	}
	*out = header;
	return header.name[FEED_START].size || (header.time && header.state);
}

static int recognise(struct span text)
{
	struct header header;

	return read_header(span_cut(&text, '\n'), &header) ? 60 : 0;
}

/* A row, with the line ends that stand inside of its quotes. */
static struct span cut_record(struct span *rest, uint64_t *lines)
{
	struct span record = span_of(rest->at, 0);
	bool quoted = false;

	*lines = 0;
	do {
		struct span line = span_cut(rest, '\n');

		for (size_t i = 0; i < line.size; i++)
			quoted ^= line.at[i] == '"';
		record.size = (size_t)(line.at + line.size - record.at);
		++*lines;
	} while (quoted && rest->size);
	return record;
}

static bool take_state(struct feed_reading *reading, const struct header *header,
		       const struct span *field, uint32_t count, struct feed_states *states)
{
	struct feed_state state = { .line = reading->line };
	struct span word = header->state <= count ? field[header->state - 1] : SPAN("");
	struct span time = header->time <= count ? field[header->time - 1] : SPAN("");

	if (!feed_time(reading, time, &state.at_us))
		return feed_fail(reading, "expected a time in column 'time', found \"%.*s\"",
				 (int)MIN(time.size, 80), time.at);
	if (!feed_condition_of(word, &state.condition))
		return feed_fail(reading,
				 "expected a state as up, down, degraded or maintenance, "
				 "found \"%.*s\"",
				 (int)MIN(word.size, 80), word.at);
	for (uint32_t i = 0; i < MIN(count, header->columns); i++) {
		if (header->column[i] == FEED_SERVICE)
			state.service = field[i];
		if (header->column[i] == FEED_TITLE && i + 1 != header->state)
			state.text = field[i];
	}
	return feed_states_add(reading, states, &state);
}

/* A quote inside of quotes is doubled. */
static struct span undoubled(struct span text, struct arena *arena)
{
	char *copy, *to;

	if (!text.size || !memmem(text.at, text.size, "\"\"", 2))
		return text;
	copy = to = arena_copy(arena, text.at, text.size);
	for (size_t at = 0; at < text.size; at++) {
		*to++ = text.at[at];
		at += text.at[at] == '"' && at + 1 < text.size && text.at[at + 1] == '"';
	}
	return span_of(copy, (size_t)(to - copy));
}

static bool take_row(struct feed_reading *reading, const struct header *header,
		     const struct span *field, uint32_t count)
{
	struct feed_row row = feed_row_empty();

	memcpy(row.name, header->name, sizeof(row.name));
	for (uint32_t i = 0; i < MIN(count, header->columns); i++)
		if (header->column[i])
			row.text[header->column[i]] = undoubled(field[i], reading->arena);
	return feed_take(reading, &row);
}

static bool read_csv(struct feed_reading *reading)
{
	struct span rest = reading->source->text, field[TABLE_COLUMNS_MAX];
	struct feed_states states = { 0 };
	uint64_t lines = 1;
	struct header header;

	if (!read_header(span_cut(&rest, '\n'), &header))
		return fail(reading->error, FAULT_INPUT,
			    "%s:1: expected a column 'start', found none", reading->source->path);
	for (reading->line = 2; rest.size; reading->line += lines) {
		struct span record = cut_record(&rest, &lines);
		uint32_t count;

		if (!span_trim(record).size)
			continue;
		count = table_cut(record, header.delimiter, field);
		if (!count)
			return feed_fail(reading, "expected a closing quote, found none");
		if (header.name[FEED_START].size
			    ? !take_row(reading, &header, field, count)
			    : !take_state(reading, &header, field, count, &states))
			return false;
	}
	return feed_states_take(reading, &states,
				&(struct feed_watch){ .precision = WINDOW_STAMPED });
}

const struct feed feed_csv = {
	.name = "csv",
	.summary = "a table with a header: start, end or duration, service, title; or time, state",
	.follows = "docs/FORMATS.md: names of columns",
	.recognise = recognise,
	.read = read_csv,
};
