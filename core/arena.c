/*
 * arena.c - region memory.
 *
 * Blocks are powers of two from 64 KiB to 4 MiB, newest first; a request that is larger
 * gets a block of its own. Given-back bytes are poisoned under ASan, so a
 * pointer that outlives its region is found by the first test that uses it.
 */
#include "core/arena.h"

#include "core/asan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef ASAN_WATCHES
#include <sanitizer/asan_interface.h>
#define HIDE(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define SHOW(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
#define HIDE(at, size) ((void)(at), (void)(size))
#define SHOW(at, size) ((void)(at), (void)(size))
#endif

#define BLOCK_MIN_BYTES ((size_t)64 << 10)
#define BLOCK_MAX_BYTES ((size_t)4 << 20)
#define ALIGNMENT _Alignof(max_align_t)

struct arena_block {
	struct arena_block *older;
	size_t room, used;
	_Alignas(max_align_t) char bytes[];
};

static _Noreturn void out_of_memory(size_t size)
{
	fprintf(stderr, "seiche: out of memory (asked for %zu bytes)\n", size);
	exit(2);
}

/* One of those that were given back; NULL: none has the room. */
static struct arena_block *block_again(struct arena *arena, size_t size)
{
	for (struct arena_block **at = &arena->spare; *at; at = &(*at)->older) {
		struct arena_block *block = *at;

		if (block->room < size)
			continue;
		*at = block->older;
		return block;
	}
	return NULL;
}

static struct arena_block *block_new(const struct arena *arena, size_t size)
{
	size_t room = arena->block ? MIN(arena->block->room * 2, BLOCK_MAX_BYTES) : BLOCK_MIN_BYTES;
	struct arena_block *block;

	/* Of few sizes: one that was given back does for what is somewhat larger next time. */
	while (room < size && room < BLOCK_MAX_BYTES)
		room *= 2;
	room = MAX(room, size);
	if (room > SIZE_MAX - sizeof(*block))
		out_of_memory(size);
	block = malloc(sizeof(*block) + room);
	if (!block)
		out_of_memory(size);
	block->room = room;
	return block;
}

static struct arena_block *block_add(struct arena *arena, size_t size)
{
	struct arena_block *block = block_again(arena, size);

	if (!block)
		block = block_new(arena, size);
	block->older = arena->block;
	block->used = 0;
	HIDE(block->bytes, block->room);
	arena->block = block;
	return block;
}

void *arena_take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->block;
	size_t aligned = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	char *at;

	if (aligned < size)
		out_of_memory(size);
	aligned = MAX(aligned, ALIGNMENT);
	if (!block || block->room - block->used < aligned)
		block = block_add(arena, aligned);
	at = block->bytes + block->used;
	block->used += aligned;
	arena->taken_bytes += aligned;
	SHOW(at, size);
	memset(at, 0, size);
	return at;
}

void *arena_array(struct arena *arena, size_t count, size_t item_bytes)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_bytes, &size))
		out_of_memory(SIZE_MAX);
	return arena_take(arena, size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size)
{
	char *copy = arena_take(arena, size + 1);

	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list values, again;
	char *text;
	int length;

	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(NULL, 0, format, values);
	va_end(values);
	invariant(length >= 0);
	text = arena_take(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ .block = arena->block,
				    .used = arena->block ? arena->block->used : 0,
				    .taken_bytes = arena->taken_bytes };
}

static void blocks_free(struct arena_block **list)
{
	while (*list) {
		struct arena_block *older = (*list)->older;

		free(*list);
		*list = older;
	}
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->block != mark.block) {
		struct arena_block *block = arena->block;

		arena->block = block->older;
		if (block->room > BLOCK_MAX_BYTES) {
			free(block);
			continue;
		}
		/* The oldest comes to stand first: what is taken anew lies as before. */
		HIDE(block->bytes, block->room);
		block->older = arena->spare;
		arena->spare = block;
	}
	if (arena->block) {
		HIDE(arena->block->bytes + mark.used, arena->block->used - mark.used);
		arena->block->used = mark.used;
	}
	arena->taken_bytes = mark.taken_bytes;
}

void arena_adopt(struct arena *arena, struct arena *other)
{
	struct arena_block *oldest = other->block;

	arena->taken_bytes += other->taken_bytes;
	blocks_free(&other->spare);
	if (!oldest)
		return;
	while (oldest->older)
		oldest = oldest->older;
	/* Below the newest, which has room and may be where a mark stands. */
	if (arena->block) {
		oldest->older = arena->block->older;
		arena->block->older = other->block;
	} else {
		arena->block = other->block;
	}
	*other = (struct arena){ 0 };
}

void arena_release(struct arena *arena)
{
	blocks_free(&arena->block);
	blocks_free(&arena->spare);
	arena->taken_bytes = 0;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t item_bytes)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *moved;

	if (count < *room)
		return items;
	moved = arena_array(arena, wanted, item_bytes);
	if (count)
		memcpy(moved, items, count * item_bytes);
	*room = wanted;
	return moved;
}
