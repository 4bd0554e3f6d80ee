/*
 * parts.h - long lines that the runtime of a container kept in parts, joined to one record.
 *
 * The first part is the event and says what the line is about; the others belong to it.
 * Parts of the two streams may stand between each other, so a record ends where neither
 * stream has a line open, and PARTS_BYTES_MAX behind its start at the latest: a program
 * that never ends its line must not hold up those of the other stream.
 */
#ifndef PARSERS_PARTS_H
#define PARSERS_PARTS_H

#include "parsers/line.h"

#define PARTS_BYTES_MAX ((uint32_t)512 << 10)

/* What is kept of a line is a part of one of these, and more of it follows or not. */
#define PART_NONE 0u /* stands alone */
#define PART_OUT 1u
#define PART_ERR 2u
#define PART_STREAMS (PART_OUT | PART_ERR)
#define PART_MORE 4u

/*
 * Which part a line is, of whatever content: the same with its end and spaces before that or
 * without. `open`: a line of some stream is; where none is, a last part stands alone.
 */
typedef uint32_t part_reader(struct span line, bool open);

/* A parser's state: how far it came in a chunk. */
struct parts {
	uint64_t offset; /* of the chunk */
	uint32_t line;   /* the next one */
	uint32_t open;   /* streams whose line goes on */
	uint32_t start;  /* of the record, in the chunk */
};

/* Take note of the part that begins at `at`; whether it belongs to the one before it. */
static inline bool parts_take(struct parts *parts, uint32_t part, uint32_t at)
{
	uint32_t stream = part & PART_STREAMS;
	bool belongs = parts->open & stream;

	if (!stream)
		return false;
	if (!parts->open)
		parts->start = at;
	parts->open = part & PART_MORE ? parts->open | stream : parts->open & ~stream;
	if (at - parts->start >= PARTS_BYTES_MAX)
		parts->open = 0;
	return belongs;
}

static inline uint32_t parts_cut(part_reader *read, const char *bytes, uint32_t size)
{
	struct parts parts = { 0 };
	const char *newline;
	uint32_t at = 0, end;

	while ((newline = memchr(bytes + at, '\n', size - at))) {
		end = (uint32_t)(newline - bytes) + 1;
		parts_take(&parts, read(span_of(bytes + at, end - at), parts.open), at);
		if (!parts.open)
			return end;
		at = end;
	}
	return 0;
}

/* Bring the state to the line where the batch begins. */
static inline void parts_begin(part_reader *read, struct parts *parts,
			       const struct seiche_chunk *chunk, const struct seiche_batch *batch)
{
	if (parts->offset != chunk->offset || parts->line > batch->line || !batch->line)
		*parts = (struct parts){ .offset = chunk->offset };
	for (; parts->line < batch->line; parts->line++) {
		uint32_t at = chunk->line[parts->line], end = chunk->line[parts->line + 1];

		parts_take(parts, read(span_of(chunk->bytes + at, end - at), parts->open), at);
	}
}

/* As line_parse, where the line's state is a struct parts and `line` takes each part. */
static inline void parts_parse(line_reader *line, part_reader *read, void *state,
			       const struct seiche_source *source, const struct seiche_chunk *chunk,
			       struct seiche_batch *batch)
{
	struct parts *parts = state;

	parts_begin(read, parts, chunk, batch);
	line_parse(line, state, source, chunk, batch);
	parts->line = batch->line;
}

/* The parse and cut functions of a parser whose lines `name` reads and `name`_part parts. */
#define PARTS_PARSE(name) \
	static void name##_lines(void *state, const struct seiche_source *source, \
				 const struct seiche_chunk *chunk, struct seiche_batch *batch, \
				 const struct seiche_host *host) \
	{ \
		(void)host; \
		parts_parse(name, name##_part, state, source, chunk, batch); \
	} \
	static uint32_t name##_cut(const char *bytes, uint32_t size, uint64_t *resume) \
	{ \
		(void)resume; /* what is open is known from the start alone */ \
		return parts_cut(name##_part, bytes, size); \
	}

#endif
