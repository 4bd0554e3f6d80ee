/*
 * fuzz_parsers.c - any bytes under every parser of the table: each line is an event,
 * belongs to one or is rejected, and what a row names lies in the chunk.
 */
#include "core/scan.h"
#include "parsers/registry.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#define ROOM 16
#define INPUT_MAX ((size_t)1 << 16)

static void check_span(const struct seiche_chunk *chunk, struct seiche_span span)
{
	invariant(span.at <= chunk->size && span.size <= chunk->size - span.at);
}

static void check_row(const struct seiche_chunk *chunk, const struct seiche_event *row)
{
	const struct seiche_span *span = &row->record;

	invariant(row->line < chunk->lines && row->weight <= INT64_MAX);
	invariant(row->kind >= SEICHE_REQUEST && row->kind <= SEICHE_SAMPLE);
	invariant(row->time_us >= 0 && row->length_us >= 0 && row->duration_us >= 0);
	invariant((row->level < 8) == !!(row->has & SEICHE_LEVEL));
	invariant(!(row->has & SEICHE_STATUS) || (row->status >= 100 && row->status <= 999));
	for (; span <= &row->text; span++)
		check_span(chunk, *span);
}

static void run(const struct seiche_parser *parser, const struct seiche_source *source,
		const struct seiche_chunk *chunk)
{
	struct seiche_event rows[ROOM];
	void *state = calloc(1, parser->state_size + 1);
	const char *why = NULL;

	invariant(state);
	if (!parser_open(parser, state, source, &why)) {
		invariant(why);
		free(state);
		return;
	}
	for (uint32_t line = 0; line < chunk->lines;) {
		struct seiche_batch batch = {
			.row = rows,
			.stride = sizeof(rows[0]),
			.room = ROOM,
			.wanted = ~0u,
			.line = line,
		};

		parser->parse(state, source, chunk, &batch, &parser_host);
		invariant(batch.line > line && batch.line <= chunk->lines && batch.rows <= ROOM);
		invariant(batch.rows + batch.continued + batch.rejected == batch.line - line);
		invariant(!batch.rejected || (batch.why_rejected && batch.first_rejected >= line));
		for (uint32_t i = 0; i < batch.rows; i++)
			check_row(chunk, &rows[i]);
		line = batch.line;
	}
	free(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	size_t used = MIN(size, INPUT_MAX);
	char *bytes = calloc(1, used + SEICHE_PADDING);
	uint32_t *line = calloc(used + 2, sizeof(*line));
	struct seiche_chunk chunk = { .bytes = bytes, .size = (uint32_t)used, .line = line };
	struct seiche_source source = {
		.size = sizeof(source),
		.path = "input.log",
		.head = bytes,
		.head_size = (uint32_t)used,
		.newest_us = INT64_C(1425168000) * SECOND_US,
	};

	invariant(bytes && line);
	if (used)
		memcpy(bytes, input, used);
	chunk.lines = scan_lines(bytes, chunk.size, line);
	for (size_t i = 0; parsers_builtin[i]; i++)
		run(parsers_builtin[i], &source, &chunk);
	free(bytes);
	free(line);
	return 0;
}
