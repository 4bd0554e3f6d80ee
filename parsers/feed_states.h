/*
 * feed_states.h - from what a monitor saw, now up, now down, to windows.
 */
#ifndef PARSERS_FEED_STATES_H
#define PARSERS_FEED_STATES_H

#include "parsers/feed_window.h"

enum feed_condition {
	FEED_UP,
	FEED_DOWN,
	FEED_DEGRADED,
	FEED_MAINTENANCE,
	FEED_UNKNOWN, /* nobody looked: it ends a window, and begins none */
};

struct feed_state {
	struct span service; /* borrowed; size 0: of the file's one service */
	int64_t at_us;
	enum feed_condition condition;
	struct span text; /* borrowed; what was seen, for the title */
	uint64_t line;
	size_t order; /* private: as it was added */
};

struct feed_states {
	struct feed_state *item;
	size_t count, room;
};

/* FAULT_LIMIT past FEED_STATES_MAX. */
#define FEED_STATES_MAX 5000000
MUST_CHECK
bool feed_states_add(struct feed_reading *reading, struct feed_states *states,
		     const struct feed_state *state);

/* How a monitor works, as far as it is known. */
struct feed_watch {
	enum window_precision precision;
	/* It speaks at least this often of all it watches: where it is silent for longer, nothing
	 * is known of a service from its last word on. 0: it speaks when something changes. */
	int64_t silence_us;
	int64_t hold_us; /* its last word is good for that long */
};

/*
 * A window from the first of a run of states that are down, degraded or maintenance
 * to the first of another condition, or to where the monitor falls silent; still
 * open where neither follows. States may come in any order. Sorts them.
 */
MUST_CHECK
bool feed_states_take(struct feed_reading *reading, struct feed_states *states,
		      const struct feed_watch *watch);

/* up, down, ok, critical, degraded, maintenance, paused … in any case; false where it is no such
 * word. */
bool feed_condition_of(struct span word, enum feed_condition *condition);

#endif
