/*
 * collect.h - an event sink for tests: what it was given, as sums that no order changes.
 */
#ifndef SUPPORT_COLLECT_H
#define SUPPORT_COLLECT_H

#include "core/sink.h"

struct collected {
	uint64_t rows, weight;
	uint64_t digest;  /* sum over the rows of a hash of source, line, time and record */
	uint64_t outside; /* rows out of [from_us, to_us) of the sink */
};

struct collect {
	struct event_sink sink; /* must be first */
	int64_t from_us, to_us;
	struct collected got;
	uint64_t fail_after; /* take fails past so many rows of a part; 0: never */
};

void collect_init(struct collect *collect);

#endif
