/*
 * fixture.h - the files of tests/formats: what they are of, and what a parser says of
 * each of their lines.
 *
 * tests/formats/NAME holds inputs for the parser NAME: good, odd and broken, and more
 * where it reads several dialects. Beside X.log (any ending but .jsonl) stands X.jsonl:
 * a JSON object for each line that is an event, {"line":N,"continues":true} for one that
 * belongs to the event before it, {"line":N,"rejected":WHY} for one that is neither, or
 * {"refused":WHY} alone where the parser does not open the file.
 */
#ifndef PARSERS_FIXTURE_H
#define PARSERS_FIXTURE_H

#include "core/file.h"
#include "core/json.h"
#include "parsers/record.h"
#include "tests/unit/parsers/reading.h"

#include <dirent.h>

#define FIXTURE_MAX_BYTES ((size_t)1 << 20)

struct fixture {
	const struct seiche_parser *parser;
	const char *name;     /* "combined/good.log" */
	const char *expected; /* path of the file with what is expected */
	struct span text;
};

static inline void fixture_put(void *to, const char *bytes, size_t size)
{
	text_add(to, span_of(bytes, size));
}

static inline void fixture_field(struct json_writer *json, const struct seiche_chunk *chunk,
				 const struct seiche_event *row, const char *name,
				 struct seiche_span span, uint32_t bit)
{
	struct text text;

	if (!(row->has & bit))
		return;
	text_init(&text, FIXTURE_MAX_BYTES);
	text_decode(&text, (enum text_coding)row->coding,
		    span_of(chunk->bytes + span.at, span.size));
	json_key(json, name);
	json_span(json, text_span(&text));
	text_release(&text);
}

static inline void fixture_number(struct json_writer *json, const char *name, int64_t value,
				  bool there)
{
	if (!there)
		return;
	json_key(json, name);
	json_integer(json, value);
}

static inline void fixture_event(struct json_writer *json, const struct seiche_chunk *chunk,
				 const struct seiche_event *row)
{
	static const char *const kinds[] = { "?", "request", "message", "sample" };
	static const char *const levels[] = { "emergency", "alert",  "critical", "error",
					      "warning",   "notice", "info",     "debug" };

	json_key(json, "time");
	json_time(json, row->time_us);
	json_key(json, "kind");
	json_text(json, kinds[row->kind <= SEICHE_SAMPLE ? row->kind : 0]);
	fixture_number(json, "weight", (int64_t)row->weight, row->kind == SEICHE_SAMPLE);
	fixture_number(json, "length_us", row->length_us, row->kind == SEICHE_SAMPLE);
	fixture_number(json, "status", row->status, row->has & SEICHE_STATUS);
	fixture_number(json, "bytes", (int64_t)row->bytes, row->has & SEICHE_BYTES);
	fixture_number(json, "duration_us", row->duration_us, row->has & SEICHE_DURATION);
	if (row->has & SEICHE_LEVEL) {
		assert_true(row->level < LENGTH(levels));
		json_key(json, "level");
		json_text(json, levels[row->level]);
	}
	fixture_field(json, chunk, row, "host", row->host, SEICHE_HOST);
	fixture_field(json, chunk, row, "service", row->service, SEICHE_SERVICE);
	fixture_field(json, chunk, row, "client", row->client, SEICHE_CLIENT);
	fixture_field(json, chunk, row, "user", row->user, SEICHE_USER);
	fixture_field(json, chunk, row, "method", row->method, SEICHE_METHOD);
	fixture_field(json, chunk, row, "target", row->target, SEICHE_TARGET);
	fixture_field(json, chunk, row, "referrer", row->referrer, SEICHE_REFERRER);
	fixture_field(json, chunk, row, "agent", row->agent, SEICHE_AGENT);
	fixture_field(json, chunk, row, "program", row->program, SEICHE_PROGRAM);
	fixture_field(json, chunk, row, "text", row->text, SEICHE_TEXT);
}

