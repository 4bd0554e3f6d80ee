/*
 * postgres_csv.c - PostgreSQL's csvlog: a row a message, whose columns are fixed.
 *
 * A quoted column may hold newlines, so a row may be many lines. The first of them has
 * all that is wanted up to the message's first line, and is the event; a line that does
 * not begin as a row does belongs to the one before.
 */
#include "parsers/postgres.h"

enum column { LOG_TIME, USER, DATABASE, PROCESS, CLIENT, SEVERITY = 11, SQL_STATE, MESSAGE };

/* A quoted column ends at a quote that is not doubled, or with the line. */
static struct span take_column(struct line *line)
{
	struct span text = line->text;
	size_t at = 1;

	if (!text.size || text.at[0] != '"')
		return span_cut(&line->text, ',');
	while (at < text.size &&
	       (text.at[at] != '"' || (at + 1 < text.size && text.at[at + 1] == '"')))
		at += text.at[at] == '"' ? 2 : 1;
	at = MIN(at, text.size);
	line->text = span_of(text.at + at, text.size - at);
	if (line_byte(line, '"'))
		line_byte(line, ',');
	return span_of(text.at + 1, at - 1);
}

static bool is_quoted_or_empty(const struct line *line)
{
	return line->text.size && (line->text.at[0] == '"' || line->text.at[0] == ',');
}

static const char *postgres_csv(struct line *line)
{
	struct span column[MESSAGE + 1] = { 0 };
	uint8_t level;

	if (!line_time(line, CLOCK_ISO_NAMED) || !line_byte(line, ',') || !is_quoted_or_empty(line))
		return line_continues;
	for (int i = USER; i <= MESSAGE; i++) {
		if (!line->text.size)
			return "fewer columns than a row of csvlog has";
		column[i] = take_column(line);
	}
	if (!postgres_severity(column[SEVERITY], &level) || level == SEICHE_LEVEL_NONE)
		return "no severity in the twelfth column";
	line->row->coding = SEICHE_DOUBLED;
	line_level(line, level);
	line_set(line, SEICHE_USER, column[USER]);
	if (!span_is(column[CLIENT], SPAN("[local]")))
		line_client(line, column[CLIENT]);
	postgres_duration(line, column[MESSAGE]);
	line_set(line, SEICHE_TEXT, column[MESSAGE]);
	return NULL;
}

LINE_PARSE(postgres_csv)

/* Any text would be lines that belong to an event, hence also the low rank; statements may be long.
 */
static int postgres_csv_open(void *state, const struct seiche_source *source,
			     const struct seiche_host *host, const char **why)
{
	uint32_t lines;

	(void)host;
	if (line_count_events(postgres_csv, state, source, &lines))
		return 0;
	*why = "no row of csvlog";
	return -1;
}

const struct seiche_parser parser_postgres_csv = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "postgresql-csv",
	.summary = "PostgreSQL's csvlog",
	.example = "2014-02-22 19:02:00.127 UTC,\"shop\",\"shop\",1234,\"192.0.2.7:4711\","
		   "5308f2a8.4d2,1,\"SELECT\",2014-02-22 18:50:00 UTC,3/4,0,ERROR,42601,"
		   "\"syntax error at or near \"\"x\"\"\",,,,,,\"select x\",8,,\"psql\"",
	.follows = "PostgreSQL manual, Using CSV-Format Log Output",
	.rank = 45,
	.open = postgres_csv_open,
	.parse = postgres_csv_lines,
};
