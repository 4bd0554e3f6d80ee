/* slim_add.h - a sketch made by hand. */
#ifndef TESTS_SLIM_ADD_H
#define TESTS_SLIM_ADD_H

#include "analysis/sketch.h"

static inline void slim_add(struct slim *slim, int64_t value, uint64_t weight)
{
	uint32_t *count = &slim->count[slim_bucket(value)];

	*count = slim_sum(*count, weight);
}

#endif
