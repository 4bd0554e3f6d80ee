/*
 * ties.h - with which values each client came, and so how many different clients each
 * value had.
 *
 * A tie stands for a value of a dimension in an episode. Most clients come with few: theirs
 * lie in one cache line each, by the client's number, and count exactly. All ties of a
 * client with more, and those of dimensions of which each client has many (wide ones), are
 * pairs.h's, which is sampled where there are too many. Where a tie lies depends on what
 * came, never on the order.
 */
#ifndef ANALYSIS_TIES_H
#define ANALYSIS_TIES_H

#include "analysis/count_table.h"
#include "analysis/pairs.h"

#include <pthread.h>

#define TIES_NEAR 8 /* of a client, in its line */

struct ties_line {
	uint64_t tie[TIES_NEAR]; /* the first free one is 0; TIES_MANY in front: all are pairs */
};

/* How many clients a tie has; a place of a hash table. */
struct ties_clients {
	uint64_t tie; /* 0: free */
	uint32_t near, pairs;
};

struct ties {
	struct ties_line **page; /* of COUNT_PAGE_COUNTS lines, by client; NULL: none is used */
	uint32_t pages;
	bool spread; /* there are no lines: all are pairs */
	struct pairs pairs;
	pthread_mutex_t pairs_lock;
	struct ties_clients *place; /* of those that may be asked for */
	struct hash_key key;        /* chains can't be built from outside */
	uint32_t places;
};

void ties_init(struct ties *ties, uint32_t pairs_max);
void ties_release(struct ties *ties);

/* `stable`: the stable hash of the value, or of the client. */
uint64_t tie_of(uint64_t stable, uint32_t episode, uint32_t dimension);
struct pair tie_pair(uint64_t tie, uint64_t client_stable);

/*
 * Pairs of wide dimensions. For any thread. Returns how many upper bits of a pair's hash must
 * be 0 for it to be kept, from now on.
 */
unsigned ties_add_pairs(struct ties *ties, const struct pair *pair, uint32_t pairs);

/*
 * The other ties of a client at one event, TIES_NEAR at most. With a lock on the clients held,
 * as what follows; a client's number is that of its count, and of no meaning once they are spread.
 */
void ties_add(struct ties *ties, uint32_t client, uint64_t client_stable, const uint64_t *tie,
	      uint32_t count);

/* Call for what that needs to come from memory. */
void ties_approach(const struct ties *ties, uint32_t client);

/* Before clients get other numbers: from now on there are no lines. */
void ties_spread(struct ties *ties, const struct count_table *clients);

/*
 * After the last was added, and before anything below is asked: of so many ties at most it may
 * be, each of which is named; then they are counted.
 */
void ties_expect(struct ties *ties, uint32_t count);
void ties_name(struct ties *ties, uint64_t tie);
void ties_settle(struct ties *ties);

/* 0 for those that were not named. */
double ties_clients(const struct ties *ties, uint64_t tie);

/* Of how many pairs one is kept; 1: all are. */
double ties_thinning(const struct ties *ties);

#endif
