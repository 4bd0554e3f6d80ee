/* spool.c - see spool.h. */
#include "ingest/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool spool_open(struct spool *spool, int pipe, struct error *error)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int copy;

	if (!folder || !*folder)
		folder = "/tmp";
	snprintf(path, sizeof(path), "%s/seiche-XXXXXX", folder);
	copy = mkostemp(path, O_CLOEXEC);
	if (copy < 0) {
		fail_errno(error, "cannot keep a copy of the input in %s", folder);
		close(pipe);
		return false;
	}
	unlink(path);
	*spool = (struct spool){ .pipe = pipe, .copy = copy };
	return true;
}

void spool_close(struct spool *spool, const struct file_ops *ops)
{
	ops->close(spool->pipe);
	ops->close(spool->copy);
}

int64_t spool_pread(struct spool *spool, const struct file_ops *ops, void *bytes, size_t size,
		    uint64_t offset)
{
	size_t copied = 0;
	ssize_t got;

	invariant(offset <= spool->copied);
	if (offset < spool->copied) {
		copied = (size_t)MIN(spool->copied - offset, (uint64_t)size);
		got = file_pread(ops, spool->copy, bytes, copied, offset);
		if (got < 0 || (size_t)got < copied)
			return got;
	}
	if (copied == size || spool->ended)
		return (int64_t)copied;
	got = file_read(ops, spool->pipe, (char *)bytes + copied, size - copied);
	if (got < 0)
		return -1;
	spool->ended = (size_t)got < size - copied;
	if (!file_write(ops, spool->copy, (char *)bytes + copied, (size_t)got)) {
		spool->full = true;
		return -1;
	}
	spool->copied += (uint64_t)got;
	return (int64_t)copied + got;
}
