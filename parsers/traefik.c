/*
 * traefik.c - Traefik's access log in its common format: combined, then the request's
 * number, router, server's URL and duration.
 */
#include "parsers/line.h"

static const char *traefik(struct line *line)
{
	struct span client = line_word(line), user, field;

	line_word(line);
	user = line_word(line);
	if (!line_byte(line, '[') || !line_time(line, CLOCK_CLF) || !line_literal(line, SPAN("] ")))
		return "no time stamp in brackets behind the names";
	if (!line_quoted(line, &field))
		return "no quoted request behind the time stamp";
	line_set(line, SEICHE_CLIENT, client);
	line_set(line, SEICHE_USER, user);
	line_request(line, field);
	line_status(line, line_word(line));
	line_bytes(line, line_word(line));
	if (!line_quoted(line, &field))
		return "no quoted referrer behind the bytes";
	line_set(line, SEICHE_REFERRER, field);
	if (!line_quoted(line, &field))
		return "no quoted agent behind the referrer";
	line_set(line, SEICHE_AGENT, field);
	line_word(line); /* how many requests there were before */
	if (!line_quoted(line, &field))
		return "no quoted router behind the agent";
	line_set(line, SEICHE_SERVICE, field);
	if (!line_quoted(line, &field) || !span_ends(line->text, SPAN("ms")))
		return "no server and milliseconds at the end";
	line_duration(line, span_of(line->text.at, line->text.size - 2), 1e3);
	if (memchr(line->bytes + line->row->record.at, '\\', line->row->record.size))
		line->row->coding = SEICHE_BACKSLASH;
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(traefik)

const struct seiche_parser parser_traefik = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "traefik",
	.summary = "Traefik's access log, common format",
	.example =
		"192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET /api HTTP/1.1\" 200 1024 \"-\" "
		"\"curl/7.30\" 42 \"shop@docker\" \"http://10.0.0.5:80\" 150ms",
	.follows = "Traefik documentation, access logs: CLF",
	.rank = 80,
	.parse = traefik_lines,
};
