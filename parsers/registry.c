/* registry.c - see registry.h. */
#include "parsers/registry.h"

#include "core/core.h"
#include "core/scan.h"

#include <stdlib.h>

#define JUDGE_ROWS 128

/* The sample as parsers want it: padded, with the starts of its lines, without blank ones. */
struct sample {
	char *bytes;
	uint32_t *line, *number; /* `number` is the line in the sample as it was, from 1 */
	uint32_t size, lines;
};

static void *take(size_t size)
{
	void *memory = calloc(1, size);

	invariant(memory != NULL);
	return memory;
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
		at++;
	return at == end;
}

static struct sample sample_take(struct span text)
{
	struct sample sample = { .bytes = take(text.size + SEICHE_PADDING) };
	const char *at = text.at, *end = text.at + text.size;
	uint32_t newlines = 0, number = 0;

	for (const char *p = at; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		newlines++;
	sample.line = take((newlines + 2) * sizeof(uint32_t));
	sample.number = take((newlines + 2) * sizeof(uint32_t));
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end;

		number++;
		if (!is_blank(at, next)) {
			sample.number[sample.lines] = number;
			sample.line[sample.lines++] = sample.size;
			memcpy(sample.bytes + sample.size, at, (size_t)(next - at));
			sample.size += (uint32_t)(next - at);
		}
		at = next;
	}
	sample.line[sample.lines] = sample.size;
	return sample;
}

static void sample_release(struct sample *sample)
{
	free(sample->bytes);
	free(sample->line);
	free(sample->number);
}

static struct span line_text(struct span text, uint32_t number)
{
	struct span line = span_of(NULL, 0);

	while (number--)
		line = span_cut(&text, '\n');
	return line;
}

static void count_batch(struct verdict *verdict, const struct seiche_batch *batch,
			const struct sample *sample)
{
	if (batch->rejected && !verdict->rejected) {
		verdict->first_rejected = sample->number[batch->first_rejected];
		verdict->why = batch->why_rejected;
	}
	verdict->events += batch->rows;
	verdict->continued += batch->continued;
	verdict->rejected += batch->rejected;
	for (uint32_t i = 0; i < batch->rows; i++) {
		int64_t time_us = batch->row[i].time_us;

		if (verdict->from_us == TIME_UNKNOWN || time_us < verdict->from_us)
			verdict->from_us = time_us;
		if (verdict->to_us == TIME_UNKNOWN || time_us > verdict->to_us)
			verdict->to_us = time_us;
	}
}

static struct verdict judge(const struct seiche_parser *parser, const struct seiche_source *source,
			    struct span text, const struct sample *sample)
{
	struct verdict verdict = {
		.parser = parser,
		.lines = sample->lines,
		.from_us = TIME_UNKNOWN,
		.to_us = TIME_UNKNOWN,
	};
	struct seiche_chunk chunk = {
		.bytes = sample->bytes,
		.size = sample->size,
		.line = sample->line,
		.lines = sample->lines,
	};
	struct seiche_event rows[JUDGE_ROWS];
	void *state = take(parser->state_size + 1);

	if (parser->open && parser->open(state, source, &parser_host, &verdict.why))
		goto done;
	for (uint32_t line = 0; line < chunk.lines;) {
		struct seiche_batch batch = {
			.row = rows,
			.stride = sizeof(rows[0]),
			.room = JUDGE_ROWS,
			.line = line,
		};

		parser->parse(state, source, &chunk, &batch, &parser_host);
		/* A plug-in that stands still or runs past the end reads nothing. */
		if (batch.line <= line || batch.line > chunk.lines || batch.rows > JUDGE_ROWS)
			break;
		count_batch(&verdict, &batch, sample);
		line = batch.line;
	}
	if (verdict.events)
		verdict.score = (uint32_t)(((uint64_t)verdict.events + verdict.continued) * 100 /
					   verdict.lines);
	if (verdict.first_rejected)
		verdict.first_text = line_text(text, verdict.first_rejected);
done:
	free(state);
	return verdict;
}

static bool is_better(const struct verdict *a, const struct verdict *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	return a->parser->rank > b->parser->rank;
}

const struct seiche_parser *registry_find(const char *name)
{
	for (const struct seiche_parser *const *parser = parsers_builtin; *parser; parser++)
		if (strcmp((*parser)->name, name) == 0)
			return *parser;
	return NULL;
}

uint32_t registry_judge(const struct seiche_source *source, struct span text,
			struct verdict verdict[VERDICTS_MAX])
{
	struct sample sample = sample_take(text);
	uint32_t count = 0;

	for (; parsers_builtin[count] && count < VERDICTS_MAX; count++) {
		struct verdict found = judge(parsers_builtin[count], source, text, &sample);
		uint32_t place = count;

		/* Insertion keeps the order of the table where nothing is better. */
		for (; place && is_better(&found, &verdict[place - 1]); place--)
			verdict[place] = verdict[place - 1];
		verdict[place] = found;
	}
	sample_release(&sample);
	return count;
}
