/*
 * uwsgi.c - uWSGI's request log: "[pid: …] client (user) {…} [stamp] METHOD path => generated
 * N bytes in M msecs (HTTP/1.1 STATUS) …"; other lines are what applications print, but
 * for the one that says when it started.
 */
#include "parsers/line.h"

static bool take_until(struct line *line, struct span mark)
{
	const char *at = memmem(line->text.at, line->text.size, mark.at, mark.size);

	if (!at)
		return false;
	at += mark.size;
	line->text = span_of(at, (size_t)(line->text.at + line->text.size - at));
	return true;
}

static void take_lasting(struct line *line, struct span number, struct span unit)
{
	line_duration(line, number,
		      span_is(unit, SPAN("micros")) ? 1
		      : span_is(unit, SPAN("secs")) ? 1e6
						    : 1e3);
}

/* "*** Starting uWSGI 2.0.12 (64bit) on [stamp] ***": the only other line with a time. */
static const char *read_start(struct line *line)
{
	struct span text = line->text;

	if (!span_starts(text, SPAN("*** Starting uWSGI ")) || !take_until(line, SPAN(" on [")) ||
	    !line_time(line, CLOCK_CTIME))
		return line_continues;
	line_set(line, SEICHE_TEXT, text);
	return NULL;
}

static const char *uwsgi(struct line *line)
{
	struct span client, method, target, number, unit;

	if (!line_literal(line, SPAN("[pid: ")))
		return read_start(line);
	if (!take_until(line, SPAN("] ")))
		return "no end of the process in brackets";
	client = line_word(line);
	if (!take_until(line, SPAN("} [")) || !line_time(line, CLOCK_CTIME) ||
	    !line_literal(line, SPAN("] ")))
		return "no time stamp in brackets behind the client";
	method = line_word(line);
	target = line_word(line);
	if (!line_literal(line, SPAN("=> generated ")))
		return "no bytes behind the request";
	line_set(line, SEICHE_CLIENT, client);
	line_set(line, SEICHE_METHOD, method);
	line_set(line, SEICHE_TARGET, target);
	line_bytes(line, line_word(line));
	if (!line_literal(line, SPAN("bytes in ")))
		return "no duration behind the bytes";
	number = line_word(line);
	unit = line_word(line);
	take_lasting(line, number, unit);
	if (take_until(line, SPAN("(HTTP/")) && line_word(line).size)
		line_status(line, span_cut(&line->text, ')'));
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(uwsgi)

static int uwsgi_open(void *state, const struct seiche_source *source,
		      const struct seiche_host *host, const char **why)
{
	(void)host;
	return line_open(uwsgi, state, source, why);
}

const struct seiche_parser parser_uwsgi = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "uwsgi",
	.summary = "uWSGI's request log",
	.example =
		"[pid: 7|app: 0|req: 1/1] 192.0.2.7 () {38 vars in 696 bytes} [Sat Feb 22 19:02:00 "
		"2014] GET / => generated 47 bytes in 129 msecs (HTTP/1.1 200) 9 headers in 378 "
		"bytes",
	.follows = "uWSGI core/logging.c, default request log",
	.rank = 45,
	.open = uwsgi_open,
	.parse = uwsgi_lines,
};
