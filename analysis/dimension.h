/*
 * dimension.h - the values of an event in the ten dimensions of findings.h.
 */
#ifndef ANALYSIS_DIMENSION_H
#define ANALYSIS_DIMENSION_H

#include "analysis/findings.h"
#include "core/sink.h"
#include "core/text.h"

#define VALUE_BYTES_MAX 255

/* Values of one event: decoded, cut to VALUE_BYTES_MAX; size 0 where it has none. */
struct dimension_values {
	struct span value[DIMENSIONS];
	struct text text[DIMENSIONS]; /* where decoded ones live until the next event */
	char status[8];
};

void dimension_values_init(struct dimension_values *values);
void dimension_values_release(struct dimension_values *values);

/* Take them from an event. `host` is what naming.h says; it must stay while the values are used. */
void dimension_values_of(struct dimension_values *values, const struct seiche_chunk *chunk,
			 const struct seiche_event *event, struct span host);

/* The client alone; overwrites the present one. */
struct span dimension_client_of(struct dimension_values *values, const struct seiche_chunk *chunk,
				const struct seiche_event *event);

#endif
