/*
 * inspect.h - the second pass: what the events of chosen stretches consist of.
 *
 * An event_sink. It may go in rounds, each of some services' looks: what is counted is of
 * one round and given back after it. Counts are exact while they fit the
 * allowance: by default per dimension INSPECT_VALUES_MAX pairs of episode and value
 * (INSPECT_CLIENTS_MAX of clients) and INSPECT_DISTINCT_MAX pairs of value and client. Past a bound
 * a value (or client) is kept where a hash of its bytes lies below a threshold, which is halved
 * until the rest fits (distinct sampling, Gibbons 2001): what is kept depends on the set of values
 * alone, never on threads or order. What is kept is still counted exactly; distinct clients become
 * estimates. Of the other values those that hold much of an episode are told by a sketch's estimate
 * (census.h). Which values come together is seen on a sample of rows (sample.h).
 */
#ifndef ANALYSIS_INSPECT_H
#define ANALYSIS_INSPECT_H

#include "analysis/allowance.h"
#include "analysis/count_table.h"
#include "analysis/findings.h"
#include "core/arena.h"
#include "core/sink.h"

#define INSPECT_VALUES_MAX 131072
#define INSPECT_CLIENTS_MAX 524288
#define INSPECT_DISTINCT_MAX 1048576

#define LOOK_BEFORE_SLACK_US MINUTE_US

enum look_kind {
	LOOK_INSIDE,    /* the episode itself */
	LOOK_REFERENCE, /* a stretch that it is compared with */
	LOOK_LAST,      /* only the latest event counts: what was heard last before a silence */
	LOOK_VISIT,     /* only who came counts, for those who come again */
	LOOK_BEFORE,    /* only messages that tell of trouble count; to_us is LOOK_BEFORE_SLACK_US
			   after the episode begins */
	LOOK_USUAL,     /* the same before a reference: how usual such messages are */
};

/* Where to look and for what. */
struct look {
	uint32_t episode; /* numbered by the caller from 0 */
	enum look_kind kind;
	bool failed_only; /* count failed events only */
	const char *service;
	int64_t from_us, to_us;
	uint16_t day;  /* LOOK_DAY of it, where it is noted who came; 0: it is not */
	double events; /* that it is likely to count; 0 where messages alone count */
};

/* The same time of day so many days after the episode (negative: before), as a bit. */
#define LOOK_DAYS_BEFORE 7
#define LOOK_DAYS_AFTER 3
#define LOOK_DAY(days) ((uint16_t)(1u << ((days) + LOOK_DAYS_BEFORE)))

struct sample_side;

/* How often a value was seen. */
struct counted {
	enum dimension dimension;
	const char *value;
	double inside, reference;
	uint16_t days;   /* of a client: LOOK_DAY of the looks in which it was seen */
	bool estimated;  /* one that the bounds left out: at most so often, and little less */
	uint32_t number; /* of its count, for what is asked of it below */
};

struct inspection;
struct message_findings;

/* All that is given must outlive the inspection. `seed`: of stable hashes. */
struct inspection *inspection_new(struct arena *arena, uint32_t episodes,
				  const struct source_facts *source, uint32_t sources,
				  const struct allowance *allowance, uint64_t seed);
void inspection_release(struct inspection *inspection);

/*
 * Begin a round: the sink counts what these looks see. Of a service all looks are in one round,
 * and of an episode all that are not LOOK_BEFORE or LOOK_USUAL.
 */
void inspection_begin(struct inspection *inspection, const struct look *look, size_t looks);
struct event_sink *inspection_sink(struct inspection *inspection);

/* After the round's last part is joined and before anything below is asked. */
void inspection_settle(struct inspection *inspection, uint32_t jobs);

/* The episodes that were counted in the round: of others there is nothing to be told in it. */
const uint32_t *inspection_episodes(const struct inspection *inspection, uint32_t *count);

/* Give back what was counted in the round. */
void inspection_end(struct inspection *inspection);

/* Events of an episode, and of its references. */
double inspection_inside(const struct inspection *inspection, uint32_t episode);
double inspection_reference(const struct inspection *inspection, uint32_t episode);

/* The episode's first event, or what LOOK_LAST asked for; path NULL where there was none. */
struct evidence inspection_evidence(const struct inspection *inspection, uint32_t episode,
				    struct arena *arena, int64_t *at_us);

/*
 * A walk over the values of a dimension of an episode: most inside first, equals in an order
 * that is the same in every run. But clients come in any order, from run to run: take sums of
 * them that don't depend on it. Of other values those with none inside are left out.
 *
 *	struct counted item;
 *	for (struct value_walk walk = inspection_walk(…); value_walk_next(&walk, &item);)
 */
struct value_walk {
	const struct inspection *inspection;
	const uint32_t *number;
	uint32_t left;
	enum dimension dimension;
};

struct value_walk inspection_walk(const struct inspection *inspection, uint32_t episode,
				  enum dimension dimension);
/* The next one, false at the end. Its texts live until the round is ended. */
bool value_walk_next(struct value_walk *walk, struct counted *item);

/* The earliest event inside with a value; its text is NULL for clients. In `arena`. */
struct evidence inspection_first(const struct inspection *inspection, const struct counted *counted,
				 struct arena *arena);

/* Different clients with that value, one of a client; NAN: no clients known. */
double inspection_clients(const struct inspection *inspection, uint32_t episode,
			  const struct counted *counted);

/* What messages say; also of rounds that are over. (messages.h) */
const struct message_findings *inspection_messages(const struct inspection *inspection);

/*
 * Rows of an episode, SAMPLE_INSIDE or SAMPLE_REFERENCE, in any order: all of them, or
 * an even sample.
 */
const struct sample_side *inspection_rows(const struct inspection *inspection, uint32_t episode,
					  uint32_t side);

/* LOOK_DAY of all looks of an episode in which it was noted who came. */
uint16_t inspection_days(const struct inspection *inspection, uint32_t episode);

/*
 * In the round, of how many values of a dimension one is kept (1 while all are), of how many shapes
 * of messages, and of how many clients one is among those of values, where not all are. What is
 * kept of values is counted exactly. An estimate of n distinct clients made of one in k has a
 * standard error of sqrt((k - 1) n).
 */
double inspection_thinning(const struct inspection *inspection, enum dimension dimension);
double inspection_messages_thinning(const struct inspection *inspection);
double inspection_clients_thinning(const struct inspection *inspection);

#endif
