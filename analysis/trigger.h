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

/* What a message tells of; the first that fits, in the order above. */
enum trigger_kind trigger_of(struct span message);

#endif
