/*
 * huge.h - memory for what is large and read here and there: in huge pages where the
 * system has them, since to find a page of 4 KiB again takes longer than to read from it.
 */
#ifndef CORE_HUGE_H
#define CORE_HUGE_H

#include "core/core.h"

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

/* `size` zeroed bytes, aligned for any type; NULL where there is no memory. */
void *huge_take(size_t size);

/* Give them back; `size` as it was asked for. NULL is fine. */
void huge_give(void *at, size_t size);

#endif
