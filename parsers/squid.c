/*
 * squid.c - Squid's native access log: epoch, elapsed ms, client, code/status, bytes,
 * method, URL, user, hierarchy/peer, type.
 */
#include "parsers/line.h"

static const char *squid(struct line *line)
{
	struct span elapsed, code, word;
	const char *slash;

	if (!line_time(line, CLOCK_EPOCH))
		return "no epoch at the start";
	elapsed = line_word(line);
	line_set(line, SEICHE_CLIENT, line_word(line));
	code = line_word(line);
	slash = memchr(code.at, '/', code.size);
	if (!slash || slash == code.at || code.at[0] < 'A' || code.at[0] > 'Z')
		return "no code/status behind the client";
	line_duration(line, elapsed, 1e3);
	line_status(line, span_of(slash + 1, (size_t)(code.at + code.size - slash) - 1));
	line_set(line, SEICHE_PROGRAM, span_of(code.at, (size_t)(slash - code.at)));
	line_bytes(line, line_word(line));
	line_set(line, SEICHE_METHOD, line_word(line));
	word = line_word(line);
	if (!word.size)
		return "no URL behind the method";
	line_set(line, SEICHE_TARGET, word);
	line_set(line, SEICHE_USER, line_word(line));
	if (!memchr(line->text.at, '/', line->text.size))
		return "no hierarchy/peer behind the user";
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(squid)

const struct seiche_parser parser_squid = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "squid",
	.summary = "Squid's native access log",
	.example = "1393095720.123    250 192.0.2.7 TCP_MISS/200 507 GET http://www.example.org/ - "
		   "HIER_DIRECT/198.51.100.7 text/html",
	.follows = "Squid wiki, Features/LogFormat: squid native; logformat directive",
	.rank = 80,
	.parse = squid_lines,
};
