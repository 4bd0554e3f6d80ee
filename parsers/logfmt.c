/* logfmt.c - key=value pairs, as Go's loggers, Grafana and Heroku's own programs write. */
#include "parsers/keyed.h"
#include "parsers/trace.h"

/* Below this a line is prose with an equals sign in it. */
#define PAIRS_MIN 2

static const char *read_pairs(struct line *line)
{
	struct keyed_time time = { 0 };
	struct span key, value;
	uint32_t pairs = 0;

	if (memchr(line->text.at, '\\', line->text.size))
		line->row->coding = SEICHE_BACKSLASH;
	while (line_pair(line, &key, &value)) {
		pairs += value.at != key.at + key.size;
		if (value.size)
			keyed_take(line, &time, keyed_key(key), false, value);
	}
	if (line->text.size)
		return "a quote that isn't closed";
	if (pairs < PAIRS_MIN)
		return "no key=value pairs";
	if (!time.timed)
		return "no key with a time";
	keyed_settle(line);
	return NULL;
}

static const char *logfmt(struct line *line)
{
	struct span text = line->text;
	const char *why = read_pairs(line);

	return why && trace_is_part(text) ? line_continues : why;
}

LINE_PARSE(logfmt)

const struct seiche_parser parser_logfmt = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "logfmt",
	.summary = "key=value pairs: Go's loggers, Grafana, Traefik and others",
	.example = "time=\"2014-02-22T19:02:00Z\" level=error msg=\"connection refused\" host=web1",
	.follows = "brandur.org/logfmt and github.com/kr/logfmt",
	.rank = 50,
	.parse = logfmt_lines,
};
