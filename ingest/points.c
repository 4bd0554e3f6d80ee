/* points.c - see points.h. */
#include "ingest/points.h"

#include <stdlib.h>

void points_init(struct points *points, struct points_budget *budget)
{
	*points = (struct points){ .budget = budget, .step = POINTS_STEP_BYTES };
}

static void drop(struct points *points, struct unpacker *point)
{
	if (point->inner)
		atomic_fetch_sub(&points->budget->taken_bytes, point->codec->copy_bytes);
	unpacker_close(point);
}

void points_release(struct points *points)
{
	for (uint32_t i = 0; i < points->count; i++)
		drop(points, &points->item[i]);
	free(points->item);
	*points = (struct points){ 0 };
}

/* Drop every second, the first of them stays. */
static void thin_out(struct points *points)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < points->count; i++) {
		if (i % 2)
			drop(points, &points->item[i]);
		else
			points->item[kept++] = points->item[i];
	}
	points->count = kept;
	points->step *= 2;
}

static bool within_budget(struct points_budget *budget, uint32_t bytes)
{
	if (!budget)
		return false;
	if (atomic_fetch_add(&budget->taken_bytes, bytes) + bytes <= POINTS_BUDGET_BYTES)
		return true;
	atomic_fetch_sub(&budget->taken_bytes, bytes);
	return false;
}

/* A copy that can go on by itself; false where it can't be had. */
static bool copy_state(const struct unpacker *unpacker, struct unpacker *out)
{
	void *inner = unpacker->codec->copy(unpacker->inner);

	if (!inner)
		return false;
	*out = *unpacker;
	out->inner = inner;
	return true;
}

void points_note(struct points *points, const struct unpacker *unpacker)
{
	const struct codec *codec = unpacker->codec;
	uint64_t next = points->step;
	struct unpacker point;

	if (points->count)
		next += points->item[points->count - 1].at;
	if (unpacker->at < next || points->settled)
		return;
	if (unpacker->member_at >= next) {
		unpacker_open(&point, codec, unpacker->member_packed_at, unpacker->member_at);
	} else {
		if (unpacker->state != UNPACK_INSIDE || !codec->copy ||
		    !within_budget(points->budget, codec->copy_bytes))
			return;
		if (!copy_state(unpacker, &point)) {
			atomic_fetch_sub(&points->budget->taken_bytes, codec->copy_bytes);
			return;
		}
	}
	if (!points->item)
		points->item = calloc(POINTS_MAX, sizeof(*points->item));
	invariant(points->item);
	points->item[points->count++] = point;
	if (points->count == POINTS_MAX)
		thin_out(points);
}

bool points_jump(const struct points *points, struct unpacker *unpacker, uint64_t at)
{
	struct unpacker moved;
	uint32_t best = points->count;

	while (best && points->item[best - 1].at > at)
		best--;
	if (!best || points->item[best - 1].at <= unpacker->at)
		return false;
	moved = points->item[best - 1];
	if (moved.inner && !copy_state(&points->item[best - 1], &moved))
		return false;
	unpacker_close(unpacker);
	*unpacker = moved;
	return true;
}

uint64_t points_next(const struct points *points, uint64_t at)
{
	for (uint32_t i = 0; i < points->count; i++)
		if (points->item[i].at > at)
			return points->item[i].at;
	return UINT64_MAX;
}
