/* redis.c - Redis and Valkey: process and role, stamp, a sign for the level, message. */
#include "parsers/line.h"

static uint8_t level_of_sign(char sign)
{
	switch (sign) {
	case '#':
		return SEICHE_WARNING;
	case '*':
		return SEICHE_NOTICE;
	case '-':
		return SEICHE_INFO;
	case '.':
		return SEICHE_DEBUG;
	default:
		return SEICHE_LEVEL_NONE;
	}
}

static bool take_process(struct line *line)
{
	struct span process = span_cut(&line->text, ':');
	uint64_t number;

	return span_number(process, &number) && line->text.size;
}

static const char *redis(struct line *line)
{
	struct span role;

	/* The logo that it starts with. */
	if (line->text.at[0] == ' ')
		return line_continues;
	if (!take_process(line))
		return "no process and role at the start";
	role = line_word(line);
	if (span_is(role, SPAN("signal-handler"))) {
		if (!line_byte(line, '(') || !line_time(line, CLOCK_EPOCH) ||
		    !line_literal(line, SPAN(") ")))
			return "no epoch behind the signal handler";
		line_level(line, SEICHE_NOTICE);
	} else {
		if (role.size != 1 || role.at[0] < 'A' || role.at[0] > 'Z')
			return "no letter of a role behind the process";
		if (!line_time(line, CLOCK_DAY_FIRST) || line->text.size < 2 ||
		    level_of_sign(line->text.at[1]) == SEICHE_LEVEL_NONE)
			return "no time stamp and sign of a level behind the role";
		line_level(line, level_of_sign(line->text.at[1]));
		line->text = span_of(line->text.at + 2, line->text.size - 2);
		line_byte(line, ' ');
	}
	line_set(line, SEICHE_PROGRAM, role);
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(redis)

const struct seiche_parser parser_redis = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "redis",
	.summary = "Redis and Valkey",
	.example = "1:M 22 Feb 2014 19:02:00.984 # Server started, Redis version 7.0.15",
	.follows = "Redis src/server.c, serverLogRaw()",
	.rank = 75,
	.parse = redis_lines,
};
