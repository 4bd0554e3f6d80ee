/*
 * record.h - what parsers of records of several lines share: where a record ends, and
 * the loop over records.
 *
 * A reader gets a whole record as it gets a line elsewhere (line.h), all of its lines with
 * their ends, and says of all of them what they are: an event and what belongs to it,
 * all a part of the event before, or nothing of the format.
 */
#ifndef PARSERS_RECORD_H
#define PARSERS_RECORD_H

#include "parsers/line.h"

/*
 * The line behind the record that begins at `line`: where `cut` is NULL the next, where
 * the chunk ends before the record does the chunk's last.
 */
static inline uint32_t record_end(seiche_cut *cut, const struct seiche_chunk *chunk, uint32_t line)
{
	uint32_t at = chunk->line[line], end = chunk->line[chunk->lines], size;
	uint64_t resume = 0;

	if (!cut)
		return line + 1;
	size = cut(chunk->bytes + at, end - at, &resume);
	if (!size)
		return chunk->lines;
	for (line++; line < chunk->lines && chunk->line[line] - at < size; line++)
		;
	return line;
}

/* Whether a line begins a record; it goes on behind the bytes that tell. */
typedef bool record_begins(struct span line);

/*
 * As seiche_cut, where a record ends at the next line that begins one: `needed` bytes of a
 * line tell. The line at `from` and those before it are of the record.
 */
static inline uint32_t record_next(record_begins *begins, size_t needed, const char *bytes,
				   uint32_t size, uint32_t from, uint64_t *resume)
{
	const char *end = bytes + size, *newline = bytes + from;

	while ((newline = memchr(newline, '\n', (size_t)(end - newline)))) {
		/* Behind the newline that was found last all is looked at again. */
		*resume = (uint64_t)(newline - bytes);
		if ((size_t)(end - ++newline) < needed)
			break;
		if (begins(span_of(newline, (size_t)(end - newline))))
			return (uint32_t)(newline - bytes);
	}
	return 0;
}

/* What is quoted of a record. */
static inline void line_quote(struct line *line, struct span text)
{
	line->row->record =
		(struct seiche_span){ (uint32_t)(text.at - line->bytes), (uint32_t)text.size };
}

static inline void record_parse(line_reader *read, seiche_cut *cut, void *state,
				const struct seiche_source *source,
				const struct seiche_chunk *chunk, struct seiche_batch *batch)
{
	struct clock_context context = clock_context_of(source);
	struct clock_memo memo = { 0 };

	while (batch->line < chunk->lines && batch->rows < batch->room) {
		uint32_t at = chunk->line[batch->line], end = record_end(cut, chunk, batch->line);
		struct line line = {
			.bytes = chunk->bytes,
			.text = span_of(chunk->bytes + at, chunk->line[end] - at),
			.row = seiche_row(batch),
			.context = &context,
			.memo = &memo,
			.assumed = &batch->assumed,
			.wanted = batch->wanted,
			.state = state,
		};
		const char *why;

		line.row->kind = SEICHE_MESSAGE;
		why = read(&line);
		if (!why)
			seiche_accept(batch);
		while (batch->line < end) {
			if (!why || why == line_continues)
				seiche_continue(batch);
			else
				seiche_reject(batch, why);
		}
	}
}

/* The parse function of a parser whose records `read` reads and read##_cut cuts. Direct calls. */
#define RECORD_PARSE(read) \
	static void read##_records(void *state, const struct seiche_source *source, \
				   const struct seiche_chunk *chunk, struct seiche_batch *batch, \
				   const struct seiche_host *host) \
	{ \
		(void)host; \
		record_parse(read, read##_cut, state, source, chunk, batch); \
	}

#endif
