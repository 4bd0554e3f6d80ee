/*
 * w3c.c - logs that name their columns in a line of directives: W3C extended (IIS,
 * CloudFront and others) and Zeek.
 *
 * "#Fields:" may come again and change the columns. Chunks are read in any order, so
 * the directive in force where a chunk begins is handed over with it.
 */
#include "parsers/line.h"

#define COLUMNS_MAX 96
#define DATE_BYTES 10
#define TIME_BYTES_MAX 18

enum column {
	OTHER,
	DATE,
	TIME_OF_DAY,
	EPOCH,
	CLIENT,
	USER,
	METHOD,
	TARGET,
	STATUS,
	BYTES,
	TAKEN, /* milliseconds, as IIS has it; seconds where the fraction is written */
	SECONDS,
	REFERRER,
	AGENT,
	ASKED_HOST, /* the name that the client asked for */
	OWN_HOST,   /* the name that the server goes by */
	SITE,
	MACHINE,
	COLUMNS,
};

struct state {
	char delimiter;
	uint8_t columns;
	uint8_t column[COLUMNS_MAX];
	bool has[COLUMNS];
	bool read;      /* there were columns at all */
	bool begun;     /* there was a chunk */
	uint64_t chunk; /* the offset of the chunk that this holds for */
};

static const struct {
	const char *name;
	enum column column;
} names[] = {
	{ "date", DATE },
	{ "time", TIME_OF_DAY },
	{ "ts", EPOCH },
	{ "x-timestamp", EPOCH },
	{ "timestamp", EPOCH },
	{ "c-ip", CLIENT },
	{ "id.orig_h", CLIENT },
	{ "cs-username", USER },
	{ "username", USER },
	{ "cs-method", METHOD },
	{ "method", METHOD },
	{ "cs-uri-stem", TARGET },
	{ "cs-uri", TARGET },
	{ "uri", TARGET },
	{ "sc-status", STATUS },
	{ "status_code", STATUS },
	{ "sc-bytes", BYTES },
	{ "response_body_len", BYTES },
	{ "resp_bytes", BYTES },
	{ "time-taken", TAKEN },
	{ "duration", SECONDS },
	{ "cs(Referer)", REFERRER },
	{ "referrer", REFERRER },
	{ "cs(User-Agent)", AGENT },
	{ "user_agent", AGENT },
	{ "cs-host", ASKED_HOST },
	{ "x-host-header", ASKED_HOST },
	{ "host", ASKED_HOST },
	{ "cs(Host)", OWN_HOST },
	{ "s-sitename", SITE },
	{ "s-computername", MACHINE },
};

static enum column column_of(struct span name)
{
	for (size_t i = 0; i < LENGTH(names); i++)
		if (span_is_caseless(name, span_text(names[i].name)))
			return names[i].column;
	return OTHER;
}

/* The columns that "#Fields: a b c" or "#fields<TAB>a<TAB>b" names; false where it names none. */
static bool take_fields(struct state *state, struct span line)
{
	struct span rest = line;

	if (span_starts(line, SPAN("#Fields:"))) {
		rest = span_of(line.at + 8, line.size - 8);
		/* Which of the two the rows are written with is seen when they are cut. */
		state->delimiter = memchr(rest.at, '\t', rest.size) ? '\t' : ' ';
	} else if (span_starts(line, SPAN("#fields\t"))) {
		rest = span_of(line.at + 8, line.size - 8);
		state->delimiter = '\t';
	} else {
		return false;
	}
	rest = span_trim(rest);
	memset(state->has, 0, sizeof(state->has));
	for (state->columns = 0; rest.size && state->columns < COLUMNS_MAX; state->columns++) {
		enum column column = column_of(span_trim(span_cut(&rest, state->delimiter)));

		state->column[state->columns] = (uint8_t)column;
		state->has[column] = true;
	}
	state->read = (state->has[DATE] && state->has[TIME_OF_DAY]) || state->has[EPOCH];
	return true;
}

/* Take the first directive with columns among the lines of `text`. */
static bool find_fields(struct state *state, struct span text)
{
	while (text.size)
		if (take_fields(state, span_trim(span_cut(&text, '\n'))))
			return true;
	return false;
}

/* "2014-02-22" and "19:02:00[.123]", both by UTC, as the draft says and IIS does. */
static bool take_time(struct line *line, struct span date, struct span time)
{
	const struct clock_context utc = { .zone = zone_utc, .newest_us = INT64_MAX };
	char text[DATE_BYTES + 1 + TIME_BYTES_MAX];
	size_t size = DATE_BYTES + 1 + time.size;

	if (date.size != DATE_BYTES || time.size > TIME_BYTES_MAX)
		return false;
	memcpy(text, date.at, DATE_BYTES);
	text[DATE_BYTES] = ' ';
	memcpy(text + DATE_BYTES + 1, time.at, time.size);
	return clock_read(CLOCK_ISO, span_of(text, size), &utc, &line->row->time_us, NULL) == size;
}

