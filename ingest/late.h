/*
 * late.h - a format that a source changes to where its sample does not reach.
 *
 * What is packed, comes through a pipe or is long is recognised by its front, or by a few
 * places. When all was read, the ledger shows whether lines were left over; of these some
 * are looked at, at places that depend on the length of the source alone. So the outcome
 * depends neither on chunks nor on workers.
 */
#ifndef INGEST_LATE_H
#define INGEST_LATE_H

#include "ingest/rows.h"
#include "ingest/run.h"

/*
 * After a survey pass over a source: where lines that its parser left over are of another
 * format, make its parser one that reads both, set the intake's `rest` to one that reads
 * only what was left, say so in a problem, and prepare for another survey of the source;
 * `found` is true then. Formats that were asked for stay, as do those of records of
 * several lines and of statistics; none of these is added, nor one of times without a date.
 */
MUST_CHECK
bool late_find(struct source *source, const struct ingest_options *options, struct rows *rows,
	       struct arena *arena, bool *found, struct error *error);

#endif
