/*
 * postgres.c - PostgreSQL's stderr log, with a log_line_prefix that begins with a time:
 * Debian's "%m [%p] %q%u@%d ", the project's own "%m [%p] ", and what else fits.
 */
#include "parsers/postgres.h"

static const struct {
	const char *name;
	uint8_t level; /* SEICHE_LEVEL_NONE: the line belongs to the message before it */
} severities[] = {
	{ "LOG", SEICHE_INFO },
	{ "ERROR", SEICHE_ERROR },
	{ "FATAL", SEICHE_CRITICAL },
	{ "WARNING", SEICHE_WARNING },
	{ "NOTICE", SEICHE_NOTICE },
	{ "INFO", SEICHE_INFO },
	{ "PANIC", SEICHE_EMERGENCY },
	{ "DEBUG", SEICHE_DEBUG },
	{ "DEBUG1", SEICHE_DEBUG },
	{ "DEBUG2", SEICHE_DEBUG },
	{ "DEBUG3", SEICHE_DEBUG },
	{ "DEBUG4", SEICHE_DEBUG },
	{ "DEBUG5", SEICHE_DEBUG },
	{ "STATEMENT", SEICHE_LEVEL_NONE },
	{ "DETAIL", SEICHE_LEVEL_NONE },
	{ "HINT", SEICHE_LEVEL_NONE },
	{ "CONTEXT", SEICHE_LEVEL_NONE },
	{ "QUERY", SEICHE_LEVEL_NONE },
	{ "LOCATION", SEICHE_LEVEL_NONE },
	{ "BACKTRACE", SEICHE_LEVEL_NONE },
};

bool postgres_severity(struct span name, uint8_t *level)
{
	for (size_t i = 0; i < LENGTH(severities); i++) {
		if (!span_is(name, span_text(severities[i].name)))
			continue;
		*level = severities[i].level;
		return true;
	}
	return false;
}

void postgres_duration(struct line *line, struct span message)
{
	struct span start = SPAN("duration: ");

	if (!span_starts(message, start))
		return;
	message = span_of(message.at + start.size, message.size - start.size);
	line_duration(line, span_cut(&message, ' '), 1e3);
}

/* The severity in front of ":  "; what precedes it is the rest of the prefix. */
static bool take_severity(struct line *line, struct span *prefix, uint8_t *level)
{
	struct span text = line->text;
	const char *colon = memmem(text.at, text.size, ":  ", 3), *word = colon;

	if (!colon)
		return false;
	while (word > text.at &&
	       ((word[-1] >= 'A' && word[-1] <= 'Z') || (word[-1] >= '1' && word[-1] <= '5')))
		word--;
	if (!postgres_severity(span_of(word, (size_t)(colon - word)), level))
		return false;
	*prefix = span_trim(span_of(text.at, (size_t)(word - text.at)));
	line->text = span_of(colon + 3, (size_t)(text.at + text.size - colon) - 3);
	return true;
}

/* "[1234] user@database": the user. */
static void take_user(struct line *line, struct span prefix)
{
	const char *at = memrchr(prefix.at, '@', prefix.size), *start = at;

	while (at && start > prefix.at && start[-1] != ' ' && start[-1] != ']' && start[-1] != ':')
		start--;
	if (at)
		line_set(line, SEICHE_USER, span_of(start, (size_t)(at - start)));
}

static const char *postgres(struct line *line)
{
	struct span prefix;
	uint8_t level;

	if (line->text.at[0] == '\t' || line->text.at[0] == ' ')
		return line_continues;
	if (!line_time(line, CLOCK_ISO_NAMED) && !line_time(line, CLOCK_EPOCH))
		return "no time stamp at the start";
	if (!take_severity(line, &prefix, &level))
		return "no severity and colon behind the time stamp";
	if (level == SEICHE_LEVEL_NONE)
		return line_continues;
	line_level(line, level);
	take_user(line, prefix);
	postgres_duration(line, line->text);
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(postgres)

const struct seiche_parser parser_postgres = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "postgresql",
	.summary = "PostgreSQL's log with a time in front",
	.example = "2014-02-22 19:02:00.127 UTC [1234] shop@shop FATAL:  remaining connection "
		   "slots are "
		   "reserved for non-replication superuser connections",
	.follows = "PostgreSQL manual, log_line_prefix; src/backend/utils/error/elog.c",
	.rank = 75,
	.parse = postgres_lines,
};
