/*
 * inspect_parts.h - what the files of the inspection share: inspect.c counts, inspect_told.c
 * answers.
 */
#ifndef ANALYSIS_INSPECT_PARTS_H
#define ANALYSIS_INSPECT_PARTS_H

#include "analysis/book.h"
#include "analysis/messages.h"
#include "analysis/pieces.h"
#include "analysis/sample.h"

#include <pthread.h>

#define NO_SEAT UINT32_MAX

/* Everything of one episode. */
struct episode_count {
	uint64_t inside, reference;
	bool seen;        /* `spot` is set */
	struct spot spot; /* first event, or the last one of LOOK_LAST */
};

struct inspection {
	struct event_sink sink; /* first: the sink is the inspection */
	uint32_t episodes;
	const struct source_facts *source;
	uint32_t sources;
	struct allowance allowance;
	uint64_t seed; /* of stable hashes */
	struct messages messages;
	struct message_findings *told; /* so far */
	pthread_mutex_t lock;          /* for the next */
	struct part *idle;
	/* Of the round; all zero between two of them. */
	struct inspection_round {
		struct arena arena;
		const struct look *look;
		size_t looks;
		struct services_pieces pieces;
		uint32_t *episode; /* by seat */
		bool *latest;      /* by seat: LOOK_LAST */
		uint32_t seats;
		struct episode_count *seat;
		struct book book; /* the workers' own: it has locks */
		struct sample sample;
		bool begun;
	} round;
	uint32_t *seat_of; /* by episode; NO_SEAT where it is not counted in the round */
};

#endif
