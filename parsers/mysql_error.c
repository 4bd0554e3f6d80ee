/*
 * mysql_error.c - the error log of MySQL and MariaDB: time, thread, [Level], and in MySQL 8
 * [code] [subsystem].
 */
#include "parsers/line.h"

#include <ctype.h>

/* The stamp and the thread, which MySQL 5.5 has not; MariaDB's may be in hexadecimal. */
static bool take_front(struct line *line)
{
	struct span thread;

	if (line_time(line, CLOCK_PACKED)) {
		line_spaces(line);
		if (line->text.size && line->text.at[0] != '[')
			line_word(line);
	} else {
		if (!line_time(line, CLOCK_ISO))
			return false;
		line_spaces(line);
		thread = line_word(line);
		for (size_t i = 0; i < thread.size; i++)
			if (!isxdigit((unsigned char)thread.at[i]))
				return false;
		if (!thread.size)
			return false;
	}
	line_spaces(line);
	return true;
}

static const char *mysql_error(struct line *line)
{
	struct span word;

	if (line->text.at[0] < '0' || line->text.at[0] > '9')
		return line_continues; /* versions, traces, InnoDB's monitor */
	if (!take_front(line))
		return "no time stamp and thread at the start";
	if (!line_bracketed(line, '[', ']', &word))
		return "no level in brackets behind the thread";
	if (span_is(word, SPAN("System")))
		line_level(line, SEICHE_NOTICE);
	else if (!line_level_name(line, word))
		return "no level in brackets behind the thread";
	if (line->text.size > 4 && span_starts(line->text, SPAN("[MY-"))) {
		line_bracketed(line, '[', ']', &word);
		if (line_bracketed(line, '[', ']', &word))
			line_set(line, SEICHE_PROGRAM, word);
	}
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(mysql_error)

static int mysql_error_open(void *state, const struct seiche_source *source,
			    const struct seiche_host *host, const char **why)
{
	(void)host;
	return line_open(mysql_error, state, source, why);
}

const struct seiche_parser parser_mysql_error = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "mysql-error",
	.summary = "the error log of MySQL and MariaDB",
	.example =
		"2014-02-22T19:02:00.835618Z 0 [ERROR] [MY-010147] [Server] Too many connections",
	.follows = "MySQL reference manual, error log output format; MariaDB knowledge base, error "
		   "log",
	.rank = 45,
	.open = mysql_error_open,
	.parse = mysql_error_lines,
};
