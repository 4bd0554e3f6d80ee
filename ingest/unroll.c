/* unroll.c - see unroll.h. */
#include "ingest/unroll.h"

#include "ingest/limits.h"
#include "ingest/words.h"
#include "parsers/otlp.h"

#include <string.h>

/* Of one line, with the names of its resource in front of each record. */
#define PRINTED_BYTES_MAX (16 * OTLP_LINE_BYTES_MAX)

struct unrolling {
	struct spool *spool;
	const struct file_ops *ops;
	struct arena scratch;
	struct text line, out;
	uint64_t lines, records, too_long;
	bool skipping; /* of a line that is too long the rest */
};

static bool flush(struct unrolling *unrolling)
{
	bool ok =
		spool_add(unrolling->spool, unrolling->ops, unrolling->out.at, unrolling->out.size);

	unrolling->out.size = 0;
	return ok;
}

/* What was printed had no room: the last record is not whole. */
static void drop_half(struct unrolling *unrolling)
{
	const char *newline = memrchr(unrolling->out.at, '\n', unrolling->out.size);

	unrolling->out.size = newline ? (size_t)(newline - unrolling->out.at) + 1 : 0;
	unrolling->out.cut = false;
	unrolling->too_long++;
}

/* The line is whole, or the source ends with it. */
static bool end_line(struct unrolling *unrolling)
{
	if (!unrolling->skipping && unrolling->line.size) {
		unrolling->lines++;
		unrolling->records += otlp_print(text_span(&unrolling->line), &unrolling->scratch,
						 &unrolling->out);
	}
	if (unrolling->out.cut)
		drop_half(unrolling);
	unrolling->line.size = 0;
	unrolling->skipping = false;
	return !unrolling->out.size || flush(unrolling);
}

static bool add_bytes(struct unrolling *unrolling, struct span bytes)
{
	while (bytes.size) {
		const char *newline = memchr(bytes.at, '\n', bytes.size);
		size_t size = newline ? (size_t)(newline - bytes.at) : bytes.size;

		if (!unrolling->skipping && unrolling->line.size + size > OTLP_LINE_BYTES_MAX) {
			unrolling->too_long++;
			unrolling->skipping = true;
		}
		if (!unrolling->skipping)
			text_add(&unrolling->line, span_of(bytes.at, size));
		if (!newline)
			return true;
		if (!end_line(unrolling))
			return false;
		bytes = span_of(newline + 1, bytes.size - size - 1);
	}
	return true;
}

static bool copy_all(struct unrolling *unrolling, struct source *source, struct span front,
		     const struct progress *progress)
{
	struct decoder *decoder = &source->intake->cutter.decoder;
	char piece[16384];
	bool ok = add_bytes(unrolling, front);
	uint32_t got;

	while (ok && !(progress && atomic_load(&progress->stop)) &&
	       (got = decoder_read(decoder, piece, sizeof(piece))))
		ok = add_bytes(unrolling, span_of(piece, got));
	return ok && end_line(unrolling) && spool_finish(unrolling->spool, unrolling->ops);
}

static void say_losses(struct source *source, const struct unrolling *unrolling,
		       struct arena *arena)
{
	const struct stream *stream = &source->intake->cutter.stream;
	char lines[NUMBER_TEXT_BYTES], records[NUMBER_TEXT_BYTES];

	source_problem(source, arena,
		       "%s lines of OpenTelemetry hold %s records; numbers of lines are theirs",
		       number_write(unrolling->lines, lines),
		       number_write(unrolling->records, records));
	if (unrolling->too_long)
		source_problem(source, arena, "%s lines too long (16 MiB), left out or cut",
			       number_write(unrolling->too_long, lines));
	if (stream->broken)
		source_problem(source, arena, "broken off: %s; what precedes it was used",
			       stream->why ? stream->why : "it ends too early");
	source->lost |= unrolling->too_long || stream->broken;
}

bool unroll(struct source *source, struct span front, const struct progress *progress,
	    struct points_budget *budget, struct arena *arena, struct error *error)
{
	struct unrolling unrolling = {
		.spool = arena_take(arena, sizeof(struct spool)),
		.ops = source->intake->ops,
	};
	bool ok;

	if (!spool_open(unrolling.spool, -1, error))
		return false;
	text_init(&unrolling.line, OTLP_LINE_BYTES_MAX + 1);
	text_init(&unrolling.out, PRINTED_BYTES_MAX);
	ok = copy_all(&unrolling, source, front, progress) ||
	     fail_errno(error, "cannot keep the records of %s", source->path);
	if (ok) {
		say_losses(source, &unrolling, arena);
		source->document_bytes = intake_bytes(source);
		intake_close(source);
		source->spool = unrolling.spool;
		source->intake = intake_new(unrolling.ops, budget, arena);
	} else {
		spool_close(unrolling.spool, unrolling.ops);
	}
	text_release(&unrolling.line);
	text_release(&unrolling.out);
	arena_release(&unrolling.scratch);
	return ok;
}