/* Of a record's lines those that are neither rows nor, from the first on, rejected belong to one. */
static inline void fixture_line(struct text *told, uint32_t line, const struct seiche_chunk *chunk,
				const struct seiche_batch *batch, uint32_t *rejected)
{
	const struct seiche_event *row = NULL;
	struct json_writer json;

	json_write_init(&json, false, fixture_put, told);
	json_object(&json);
	json_key(&json, "line");
	json_integer(&json, line + 1);
	for (uint32_t i = 0; i < batch->rows; i++)
		if (batch->row[i].line == line)
			row = &batch->row[i];
	if (row) {
		fixture_event(&json, chunk, row);
	} else if (*rejected && line >= batch->first_rejected) {
		--*rejected;
		json_key(&json, "rejected");
		json_text(&json, batch->why_rejected);
	} else {
		json_key(&json, "continues");
		json_bool(&json, true);
	}
	json_close_object(&json);
	text_byte(told, '\n');
}

/* What the parser says of each line, read line by line, or record by record where they are not
 * lines; its counts are added to `sums`. */
static inline void fixture_read(const struct seiche_parser *parser, struct span text,
				struct text *told, struct reading *sums)
{
	char *bytes = guard_copy(text.at, text.size, SEICHE_PADDING);
	uint32_t *line = calloc(text.size + 2, sizeof(*line));
	struct seiche_source source = reading_source(span_of(bytes, text.size));
	struct seiche_chunk chunk = { .bytes = bytes, .size = (uint32_t)text.size, .line = line };
	void *state = calloc(1, parser->state_size + 1);
	const char *why = NULL;
	uint32_t lines = scan_lines(bytes, chunk.size, line);

	if (parser->open && parser->open(state, &source, &parser_host, &why)) {
		text_print(told, "{\"refused\":\"%s\"}\n", why);
		lines = 0;
	}
	for (uint32_t i = 0; i < lines;) {
		struct seiche_event row[READING_ROOM_MAX];
		struct seiche_batch batch = {
			.row = row,
			.stride = sizeof(row[0]),
			.room = READING_ROOM_MAX,
			.wanted = READING_ALL,
			.line = i,
		};
		uint32_t end, rejected;

		chunk.lines = lines;
		chunk.lines = end = record_end(parser->cut, &chunk, i);
		parser->parse(state, &source, &chunk, &batch, &parser_host);
		assert_int_equal(batch.line, end);
		assert_int_equal(batch.rows + batch.continued + batch.rejected, end - i);
		sums->lines += end - i;
		for (rejected = batch.rejected; i < end; i++)
			fixture_line(told, i, &chunk, &batch, &rejected);
		assert_int_equal(rejected, 0);
		sums->events += batch.rows;
		sums->continued += batch.continued;
		sums->rejected += batch.rejected;
	}
	free(state);
	free(line);
	guard_release(bytes, text.size, SEICHE_PADDING);
}

static inline int fixture_is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !span_ends(span_text(entry->d_name), SPAN(".jsonl"));
}

/* All inputs in the parser's folder, by name; in `arena`. */
static inline struct fixture *fixtures_of(const struct seiche_parser *parser, struct arena *arena,
					  int *count)
{
	char *folder = arena_print(arena, "%s/%s", FORMAT_CASES, parser->name);
	struct dirent **entry = NULL;
	struct fixture *fixture;

	*count = scandir(folder, &entry, fixture_is_input, alphasort);
	*count = MAX(*count, 0);
	fixture = arena_array(arena, (size_t)*count + 1, sizeof(*fixture));
	for (int i = 0; i < *count; i++) {
		const char *name = entry[i]->d_name, *dot = strrchr(name, '.');
		struct error error;

		fixture[i].parser = parser;
		fixture[i].name = arena_print(arena, "%s/%s", parser->name, name);
		fixture[i].expected =
			arena_print(arena, "%s/%.*s.jsonl", folder,
				    (int)(dot ? dot - name : (ptrdiff_t)strlen(name)), name);
		if (!file_load(&file_system, arena_print(arena, "%s/%s", folder, name),
			       FIXTURE_MAX_BYTES, arena, &fixture[i].text, &error))
			fail_msg("%s", error.text);
		free(entry[i]);
	}
	free(entry);
	return fixture;
}

#endif
