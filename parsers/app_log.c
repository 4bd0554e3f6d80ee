/*
 * app_log.c - "time level message": what applications write.
 *
 * The stamp may stand in brackets, a thread in brackets and a level may follow. A
 * line without a stamp belongs to the event before it, a stack trace mostly,
 * also where that event is in another chunk. So every text would be of this
 * format: open() wants stamps in a good share of the head's lines.
 */
#include "parsers/builtin.h"

#define LEVEL_NAME_MAX 11
#define THREAD_MAX 128
/* Of the head's lines that begin at the margin, one in so many must bear a stamp. */
#define STAMPED_SHARE 4

static const struct {
	const char *name;
	uint8_t size, level;
} level_names[] = {
	{ "INFO", 4, SEICHE_INFO },          { "WARN", 4, SEICHE_WARNING },
	{ "ERROR", 5, SEICHE_ERROR },        { "DEBUG", 5, SEICHE_DEBUG },
	{ "TRACE", 5, SEICHE_DEBUG },        { "WARNING", 7, SEICHE_WARNING },
	{ "FATAL", 5, SEICHE_CRITICAL },     { "SEVERE", 6, SEICHE_ERROR },
	{ "NOTICE", 6, SEICHE_NOTICE },      { "CRITICAL", 8, SEICHE_CRITICAL },
	{ "PANIC", 5, SEICHE_EMERGENCY },    { "ERR", 3, SEICHE_ERROR },
	{ "CRIT", 4, SEICHE_CRITICAL },      { "ALERT", 5, SEICHE_ALERT },
	{ "EMERG", 5, SEICHE_EMERGENCY },    { "EMERGENCY", 9, SEICHE_EMERGENCY },
	{ "INF", 3, SEICHE_INFO },           { "WRN", 3, SEICHE_WARNING },
	{ "DBG", 3, SEICHE_DEBUG },          { "TRC", 3, SEICHE_DEBUG },
	{ "FTL", 3, SEICHE_CRITICAL },       { "NOTE", 4, SEICHE_NOTICE },
	{ "FINE", 4, SEICHE_DEBUG },
	{ "INFORMATION", 11, SEICHE_INFO },  { "FINER", 5, SEICHE_DEBUG },
	{ "FINEST", 6, SEICHE_DEBUG },       { "VERBOSE", 7, SEICHE_DEBUG },
	{ "CONFIG", 6, SEICHE_DEBUG },       { "DPANIC", 6, SEICHE_CRITICAL },
};

uint8_t level_of(const char *at, size_t size)
{
	if (size < 3 || size > LEVEL_NAME_MAX)
		return SEICHE_LEVEL_NONE;
	for (size_t i = 0; i < LENGTH(level_names); i++)
		if (level_names[i].size == size &&
		    span_is_caseless(span_of(at, size), span_of(level_names[i].name, size)))
			return level_names[i].level;
	return SEICHE_LEVEL_NONE;
}

uint8_t level_of_letter(char letter)
{
	switch (letter) {
	case 'F': return SEICHE_CRITICAL;
	case 'E': return SEICHE_ERROR;
	case 'W': return SEICHE_WARNING;
	case 'I': return SEICHE_INFO;
	case 'D':
	case 'V':
	case 'T': return SEICHE_DEBUG;
	default: return SEICHE_LEVEL_NONE;
	}
}

