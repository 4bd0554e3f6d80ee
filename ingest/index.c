/* index.c - see index.h. */
#include "ingest/index.h"

#include <stdlib.h>
#include <string.h>

static int by_start(const void *a, const void *b)
{
	const struct stretch *left = a, *right = b;

	return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

struct times times_of(const struct stretch *stretch, size_t stretches, const char *service,
		      struct arena *arena)
{
	struct times times = { .item = arena_array(arena, stretches, sizeof(*times.item)) };
	size_t count = 0;

	for (size_t i = 0; i < stretches; i++)
		if (stretch[i].from_us < stretch[i].to_us &&
		    (!service || !stretch[i].service || strcmp(service, stretch[i].service) == 0))
			times.item[count++] = stretch[i];
	if (count)
		qsort(times.item, count, sizeof(*times.item), by_start);
	for (size_t i = 0; i < count; i++) {
		struct stretch *last = times.count ? &times.item[times.count - 1] : NULL;

		if (last && times.item[i].from_us <= last->to_us)
			last->to_us = MAX(last->to_us, times.item[i].to_us);
		else
			times.item[times.count++] = times.item[i];
	}
	return times;
}

uint64_t index_end(const struct source *source)
{
	const struct index_entry *last;

	if (!source->entries)
		return 0;
	last = &source->index[source->entries - 1];
	return last->offset + last->size;
}

bool times_touch(const struct times *times, const struct index_entry *entry)
{
	size_t from = 0, to = times->count;

	if (entry->from_us == TIME_UNKNOWN)
		return false;
	/* The first stretch that ends behind the chunk's start. */
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (times->item[middle].to_us > entry->from_us)
			to = middle;
		else
			from = middle + 1;
	}
	return from < times->count && times->item[from].from_us <= entry->to_us;
}
