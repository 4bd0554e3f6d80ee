/*
 * cut.h - from a stream to chunks of whole lines, or of whole records where the parser
 * says where they end.
 *
 * A line that is longer than LINE_BYTES_MAX is passed over: counted, never held. So
 * is the half line before a place where the stream breaks off, for what it says
 * can't be trusted. Of a record that is longer than RECORD_BYTES_MAX the lines within
 * it are a chunk of their own, and the rest is passed over. Which lines these are does
 * not depend on the chunk size.
 */
#ifndef INGEST_CUT_H
#define INGEST_CUT_H

#include "core/text.h"
#include "ingest/decode.h"
#include "ingest/limits.h"
#include "ingest/stream.h"
#include "seiche/parser.h"

#include <pthread.h>

/* A worker's room for a chunk and its lines. */
struct cut_room {
	char *bytes;    /* CHUNK_BYTES_MAX + SEICHE_PADDING, somewhere near the start of … */
	char *memory;   /* … what was taken for them */
	uint32_t *line; /* CHUNK_BYTES_MAX + 2 */
};

/* Lines that were passed over, and the first of them. */
struct cut_loss {
	uint64_t lines, first_line, first_at;
};

/*
 * Where threads share one, who cuts holds a lock of theirs (the intake's). It guards all but
 * `line`, which `turn` guards; `passed` is added to it under both. Locks are taken in this
 * order: the intake's, `turn`, the run's.
 */
struct cutter {
	struct stream stream;
	struct decoder decoder; /* over it */
	struct text left;       /* what is read and lies behind the last whole line */
	uint64_t at;            /* where it begins, in the unpacked stream */
	uint64_t passed;        /* lines that were passed over since the last chunk was cut */
	pthread_mutex_t turn;   /* to count: held from cutter_cut to cutter_pass_turn */
	uint64_t line;     /* the number of the line behind the chunks that were counted, from 1 */
	bool skipping;     /* `at` is inside a line, or record, that is too long */
	uint64_t patience; /* a line that goes on past so many bytes ends all; 0: none does */
	struct cut_loss too_long, half;
	seiche_cut *cut;  /* NULL: chunks end where lines end */
	uint64_t unseen;  /* bytes of the record being skipped that are not looked at */
	bool inside_line; /* what was skipped last ended inside of a line */
	uint64_t records; /* that were too long … */
	struct cut_loss
		rest; /* … and their lines that were passed over, and where the first began */
};

/* False where there is no memory. */
MUST_CHECK
bool cut_room_init(struct cut_room *room);
void cut_room_release(struct cut_room *room);

/*
 * Place `bytes` so that what is read behind the first `before` of them begins at a line of
 * the cache, where the system copies a page in a tenth less time. What is there is lost.
 */
void cut_room_place(struct cut_room *room, uint64_t before);

/*
 * Begin on a stream that was opened in cutter->stream; cutter_close closes it. `is`: what
 * is known of its encoding, or zeros. `cut`: the parser's, or NULL.
 */
void cutter_begin(struct cutter *cutter, struct encoded is, seiche_cut *cut);
void cutter_close(struct cutter *cutter);

/*
 * The next chunk, of at most `aim` bytes and what was left before them, in `room`
 * with SEICHE_PADDING zeros behind it; `first_line` is the number of its first line.
 * False where there is no more.
 */
MUST_CHECK
bool cutter_next(struct cutter *cutter, uint32_t aim, struct cut_room *room,
		 struct seiche_chunk *chunk, uint64_t *first_line);

/*
 * The same in steps, so that lines of one chunk are counted while the next is cut. Who has
 * cut a chunk, one thread at a time, has the turn to count: where the chunk before is still
 * being counted, cutter_cut waits for that. So chunks are counted in their order, and what
 * is done between cutter_count and cutter_pass_turn is done in their order as well.
 */
MUST_CHECK
bool cutter_cut(struct cutter *cutter, uint32_t aim, struct cut_room *room,
		struct seiche_chunk *chunk);

/* Find the chunk's lines; returns the number of the first. */
uint64_t cutter_count(struct cutter *cutter, const struct cut_room *room,
		      struct seiche_chunk *chunk);
void cutter_pass_turn(struct cutter *cutter);

#endif
