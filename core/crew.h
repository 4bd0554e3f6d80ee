/*
 * crew.h - worker threads: the only place that starts any.
 */
#ifndef CORE_CREW_H
#define CORE_CREW_H

#include "core/error.h"

#include <stdatomic.h>

/* How many workers there are by default: the processors this process may use. */
uint32_t crew_default(void);

/*
 * Run `work(context, worker)` once on each of `workers` threads, numbered from
 * 0, and wait for all. One worker runs on the caller's thread. Where fewer
 * threads can be started, fewer run: `work` must not count on a number.
 */
void crew_run(uint32_t workers, void (*work)(void *context, uint32_t worker), void *context);

/* Items that are shared out among workers; `next` is 0 at first. */
struct crew_items {
	atomic_uint_fast64_t next; /* wider than an item: every worker steps past the end once */
	uint32_t count;
};

/* The next one that nobody has taken, for workers with things of their own; false at the end. */
bool crew_take(struct crew_items *items, uint32_t *item);

/* Run `work(context, item)` for each item in [0, items), spread over the workers. */
void crew_each(uint32_t workers, uint32_t items, void (*work)(void *context, uint32_t item),
	       void *context);

#endif
