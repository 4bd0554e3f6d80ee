/*
 * apache_error.c - the error log of Apache httpd, 2.2 and 2.4: stamp, level (in 2.4
 * behind its module), process and client in brackets, message.
 */
#include "parsers/line.h"

/* "core:error" or "error"; trace1 to trace8 are debug. */
static bool take_level(struct line *line, struct span text)
{
	const char *colon = memchr(text.at, ':', text.size);
	struct span level = text;

	if (colon) {
		line_set(line, SEICHE_PROGRAM, span_of(text.at, (size_t)(colon - text.at)));
		level = span_of(colon + 1, (size_t)(text.at + text.size - colon) - 1);
	}
	if (level.size == 6 && span_starts(level, SPAN("trace")))
		level.size = 5;
	return line_level_name(line, level);
}

/* "[pid 7:tid 9] [client 192.0.2.7:1234]": in any order, as many as there are. */
static void take_brackets(struct line *line)
{
	struct line rest = *line;
	struct span inside;

	while (line_bracketed(&rest, '[', ']', &inside)) {
		if (span_starts(inside, SPAN("client ")))
			line_client(line, span_of(inside.at + 7, inside.size - 7));
		else if (!span_starts(inside, SPAN("pid ")) &&
			 !span_starts(inside, SPAN("remote ")))
			break;
		line->text = rest.text;
	}
}

/* Behind an error of the system, "(111)Connection refused: ", the client comes late. */
static void take_late_client(struct line *line)
{
	struct span mark = SPAN(": [client ");
	const char *at, *end = line->text.at + line->text.size, *close;

	if (!line->text.size || line->text.at[0] != '(')
		return;
	at = memmem(line->text.at, line->text.size, mark.at, mark.size);
	close = at ? memchr(at, ']', (size_t)(end - at)) : NULL;
	if (close)
		line_client(line, span_of(at + mark.size, (size_t)(close - at) - mark.size));
}

/* The message may end in ", referer: …". */
static void take_referrer(struct line *line)
{
	struct span name = SPAN(", referer: ");
	const char *at = memmem(line->text.at, line->text.size, name.at, name.size);

	if (!at)
		return;
	line_set(line, SEICHE_REFERRER,
		 span_of(at + name.size,
			 (size_t)(line->text.at + line->text.size - at) - name.size));
	line->text.size = (size_t)(at - line->text.at);
}

static const char *apache_error(struct line *line)
{
	struct span level;

	if (!line_byte(line, '['))
		/* Modules and programs behind CGI write lines of their own into it. */
		return line->text.at[0] == ' ' || line->text.at[0] == '\t'
			       ? line_continues
			       : "no bracket at the start";
	if (!line_time(line, CLOCK_CTIME) || !line_literal(line, SPAN("] ")))
		return "no time stamp with a weekday in brackets";
	if (!line_bracketed(line, '[', ']', &level) || !take_level(line, level))
		return "no level in brackets behind the time stamp";
	take_brackets(line);
	take_late_client(line);
	take_referrer(line);
	line->row->coding = SEICHE_BACKSLASH;
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(apache_error)

const struct seiche_parser parser_apache_error = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "apache-error",
	.summary = "the error log of Apache httpd, 2.2 and 2.4",
	.example = "[Sat Feb 22 19:02:00.712806 2014] [mpm_prefork:error] [pid 7] AH00161: server "
		   "reached MaxRequestWorkers setting",
	.follows = "Apache httpd, core directive ErrorLogFormat and server/log.c",
	.rank = 70,
	.parse = apache_error_lines,
};
