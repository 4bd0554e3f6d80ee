/*
 * mysql_slow.c - the slow query log of MySQL, MariaDB and Percona Server.
 *
 * A record begins with "# Time:", or with "# User@Host:" where the second has not changed
 * since the one before. Lines with '#' say who asked, how long it took and more, as words
 * with a colon and their values; "SET timestamp=…;" says when the query began, in every
 * version; the statement follows as the client sent it, over as many lines as it has.
 */
#include "parsers/record.h"

#define TIME SPAN("# Time: ")
#define USER SPAN("# User@Host: ")

static bool begins(struct span line)
{
	return span_starts(line, USER) || span_starts(line, TIME);
}

static uint32_t mysql_slow_cut(const char *bytes, uint32_t size, uint64_t *resume)
{
	const char *newline;
	struct span second;
	uint32_t from = 0;

	if (span_starts(span_of(bytes, size), TIME)) {
		newline = memchr(bytes, '\n', size);
		if (!newline)
			return 0;
		second = span_of(newline + 1, size - (size_t)(newline - bytes) - 1);
		if (second.size < USER.size)
			return 0;
		if (span_starts(second, USER))
			from = (uint32_t)(second.at - bytes);
	}
	return record_next(begins, USER.size, bytes, size, from, resume);
}

static struct span take_line(struct span *rest)
{
	struct span line = span_cut(rest, '\n');

	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	return line;
}

/* "shop[app] @ web1 [192.0.2.7]  Id:     3": who asked is in the brackets, where they hold any. */
static void take_user(struct line *line, struct span text)
{
	struct span name = span_cut(&text, '['), inside = span_cut(&text, ']'), host, address;

	line_set(line, SEICHE_USER, inside.size ? inside : span_trim(name));
	span_cut(&text, '@');
	host = span_trim(span_cut(&text, '['));
	address = span_cut(&text, ']');
	line_set(line, SEICHE_CLIENT, address.size ? address : host);
}

static void take_value(struct line *line, struct span name, struct span value)
{
	uint64_t number;

	if (span_is(name, SPAN("Query_time:")))
		line_duration(line, value, 1e6);
	else if (span_is(name, SPAN("Bytes_sent:")))
		line_bytes(line, value);
	else if ((span_is(name, SPAN("Errno:")) || span_is(name, SPAN("Last_errno:")) ||
		  span_is(name, SPAN("Killed:"))) &&
		 span_number(value, &number) && number)
		line_level(line, SEICHE_ERROR);
}

/* "# Query_time: 12.5  Lock_time: 0.0 Rows_sent: 268", behind the '#' */
static void take_values(struct line *line, struct span text)
{
	struct span name = SPAN("");

	while (text.size) {
		struct span word = span_cut(&text, ' ');

		if (!word.size)
			continue;
		if (name.size)
			take_value(line, name, word);
		name = word.at[word.size - 1] == ':' ? word : SPAN("");
	}
}

/* "SET timestamp=1393095720;", "SET last_insert_id=7,timestamp=1393095720;" */
static bool take_time(struct line *line, struct span text)
{
	const char *at = memmem(text.at, text.size, "timestamp=", 10);

	if (!at || !span_starts(text, SPAN("SET ")))
		return false;
	line->text = span_of(at + 10, text.size - (size_t)(at - text.at) - 10);
	return line_time(line, CLOCK_EPOCH) && line_byte(line, ';');
}

/* Where the server was started anew or its log flushed, it says so behind the statement. */
static struct span without_banner(struct span text)
{
	const char *at = memmem(text.at, text.size, ", Version: ", 11);
	const char *newline = at ? memrchr(text.at, '\n', (size_t)(at - text.at)) : NULL;
	struct span rest = span_of(newline, newline ? text.size - (size_t)(newline - text.at) : 0);

	if (!newline)
		return text;
	span_cut(&rest, '\n');
	return span_ends(span_trim(span_cut(&rest, '\n')), SPAN("started with:"))
		       ? span_of(text.at, (size_t)(newline - text.at))
		       : text;
}

static const char *mysql_slow(struct line *line)
{
	struct span record = line->text, rest = record, statement;
	bool timed = false;

	if (!span_starts(rest, TIME) && !span_starts(rest, USER))
		return line_continues;
	line_level(line, SEICHE_WARNING);
	while (rest.size && !timed) {
		struct span text = take_line(&rest);

		if (span_starts(text, USER))
			take_user(line, span_of(text.at + USER.size, text.size - USER.size));
		else if (span_starts(text, SPAN("# ")))
			take_values(line, span_of(text.at + 2, text.size - 2));
		else
			timed = take_time(line, text);
	}
	if (!timed)
		return "no SET timestamp in the record of a query";
	statement = span_trim(without_banner(rest));
	line_set(line, SEICHE_TEXT, statement);
	line_quote(line, statement.size ? statement : take_line(&record));
	return NULL;
}

RECORD_PARSE(mysql_slow)

/* Every dump has lines that set the time; only here comments tell of users and queries. */
static int mysql_slow_open(void *state, const struct seiche_source *source,
			   const struct seiche_host *host, const char **why)
{
	(void)state;
	(void)host;
	if (memmem(source->head, source->head_size, "# User@Host: ", 13) &&
	    memmem(source->head, source->head_size, "timestamp=", 10))
		return 0;
	*why = "no '# User@Host:' with a timestamp";
	return -1;
}

const struct seiche_parser parser_mysql_slow = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "mysql-slow",
	.summary = "the slow query log of MySQL and MariaDB: one event a query",
	.example = "# User@Host: shop[shop] @ localhost []\n# Query_time: 12.5  Lock_time: 0.0\n"
		   "SET timestamp=1393095720;\nSELECT * FROM orders;",
	.follows = "MySQL reference manual, the slow query log; sql/log.cc of MariaDB",
	.rank = 45,
	.open = mysql_slow_open,
	.parse = mysql_slow_records,
	.cut = mysql_slow_cut,
};
