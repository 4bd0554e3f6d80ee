/*
 * nginx_error.c - nginx's error log: time, level, process, message and, behind it, the
 * request that it is about as ", name: value" pairs.
 */
#include "parsers/line.h"

/* The last of the pairs' names that occurs, with what follows it up to the next comma. */
static bool find_pair(struct span text, struct span name, struct span *value)
{
	const char *at = memmem(text.at, text.size, name.at, name.size);
	const char *start, *end = text.at + text.size, *comma;

	if (!at)
		return false;
	start = at + name.size;
	comma = start < end ? memmem(start, (size_t)(end - start), ", ", 2) : NULL;
	*value = span_of(start, (size_t)((comma ? comma : end) - start));
	return true;
}

static struct span unquoted(struct span text)
{
	if (text.size >= 2 && text.at[0] == '"' && text.at[text.size - 1] == '"')
		return span_of(text.at + 1, text.size - 2);
	return text;
}

/* "12#12: *7 message": the numbers of the process and of the connection tell nothing here. */
static void skip_process(struct line *line)
{
	struct line rest = *line;
	struct span word = line_word(&rest);

	if (!word.size || word.at[word.size - 1] != ':' || !memchr(word.at, '#', word.size))
		return;
	*line = rest;
	if (rest.text.size && rest.text.at[0] == '*') {
		line_word(&rest);
		*line = rest;
	}
}

static void take_request(struct line *line)
{
	const char *client = memmem(line->text.at, line->text.size, ", client: ", 10);
	struct span pairs, value;

	if (!client)
		return;
	pairs = span_of(client, (size_t)(line->text.at + line->text.size - client));
	if (find_pair(pairs, SPAN(", client: "), &value))
		line_set(line, SEICHE_CLIENT, value);
	if (find_pair(pairs, SPAN(", request: "), &value))
		line_request(line, unquoted(value));
	/* The name that was asked for says more than the first name of the block. */
	if (find_pair(pairs, SPAN(", host: "), &value))
		line_set(line, SEICHE_SERVICE, unquoted(value));
	if (find_pair(pairs, SPAN(", server: "), &value))
		line_set(line, SEICHE_SERVICE, value);
	if (find_pair(pairs, SPAN(", referrer: "), &value))
		line_set(line, SEICHE_REFERRER, unquoted(value));
	line->text.size = (size_t)(client - line->text.at);
}

static const char *nginx_error(struct line *line)
{
	struct span level;

	if (!line_time(line, CLOCK_SLASHED))
		return "no time stamp YYYY/MM/DD at the start";
	if (!line_byte(line, ' ') || !line_bracketed(line, '[', ']', &level) ||
	    !line_level_name(line, level))
		return "no level in brackets behind the time stamp";
	skip_process(line);
	take_request(line);
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(nginx_error)

const struct seiche_parser parser_nginx_error = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "nginx-error",
	.summary = "nginx's error log",
	.example =
		"2014/02/22 19:02:00 [error] 12#12: *7 connect() failed (111: Connection refused) "
		"while connecting to upstream, client: 192.0.2.7, server: www.example.org, "
		"request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:8080/\"",
	.follows = "nginx src/core/ngx_log.c and src/http/ngx_http_request.c",
	.rank = 70,
	.parse = nginx_error_lines,
};
