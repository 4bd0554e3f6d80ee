/*
 * template.h - the sentences behind log messages: «connection from <*>», seen 909
 * times with as many addresses.
 *
 * Two steps. A message is masked as soon as it is read: what is plainly a value
 * (numbers, addresses, paths, dates, names with dots) becomes a wildcard; what is
 * left is its shape, and there are few of them. When all is read the shapes are
 * grouped by how often their words occur at their places (after Brain: Yu et al.
 * 2023): words that share one frequency are the root of a sentence, a place that
 * holds many different words is a variable. One set of masks serves every kind of
 * log. Measured in docs/ALGORITHMS.md.
 *
 * Pure: the same shapes give the same templates, in whatever order they were counted.
 */
#ifndef ANALYSIS_TEMPLATE_H
#define ANALYSIS_TEMPLATE_H

#include "core/arena.h"
#include "core/span.h"

#define TEMPLATE_MESSAGE_BYTES 2048 /* of a message that are looked at */
#define TEMPLATE_TOKENS 96          /* of a shape; what follows is left out */
#define TEMPLATE_SHAPE_BYTES 400

/* In a shape, for what was masked. A message that holds it has a wildcard there. */
#define TEMPLATE_WILDCARD '\x01'

struct template_shape {
	char at[TEMPLATE_SHAPE_BYTES + 1]; /* terminated */
	uint32_t size;
};

/* Mask a message (decoded). An empty one has an empty shape. */
void template_mask(struct span message, struct template_shape *out);

/* A shape and how often it was seen. */
struct template_seen {
	struct span shape;
	uint32_t scope; /* shapes of different scopes never fall together: programs, services */
	uint64_t count;
};

struct templates {
	const char **text; /* readable, a wildcard is "<*>" */
	uint32_t count;
	uint32_t *of; /* [seen] which template each shape belongs to */
};

/*
 * Group shapes, each given once. `seen` must be in an order that does not depend on
 * chance, for templates are numbered by it. All of the result lives in `arena`.
 * Time is bounded: where there are so many templates that comparing them all would
 * take too long, some that could fall together stay apart.
 */
struct templates template_group(const struct template_seen *seen, uint32_t count,
				struct arena *arena);

#endif