static const char *skip_spaces(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Behind the stamp at the front, in brackets or not; NULL where there is none. */
static const char *take_stamp(const char *at, const char *end, const struct clock_context *context,
			      int64_t *time_us, uint32_t *assumed)
{
	bool bracket = at < end && *at == '[';
	size_t size;

	at += bracket;
	/* Every stamp begins with a year: most lines of a stack trace end here. */
	if (end - at < 19 || at[0] < '1' || at[0] > '2')
		return NULL;
	size = clock_read(at[4] == '/' ? CLOCK_SLASHED : CLOCK_ISO,
			  span_of(at, (size_t)(end - at)), context, time_us, assumed);
	if (!size)
		return NULL;
	at += size;
	if (bracket && (at == end || *at++ != ']'))
		return NULL;
	if (at < end && *at != ' ' && *at != '\t' && *at != ':' && *at != ',' && *at != '|' &&
	    *at != '[')
		return NULL;
	return at < end && (*at == ':' || *at == ',' || *at == '|') ? at + 1 : at;
}

/* The level at `at`, alone or in brackets, and what stands behind it. */
static const char *take_level(const char *at, const char *end, uint8_t *level)
{
	const char *word = at < end && (*at == '[' || *at == '<') ? at + 1 : at;
	const char *stop = word;

	while (stop < end && stop - word <= LEVEL_NAME_MAX &&
	       ((*stop | 32) >= 'a' && (*stop | 32) <= 'z'))
		stop++;
	/* "Error in line 7" is a message, "ERROR in line 7" has a level. */
	if (word == at && stop - word > 1 && (word[1] & 32) && !(word[0] & 32) &&
	    (stop == end || *stop == ' '))
		return at;
	if (stop < end && *stop != ' ' && *stop != ']' && *stop != ':' && *stop != '>' &&
	    *stop != '\t' && *stop != '|')
		return at;
	*level = level_of(word, (size_t)(stop - word));
	if (*level == SEICHE_LEVEL_NONE)
		return at;
	if (stop < end && *stop != ' ' && *stop != '\t')
		stop++;
	return skip_spaces(stop, end);
}

static const char *take_thread(const char *at, const char *end)
{
	const char *close;

	if (at == end || *at != '[')
		return at;
	close = memchr(at, ']', (size_t)MIN(end - at, THREAD_MAX));
	return close ? skip_spaces(close + 1, end) : at;
}

static void fill(const struct seiche_walk *line, const char *at, struct seiche_event *row)
{
	const char *end = line->bytes + line->end, *behind;

	row->kind = SEICHE_MESSAGE;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	at = skip_spaces(at, end);
	behind = take_level(at, end, &row->level);
	if (row->level == SEICHE_LEVEL_NONE) {
		const char *past = take_thread(at, end);

		if (past != at)
			behind = take_level(past, end, &row->level);
		if (row->level == SEICHE_LEVEL_NONE)
			behind = at;
	}
	if (row->level != SEICHE_LEVEL_NONE)
		row->has |= SEICHE_LEVEL;
	if (behind < end) {
		row->text = (struct seiche_span){ (uint32_t)(behind - line->bytes),
						  (uint32_t)(end - behind) };
		row->has |= SEICHE_TEXT;
	}
}

static bool is_at_margin(const char *at, const char *end)
{
	return at < end && *at != ' ' && *at != '\t' && *at != '\r';
}

static int app_log_open(void *state, const struct seiche_source *source,
			const struct seiche_host *host, const char **why)
{
	struct clock_context context = clock_context_of(source);
	struct span rest = span_of(source->head, source->head_size);
	uint32_t lines = 0, stamped = 0;

	(void)state;
	(void)host;
	while (rest.size) {
		struct span line = span_cut(&rest, '\n');
		uint32_t assumed = 0;
		int64_t time_us;

		if (!is_at_margin(line.at, line.at + line.size))
			continue;
		lines++;
		if (take_stamp(line.at, line.at + line.size, &context, &time_us, &assumed))
			stamped++;
	}
	if (stamped && (uint64_t)stamped * STAMPED_SHARE >= lines)
		return 0;
	*why = "too few lines begin with a time stamp";
	return -1;
}

static void app_log_parse(void *state, const struct seiche_source *source,
			  const struct seiche_chunk *chunk, struct seiche_batch *batch,
			  const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk line;

	(void)state;
	(void)host;
	while (seiche_next_line(chunk, batch, &line)) {
		const char *start = line.bytes + line.at, *end = line.bytes + line.end;
		struct seiche_event *row = seiche_row(batch);
		const char *at = take_stamp(start, end, &context, &row->time_us, &batch->assumed);

		if (at) {
			fill(&line, at, row);
			seiche_accept(batch);
		} else {
			seiche_continue(batch);
		}
	}
}

const struct seiche_parser parser_app_log = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "timed-text",
	.summary = "application logs: time, level, message; stack traces stay with their event",
	.example = "[2016-12-19 18:14:43,452] INFO Shutting down (kafka.server.KafkaServer)",
	.follows = "log4j and logback PatternLayout, Python logging; no single specification",
	.rank = 10,
	.open = app_log_open,
	.parse = app_log_parse,
};