static void take_column(struct line *line, enum column column, struct span text)
{
	switch (column) {
	case CLIENT:
		line_set(line, SEICHE_CLIENT, text);
		break;
	case USER:
		line_set(line, SEICHE_USER, text);
		break;
	case METHOD:
		line_set(line, SEICHE_METHOD, text);
		break;
	case TARGET:
		line_set(line, SEICHE_TARGET, text);
		break;
	case STATUS:
		line_status(line, text);
		break;
	case BYTES:
		line_bytes(line, text);
		break;
	case TAKEN:
		line_duration(line, text, memchr(text.at, '.', text.size) ? 1e6 : 1e3);
		break;
	case SECONDS:
		line_duration(line, text, 1e6);
		break;
	case REFERRER:
		line_set(line, SEICHE_REFERRER, text);
		break;
	case AGENT:
		line_set(line, SEICHE_AGENT, text);
		break;
	case ASKED_HOST:
		line_set(line, SEICHE_SERVICE, text);
		break;
	case MACHINE:
		line_set(line, SEICHE_HOST, text);
		break;
	default:
		break;
	}
}

/* Zeek writes "(empty)" for what is there and empty. */
static struct span value_of(struct span text)
{
	return span_is(text, SPAN("(empty)")) ? span_of(text.at, 0) : text;
}

static const char *w3c(struct line *line)
{
	const struct state *state = line->state;
	struct span rest = line->text, field[COLUMNS] = { 0 };
	char delimiter = state->delimiter;
	uint32_t columns = 0;

	/* CloudFront separates names by spaces and values by tabs. */
	if (delimiter == ' ' && memchr(rest.at, '\t', rest.size))
		delimiter = '\t';
	while (rest.size && columns < state->columns) {
		enum column column = (enum column)state->column[columns++];
		struct span value = span_cut(&rest, delimiter);

		field[column] = value;
		take_column(line, column, value_of(value));
	}
	if (columns < state->columns || rest.size)
		return "not as many values as #Fields names";
	line_set(line, SEICHE_SERVICE, field[OWN_HOST]);
	line_set(line, SEICHE_SERVICE, field[SITE]);
	if (state->has[EPOCH]) {
		if (clock_read(CLOCK_EPOCH, field[EPOCH], line->context, &line->row->time_us,
			       NULL) != field[EPOCH].size)
			return "no epoch in its column";
	} else if (!take_time(line, field[DATE], field[TIME_OF_DAY])) {
		return "no date and time in their columns";
	}
	if (state->has[STATUS] || state->has[METHOD])
		line->row->kind = SEICHE_REQUEST;
	return NULL;
}

/* Lines of directives change the state; they belong to no event and are no fault. */
static const char *w3c_line(struct line *line)
{
	struct state *state = line->state;

	if (line->text.at[0] != '#')
		return state->read ? w3c(line) : "no #Fields with a date and a time before it";
	/* A comment of some other log is no directive. */
	if (line->text.size < 2 || (line->text.at[1] | 32) < 'a' || (line->text.at[1] | 32) > 'z')
		return "a number sign and no directive";
	take_fields(state, span_trim(line->text));
	return line_continues;
}

static int w3c_open(void *memory, const struct seiche_source *source,
		    const struct seiche_host *host, const char **why)
{
	struct state *state = memory;

	(void)host;
	if (find_fields(state, span_of(source->head, source->head_size)) && state->read)
		return 0;
	*why = "no #Fields with a date and a time";
	return -1;
}

static struct span line_of(const struct seiche_chunk *chunk, uint32_t line)
{
	return span_of(chunk->bytes + chunk->line[line], chunk->line[line + 1] - chunk->line[line]);
}

static void w3c_parse(void *memory, const struct seiche_source *source,
		      const struct seiche_chunk *chunk, struct seiche_batch *batch,
		      const struct seiche_host *host)
{
	struct state *state = memory;

	(void)host;
	/* A batch that begins inside of a chunk goes on with the columns of the one before. */
	if (batch->line == 0 || !state->begun || state->chunk != chunk->offset) {
		state->begun = true;
		state->chunk = chunk->offset;
		if (!chunk->directive ||
		    !find_fields(state, span_of(chunk->directive, chunk->directive_size)))
			find_fields(state, span_of(source->head, source->head_size));
		for (uint32_t i = 0; i < batch->line; i++)
			take_fields(state, span_trim(line_of(chunk, i)));
	}
	line_parse(w3c_line, state, source, chunk, batch);
}

const struct seiche_parser parser_w3c = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "w3c",
	.summary = "logs that name their columns: W3C extended (IIS, CloudFront), Zeek",
	.example = "#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n"
		   "2014-02-22 19:02:00 192.0.2.7 GET /index.html 200 31",
	.follows = "W3C WD-logfile-960323; Microsoft IIS, W3C logging; Amazon CloudFront, standard "
		   "logs; Zeek ASCII writer",
	.state_size = sizeof(struct state),
	.rank = 80,
	.open = w3c_open,
	.parse = w3c_parse,
};
