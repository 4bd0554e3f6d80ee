/*
 * arena.h - region memory: taken piece by piece, given back all at once.
 *
 * Whoever creates an arena releases it. A function that returns memory takes the
 * arena in which that memory will live as a parameter; a second arena is scratch
 * that it rewinds before returning. Running out of memory ends the process with
 * a message, so nothing here fails. Not for use by two threads at a time.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include "core/core.h"

#include <stdarg.h>

struct arena_block;

struct arena {
	struct arena_block *block; /* newest first; all zero is an empty arena */
	struct arena_block *spare; /* given back by a rewind, for what is taken next */
	uint64_t taken_bytes;      /* asked for so far, for limits and reports */
};

struct arena_mark {
	struct arena_block *block;
	size_t used;
	uint64_t taken_bytes;
};

/* `size` zeroed bytes, aligned for any type; never NULL, also for 0 bytes. */
void *arena_take(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));

/* An array of `count` zeroed items; the product is checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t item_bytes)
	__attribute__((malloc, returns_nonnull));

/* A terminated copy of `size` bytes (which may hold NULs). */
char *arena_copy(struct arena *arena, const char *bytes, size_t size)
	__attribute__((returns_nonnull));

/* A formatted string. */
char *arena_print(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
	__attribute__((returns_nonnull));

/*
 * Remember a place, and give back all that was taken since. It stays with the arena until
 * the release, but for large single pieces: scratch is mostly taken again soon.
 */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/*
 * Take over all that another arena holds, which is empty afterwards: it stays until the
 * release, or until what was there before it goes. For what threads made apart.
 */
void arena_adopt(struct arena *arena, struct arena *other);

/* Give everything back; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/*
 * Room for one more item in a growing array that lives in an arena: returns the
 * array, moved and doubled where `count` has reached `*room`.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t item_bytes)
	__attribute__((returns_nonnull));

#endif
