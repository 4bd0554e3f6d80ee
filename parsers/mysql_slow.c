/*
 * mysql_slow.c - the slow query log of MySQL and MariaDB.
 *
 * A record is many lines, and only one of them is there in every version and bears the
 * time in full: "SET timestamp=…;". It is the event; the rest belongs to it or to the
 * one before, so each query counts once, wherever chunks are cut.
 */
#include "parsers/line.h"

static const char *mysql_slow(struct line *line)
{
	if (!line_literal(line, SPAN("SET timestamp=")))
		return line_continues;
	if (!line_time(line, CLOCK_EPOCH) || !line_byte(line, ';'))
		return "no epoch behind SET timestamp";
	line_level(line, SEICHE_WARNING);
	return NULL;
}

LINE_PARSE(mysql_slow)

/* Every dump has lines that set the time; only here comments tell of users and queries. */
static int mysql_slow_open(void *state, const struct seiche_source *source,
			   const struct seiche_host *host, const char **why)
{
	(void)state;
	(void)host;
	if (memmem(source->head, source->head_size, "# User@Host: ", 13) &&
	    memmem(source->head, source->head_size, "SET timestamp=", 14))
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
	.follows = "MySQL reference manual, the slow query log",
	.rank = 45,
	.open = mysql_slow_open,
	.parse = mysql_slow_lines,
};
