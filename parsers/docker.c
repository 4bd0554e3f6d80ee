/*
 * docker.c - Docker's json-file: {"log":"…\n","stream":"stdout","time":"…"}, members in
 * this order, attrs between stream and time where the daemon is told to write them.
 *
 * A long line is kept in parts of 16 KiB, of which only the last ends in a newline. The
 * last is the event and the others belong to it, as with CRI. A shorter one without a
 * newline is what a program wrote last, and an event.
 */
#include "parsers/inner.h"

#define PART_BYTES 16384
#define TAIL_BYTES 64 /* the member `time`, its stamp and the end */

/* Take the escape at the end, which no other backslash makes a letter of. */
static bool take_escape(struct span *text, char letter)
{
	size_t slashes = 0;

	if (!text->size || text->at[text->size - 1] != letter)
		return false;
	while (slashes + 1 < text->size && text->at[text->size - 2 - slashes] == '\\')
		slashes++;
	if (slashes % 2)
		text->size -= 2;
	return slashes % 2;
}

/* The stamp of the last member, "time"; attrs may have one of that name. */
static bool take_time(struct line *line)
{
	struct span name = SPAN("\"time\":\""), text = line->text;
	size_t size = MIN(text.size, TAIL_BYTES);
	const char *end = text.at + text.size, *from = end - size, *at = NULL, *found;

	while ((found = memmem(from, (size_t)(end - from), name.at, name.size)))
		at = from = found + name.size;
	if (!at)
		return false;
	line->text = span_of(at, (size_t)(end - at));
	return line_time(line, CLOCK_ISO) && span_is(line->text, SPAN("\"}"));
}

static const char *docker(struct line *line)
{
	struct span log, stream = SPAN("");

	if (!line_literal(line, SPAN("{\"log\":")) || !line_quoted(line, &log))
		return "no string 'log' as the first member";
	if (line_literal(line, SPAN(",\"stream\":")) && !line_quoted(line, &stream))
		return "no stream";
	if (!take_time(line))
		return "no time as the last member";
	if (take_escape(&log, 'n'))
		take_escape(&log, 'r');
	else if (log.size >= PART_BYTES)
		return line_continues;
	inner_take(line, log, true);
	line_set(line, SEICHE_PROGRAM, stream);
	return NULL;
}

LINE_PARSE(docker)

const struct seiche_parser parser_docker = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "docker",
	.summary = "container logs of Docker: json-file",
	.example = "{\"log\":\"connection refused\\n\",\"stream\":\"stderr\","
		   "\"time\":\"2014-02-22T19:02:00.669794202Z\"}",
	.follows = "Docker, JSON File logging driver; moby, daemon/logger/jsonfilelog",
	.rank = 75,
	.parse = docker_lines,
};
