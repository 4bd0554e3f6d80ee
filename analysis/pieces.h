/*
 * pieces.h - which looks look at a time of a service.
 *
 * Looks overlap, so the time of each service is cut where any of its looks begins or ends;
 * a time is in one piece, found by bisection, and the piece knows its looks.
 */
#ifndef ANALYSIS_PIECES_H
#define ANALYSIS_PIECES_H

#include "analysis/inspect.h"
#include "core/arena.h"

/* A look, and where what it sees is counted. */
struct aim {
	const struct look *look;
	uint32_t seat; /* of its episode, where that is counted */
};

/* [edge[i], edge[i + 1]) is looked at by aim[first[i]] … aim[first[i + 1] - 1]. */
struct pieces {
	const char *service;
	int64_t *edge;
	uint32_t edges;
	uint32_t *first;
	struct aim *aim;
};

struct services_pieces {
	struct pieces *item; /* by name of the service */
	uint32_t count;
};

/* Of all services that are looked at; `seat` is of each episode. In `arena`. */
struct services_pieces pieces_of(const struct look *look, size_t looks, const uint32_t *seat,
				 struct arena *arena);

/* Those of a service; NULL: nobody looks at it. */
const struct pieces *pieces_find(const struct services_pieces *pieces, const char *service);

/* The piece in which a time lies, or `edges` where nobody looks. */
uint32_t pieces_at(const struct pieces *pieces, int64_t at_us);

#endif
