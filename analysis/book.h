/*
 * book.h - the inspection's counts: a census for each dimension. All workers share it:
 * each brings what it counted of a batch in a tray, so a census is locked once a batch, and
 * what is kept of values takes room once, not once a worker.
 */
#ifndef ANALYSIS_BOOK_H
#define ANALYSIS_BOOK_H

#include "analysis/allowance.h"
#include "analysis/meetings.h"
#include "analysis/tray.h"

#include <pthread.h>

struct book {
	struct census census[DIMENSIONS];
	pthread_mutex_t lock[DIMENSIONS];
	pthread_rwlock_t numbers; /* read: while counts are called by number; write: to renumber */
	struct meetings meetings;
	uint32_t episodes;
	uint32_t *clients; /* of each episode, inside of it; once settled */
};

/* `seed`: of the values' stable hashes. */
void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance,
	       uint64_t seed);
void book_release(struct book *book);

/* Take all that lies in a tray; it is empty afterwards. For any thread. */
void book_take(struct book *book, struct tray *tray);

/* After the last tray and before anything below is asked; by so many workers. */
void book_settle(struct book *book, uint32_t jobs);

/* Numbers of the counts of an episode's values; in the order of census_counts. */
const uint32_t *book_counts(const struct book *book, uint32_t episode, enum dimension dimension,
			    uint32_t *count);

/*
 * Distinct clients of an episode, and of a count (of a client's one); NAN where that is an
 * estimate, or where no client is in the sample.
 */
double book_clients(const struct book *book, uint32_t episode);
double book_clients_of(const struct book *book, enum dimension dimension, uint32_t number);

/* Of how many clients one is among those of values, in the worst dimension; 1: all are. */
double book_clients_thinning(const struct book *book);

#endif
