/*
 * spool.h - a copy of what can be read only once, so that it can be read again.
 *
 * A pipe, or a member of an archive, is copied to a file without a name in $TMPDIR
 * (or /tmp) as far as it has been read: in blocks, packed lightly where a codec can do
 * that faster than disks write. Reading at an offset takes from the copy what is there
 * and from the pipe what is not. The copy is bounded: past the bound all is handed out
 * the first time, and nothing again. Not for two threads at a time; spools that share
 * a file may be used by a thread each once they are full.
 */
#ifndef INGEST_SPOOL_H
#define INGEST_SPOOL_H

#include "core/file.h"
#include "ingest/codec.h"

#include <stdatomic.h>

/* In the file, of all that it holds: packed, some 500 GB of log. */
#define SPOOL_BYTES_MAX ((uint64_t)64 << 30)

struct spool_file {
	int fd;
	atomic_uint users; /* spools; the last one closes it */
	uint64_t size, limit;
};

/* A block of SPOOL_BLOCK_BYTES (the last one less): where in the file, and how long there. */
struct spool_block {
	uint64_t at;
	uint32_t size; /* as large as the block itself: not packed */
};

struct spool {
	struct spool_file *file;
	int pipe;        /* -1: there is none (any more) */
	uint64_t copied; /* bytes that came so far */
	bool ended;
	bool full;       /* writing the copy failed: the run can't go on */
	const char *why; /* what comes to an end here was broken off; static. NULL: it is whole */
	const struct codec *codec; /* of the blocks; NULL: they are not packed */
	struct spool_block *block;
	size_t blocks, room;
	bool cut;             /* `blocks` is where the bound was reached */
	char *tail;           /* what is behind the last whole block */
	char *cache, *packed; /* a block that was read again, and what it was packed as */
	size_t cached;        /* its number, from 1 */
	void *press, *unpack; /* the codec's states */
};

/* A new file for spools, which counts as a user of it until spool_file_leave. FAULT_SYSTEM. */
MUST_CHECK
bool spool_file_open(struct spool_file **file, struct error *error);

/* Nobody puts anything into it any more but the spools that are there. */
void spool_file_leave(struct spool_file *file, const struct file_ops *ops);

/* An empty spool; over `pipe`, which is taken over also where it fails, or -1: to be added to. */
MUST_CHECK
bool spool_open(struct spool *spool, int pipe, struct error *error);
void spool_begin(struct spool *spool, struct spool_file *file);
void spool_close(struct spool *spool, const struct file_ops *ops);

/*
 * Put more behind what is there; false with errno where it can't be written. After the
 * last, spool_finish; then what is there is all there is.
 */
MUST_CHECK
bool spool_add(struct spool *spool, const struct file_ops *ops, const char *bytes, size_t size);
MUST_CHECK
bool spool_finish(struct spool *spool, const struct file_ops *ops);

/* Give back buffers that reading again needs; they come back when it does. */
void spool_rest(struct spool *spool);

/*
 * As file_pread; `offset` is at most what was read so far. -1 with errno; EFBIG where
 * it was not kept.
 */
int64_t spool_pread(struct spool *spool, const struct file_ops *ops, void *bytes, size_t size,
		    uint64_t offset);

#endif
