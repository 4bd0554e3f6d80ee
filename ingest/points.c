/* points.c - see points.h. */
#include "ingest/points.h"

#include <stdlib.h>

void points_init(struct points *points, struct points_budget *budget)
{
	*points = (struct points){ .budget = budget, .step = POINTS_STEP_BYTES };
}

static void drop(struct points *points, struct unpacker *unpacker)
{
	if (unpacker->inner) {
		atomic_fetch_sub(&points->budget->taken_bytes, unpacker->codec->copy_bytes);
		points->states--;
	}
	unpacker_close(unpacker);
}

void points_release(struct points *points)
{
	for (uint32_t i = 0; i < points->count; i++)
		drop(points, &points->item[i].unpacker);
	free(points->item);
	if (points->budget)
		atomic_fetch_sub(&points->budget->packed_bytes, points->packed_bytes);
	*points = (struct points){ 0 };
}

void points_weigh(struct points *points, uint64_t packed_bytes)
{
	if (!points->budget)
		return;
	atomic_fetch_add(&points->budget->packed_bytes, packed_bytes - points->packed_bytes);
	points->packed_bytes = packed_bytes;
}

/* Drop every second, the first of them goes: they stay as even from the file's front on. */
static void thin_out(struct points *points)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < points->count; i++) {
		if (i % 2)
			points->item[kept++] = points->item[i];
		else
			drop(points, &points->item[i].unpacker);
	}
	points->count = kept;
	points->step *= 2;
}

static void add(struct points *points, const struct unpacker *unpacker)
{
	if (points->count == points->room) {
		points->room = points->room ? 2 * points->room : 4;
		points->item = realloc(points->item, points->room * sizeof(*points->item));
		invariant(points->item);
	}
	points->item[points->count++] = (struct point){ .unpacker = *unpacker };
	if (points->count == POINTS_MAX)
		thin_out(points);
}

/* What the file's states may take, by its part of all that is packed. */
static double share_bytes(const struct points *points)
{
	uint64_t all = atomic_load(&points->budget->packed_bytes);

	if (!points->packed_bytes || points->packed_bytes > all)
		return (double)POINTS_BUDGET_BYTES;
	return (double)POINTS_BUDGET_BYTES * ((double)points->packed_bytes / (double)all);
}

/* May there be one more state of so many bytes? Then it is counted. */
static bool within_budget(struct points *points, uint32_t bytes)
{
	struct points_budget *budget = points->budget;

	if (!budget)
		return false;
	if (points->states && (points->states + 1.0) * bytes > share_bytes(points))
		return false;
	if (atomic_fetch_add(&budget->taken_bytes, bytes) + bytes > POINTS_BUDGET_BYTES) {
		atomic_fetch_sub(&budget->taken_bytes, bytes);
		return false;
	}
	points->states++;
	return true;
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

/* Where the next point can be noted. */
static uint64_t next_at(const struct points *points)
{
	return points->step + (points->count ? points->item[points->count - 1].unpacker.at : 0);
}

/* Make room for one more state at `at`, by giving back every second where there is none. */
static bool make_room(struct points *points, uint64_t at, uint32_t bytes)
{
	if (within_budget(points, bytes))
		return true;
	if (!points->states)
		return false;
	thin_out(points);
	return at >= next_at(points) && within_budget(points, bytes);
}

void points_note(struct points *points, const struct unpacker *unpacker)
{
	const struct codec *codec = unpacker->codec;
	uint64_t next = next_at(points);
	struct unpacker point;

	if (unpacker->at < next || points->settled)
		return;
	if (unpacker->member_at >= next) {
		unpacker_open(&point, codec, unpacker->member_packed_at, unpacker->member_at);
	} else {
		if (unpacker->state != UNPACK_INSIDE || !codec->copy ||
		    !make_room(points, unpacker->at, codec->copy_bytes))
			return;
		if (!copy_state(unpacker, &point)) {
			atomic_fetch_sub(&points->budget->taken_bytes, codec->copy_bytes);
			points->states--;
			return;
		}
	}
	add(points, &point);
}

/* How many points are not behind `at`. */
static uint32_t count_until(const struct points *points, uint64_t at)
{
	uint32_t count = points->count;

	while (count && points->item[count - 1].unpacker.at > at)
		count--;
	return count;
}

bool points_jump(const struct points *points, struct unpacker *unpacker, uint64_t at)
{
	uint32_t count = count_until(points, at);
	const struct unpacker *best = count ? &points->item[count - 1].unpacker : NULL;
	struct unpacker moved;

	if (!best || best->at <= unpacker->at)
		return false;
	moved = *best;
	if (moved.inner && !copy_state(best, &moved))
		return false;
	unpacker_close(unpacker);
	*unpacker = moved;
	return true;
}

uint64_t points_want(struct points *points, uint64_t at)
{
	uint32_t count = count_until(points, at);

	if (count)
		points->item[count - 1].wanted = true;
	return count < points->count ? points->item[count].unpacker.at : UINT64_MAX;
}

void points_settle(struct points *points, bool again)
{
	uint32_t kept = 0;

	points->settled = true;
	if (again)
		return;
	for (uint32_t i = 0; i < points->count; i++) {
		if (points->item[i].wanted)
			points->item[kept++] = points->item[i];
		else
			drop(points, &points->item[i].unpacker);
	}
	points->count = kept;
}
