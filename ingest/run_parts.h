/*
 * run_parts.h - what the files of the two passes share: run.c starts workers and reads
 * chunks, take.c takes them.
 */
#ifndef INGEST_RUN_PARTS_H
#define INGEST_RUN_PARTS_H

#include "ingest/cut.h"
#include "ingest/intake.h"
#include "ingest/rows.h"
#include "ingest/strand.h"

struct where_state;

struct run {
	struct source_list *sources;
	const struct ingest_options *options;
	struct event_sink *sink;
	struct arena *arena;
	const struct times *const *times; /* of each source; NULL in the survey */
	bool late; /* a second survey, of sources whose intake has a `rest` */
	struct strands strands;
	void **part;       /* of each worker */
	atomic_uint first; /* all strands before it are done */
	atomic_bool halt;
	pthread_mutex_t lock; /* for what follows, tallies and indexes */
	struct error *error;
	bool failed;
};

/* What a worker holds: its buffers, and the chunk it reads. */
struct worker {
	struct run *run;
	void *part;
	struct cut_room room;
	struct rows rows;
	struct where_state *where; /* NULL: all rows count */
	uint32_t strand; /* where the chunk is from, and where to look first for the next */
	uint32_t source; /* that is of */
	uint32_t entry;  /* of the source's index */
	uint64_t first_line;
	struct seiche_chunk chunk;
};

/* End the run with what `error` says, unless another worker was earlier. */
void run_fail(struct run *run, const struct error *error);

bool run_ended(struct run *run);

/* The next chunk from wherever there is one; false where all is read. */
bool take_chunk(struct worker *worker);

#endif
