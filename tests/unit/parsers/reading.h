/*
 * reading.h - run a parser over a text that ends where memory ends, and say what it read.
 *
 * Each event becomes one line of `told`: the time, then the fields that are set
 * as name=value, decoded, in the order of the struct. A batch takes `room` rows.
 */
#ifndef PARSERS_READING_H
#define PARSERS_READING_H

#include "core/clock.h"
#include "core/scan.h"
#include "core/text.h"
#include "parsers/judge.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#include <inttypes.h>
#include <stdlib.h>

#define READING_ALL 0x3fffu
#define READING_ROOM_MAX 64

struct reading {
	uint32_t lines, events, continued, rejected;
	const char *why; /* the first reject */
	struct text told;
};

static inline void reading_field(struct reading *reading, const struct seiche_chunk *chunk,
				 const struct seiche_event *row, const char *name,
				 struct seiche_span span, uint32_t bit)
{
	assert_true(span.at <= chunk->size && span.size <= chunk->size - span.at);
	if (!(row->has & bit))
		return;
	text_print(&reading->told, " %s=", name);
	text_decode(&reading->told, (enum text_coding)row->coding,
		    span_of(chunk->bytes + span.at, span.size));
}

static inline void reading_tell(struct reading *reading, const struct seiche_chunk *chunk,
				const struct seiche_event *row)
{
	char time[CLOCK_TEXT_BYTES];

	assert_true(row->line < chunk->lines);
	assert_true(row->record.at <= chunk->size &&
		    row->record.size <= chunk->size - row->record.at);
	text_print(&reading->told, "%s", clock_write(row->time_us, time));
	if (row->kind == SEICHE_SAMPLE)
		text_print(&reading->told, " weight=%" PRIu64 " length_s=%" PRId64, row->weight,
			   row->length_us / SECOND_US);
	if (row->has & SEICHE_STATUS)
		text_print(&reading->told, " status=%u", row->status);
	if (row->has & SEICHE_BYTES)
		text_print(&reading->told, " bytes=%" PRIu64, row->bytes);
	if (row->has & SEICHE_DURATION)
		text_print(&reading->told, " duration_us=%" PRId64, row->duration_us);
	if (row->has & SEICHE_LEVEL)
		text_print(&reading->told, " level=%u", row->level);
	reading_field(reading, chunk, row, "host", row->host, SEICHE_HOST);
	reading_field(reading, chunk, row, "service", row->service, SEICHE_SERVICE);
	reading_field(reading, chunk, row, "client", row->client, SEICHE_CLIENT);
	reading_field(reading, chunk, row, "user", row->user, SEICHE_USER);
	reading_field(reading, chunk, row, "method", row->method, SEICHE_METHOD);
	reading_field(reading, chunk, row, "target", row->target, SEICHE_TARGET);
	reading_field(reading, chunk, row, "referrer", row->referrer, SEICHE_REFERRER);
	reading_field(reading, chunk, row, "agent", row->agent, SEICHE_AGENT);
	reading_field(reading, chunk, row, "program", row->program, SEICHE_PROGRAM);
	reading_field(reading, chunk, row, "text", row->text, SEICHE_TEXT);
	text_byte(&reading->told, '\n');
}

static inline struct seiche_source reading_source(struct span text)
{
	return (struct seiche_source){
		.size = sizeof(struct seiche_source),
		.path = "pagecounts-20140222-190001", /* for the format that goes by its name */
		.head = text.at,
		.head_size = (uint32_t)text.size,
		.newest_us = INT64_C(1425168000) * SECOND_US, /* 2015-03-01T00:00:00Z */
		.zone = zone_utc,
	};
}

/* text_release(&reading.told) is the caller's. Fails the test where the sums don't hold. */
static inline struct reading reading_wanting(const struct seiche_parser *parser,
					     struct span text, uint32_t room, uint32_t wanted)
{
	struct reading reading = { 0 };
	char *bytes = guard_copy(text.at, text.size, SEICHE_PADDING);
	uint32_t *line = calloc(text.size + 2, sizeof(*line));
	struct seiche_source source = reading_source(span_of(bytes, text.size));
	struct seiche_chunk chunk = { .bytes = bytes, .size = (uint32_t)text.size, .line = line };
	void *state = calloc(1, parser->state_size + 1);
	struct seiche_event rows[READING_ROOM_MAX];
	uint32_t at = 0;

	text_init(&reading.told, (size_t)1 << 22);
	chunk.lines = reading.lines = scan_lines(bytes, chunk.size, line);
	if (!parser_open(parser, state, &source, &reading.why))
		at = chunk.lines;
	while (at < chunk.lines) {
		struct seiche_batch batch = {
			.row = rows, .stride = sizeof(rows[0]), .room = room,
			.wanted = wanted, .line = at,
		};

		parser->parse(state, &source, &chunk, &batch, &parser_host);
		assert_true(batch.line > at && batch.line <= chunk.lines);
		assert_int_equal(batch.rows + batch.continued + batch.rejected, batch.line - at);
		for (uint32_t i = 0; i < batch.rows; i++)
			reading_tell(&reading, &chunk, &rows[i]);
		if (batch.rejected && !reading.rejected)
			reading.why = batch.why_rejected;
		reading.events += batch.rows;
		reading.continued += batch.continued;
		reading.rejected += batch.rejected;
		at = batch.line;
	}
	free(state);
	free(line);
	guard_release(bytes, text.size, SEICHE_PADDING);
	return reading;
}

static inline struct reading reading_of(const struct seiche_parser *parser, struct span text,
					uint32_t room)
{
	return reading_wanting(parser, text, room, READING_ALL);
}

/* One text, what must be told of it, and the three counts. */
struct reading_case {
	const char *what, *text, *told;
	uint32_t events, continued, rejected;
};

/* Each case as it is at two batch sizes, then each of its prefixes for the memory's sake. */
static inline void reading_check(const struct seiche_parser *parser,
				 const struct reading_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct span text = span_text(cases[i].text);

		print_message("%s\n", cases[i].what);
		for (uint32_t room = 1; room <= READING_ROOM_MAX; room += READING_ROOM_MAX - 1) {
			struct reading got = reading_of(parser, text, room);

			assert_string_equal(got.told.at ? got.told.at : "", cases[i].told);
			assert_int_equal(got.events, cases[i].events);
			assert_int_equal(got.continued, cases[i].continued);
			assert_int_equal(got.rejected, cases[i].rejected);
			text_release(&got.told);
		}
		for (size_t size = 0; size < text.size; size++) {
			struct reading got = reading_of(parser, span_of(text.at, size),
							READING_ROOM_MAX);

			text_release(&got.told);
		}
	}
}

#endif
