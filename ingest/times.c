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
}

/* Those among the items, in order, what overlaps as one. */
static void make(struct stretch *item, size_t count, struct times *times)
{
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

/* Those of all services and of the group (NULL: of none). */
static void make_alone(const struct times_asked *asked, const struct times_group *group,
		       struct times *times)
{
	size_t own = group ? group->to - group->from : 0, common = asked->common;
	struct stretch *item = arena_array(asked->arena, common + own, sizeof(*item));

	if (common)
		memcpy(item, asked->item, common * sizeof(*item));
	if (own)
		memcpy(item + common, asked->item + group->from, own * sizeof(*item));
	make(item, common + own, times);
}

/* Those of all services and of each that shares sources. */
static void make_shared(const struct times_asked *asked, struct times *times)
{
	struct stretch *item = arena_array(asked->arena, asked->count, sizeof(*item));
	size_t count = 0;

	for (size_t i = 0; i < asked->count; i++)
		if (i < asked->common || asked->item[i].shared)
			item[count++] = asked->item[i];
	make(item, count, times);
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

const struct times *times_of(struct times_asked *asked, const char *sole)
{
	struct times_group *group = sole ? find_group(asked, sole) : NULL;
	struct times *times = group ? &group->times : sole ? &asked->none : &asked->shared;

	if (times->made)
		return times;
	if (sole)
		make_alone(asked, group, times);
	else
		make_shared(asked, times);
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
