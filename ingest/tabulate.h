/*
 * tabulate.h - statistics that are one document become a source with lines.
 */
#ifndef INGEST_TABULATE_H
#define INGEST_TABULATE_H

#include "core/file.h"
#include "core/zone.h"
#include "ingest/source.h"

/*
 * Where the source is a file that holds a document of counted statistics, put its table
 * into a spool, which is read in its place from then on. One that can't be printed
 * gets a problem and is useless. FAULT_SYSTEM where the spool can't be written.
 */
MUST_CHECK
bool tabulate(struct source *source, const struct file_ops *ops, const struct zone *zone,
	      struct arena *arena, struct error *error);

#endif
