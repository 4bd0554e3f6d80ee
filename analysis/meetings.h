/*
 * meetings.h - which clients came with which values of an episode: so how many different
 * clients each value had. The sets lie with the values' counts (count_table_meet).
 *
 * Where a dimension has more meetings, of a value and a client, than may be kept, and not so few
 * values that a bit for each client does, those of clients are kept whose hash lies below a
 * threshold. How many there were is known exactly until anything is left out, and from then on by a
 * sketch of all, also of what is not kept: so what is left out depends on what came, never on
 * the order.
 */
#ifndef ANALYSIS_MEETINGS_H
#define ANALYSIS_MEETINGS_H

#include "analysis/allowance.h"
#include "analysis/distinct.h"
#include "analysis/tray.h"

struct meetings {
	_Atomic uint64_t count[DIMENSIONS];  /* different ones */
	_Atomic uint32_t values[DIMENSIONS]; /* that were counted; UINT32_MAX: too many to keep */
	uint64_t max[DIMENSIONS];
	uint32_t few[DIMENSIONS];   /* of so many values all meetings may be kept */
	unsigned shift[DIMENSIONS]; /* kept are clients whose hash's upper `shift` bits are 0 */
	struct distinct *sketch;    /* [DIMENSIONS]; NULL: nothing was left out as yet */
};

void meetings_init(struct meetings *meetings, const struct allowance *allowance);
void meetings_release(struct meetings *meetings);

/*
 * Those of a tray in a dimension other than clients. The numbers of its items' counts are
 * known, and the clients': COUNT_NONE of those that are not kept. Not by two threads for one
 * dimension.
 */
void meetings_take(struct meetings *meetings, struct census *census, struct tray *tray,
		   uint32_t dimension);

/* After a tray's clients were counted and before its meetings are taken. */
void meetings_prepare(const struct meetings *meetings, const struct census *census,
		      struct tray *tray);

/* Whether there are too many of a dimension; for any thread. */
bool meetings_are_over(const struct meetings *meetings);

/*
 * Nobody else is at them for what follows. Before anything is left out for the first time, of
 * meetings or of `census[DIMENSIONS]`; after clients got other numbers; and, in the end, to let go
 * of what is too much.
 */
void meetings_begin(struct meetings *meetings, const struct census *census);
void meetings_renumber(struct census *census, const uint32_t *number);
void meetings_bound(struct meetings *meetings, struct census *census);

#endif
