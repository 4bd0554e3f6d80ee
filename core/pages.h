/*
 * pages.h - memory straight from the system, all zeros.
 *
 * For room that is seldom used to its end: a page that nobody touches is never there, and
 * what is given back is the system's again. Of calloc that holds for the first time only:
 * once such a block was freed the library keeps the like of it, and clears it all for the
 * next who asks.
 */
#ifndef CORE_PAGES_H
#define CORE_PAGES_H

#include "core/core.h"

/* `size` bytes, more than 0, aligned for any type; NULL where there are none. */
void *pages_take(size_t size);

/*
 * More of what was taken with `size`, or NULL, which is nothing: what it holds stays, elsewhere
 * perhaps, and what is new is all zeros. Nothing is copied: the system only calls it by another
 * name. NULL where there is none; what was taken is as before then.
 */
void *pages_grow(void *pages, size_t size, size_t new_size);

/* Give back what was taken with that size; NULL is nothing. */
void pages_release(void *pages, size_t size);

/* Let the system have what was freed by malloc's users and lies in whole pages, where it can. */
void pages_return(void);

#endif
