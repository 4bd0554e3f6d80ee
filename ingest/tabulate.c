/* tabulate.c - see tabulate.h. */
#include "ingest/tabulate.h"

#include "ingest/limits.h"
#include "ingest/unroll.h"
#include "parsers/otlp.h"
#include "parsers/stats_document.h"

#include <string.h>

/* Most sources are told to be no document by these. */
#define GLANCE_BYTES OTLP_GLANCE_BYTES

static bool looks_like_json(struct span text)
{
	text = span_trim(text);
	return !text.size || text.at[0] == '{' || text.at[0] == '[';
}

/* The kind of the document that begins here, and as much of it as was read; NULL: none does. */
static const struct stats_document *document_at(struct decoder *decoder, char *front,
						uint32_t *size)
{
	*size = decoder_read(decoder, front, GLANCE_BYTES);
	if (*size < GLANCE_BYTES || !looks_like_json(span_of(front, *size)))
		return NULL;
	*size += decoder_read(decoder, front + *size, SAMPLE_BYTES - *size);
	return stats_document_recognise(span_of(front, *size));
}

/* All of the document; `text` holds what was read of it. */
static bool load(struct source *source, struct text *text, struct error *error)
{
	struct cutter *cutter = &source->intake->cutter;
	char piece[4096];
	uint32_t got;

	do {
		got = decoder_read(&cutter->decoder, piece, sizeof(piece));
		text_add(text, span_of(piece, got));
	} while (got == sizeof(piece) && text->size <= STATS_DOCUMENT_MAX_BYTES);
	if (cutter->stream.broken)
		return fail(error,
			    cutter->stream.broken == STREAM_NO_SPOOL ? FAULT_SYSTEM : FAULT_DAMAGED,
			    "%s: %s", source->path,
			    cutter->stream.why ? cutter->stream.why : "the file ends too early");
	if (text->size > STATS_DOCUMENT_MAX_BYTES)
		return fail(error, FAULT_LIMIT, "%s: a document larger than %zu bytes, unpacked",
			    source->path, STATS_DOCUMENT_MAX_BYTES);
	return true;
}

/* Put the table in the place of all that was open. */
static bool replace(struct source *source, struct span table, struct points_budget *budget,
		    struct arena *arena, struct error *error)
{
	const struct file_ops *ops = source->intake->ops;
	struct spool *spool = arena_take(arena, sizeof(*spool));

	intake_close(source);
	if (!spool_open(spool, -1, error))
		return false;
	if (!spool_add(spool, ops, table.at, table.size) || !spool_finish(spool, ops)) {
		fail_errno(error, "cannot keep the table of %s", source->path);
		spool_close(spool, ops);
		return false;
	}
	source->spool = spool;
	source->intake = intake_new(ops, budget, arena);
	return true;
}

static void refuse(struct source *source, const struct error *problem, struct arena *arena)
{
	const char *text = problem->text;
	size_t size = strlen(source->path);

	/* A problem has the path in front anyhow. */
	if (strncmp(text, source->path, size) == 0 && text[size] == ':' && text[size + 1] == ' ')
		text += size + 2;
	source_problem(source, arena, "%s", text);
	source->useless = source->lost = true;
}

static bool print(struct source *source, const struct stats_document *document, struct span front,
		  const struct zone *zone, struct arena *scratch, struct text *table,
		  struct error *problem)
{
	struct stats_printing printing = {
		.path = source->path,
		.zone = zone,
		.arena = scratch,
		.table = table,
		.error = problem,
	};
	struct text text;
	bool ok;

	text_init(&text, STATS_DOCUMENT_MAX_BYTES + 1);
	text_add(&text, front);
	ok = load(source, &text, problem) &&
	     stats_document_print(document, text_span(&text), &printing);
	text_release(&text);
	return ok;
}

/* Put the document's table in its place. */
static bool put_table(struct source *source, const struct stats_document *document,
		      struct span front, const struct zone *zone, struct points_budget *budget,
		      struct arena *arena, struct error *error)
{
	struct error problem;
	struct arena scratch = { 0 };
	struct text table;
	bool printed, ok = true;

	text_init(&table, STATS_DOCUMENT_MAX_BYTES);
	printed = print(source, document, front, zone, &scratch, &table, &problem);
	source->document_bytes = intake_bytes(source);
	source->document = document->name;
	if (printed)
		ok = replace(source, text_span(&table), budget, arena, error);
	else if (problem.fault == FAULT_SYSTEM)
		*error = problem, ok = false;
	else
		refuse(source, &problem, arena);
	text_release(&table);
	arena_release(&scratch);
	return ok;
}

bool tabulate(struct source *source, const struct zone *zone, const struct progress *progress,
	      struct points_budget *budget, pthread_mutex_t *alone, struct arena *arena,
	      struct error *error)
{
	char bytes[SAMPLE_BYTES];
	uint32_t size;
	const struct stats_document *document =
		document_at(&source->intake->cutter.decoder, bytes, &size);
	struct span front = span_of(bytes, size);
	struct error problem;
	bool ok;

	if (document || otlp_begins(front)) {
		pthread_mutex_lock(alone);
		ok = document ? put_table(source, document, front, zone, budget, arena, error)
			      : unroll(source, front, progress, budget, arena, error);
		pthread_mutex_unlock(alone);
		if (!ok || source->useless)
			return ok;
	} else if (intake_rewind(source->intake)) {
		return true;
	}
	intake_end(source, source->intake);
	if (!intake_begin(source, source->intake, &problem))
		refuse(source, &problem, arena);
	return true;
}
