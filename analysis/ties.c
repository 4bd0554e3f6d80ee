/* ties.c - see ties.h. */
#include "analysis/ties.h"
#include "analysis/stable_hash.h"

#include <math.h>
#include <stdlib.h>

#define TIES_MANY UINT64_C(2) /* no tie: those are odd */
#define SEED_PAIR UINT64_C(0xd1b54a32d192ed03)
#define PLACES_MIN 1024

void ties_init(struct ties *ties, uint32_t pairs_max)
{
	*ties = (struct ties){ .pairs = { .max = MAX(pairs_max, 1u) } };
	ties->key = hash_key_take();
	invariant(pthread_mutex_init(&ties->pairs_lock, NULL) == 0);
}

static void lines_release(struct ties *ties)
{
	for (uint32_t i = 0; i < ties->pages; i++)
		free(ties->page[i]);
	free(ties->page);
	ties->page = NULL;
	ties->pages = 0;
}

void ties_release(struct ties *ties)
{
	lines_release(ties);
	pairs_release(&ties->pairs);
	pthread_mutex_destroy(&ties->pairs_lock);
	free(ties->place);
	*ties = (struct ties){ 0 };
}

uint64_t tie_of(uint64_t stable, uint32_t episode, uint32_t dimension)
{
	return stable_mix(stable ^ stable_mix((uint64_t)episode << 8 | dimension)) | 1;
}

struct pair tie_pair(uint64_t tie, uint64_t client_stable)
{
	return (struct pair){ stable_mix(tie ^ stable_mix(client_stable + SEED_PAIR)), tie };
}

/* How far ahead of each other pairs are called from memory. */
#define AHEAD 16u

unsigned ties_add_pairs(struct ties *ties, const struct pair *pair, uint32_t pairs)
{
	unsigned shift;

	pthread_mutex_lock(&ties->pairs_lock);
	for (uint32_t i = 0; i < pairs + AHEAD; i++) {
		if (i < pairs)
			pairs_approach(&ties->pairs, &pair[i]);
		if (i >= AHEAD)
			pairs_add(&ties->pairs, &pair[i - AHEAD]);
	}
	shift = ties->pairs.shift;
	pthread_mutex_unlock(&ties->pairs_lock);
	return shift;
}

/* All of one client, whose lines no longer hold them. */
static void ties_to_pairs(struct ties *ties, uint64_t client_stable, const uint64_t *tie,
			  uint32_t count)
{
	struct pair pair[TIES_NEAR];
	uint32_t pairs = 0;

	while (pairs < count && tie[pairs]) {
		pair[pairs] = tie_pair(tie[pairs], client_stable);
		pairs++;
	}
	ties_add_pairs(ties, pair, pairs);
}

static struct ties_line *line_of(struct ties *ties, uint32_t client)
{
	uint32_t page = client / COUNT_PAGE_COUNTS;

	if (page >= ties->pages) {
		uint32_t pages = MAX(2 * ties->pages, page + 1);

		ties->page = realloc(ties->page, pages * sizeof(*ties->page));
		invariant(ties->page);
		for (uint32_t i = ties->pages; i < pages; i++)
			ties->page[i] = NULL;
		ties->pages = pages;
	}
	if (!ties->page[page]) {
		size_t size = COUNT_PAGE_COUNTS * sizeof(struct ties_line);

		ties->page[page] = aligned_alloc(sizeof(struct ties_line), size);
		invariant(ties->page[page]);
		memset(ties->page[page], 0, size);
	}
	return &ties->page[page][client % COUNT_PAGE_COUNTS];
}

/* False where the line is full. */
static bool line_add(struct ties_line *line, uint64_t tie)
{
	for (uint32_t i = 0; i < TIES_NEAR; i++) {
		if (line->tie[i] == tie)
			return true;
		if (!line->tie[i]) {
			line->tie[i] = tie;
			return true;
		}
	}
	return false;
}

