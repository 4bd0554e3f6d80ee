/*
 * spool.h - a copy of what can be read only once, so that it can be read again.
 *
 * A pipe is copied to a file without a name in $TMPDIR (or /tmp) as far as it has
 * been read; reading at an offset takes from the copy what is there and from the
 * pipe what is not. Not for two threads at a time.
 */
#ifndef INGEST_SPOOL_H
#define INGEST_SPOOL_H

#include "core/file.h"

struct spool {
	int pipe, copy; /* descriptors; the spool owns both */
	uint64_t copied;
	bool ended;
	bool full; /* writing the copy failed: the run can't go on */
};

/* Takes over `pipe`, also where it fails. FAULT_SYSTEM where no file can be made. */
MUST_CHECK
bool spool_open(struct spool *spool, int pipe, struct error *error);
void spool_close(struct spool *spool, const struct file_ops *ops);

/* As file_pread; `offset` is at most what was read so far. -1 with errno. */
int64_t spool_pread(struct spool *spool, const struct file_ops *ops, void *bytes, size_t size,
		    uint64_t offset);

#endif
