/*
 * heartbeat.c - a parser for the log of an uptime probe, one probe a line:
 *
 *     2014-02-22T19:02:00Z cart up 41ms
 *     2014-02-22T19:03:00Z cart down
 *
 * A probe is a visitor that never sleeps: as an answer 503 it needs no detector of its own.
 */
#include <seiche/parser.h>

static int is(const char *bytes, struct seiche_span span, const char *word)
{
	return span.size == strlen(word) && memcmp(bytes + span.at, word, span.size) == 0;
}

/* "41ms"; 0 where it is none. */
static int take_duration(const char *bytes, struct seiche_span span, int64_t *duration_us)
{
	int64_t ms = 0;
	uint32_t i = 0;

	for (; i < span.size && i < 9 && bytes[span.at + i] >= '0' && bytes[span.at + i] <= '9';
	     i++)
		ms = ms * 10 + (bytes[span.at + i] - '0');
	if (i == 0 || span.size - i != 2 || memcmp(bytes + span.at + i, "ms", 2) != 0)
		return 0;
	*duration_us = ms * 1000;
	return 1;
}

/* One line into `row`; NULL where it is an event, else why it is none. */
static const char *take_record(struct seiche_walk *line, const struct seiche_source *source,
			       const struct seiche_host *host, struct seiche_event *row,
			       uint32_t *assumed)
{
	struct seiche_span record = { line->at, line->end - line->at };
	struct seiche_span time = seiche_take(line, ' ');
	struct seiche_span service = seiche_take(line, ' ');
	struct seiche_span verdict = seiche_take(line, ' ');
	struct seiche_span took = seiche_take(line, ' ');

	if (host->read_time(source, SEICHE_TIME_ISO, line->bytes + time.at, time.size,
			    &row->time_us, assumed) != time.size ||
	    !time.size)
		return "no time stamp in front";
	if (is(line->bytes, verdict, "up"))
		row->status = 200;
	else if (is(line->bytes, verdict, "down"))
		row->status = 503;
	else
		return "neither up nor down";
	row->kind = SEICHE_REQUEST;
	row->record = record;
	row->service = service;
	row->has = SEICHE_STATUS | SEICHE_SERVICE;
	if (take_duration(line->bytes, took, &row->duration_us))
		row->has |= SEICHE_DURATION;
	return 0;
}

static void heartbeat_parse(void *state, const struct seiche_source *source,
			    const struct seiche_chunk *chunk, struct seiche_batch *batch,
			    const struct seiche_host *host)
{
	struct seiche_walk line;

	(void)state; /* every line stands alone */
	while (seiche_next_line(chunk, batch, &line)) {
		const char *why;

		if (line.at == line.end) {
			seiche_continue(batch); /* a blank line is nobody's fault */
			continue;
		}
		why = take_record(&line, source, host, seiche_row(batch), &batch->assumed);
		if (why)
			seiche_reject(batch, why); /* counted, and the first one quoted */
		else
			seiche_accept(batch);
	}
}

static const struct seiche_parser heartbeat = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "heartbeat",
	.summary = "uptime probes: time, service, up or down, how long it took",
	.example = "2014-02-22T19:02:00Z cart up 41ms",
	.follows = "this template",
	.rank = 80, /* three fixed fields: it is not taken for anything else */
	.parse = heartbeat_parse,
};

SEICHE_EXPORT_PARSERS(&heartbeat);