void ties_add(struct ties *ties, uint32_t client, uint64_t client_stable, const uint64_t *tie,
	      uint32_t count)
{
	struct ties_line *line = ties->spread ? NULL : line_of(ties, client);
	bool fits = line && line->tie[0] != TIES_MANY;

	for (uint32_t i = 0; fits && i < count; i++)
		fits = line_add(line, tie[i]);
	if (fits)
		return;
	if (line && line->tie[0] != TIES_MANY) {
		ties_to_pairs(ties, client_stable, line->tie, TIES_NEAR);
		line->tie[0] = TIES_MANY;
	}
	ties_to_pairs(ties, client_stable, tie, count);
}

void ties_approach(const struct ties *ties, uint32_t client)
{
	uint32_t page = client / COUNT_PAGE_COUNTS;

	if (page < ties->pages && ties->page[page])
		__builtin_prefetch(&ties->page[page][client % COUNT_PAGE_COUNTS], 1);
}

void ties_spread(struct ties *ties, const struct count_table *clients)
{
	for (uint32_t i = 0; i < clients->total && !ties->spread; i++) {
		const struct ties_line *lines = i / COUNT_PAGE_COUNTS < ties->pages
							? ties->page[i / COUNT_PAGE_COUNTS]
							: NULL;

		if (lines && lines[i % COUNT_PAGE_COUNTS].tie[0] != TIES_MANY)
			ties_to_pairs(ties, count_table_at(clients, i)->stable,
				      lines[i % COUNT_PAGE_COUNTS].tie, TIES_NEAR);
	}
	ties->spread = true;
	lines_release(ties);
}

/* --- Counting --- */

static uint32_t place_at(const struct ties *ties, uint64_t tie)
{
	return (uint32_t)hash_word(ties->key, tie) & (ties->places - 1);
}

/* The place of a tie, or the free one for it. There is always a free one. */
static struct ties_clients *place_of(const struct ties *ties, uint64_t tie)
{
	uint32_t at = place_at(ties, tie);

	while (ties->place[at].tie && ties->place[at].tie != tie)
		at = (at + 1) & (ties->places - 1);
	return &ties->place[at];
}

void ties_expect(struct ties *ties, uint32_t count)
{
	ties->places = PLACES_MIN;
	while (ties->places / 2 < count)
		ties->places *= 2;
	ties->place = calloc(ties->places, sizeof(*ties->place));
	invariant(ties->place);
}

void ties_name(struct ties *ties, uint64_t tie)
{
	place_of(ties, tie)->tie = tie;
}

static void lines_count(struct ties *ties, const struct ties_line *lines)
{
	for (uint32_t i = 0; i < COUNT_PAGE_COUNTS; i++) {
		const uint64_t *tie = lines[i].tie;

		for (uint32_t k = 0; k < TIES_NEAR && tie[k] && tie[0] != TIES_MANY; k++)
			place_of(ties, tie[k])->near++;
	}
}

/* They lie anywhere in the table: some are called from memory before the first is counted. */
static void pairs_settle(struct ties *ties)
{
	uint64_t tie[AHEAD];
	uint32_t at = 0, count;

	do {
		for (count = 0; count < AHEAD && pairs_next(&ties->pairs, &at, &tie[count]);
		     count++)
			__builtin_prefetch(&ties->place[place_at(ties, tie[count])], 1);
		for (uint32_t i = 0; i < count; i++)
			place_of(ties, tie[i])->pairs++;
	} while (count == AHEAD);
	pairs_forget(&ties->pairs);
}

/* What was not named is counted on free places, where nobody asks. */
void ties_settle(struct ties *ties)
{
	for (uint32_t i = 0; i < ties->pages; i++)
		if (ties->page[i])
			lines_count(ties, ties->page[i]);
	lines_release(ties);
	pairs_settle(ties);
}

double ties_clients(const struct ties *ties, uint64_t tie)
{
	const struct ties_clients *place = place_of(ties, tie);

	return place->tie ? place->near + ldexp(place->pairs, (int)ties->pairs.shift) : 0;
}

double ties_thinning(const struct ties *ties)
{
	return ldexp(1, (int)ties->pairs.shift);
}
