/* parser_check.c - see parser_check.h. */
#include "tests/fuzz/parser_check.h"

#include "core/metric.h"
#include "core/scan.h"
#include "parsers/record.h"
#include "parsers/registry.h"

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

#define SURVEY_WANTS \
	(SEICHE_STATUS | SEICHE_BYTES | SEICHE_DURATION | SEICHE_LEVEL | SEICHE_HOST | \
	 SEICHE_SERVICE)

struct run {
	const struct seiche_parser *parser;
	const struct seiche_source *source;
	const struct seiche_chunk *chunk;
	uint32_t wanted;
	bool forget;        /* a new state for each line */
	uint32_t base;      /* where the chunk begins in the text … */
	uint32_t base_line; /* … and which of its lines that is */
};

static uint64_t add(uint64_t digest, uint64_t value)
{
	return (digest ^ value) * UINT64_C(0x100000001b3);
}

static uint64_t add_span(uint64_t digest, const struct run *run, const struct seiche_event *row,
			 uint32_t bit, struct seiche_span span)
{
	return row->has & bit ? add(add(digest, run->base + span.at), span.size) : digest;
}

/* What the survey wants of a row. */
static uint64_t add_row(uint64_t digest, const struct run *run, const struct seiche_event *row)
{
	digest = add(digest, run->base_line + row->line);
	digest = add(digest, (uint64_t)row->time_us);
	digest = add(digest, (uint64_t)row->length_us);
	digest = add(digest, row->weight);
	digest = add(digest, row->has & SURVEY_WANTS);
	digest = add(digest, row->has & SEICHE_STATUS ? row->status : 0);
	digest = add(digest, row->has & SEICHE_BYTES ? row->bytes : 0);
	digest = add(digest, row->has & SEICHE_DURATION ? (uint64_t)row->duration_us : 0);
	digest = add(digest, (uint64_t)row->kind << 8 | row->level);
	digest = add(add(digest, run->base + row->record.at), row->record.size);
	digest = add_span(digest, run, row, SEICHE_HOST, row->host);
	return add_span(digest, run, row, SEICHE_SERVICE, row->service);
}

static void check_metric(const struct seiche_parser *parser, void *state)
{
	const char *word = NULL;
	uint32_t metric = parser->metric(state, &word);

	invariant(metric == metric_known(metric) && (!word || word[0]));
}

static void *state_new(const struct run *run)
{
	void *state = calloc(1, run->parser->state_size + 1);
	const char *why = NULL;

	invariant(state);
	if (parser_open(run->parser, state, run->source, &why)) {
		if (run->parser->metric)
			check_metric(run->parser, state);
		return state;
	}
	invariant(why);
	free(state);
	return NULL;
}

static uint64_t add_chunk(uint64_t digest, const struct run *run)
{
	struct seiche_event rows[ROOM];
	void *state = state_new(run);

	for (uint32_t line = 0; state && line < run->chunk->lines;) {
		struct seiche_batch batch = {
			.row = rows,
			.stride = sizeof(rows[0]),
			.room = run->forget ? 1 : ROOM,
			.wanted = run->wanted,
			.line = line,
		};

		run->parser->parse(state, run->source, run->chunk, &batch, &parser_host);
		invariant(batch.line > line && batch.line <= run->chunk->lines &&
			  batch.rows <= batch.room);
		invariant(batch.rows + batch.continued + batch.rejected == batch.line - line);
		invariant(!batch.rejected || (batch.why_rejected && batch.first_rejected >= line));
		for (uint32_t i = 0; i < batch.rows; i++) {
			check_row(run->chunk, &rows[i]);
			digest = add_row(digest, run, &rows[i]);
		}
		line = batch.line;
		if (run->forget) {
			free(state);
			state = state_new(run);
		}
	}
	free(state);
	return digest;
}

/* The same, each record in a chunk of its own, which ends where the parser says. */
static uint64_t digest_by_records(const struct run *whole)
{
	const struct seiche_chunk *text = whole->chunk;
	uint32_t *start = calloc(text->lines + 2, sizeof(*start));
	uint64_t digest = 0;

	invariant(start);
	for (uint32_t line = 0, end; line < text->lines; line = end) {
		struct seiche_chunk chunk = { .line = start, .offset = text->line[line] };
		struct run run = *whole;

		end = record_end(whole->parser->cut, text, line);
		invariant(end > line && end <= text->lines);
		for (uint32_t i = line; i <= end; i++)
			start[i - line] = text->line[i] - text->line[line];
		chunk.bytes = text->bytes + text->line[line];
		chunk.lines = end - line;
		chunk.size = start[chunk.lines];
		run.chunk = &chunk;
		run.base = text->line[line];
		run.base_line = line;
		digest = add_chunk(digest, &run);
	}
	free(start);
	return digest;
}

#define PREFIXES 8

/* What fewer bytes say of the record's end never differs from what all of them say. */
static void check_cut(seiche_cut *cut, struct span text)
{
	uint32_t size;

	for (; text.size; text = span_of(text.at + size, text.size - size)) {
		uint32_t all = (uint32_t)text.size;
		uint64_t resume = 0;

		size = cut(text.at, all, &resume);
		invariant(size <= all && (!size || text.at[size - 1] == '\n'));
		for (uint64_t i = 1; i < PREFIXES; i++) {
			uint32_t part = (uint32_t)(all * i / PREFIXES), found;

			resume = 0;
			if (!part)
				continue;
			found = cut(text.at, part, &resume);
			invariant(!found || found == size);
			if (found || resume >= all)
				continue;
			part = (uint32_t)resume;
			resume = 0;
			found = cut(text.at + part, all - part, &resume);
			invariant(found == (size ? size - part : 0));
		}
		if (!size)
			return;
	}
}

void parser_check(const struct seiche_parser *parser, struct span text)
{
	size_t used = MIN(text.size, INPUT_MAX);
	char *bytes = calloc(1, used + SEICHE_PADDING);
	uint32_t *line = calloc(used + 2, sizeof(*line));
	struct seiche_chunk chunk = { .bytes = bytes, .size = (uint32_t)used, .line = line };
	struct seiche_source source = {
		.size = sizeof(source),
		.path = "pagecounts-20140222-190001",
		.head = bytes,
		.head_size = (uint32_t)used,
		.newest_us = INT64_C(1425168000) * SECOND_US,
	};
	struct run run = { .parser = parser, .source = &source, .chunk = &chunk, .wanted = ~0u };
	uint64_t digest;

	invariant(bytes && line);
	if (used)
		memcpy(bytes, text.at, used);
	chunk.lines = scan_lines(bytes, chunk.size, line);
	digest = add_chunk(0, &run);
	run.wanted = SURVEY_WANTS;
	invariant(digest == add_chunk(0, &run));
	run.forget = true;
	invariant(digest == add_chunk(0, &run));
	if (parser->cut) {
		invariant(digest == digest_by_records(&run));
		check_cut(parser->cut, span_of(bytes, used));
	}
	free(bytes);
	free(line);
}
