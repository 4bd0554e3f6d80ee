/*
 * trigger.h - messages that often stand before trouble: restarts, the out-of-memory
 * killer, units that failed, pools that are full, crashes, deploys.
 *
 * Recognised by their usual wording, whatever program wrote them. That one precedes
 * an outage is a fact of time, no more: the report says «preceded by».
 */
#ifndef ANALYSIS_TRIGGER_H
#define ANALYSIS_TRIGGER_H

#include "core/span.h"

enum trigger_kind {
	TRIGGER_MEMORY,
	TRIGGER_CRASH,
	TRIGGER_UNIT,
	TRIGGER_UPSTREAM,
	TRIGGER_CONNECTIONS,
	TRIGGER_FILES,
	TRIGGER_DISK,
	TRIGGER_NETWORK,
	TRIGGER_CERTIFICATE,
	TRIGGER_REBOOT,
	TRIGGER_RESTART,
	TRIGGER_DEPLOY,
	TRIGGERS, /* none of them */
};

/* "out of memory", "restart": as in the report. */
const char *trigger_name(enum trigger_kind kind);

/* The wordings by their first two bytes: a message is walked through once for all of them. */
#define TRIGGER_PAIRS 1024

struct trigger_index {
	uint8_t first[TRIGGER_PAIRS]; /* a wording's number + 1; 0: none begins so */
	uint8_t next[UINT8_MAX];      /* of those that begin alike */
};

void trigger_index_init(struct trigger_index *index);

/* What a message tells of; the first that fits, in the order above. */
enum trigger_kind trigger_of(const struct trigger_index *index, struct span message);

#endif
