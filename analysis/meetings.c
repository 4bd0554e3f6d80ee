/* meetings.c - see meetings.h. */
#include "analysis/meetings.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>

/* How far ahead of each other values' sets, and what lies apart of them, are called from memory. */
#define AHEAD 16u
#define SEED_MEETING UINT64_C(0xd1b54a32d192ed03)

void meetings_init(struct meetings *meetings, const struct allowance *allowance)
{
	*meetings = (struct meetings){ .sketch = NULL };
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		uint64_t bytes = (uint64_t)allowance->distinct[d] * ALLOWANCE_DISTINCT_BYTES;

		meetings->max[d] = MAX(allowance->distinct[d], 1u);
		/* A bit for each client, and room for as many again. */
		meetings->few[d] = (uint32_t)(bytes * 4 / MAX(allowance->clients, 1u));
	}
}

void meetings_release(struct meetings *meetings)
{
	free(meetings->sketch);
	*meetings = (struct meetings){ .sketch = NULL };
}

/* Stands for a value of an episode and a client, by their stable hashes. */
static uint64_t meeting_hash(uint32_t episode, uint64_t value, uint64_t client)
{
	return stable_mix(value ^ stable_mix(client + stable_mix(SEED_MEETING + episode)));
}

/* --- Taking --- */

static void hash_items(const struct census *census, struct tray_dimension *of)
{
	for (uint32_t i = 0; i < of->items; i++)
		of->stable[i] = count_table_stable_hash(&census->counts, of->item[i].value);
}

void meetings_prepare(const struct meetings *meetings, const struct census *census,
		      struct tray *tray)
{
	if (meetings->sketch && tray->meetings)
		hash_items(&census[DIMENSION_CLIENT], &tray->dimension[DIMENSION_CLIENT]);
}

/* The count of what a client came with, and that of the client. */
struct met {
	uint32_t value, client;
};

/* Note one; whether it is kept. */
static bool sketch_meeting(struct meetings *meetings, const struct tray *tray, uint32_t dimension,
			   const struct tray_meeting *meeting)
{
	const struct tray_dimension *of = &tray->dimension[dimension];
	uint32_t value = meeting->item[dimension], client = meeting->item[DIMENSION_CLIENT];
	uint64_t stable = tray->dimension[DIMENSION_CLIENT].stable[client];

	distinct_add(&meetings->sketch[dimension],
		     meeting_hash(of->item[value].episode, of->stable[value], stable));
	return stable_keep(stable, meetings->shift[dimension]);
}

/* The meetings that are kept, of counts that are. */
static uint32_t meetings_of(struct meetings *meetings, const struct tray *tray, uint32_t dimension,
			    struct met met[TRAY_ADDS])
{
	const uint32_t *value = tray->dimension[dimension].number;
	const uint32_t *client = tray->dimension[DIMENSION_CLIENT].number;
	uint32_t count = 0;

	for (uint32_t i = 0; i < tray->meetings; i++) {
		const struct tray_meeting *of = &tray->meeting[i];

		if (!(of->values & 1u << dimension))
			continue;
		met[count] = (struct met){ value[of->item[dimension]],
					   client[of->item[DIMENSION_CLIENT]] };
		if (meetings->sketch && !sketch_meeting(meetings, tray, dimension, of))
			continue;
		count += met[count].value != COUNT_NONE && met[count].client != COUNT_NONE;
	}
	return count;
}

void meetings_take(struct meetings *meetings, struct census *census, struct tray *tray,
		   uint32_t dimension)
{
	struct count_table *counts = &census[dimension].counts;
	struct met met[TRAY_ADDS];
	uint64_t added = 0;
	uint32_t count;

	if (meetings->sketch && tray->meetings)
		hash_items(&census[dimension], &tray->dimension[dimension]);
	meetings->values[dimension] = census[dimension].shift ? UINT32_MAX : counts->total;
	count = meetings_of(meetings, tray, dimension, met);
	for (uint32_t i = 0; i < count; i++) {
		const struct met *soon = &met[MIN(i + AHEAD / 2, count - 1)];
		const struct met *later = &met[MIN(i + AHEAD, count - 1)];

		__builtin_prefetch(&counts->more[later->value].clients, 1);
		member_set_approach(&counts->more[soon->value].clients, soon->client,
				    &counts->pool);
		added += count_table_meet(counts, met[i].value, met[i].client);
	}
	if (meetings->sketch)
		meetings->count[dimension] = (uint64_t)distinct_count(&meetings->sketch[dimension]);
	else
		meetings->count[dimension] += added;
}

/* --- Bounds --- */

/* A sketch may say some more than there are: what is too much by little is not. */
static bool is_over(const struct meetings *meetings, uint32_t dimension)
{
	uint64_t max = meetings->max[dimension];

	if (meetings->sketch)
		max += max / 16;
	return meetings->count[dimension] >> meetings->shift[dimension] > max &&
	       meetings->values[dimension] > meetings->few[dimension] &&
	       meetings->shift[dimension] < STABLE_SHIFT_MAX;
}

bool meetings_are_over(const struct meetings *meetings)
{
	bool over = false;

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		over |= is_over(meetings, d);
	return over;
}

/* The stable hashes of all clients, by number; on the heap. */
static uint64_t *hashes_of(const struct count_table *clients)
{
	uint64_t *stable = malloc((clients->total + (size_t)1) * sizeof(*stable));

	invariant(stable);
	for (uint32_t i = 0; i < clients->total; i++)
		stable[i] = count_table_stable(clients, i);
	return stable;
}

static void sketch_all(struct distinct *sketch, const struct count_table *counts,
		       const uint64_t *stable)
{
	distinct_init(sketch);
	for (uint32_t i = 0; i < counts->total && counts->more; i++) {
		uint64_t value = count_table_stable(counts, i);
		uint32_t episode = count_table_at(counts, i)->episode, at = 0, client;

		while (count_table_next_client(counts, i, &at, &client))
			distinct_add(sketch, meeting_hash(episode, value, stable[client]));
	}
}

void meetings_begin(struct meetings *meetings, const struct census *census)
{
	uint64_t *stable;

	if (meetings->sketch)
		return;
	stable = hashes_of(&census[DIMENSION_CLIENT].counts);
	meetings->sketch = malloc(DIMENSIONS * sizeof(*meetings->sketch));
	invariant(meetings->sketch);
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		sketch_all(&meetings->sketch[d], &census[d].counts, stable);
		meetings->count[d] = (uint64_t)distinct_count(&meetings->sketch[d]);
	}
	free(stable);
}

static uint32_t renumbered(const void *context, uint32_t client)
{
	const uint32_t *now = context;

	return now[client];
}

void meetings_renumber(struct census *census, const uint32_t *number)
{
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		count_table_change_clients(&census[d].counts, renumbered, number);
}

struct thinning {
	const uint64_t *stable; /* of clients */
	unsigned shift;
};

static uint32_t thinned(const void *context, uint32_t client)
{
	const struct thinning *thinning = context;

	return stable_keep(thinning->stable[client], thinning->shift) ? client : COUNT_NONE;
}

void meetings_bound(struct meetings *meetings, struct census *census)
{
	uint64_t *stable;

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (census[d].shift)
			meetings->values[d] = UINT32_MAX;
	if (!meetings_are_over(meetings))
		return;
	stable = hashes_of(&census[DIMENSION_CLIENT].counts);
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		struct thinning thinning = { stable, 0 };

		while (is_over(meetings, d))
			thinning.shift = ++meetings->shift[d];
		if (thinning.shift)
			count_table_change_clients(&census[d].counts, thinned, &thinning);
	}
	free(stable);
}
