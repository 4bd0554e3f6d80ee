/*
 * docker.c - Docker's json-file: {"log":"…\n","stream":"stdout","time":"…"}, members in
 * this order, attrs between stream and time where the daemon is told to write them.
 *
 * A long line is kept in parts of 16 KiB, of which only the last ends in a newline. A
 * shorter one without a newline is what a program wrote last, and no part.
 */
#include "parsers/inner.h"
#include "parsers/parts.h"

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

/* Only a long line can begin parts, and only behind one does it matter what else there is. */
static uint32_t docker_part(struct span line, bool open)
{
	struct span front = SPAN("{\"log\":\""), behind = SPAN("\",\"stream\":\""), log;
	const char *end;
	uint32_t stream;

	if ((!open && line.size < PART_BYTES) || !span_starts(line, front))
		return PART_NONE;
	/* Quotes inside of the log are escaped: this can't be one. */
	end = memmem(line.at, line.size, behind.at, behind.size);
	if (!end)
		return PART_NONE;
	log = span_of(line.at + front.size, (size_t)(end - line.at) - front.size);
	line = span_of(end + behind.size, line.size - (size_t)(end - line.at) - behind.size);
	stream = span_starts(line, SPAN("stderr\"")) ? PART_ERR : PART_OUT;
	return log.size < PART_BYTES || take_escape(&log, 'n') ? stream : stream | PART_MORE;
}

static const char *docker(struct line *line)
{
	struct parts *parts = line->state;
	uint32_t part = docker_part(line->text, parts->open);
	struct span log, stream = SPAN("");

	if (parts_take(parts, part, (uint32_t)(line->text.at - line->bytes)))
		return line_continues;

	if (!line_literal(line, SPAN("{\"log\":")) || !line_quoted(line, &log))
		return "no string 'log' as the first member";
	if (line_literal(line, SPAN(",\"stream\":")) && !line_quoted(line, &stream))
		return "no stream";
	if (!take_time(line))
		return "no time as the last member";
	if (take_escape(&log, 'n'))
		take_escape(&log, 'r');
	if (inner_goes_on(log, true))
		return line_continues;
	inner_take(line, log, true, !(part & PART_MORE));
	line_set(line, SEICHE_PROGRAM, stream);
	return NULL;
}

PARTS_PARSE(docker)

const struct seiche_parser parser_docker = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "docker",
	.summary = "container logs of Docker: json-file",
	.example = "{\"log\":\"connection refused\\n\",\"stream\":\"stderr\","
		   "\"time\":\"2014-02-22T19:02:00.669794202Z\"}",
	.follows = "Docker, JSON File logging driver; moby, daemon/logger/jsonfilelog",
	.state_size = sizeof(struct parts),
	.rank = 75,
	.parse = docker_lines,
	.cut = docker_cut,
};
