/* declared_check.c - the samples of a declared format, read and compared. */
#include "parsers/declared.h"

#include "core/scan.h"

#include <inttypes.h>
#include <stdlib.h>

/* Stamps without a year are of this one: 2014-12-31T23:59:59Z. */
#define NEWEST_US (INT64_C(1420070399) * SECOND_US)

/* One line read by the parser; `row` is only good where `event`. */
struct sample_reading {
	char *bytes;
	struct seiche_event row;
	bool event;
	const char *why;
};

static struct sample_reading read_line(const struct seiche_parser *parser, struct span text)
{
	struct sample_reading reading = { .bytes = calloc(1, text.size + SEICHE_PADDING) };
	uint32_t line[] = { 0, (uint32_t)text.size };
	void *state = calloc(1, parser->state_size);
	struct seiche_source source = {
		.size = sizeof(source),
		.path = "sample",
		.head = reading.bytes,
		.head_size = (uint32_t)text.size,
		.newest_us = NEWEST_US,
	};
	struct seiche_chunk chunk = {
		.bytes = reading.bytes, .size = (uint32_t)text.size, .line = line, .lines = 1
	};
	struct seiche_batch batch = {
		.row = &reading.row, .stride = sizeof(reading.row), .room = 1, .wanted = UINT32_MAX
	};

	invariant(reading.bytes && state);
	if (text.size)
		memcpy(reading.bytes, text.at, text.size);
	if (parser_open(parser, state, &source, &reading.why))
		parser->parse(state, &source, &chunk, &batch, &parser_host);
	reading.event = batch.rows == 1;
	if (batch.why_rejected)
		reading.why = batch.why_rejected;
	free(state);
	return reading;
}

/* What the row says of a member, as text; false where there is no such member. */
static bool member_text(const struct sample_reading *reading, const char *name, struct text *out)
{
	static const struct {
		const char *name;
		uint32_t bit;
	} texts[] = {
		{ "host", SEICHE_HOST },         { "service", SEICHE_SERVICE },
		{ "client", SEICHE_CLIENT },     { "user", SEICHE_USER },
		{ "method", SEICHE_METHOD },     { "target", SEICHE_TARGET },
		{ "referrer", SEICHE_REFERRER }, { "agent", SEICHE_AGENT },
		{ "program", SEICHE_PROGRAM },   { "text", SEICHE_TEXT },
	};
	static const char *const levels[] = { "emerg",   "alert",  "crit", "error",
					      "warning", "notice", "info", "debug" };
	const struct seiche_event *row = &reading->row;
	const struct seiche_span *span = &row->host;
	char time[CLOCK_TEXT_BYTES];

	if (strcmp(name, "time") == 0)
		text_add(out, span_text(clock_write(row->time_us, time)));
	else if (strcmp(name, "status") == 0)
		text_print(out, row->has & SEICHE_STATUS ? "%u" : "", row->status);
	else if (strcmp(name, "bytes") == 0)
		text_print(out, row->has & SEICHE_BYTES ? "%" PRIu64 : "", row->bytes);
	else if (strcmp(name, "duration_us") == 0)
		text_print(out, row->has & SEICHE_DURATION ? "%" PRId64 : "", row->duration_us);
	else if (strcmp(name, "level") == 0)
		text_add(out,
			 row->level < LENGTH(levels) ? span_text(levels[row->level]) : SPAN(""));
	else {
		for (size_t i = 0; i < LENGTH(texts); i++, span++) {
			if (strcmp(name, texts[i].name) != 0)
				continue;
			if (row->has & texts[i].bit)
				text_add(out, span_of(reading->bytes + span->at, span->size));
			return true;
		}
		return false;
	}
	return true;
}

static bool check_member(const struct sample_reading *reading, const struct json_value *member,
			 struct error *error)
{
	struct text got;
	bool ok;

	text_init(&got, 4096);
	if (!member_text(reading, member->key, &got))
		ok = fail(error, FAULT_INPUT, "'%.40s' is nothing that a line comes to",
			  member->key);
	else
		ok = span_is(text_span(&got), member->text) ||
		     fail(error, FAULT_INPUT, "%.40s is '%.*s', expected '%.*s'", member->key,
			  (int)MIN(got.size, 80), text_span(&got).at,
			  (int)MIN(member->text.size, 80), member->text.at);
	text_release(&got);
	return ok;
}

static bool check_sample(const struct seiche_parser *parser, const struct declared_sample *sample,
			 struct error *error)
{
	struct sample_reading reading = read_line(parser, sample->line);
	bool expected = sample->any || sample->is;
	bool ok = true;

	if (reading.event != expected)
		ok = fail(error, FAULT_INPUT, expected ? "is no event: %s" : "is an event",
			  reading.why ? reading.why : "it belongs to the line before it");
	for (const struct json_value *member = ok && sample->is ? sample->is->first : NULL;
	     member && ok; member = member->next)
		ok = check_member(&reading, member, error);
	free(reading.bytes);
	return ok;
}

bool declared_check(const struct seiche_parser *parser, struct error *error)
{
	const struct declared *declared = parser->setup;

	for (uint32_t i = 0; i < declared->samples; i++)
		if (!check_sample(parser, &declared->sample[i], error))
			return error_within(error, "%s: sample %u ('%.*s')", parser->name, i + 1,
					    (int)MIN(declared->sample[i].line.size, 60),
					    declared->sample[i].line.at);
	return true;
}
