/*
 * times.h - the times that are asked for, by service, and which chunks hold any of them.
 */
#ifndef INGEST_TIMES_H
#define INGEST_TIMES_H

#include "core/arena.h"
#include "core/window.h"

/* Stretches of time, [from, to), sorted and disjoint. */
struct times {
	struct stretch *item;
	size_t count;
	bool made; /* once somebody asked */
};

/* Stretches of one service, among those that are sorted by service. */
struct times_group {
	const char *service;
	size_t from, to;
	struct times times; /* with those of all services; once somebody asked */
};

/* What is asked for: made once, however many sources there are. */
struct times_asked {
	struct arena *arena;
	struct stretch *item; /* by service, those of all first */
	size_t count, common; /* those of all */
	struct times_group *group;
	size_t groups;
	struct times none,
		shared; /* of services that have none of their own; of sources of several */
};

/* Stretches that are empty are left out. Lives in `arena`, which is used as long. */
void times_ask(struct times_asked *asked, const struct stretch *stretch, size_t stretches,
	       struct arena *arena);

/*
 * The times that concern a source, the same for all of a service. `sole` is the only one its
 * events are of; NULL where they are of several: then of any that shares its sources.
 */
const struct times *times_of(struct times_asked *asked, const char *sole);

/* Does [from_us, to_us], of a chunk's events, hold any of these times? TIME_UNKNOWN does not. */
bool times_touch(const struct times *times, int64_t from_us, int64_t to_us);

#endif
