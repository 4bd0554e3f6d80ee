/*
 * envoy.c - Envoy's default access log. The response flags stand in `program`: UH, UF, UO
 * and the like say on which side a request failed.
 */
#include "parsers/line.h"

static const char *envoy(struct line *line)
{
	struct span request, field;

	if (!line_byte(line, '[') || !line_time(line, CLOCK_ISO) || !line_literal(line, SPAN("] ")))
		return "no ISO time stamp in brackets at the start";
	if (!line_quoted(line, &request))
		return "no quoted request behind the time stamp";
	line_request(line, request);
	line_status(line, line_word(line));
	line_set(line, SEICHE_PROGRAM, line_word(line));
	/* Newer versions tell more of the failure, quoted: details, and the transport's. */
	while (line->text.size && (line->text.at[0] == '"' || line->text.at[0] == '-' ||
				   (line->text.at[0] >= 'a' && line->text.at[0] <= 'z')))
		if (!line_field(line, &field))
			return "a quote that isn't closed";
	line_word(line); /* received */
	line_bytes(line, line_word(line));
	line_duration(line, line_word(line), 1e3);
	line_word(line); /* the upstream's time */
	if (!line_quoted(line, &field))
		return "no quoted fields behind the numbers";
	line_set(line, SEICHE_CLIENT, span_cut(&field, ','));
	if (!line_quoted(line, &field))
		return "no quoted agent behind the client";
	line_set(line, SEICHE_AGENT, field);
	if (line_quoted(line, &field) && line_quoted(line, &field))
		line_set(line, SEICHE_SERVICE, field);
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(envoy)

const struct seiche_parser parser_envoy = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "envoy",
	.summary = "Envoy's default access log",
	.example = "[2014-02-22T19:02:00.123Z] \"GET / HTTP/1.1\" 503 UF 0 91 12 - \"192.0.2.7\" "
		   "\"curl/7.30\" \"6f0c\" \"www.example.org\" \"10.0.0.5:80\"",
	.follows = "Envoy documentation, access logging: default format string",
	.rank = 80,
	.parse = envoy_lines,
};
