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
	bool made;
};

/* Stretches of one service, among those that are sorted by service. */
struct times_group {
	const char *service;
	size_t from, to;
	/* With those of all services, and with those that lines may name; once somebody asked. */
	struct times alone, with_lines;
};

/* What is asked for: made once, however many sources there are. */
struct times_asked {
	struct arena *arena;
	struct stretch *item; /* by service, those of all first */
	size_t count, common; /* those of all */
	struct stretch *line; /* those that lines may name */
	size_t lines;
	struct times_group *group;
	size_t groups;
	struct times_group none; /* of services that have none of their own */
};

/* Stretches that are empty are left out. Lives in `arena`, which is used as long. */
void times_ask(struct times_asked *asked, const struct stretch *stretch, size_t stretches,
	       struct arena *arena);

/*
 * The times that concern a source, the same for all of a service. Its events are of `service`,
 * but where the lines themselves name others: then they may be of any that lines name.
 */
const struct times *times_of(struct times_asked *asked, const char *service, bool lines_name);

/* Does [from_us, to_us], of a chunk's events, hold any of these times? TIME_UNKNOWN does not. */
bool times_touch(const struct times *times, int64_t from_us, int64_t to_us);

#endif
