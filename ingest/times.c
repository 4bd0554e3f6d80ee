/* times.c - see times.h. */
#include "ingest/times.h"

#include <stdlib.h>
#include <string.h>

static int by_start(const void *a, const void *b)
{
	const struct stretch *left = a, *right = b;

	return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

static int by_service(const void *a, const void *b)
{
	const struct stretch *left = a, *right = b;

	if (!left->service || !right->service)
		return (left->service != NULL) - (right->service != NULL);
	return strcmp(left->service, right->service);
}

/* Those that are of one service stand together. */
static void group_by_service(struct times_asked *asked)
{
	size_t room = 0;

	for (size_t i = asked->common; i < asked->count; i++) {
		struct times_group *last = asked->groups ? &asked->group[asked->groups - 1] : NULL;

		if (!last || strcmp(last->service, asked->item[i].service) != 0) {
			asked->group = arena_grow(asked->arena, asked->group, asked->groups, &room,
						  sizeof(*asked->group));
			last = &asked->group[asked->groups++];
			last->service = asked->item[i].service;
			last->from = i;
		}
		last->to = i + 1;
	}
}

/* They stand together as well: of very many services each source would pick them out. */
static void gather_lines(struct times_asked *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		asked->lines += asked->item[i].by_lines;
	asked->line = arena_array(asked->arena, asked->lines, sizeof(*asked->line));
	for (size_t i = 0, at = 0; i < asked->count; i++)
		if (asked->item[i].by_lines)
			asked->line[at++] = asked->item[i];
}

void times_ask(struct times_asked *asked, const struct stretch *stretch, size_t stretches,
	       struct arena *arena)
{
	*asked = (struct times_asked){
		.arena = arena,
		.item = arena_array(arena, stretches, sizeof(*asked->item)),
	};
	for (size_t i = 0; i < stretches; i++)
		if (stretch[i].from_us < stretch[i].to_us)
			asked->item[asked->count++] = stretch[i];
	if (asked->count)
		qsort(asked->item, asked->count, sizeof(*asked->item), by_service);
	while (asked->common < asked->count && !asked->item[asked->common].service)
		asked->common++;
	group_by_service(asked);
	gather_lines(asked);
}

static size_t append(struct stretch *item, size_t count, const struct stretch *more, size_t mores)
{
	if (mores)
		memcpy(item + count, more, mores * sizeof(*more));
	return count + mores;
}

/* Those of all services, of the group, and of `lines`, in order, what overlaps as one. */
static void make(const struct times_asked *asked, const struct times_group *group, size_t lines,
		 struct times *times)
{
	size_t own = group->to - group->from;
	struct stretch *item =
		arena_array(asked->arena, asked->common + own + lines, sizeof(*item));
	size_t count = append(item, 0, asked->item, asked->common);

	if (own)
		count = append(item, count, asked->item + group->from, own);
	count = append(item, count, asked->line, lines);
	if (count)
		qsort(item, count, sizeof(*item), by_start);
	*times = (struct times){ .item = item, .made = true };
	for (size_t i = 0; i < count; i++) {
		struct stretch *last = times->count ? &item[times->count - 1] : NULL;

		if (last && item[i].from_us <= last->to_us)
			last->to_us = MAX(last->to_us, item[i].to_us);
		else
			item[times->count++] = item[i];
	}
}

static struct times_group *find_group(struct times_asked *asked, const char *service)
{
	size_t from = 0, to = asked->groups;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(asked->group[middle].service, service);

		if (!order)
			return &asked->group[middle];
		if (order > 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

const struct times *times_of(struct times_asked *asked, const char *service, bool lines_name)
{
	struct times_group *group = find_group(asked, service);
	struct times *times;

	/* Its own are among those of all lines, if they name it: all such sources share them. */
	if (!group || (lines_name && asked->item[group->from].by_lines))
		group = &asked->none;
	times = lines_name ? &group->with_lines : &group->alone;
	if (!times->made)
		make(asked, group, lines_name ? asked->lines : 0, times);
	return times;
}

bool times_touch(const struct times *times, int64_t from_us, int64_t to_us)
{
	size_t from = 0, to = times->count;

	if (from_us == TIME_UNKNOWN)
		return false;
	/* The first stretch that ends behind the chunk's start. */
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (times->item[middle].to_us > from_us)
			to = middle;
		else
			from = middle + 1;
	}
	return from < times->count && times->item[from].from_us <= to_us;
}
