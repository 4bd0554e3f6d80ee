/*
 * prefixed.h - lines behind the names of the containers that wrote them: what is printed
 * by `docker compose logs`, `kubectl logs --prefix` and process managers.
 *
 * Each container may write in a format of its own; what stands behind the names is chosen
 * for and read as any source is. The name tells service and host where the line doesn't.
 */
#ifndef PARSERS_PREFIXED_H
#define PARSERS_PREFIXED_H

#include "parsers/judge.h"

/* How names stand in front of lines. */
enum prefix {
	PREFIX_COMPOSE, /* "web-1  | " */
	PREFIX_POD,     /* "[pod/web-7d9f/nginx] " */
	PREFIXES,
};

/* The two parts of a name; none is a part without a byte. */
struct prefix_name {
	struct span service, host;
};

/* Bytes of the name and what parts it from the line, or 0. */
size_t prefix_take(enum prefix prefix, struct span line, struct prefix_name *name);

/*
 * The lines of a sample without their names, in `arena` and padded as a head; false where
 * fewer than nine in ten bear one. Lines without one are left out.
 */
bool prefix_strip(enum prefix prefix, struct sample sample, struct arena *arena,
		  struct sample *bare);

/*
 * The parser of such lines, in `arena`: named "compose(INNER)" or "pods(INNER)". What is
 * told to `inner` of a source is `view`. A line that it does not read belongs to the event
 * before it, for a program's start and its traces bear no time; one without a name to none.
 */
const struct seiche_parser *prefixed_make(enum prefix prefix, const struct seiche_parser *inner,
					  const struct seiche_source *view, struct arena *arena);

#endif
