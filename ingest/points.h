/*
 * points.h - places in a packed file from which it can be unpacked: what the
 * inspection jumps by, as it jumps by chunks in a plain one.
 *
 * A place is where a member begins, which costs nothing to keep, or the state of the
 * codec in the middle of one, where the codec can copy it. They lie at least `step`
 * apart; where there is no room for more, every second is dropped and the step
 * doubled. States of all files together stay within a budget, of which each file has a
 * share by its size: the first leave room for the last. Once it is known from where will
 * be read again for the last time, the others are given back. What is handed out never depends on which
 * places there are.
 */
#ifndef INGEST_POINTS_H
#define INGEST_POINTS_H

#include "ingest/unpack.h"

#include <stdatomic.h>

#define POINTS_MAX 256
#define POINTS_STEP_BYTES ((uint64_t)4 << 20) /* unpacked; some 1 ms of work */
#define POINTS_BUDGET_BYTES ((uint64_t)32 << 20)

/* What the states of all files take; counters that many threads share. */
struct points_budget {
	atomic_ullong taken_bytes;  /* at most POINTS_BUDGET_BYTES */
	atomic_ullong packed_bytes; /* of all files that share it: points_weigh */
};

struct point {
	struct unpacker unpacker; /* goes on where it was noted */
	bool wanted;              /* points_want */
};

struct points {
	struct points_budget *budget; /* NULL: only where members begin */
	struct point *item;
	uint32_t count, room;
	uint32_t states; /* of the budget */
	uint64_t step;
	uint64_t packed_bytes; /* its part of all; 0: not known, its share is all that is left */
	bool settled;          /* no more are noted: many threads may jump by them */
};

void points_init(struct points *points, struct points_budget *budget);
void points_release(struct points *points);

/*
 * The size of the packed file, by which it gets its share of the budget; before any of the
 * files is read on. A file whose share is less than a state may have one, while there is room.
 */
void points_weigh(struct points *points, uint64_t packed_bytes);

/* Note where `unpacker` is, or where its member began, if that is far enough from the last. */
void points_note(struct points *points, const struct unpacker *unpacker);

/*
 * Move the unpacker to the last point that is behind where it is and not behind
 * `at`. False, and nothing moved, where there is none.
 */
bool points_jump(const struct points *points, struct unpacker *unpacker, uint64_t at);

/*
 * It will be read from `at` on: the last point that is not behind it is kept by
 * points_settle. Returns where the next point is, UINT64_MAX where there is none.
 */
uint64_t points_want(struct points *points, uint64_t at);

/* Note no more, and give back those that nobody wants, unless it will be asked `again`. */
void points_settle(struct points *points, bool again);

#endif
