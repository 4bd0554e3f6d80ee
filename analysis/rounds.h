/*
 * rounds.h - the second pass in rounds of services: what is counted of one round is given
 * back before the next, so that memory grows with what a service's episodes hold and not with
 * the number of services.
 *
 * A round has all looks of its services. Whatever is counted of an episode's values lies in
 * its own service, so after that round it is whole. Services that share sources with others,
 * as virtual hosts do, are in one round together: each round more would read those again. The
 * others follow by their names, as many in a round as are likely to hold so many events together.
 */
#ifndef ANALYSIS_ROUNDS_H
#define ANALYSIS_ROUNDS_H

#include "analysis/looks.h"

/*
 * Few enough for what is counted of them to take some ten MB, and to fit the tables
 * (INSPECT_VALUES_MAX); many enough for a round's own work not to show.
 */
#define ROUND_EVENTS 32768

struct round {
	size_t from, to; /* looks [from, to) */
};

struct rounds {
	struct round *item;
	uint32_t count;
};

/*
 * Puts looks, and stretches with them, in the order of their rounds; those of a service stay
 * in order. Of more than one service a round has at most `events_max` events, as far as that
 * is known before they are read. In `arena`.
 */
struct rounds rounds_plan(struct looks *looks, double events_max, struct arena *arena);

#endif
