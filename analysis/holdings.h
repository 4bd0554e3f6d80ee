/*
 * holdings.h - of which services the events of each source are, so that a service is looked
 * for where it can be found, and not with others whose sources are their own.
 *
 * Parts can be joined in any order: what is noted only grows from none over one to several.
 */
#ifndef ANALYSIS_HOLDINGS_H
#define ANALYSIS_HOLDINGS_H

#include "core/arena.h"

#define HELD_NONE UINT32_MAX
#define HELD_SEVERAL (UINT32_MAX - 1)

/* All zero is ready to use; lives in the arena that it is given. */
struct holdings {
	uint32_t *sole; /* by source: a service, HELD_NONE or HELD_SEVERAL */
	uint32_t sources;
	size_t source_room;
	bool *shares; /* by service: a source of its holds events of others, too */
	uint32_t services;
	size_t service_room;
};

/* An event of the service was seen in the source. */
void holdings_note(struct holdings *holdings, uint32_t source, uint32_t service,
		   struct arena *arena);

/* Add all of another one, which calls the service `number[i]` of this one `i`. */
void holdings_join(struct holdings *into, const struct holdings *from, const uint32_t *number,
		   struct arena *arena);

uint32_t holdings_sole(const struct holdings *holdings, uint32_t source);
bool holdings_shares(const struct holdings *holdings, uint32_t service);

#endif
