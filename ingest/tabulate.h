/*
 * tabulate.h - statistics that are one document become a source with lines.
 */
#ifndef INGEST_TABULATE_H
#define INGEST_TABULATE_H

#include "ingest/intake.h"

/*
 * Of a source on which a pass was begun: where it holds a document of counted statistics,
 * wherever it lies and however it is packed, put its table into a spool, which is read in
 * its place from now on. A pass is begun at its front again afterwards. One that can't be
 * printed gets a problem and is useless. Of lines of many records likewise (unroll.h).
 * `alone` is held for that: it takes some hundred MB, of one document at a time.
 * FAULT_SYSTEM where a spool can't be written.
 */
MUST_CHECK
bool tabulate(struct source *source, const struct zone *zone, const struct progress *progress,
	      struct points_budget *budget, pthread_mutex_t *alone, struct arena *arena,
	      struct error *error);

#endif
