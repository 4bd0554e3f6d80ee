/*
 * classify.h - what kind of spike: rules on its excess, in a fixed order
 * (docs/ALGORITHMS.md, «Classes»).
 */
#ifndef ANALYSIS_CLASSIFY_H
#define ANALYSIS_CLASSIFY_H

#include "analysis/clientele.h"

struct class_found {
	enum spike_class class;
	const char *why; /* a sentence of facts, without a final stop */
};

/*
 * `after_outage_us`: how long after the end of an outage of the same service the
 * spike began, TIME_UNKNOWN where there was none; `outage_id` names it.
 */
struct class_found classify(const struct excess *excess, const struct clientele *clients,
			    int64_t after_outage_us, uint32_t outage_id, struct arena *arena);

/* Whether an agent calls itself a robot or is a tool that fetches. */
bool agent_is_robot(const char *agent);

#endif
