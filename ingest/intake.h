/*
 * intake.h - what the reader keeps of a source between and during its passes.
 */
#ifndef INGEST_INTAKE_H
#define INGEST_INTAKE_H

#include "ingest/borders.h"
#include "ingest/run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

struct intake {
	const struct file_ops *ops;
	pthread_mutex_t lock; /* held by the worker that takes the next chunk */
	atomic_bool awaited;  /* a worker keeps asking for the lock: see intake_lock */
	atomic_bool done;     /* nothing more to take in this pass */
	bool begun;           /* the cutter is open */
	bool known;           /* `about` is what an earlier pass found */
	int fd;
	uint64_t base; /* where in `fd` the input begins */
	struct points points;
	struct stat about;
	struct spool piped; /* the source's spool, of what is no file */
	struct cutter cutter;
	struct encoded is; /* found out by the first pass */
	bool proven;       /* likewise: all of it unpacks */
	bool asked;        /* its format was asked for by name: it is not argued with */
	uint32_t usual;    /* of a hundred lines of its sample so many continued an event */
	/* Where its parser was made to read a late format, too: reads that alone (late.h). */
	const struct seiche_parser *rest;
	bool coloured;      /* its lines were written for a terminal: colour.h */
	struct tally tally; /* guarded by the run's lock, as are the index and … */
	struct borders borders;
	bool directives;       /* it may hold lines that name columns */
	struct span directive; /* in force for the next chunk; of the run's arena */
	uint64_t raw_told;     /* bytes of the file that the progress knows of */
	struct error refused;  /* why a pass could not open it; no fault: none was refused */
	const char *changed;   /* what a pass found different from the one before; NULL */
	bool troubled;         /* an inspection found that or was refused: it was said */
	bool grew;             /* between two passes; it matters to a late survey alone */
};

/* A new one, in `arena`, whose points stay within a budget that it shares. */
struct intake *intake_new(const struct file_ops *ops, struct points_budget *budget,
			  struct arena *arena);

/* One more of a source that was surveyed, for a worker that reads at another place of it. */
struct intake *intake_more(const struct source *source, struct arena *arena);

/* Give it back; what was wrong with it is the source's, unless something was before. */
void intake_less(struct source *source, struct intake *intake);

/*
 * Wait for the lock. A chunk is taken in some tens of microseconds, and it may take longer
 * to wake a thread that sleeps: so one that waits keeps asking for as long as that, and
 * goes to sleep where others do so already, or where that was not enough.
 */
void intake_lock(struct intake *intake);

/* Open the source, by one of its intakes, and begin a pass. FAULT_SYSTEM with a text that does not
 * name the path. */
MUST_CHECK
bool intake_begin(struct source *source, struct intake *intake, struct error *error);

/*
 * Back to the front of a pass of which only the decoder was read, where stream_rewind can;
 * false, and nothing done, where it can't.
 */
bool intake_rewind(struct intake *intake);

/* End a pass; what can't be opened twice stays open. */
void intake_end(struct source *source, struct intake *intake);

/* Its size on disk, or as much as came through the pipe. */
uint64_t intake_bytes(const struct source *source);

/* Give back what outlives a pass. */
void intake_close(struct source *source);

#endif
