/*
 * heroku.c - what `heroku logs` and Heroku's drains write: time, source[process], message.
 * The router's lines are requests; its errors (H10 crashed, H12 timed out …) tell outages.
 */
#include "parsers/keyed.h"

/* In the router's words `host` is whom was asked for, `service` how long it took. */
static void take_pair(struct line *line, struct span key, struct span value)
{
	struct keyed_time none = { 0 };

	if (span_is(key, SPAN("host")))
		line_set(line, SEICHE_SERVICE, value);
	else if (span_is(key, SPAN("service")))
		keyed_take(line, &none, KEY_LASTS, false, value);
	else if (span_is(key, SPAN("at")))
		line_level_name(line, value);
	else if (span_is(key, SPAN("desc")))
		line_set(line, SEICHE_TEXT, value);
	else if (span_is(key, SPAN("fwd")))
		line_set(line, SEICHE_CLIENT, span_cut(&value, ','));
	else if (span_is(key, SPAN("method")) || span_is(key, SPAN("path")) ||
		 span_is(key, SPAN("status")) || span_is(key, SPAN("bytes")))
		keyed_take(line, &none, keyed_key(key), false, value);
}

static const char *heroku(struct line *line)
{
	struct span source, process, key, value;

	if (!line_time(line, CLOCK_ISO) || !line_byte(line, ' '))
		return "no ISO time stamp at the start";
	source = span_of(line->text.at, 0);
	while (source.size < line->text.size && line->text.at[source.size] >= 'a' &&
	       line->text.at[source.size] <= 'z')
		source.size++;
	if (!span_is(source, SPAN("app")) && !span_is(source, SPAN("heroku")))
		return "neither app[…] nor heroku[…] behind the time stamp";
	line_literal(line, source);
	if (!line->text.size || line->text.at[0] != '[' ||
	    !line_bracketed(line, '[', ']', &process) || !line_literal(line, SPAN(": ")))
		return "neither app[…] nor heroku[…] behind the time stamp";
	line_set(line, SEICHE_PROGRAM, process);
	if (!span_is(source, SPAN("heroku")) || !span_is(process, SPAN("router"))) {
		line_set(line, SEICHE_TEXT, line->text);
		return NULL;
	}
	while (line_pair(line, &key, &value))
		take_pair(line, key, value);
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(heroku)

const struct seiche_parser parser_heroku = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "heroku",
	.summary = "Heroku's router and processes",
	.example =
		"2014-02-22T19:02:00.123456+00:00 heroku[router]: at=error code=H12 desc=\"Request "
		"timeout\" method=GET path=\"/\" host=shop.example fwd=\"192.0.2.7\" dyno=web.1 "
		"connect=1ms service=30000ms status=503 bytes=0",
	.follows = "Heroku Dev Center: HTTP routing, log format; error codes",
	.rank = 75,
	.parse = heroku_lines,
};
