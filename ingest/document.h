/*
 * document.h - a whole small file that is no log: a list of outages, of marks.
 */
#ifndef INGEST_DOCUMENT_H
#define INGEST_DOCUMENT_H

#include "core/arena.h"
#include "core/file.h"
#include "core/span.h"

/*
 * Load a file ("-" is stdin), unpacked if it is packed; at most `cap` bytes both
 * ways (FAULT_LIMIT). The result lives in `arena`, terminated. FAULT_DAMAGED where
 * a packed file is broken or cut off: half a list would be taken for all of it.
 */
MUST_CHECK
bool document_load(const struct file_ops *ops, const char *path, size_t cap, struct arena *arena,
		   struct span *out, struct error *error);

#endif
