/*
 * feed.h - events made by hand, handed to a sink as the reader would: in batches,
 * over several parts, in any order.
 */
#ifndef UNIT_ANALYSIS_FEED_H
#define UNIT_ANALYSIS_FEED_H

#include "core/sink.h"

#include <stdint.h>

struct happening {
	int64_t at_us, length_us; /* length: a row of statistics */
	uint64_t weight;          /* 0 is 1 */
	uint16_t status;          /* 0: none */
	uint8_t level;            /* 0: none */
	uint64_t bytes;
	int64_t duration_us; /* 0: none */
	uint32_t measure;    /* of the source, as is the metric */
	uint8_t metric;
	uint32_t source;     /* its number */
	const char *source_service, *source_host;
	bool service_given, host_given;
	const char *service, *host, *client, *target, *referrer, *agent, *method;
	const char *program, *text; /* text: a message */
};

struct feed_plan {
	uint32_t parts, batch; /* how many workers; rows of a batch (at most 64) */
	bool backwards;
};

/* Hand all to the sink; false with the error of the sink that refused. */
bool feed_all(struct event_sink *sink, const struct happening *happening, uint32_t count,
	      struct feed_plan plan, struct error *error);

#endif
