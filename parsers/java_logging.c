/*
 * java_logging.c - java.util.logging as its SimpleFormatter writes: when and where on one
 * line, "LEVEL: message" on the next, then the rest of the message and a stack trace.
 */
#include "parsers/record.h"

/* The stamp, and the space behind it. */
#define STAMP_BYTES (sizeof("Feb 22, 2014 11:02:00 PM ") - 1)

/* Of the head's lines at the margin one in so many must begin a record, and of these … */
#define BEGINS_SHARE 4
/* … one in so many have a level on the line behind it. */
#define LEVEL_SHARE 2

static bool begins(struct span line)
{
	const struct clock_context context = { .zone = zone_utc };
	int64_t time_us;
	size_t used;

	/* Most lines are told by this alone. */
	if (line.size < 4 || line.at[3] != ' ' || line.at[0] < 'A' || line.at[0] > 'Z')
		return false;
	line.size = MIN(line.size, STAMP_BYTES);
	used = clock_read(CLOCK_JAVA, line, &context, &time_us, NULL);
	return used && used < line.size && line.at[used] == ' ';
}

static uint32_t java_logging_cut(const char *bytes, uint32_t size, uint64_t *resume)
{
	return record_next(begins, STAMP_BYTES, bytes, size, 0, resume);
}

static struct span take_line(struct span *rest)
{
	return span_trim(span_cut(rest, '\n'));
}

/* "SEVERE: cart 7 failed": the level, and what it is about. */
static uint8_t take_level(struct span *text)
{
	struct span rest = *text, name = span_cut(&rest, ':');
	uint8_t level = level_of(name.at, name.size);

	if (level != SEICHE_LEVEL_NONE)
		*text = span_trim(rest);
	return level;
}

static const char *java_logging(struct line *line)
{
	struct span rest = line->text, first, text;

	if (!begins(rest))
		return line_continues;
	line_time(line, CLOCK_JAVA);
	rest = line->text;
	first = text = take_line(&rest);
	if (span_trim(rest).size)
		text = take_line(&rest);
	line_quote(line, text);
	line_level(line, take_level(&text));
	/* Of a record without a message, what was thrown. */
	if (!text.size)
		text = take_line(&rest);
	line_set(line, SEICHE_PROGRAM, span_cut(&first, ' '));
	line_set(line, SEICHE_TEXT, text);
	return NULL;
}

RECORD_PARSE(java_logging)

static int java_logging_open(void *state, const struct seiche_source *source,
			     const struct seiche_host *host, const char **why)
{
	struct span rest = span_of(source->head, source->head_size);
	uint32_t lines = 0, records = 0, levels = 0;

	(void)state;
	(void)host;
	while (rest.size) {
		struct span at = rest, line = span_cut(&rest, '\n'), next = rest;

		if (!span_trim(line).size || line.at[0] == ' ' || line.at[0] == '\t')
			continue;
		lines++;
		if (!begins(at))
			continue;
		records++;
		next = take_line(&next);
		levels += take_level(&next) != SEICHE_LEVEL_NONE;
	}
	if (records && (uint64_t)records * BEGINS_SHARE >= lines &&
	    (uint64_t)levels * LEVEL_SHARE >= records)
		return 0;
	*why = "too few lines with a stamp and a class, and a level on the line behind";
	return -1;
}

const struct seiche_parser parser_java_logging = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "java-logging",
	.summary = "java.util.logging: Tomcat, Jenkins and others; time and class, then the level",
	.example = "Feb 22, 2014 7:02:00 PM shop.Cart load\nSEVERE: cart 7 failed",
	.follows = "Java SE API, java.util.logging.SimpleFormatter, its default format",
	.rank = 45,
	.open = java_logging_open,
	.parse = java_logging_records,
	.cut = java_logging_cut,
};
