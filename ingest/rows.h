/*
 * rows.h - one worker's hold on a parser: its state, its rows, and the check that
 * it keeps its side of the interface.
 */
#ifndef INGEST_ROWS_H
#define INGEST_ROWS_H

#include "core/arena.h"
#include "core/error.h"
#include "ingest/dates.h"
#include "seiche/parser.h"

struct rows {
	const struct seiche_parser *parser;
	const struct seiche_source *source; /* NULL: of none yet */
	const struct dates *dates;          /* of the source; NULL: none are known */
	struct arena arena;                 /* the rows, and behind `mark` the parser's state */
	struct arena_mark mark;
	struct seiche_event *row;
	void *state;
};

void rows_init(struct rows *rows);
void rows_release(struct rows *rows);

/*
 * Prepare for a source; nothing to do where it is the one before. False where the
 * parser says in `why` that the source is not of its format.
 */
MUST_CHECK
bool rows_open(struct rows *rows, const struct seiche_parser *parser,
	       const struct seiche_source *source, const struct dates *dates, const char **why);

/*
 * Fill `batch` from `chunk`, from its line `from` on, at most to the end of the day that
 * line is of. FAULT_PLUGIN where the parser
 * loses lines or makes no progress.
 */
MUST_CHECK
bool rows_read(struct rows *rows, const struct seiche_chunk *chunk, uint32_t from, uint32_t wanted,
	       struct seiche_batch *batch, struct error *error);

#endif
