/*
 * tally.h - what became of the lines of a source, summed in any order.
 *
 * Sums, extremes and «the earliest in the source»: the same whichever worker read
 * which chunk, and whenever.
 */
#ifndef INGEST_TALLY_H
#define INGEST_TALLY_H

#include "ingest/cut.h"
#include "ingest/source.h"
#include "ingest/words.h"

struct reject {
	uint64_t offset, line; /* of the line's first byte; from 1 */
	const char *why;       /* static; NULL: none was rejected */
	char text[QUOTE_TEXT_BYTES];
};

/* A step back in time between an event and the one before it in the source. */
struct step_back {
	uint64_t line; /* of the later event, from 1; 0: there was none */
	int64_t from_us, to_us;
};

/* Steps back by more than this are told: less is requests that took long. */
#define STEP_BACK_US (10 * MINUTE_US)

struct tally {
	uint64_t lines, events, continuation, filtered, rejected, weight;
	int64_t from_us, to_us; /* of the events */
	int64_t end_us;         /* latest time plus length */
	uint32_t assumed;
	/* Of the order of events; what lies between chunks comes by borders.h. */
	int64_t first_us, last_us; /* as they stand in the chunk, for a tally of one */
	uint64_t first_event;      /* line of the first of them */
	uint64_t steps, descents;  /* from each event to the next; those with an earlier time */
	uint64_t steps_back;       /* by more than STEP_BACK_US */
	struct step_back earliest;
	struct reject first;
};

void tally_start(struct tally *tally);

/*
 * Count a batch as the parser filled it, whose rows up to `kept` remain after
 * filtering.
 */
void tally_batch(struct tally *tally, const struct seiche_chunk *chunk, uint64_t first_line,
		 const struct seiche_batch *batch, uint32_t kept);

void tally_add(struct tally *tally, const struct tally *more);

/* A step from an event to the one that follows it in the source, at `line`. */
void tally_step(struct tally *tally, int64_t from_us, int64_t to_us, uint64_t line);

/* What the stream lost, as problems: damage, over-long lines, an unfinished last one. */
void tally_losses(struct source *source, struct arena *arena, const struct cutter *cutter);

/* Put the sums into the source's ledger and what is to be said of them into its problems. */
void tally_settle(const struct tally *tally, struct source *source, struct arena *arena,
		  const struct cutter *cutter);

#endif
