/* book.c - see book.h. */
#include "analysis/book.h"
#include "analysis/stable_hash.h"
#include "core/crew.h"

#include <math.h>
#include <stdlib.h>

void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance,
	       uint64_t seed)
{
	*book = (struct book){ .episodes = episodes };
	for (int d = 0; d < DIMENSIONS; d++) {
		bool client = d == DIMENSION_CLIENT;

		/* Clients can be many and their lines tell little: the place is enough. */
		census_init(&book->census[d], client ? allowance->clients : allowance->values[d],
			    !client, true, seed);
		invariant(pthread_mutex_init(&book->lock[d], NULL) == 0);
	}
	book->meetings_max = MAX(allowance->distinct, 1u);
	invariant(pthread_rwlock_init(&book->numbers, NULL) == 0);
	book->clients = calloc(episodes ? episodes : 1, sizeof(*book->clients));
	invariant(book->clients);
}

void book_release(struct book *book)
{
	for (int d = 0; d < DIMENSIONS; d++) {
		census_release(&book->census[d]);
		pthread_mutex_destroy(&book->lock[d]);
	}
	pthread_rwlock_destroy(&book->numbers);
	free(book->met);
	free(book->clients);
	*book = (struct book){ 0 };
}

/* --- Taking --- */

/* How far ahead of each other values' sets, and what lies apart of them, are called from memory. */
#define AHEAD 16u
#define SEED_MEETING UINT64_C(0xd1b54a32d192ed03)

/* The count of what a client came with, and that of the client. */
struct met {
	uint32_t value, client;
};

/* The meetings of a dimension whose counts are both kept. */
static uint32_t meetings_of(const struct tray *tray, uint32_t dimension, struct met met[TRAY_ADDS])
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
		count += met[count].value != COUNT_NONE && met[count].client != COUNT_NONE;
	}
	return count;
}

/* Stands for a value of an episode and a client, by their stable hashes. */
static uint64_t meeting_hash(uint32_t episode, uint64_t value, uint64_t client)
{
	return stable_mix(value ^ stable_mix(client + stable_mix(SEED_MEETING + episode)));
}

static void hash_items(const struct census *census, struct tray_dimension *of)
{
	for (uint32_t i = 0; i < of->items; i++)
		of->stable[i] = count_table_stable_hash(&census->counts, of->item[i].value);
}

/* All meetings, also of what is not kept; returns how many there were until now. */
static uint64_t meetings_sketch(struct distinct *met, const struct tray *tray, uint32_t dimension)
{
	const struct tray_dimension *of = &tray->dimension[dimension];
	const struct tray_dimension *clients = &tray->dimension[DIMENSION_CLIENT];

	for (uint32_t i = 0; i < tray->meetings; i++) {
		const struct tray_meeting *meeting = &tray->meeting[i];
		uint32_t value = meeting->item[dimension];
		uint32_t client = meeting->item[DIMENSION_CLIENT];

		if (meeting->values & 1u << dimension)
			distinct_add(met, meeting_hash(of->item[value].episode, of->stable[value],
						       clients->stable[client]));
	}
	return (uint64_t)distinct_count(met);
}

/* With the census's lock held, and the tray's clients counted. */
static void meetings_take(struct book *book, struct tray *tray, uint32_t dimension)
{
	struct count_table *counts = &book->census[dimension].counts;
	struct met met[TRAY_ADDS];
	uint32_t meetings = meetings_of(tray, dimension, met);
	uint64_t added = 0;

	for (uint32_t i = 0; i < meetings; i++) {
		const struct met *soon = &met[MIN(i + AHEAD / 2, meetings - 1)];
		const struct met *later = &met[MIN(i + AHEAD, meetings - 1)];

		__builtin_prefetch(&counts->more[later->value].clients, 1);
		member_set_approach(&counts->more[soon->value].clients, soon->client,
				    &counts->pool);
		added += count_table_meet(counts, met[i].value, met[i].client);
	}
	book->meetings[dimension] += added;
	if (!book->met)
		return;
	hash_items(&book->census[dimension], &tray->dimension[dimension]);
	book->meetings[dimension] = meetings_sketch(&book->met[dimension], tray, dimension);
}

/* With its lock held. True where there are too many of its counts now. */
static bool dimension_take(struct book *book, struct tray *tray, uint32_t dimension)
{
	struct tray_dimension *of = &tray->dimension[dimension];
	struct census *census = &book->census[dimension];

	census_add(census, of->item, of->items, of->number);
	if (dimension != DIMENSION_CLIENT)
		meetings_take(book, tray, dimension);
	return census_is_over(census);
}

/* Of the tray's clients those that are not among values' clients have no number for these. */
static void leave_out_clients(const struct book *book, struct tray_dimension *clients)
{
	for (uint32_t i = 0; i < clients->items; i++)
		if (!stable_keep(clients->stable[i], book->clients_shift))
			clients->number[i] = COUNT_NONE;
}

static bool clients_take(struct book *book, struct tray *tray)
{
	struct tray_dimension *clients = &tray->dimension[DIMENSION_CLIENT];
	bool over;

	pthread_mutex_lock(&book->lock[DIMENSION_CLIENT]);
	over = dimension_take(book, tray, DIMENSION_CLIENT);
	pthread_mutex_unlock(&book->lock[DIMENSION_CLIENT]);
	if (!book->met)
		return over;
	hash_items(&book->census[DIMENSION_CLIENT], clients);
	leave_out_clients(book, clients);
	return over;
}

/* All that lies in a tray. True where there are too many counts now. */
static bool take_all(struct book *book, struct tray *tray)
{
	uint32_t left = 0;
	bool over = false;

	/* Clients first: the others' are told by their numbers. */
	if (tray->dimension[DIMENSION_CLIENT].items)
		over = clients_take(book, tray);
	/* Then what nobody else is at. */
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		if (d == DIMENSION_CLIENT || !tray->dimension[d].items)
			continue;
		if (pthread_mutex_trylock(&book->lock[d])) {
			left |= 1u << d;
			continue;
		}
		over |= dimension_take(book, tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	for (; left; left &= left - 1) {
		uint32_t d = (uint32_t)__builtin_ctz(left);

		pthread_mutex_lock(&book->lock[d]);
		over |= dimension_take(book, tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	return over;
}

/* --- Bounds --- */

/*
 * What was met while nothing was left out. Which of it is kept once values are left out depends on
 * when they came; how many clients may be kept must not, so from now on all is counted by hashes.
 */
static void sketch_meetings(struct book *book)
{
	const struct count_table *clients = &book->census[DIMENSION_CLIENT].counts;
	uint64_t *stable = malloc((clients->total + (size_t)1) * sizeof(*stable));

	book->met = malloc(DIMENSIONS * sizeof(*book->met));
	invariant(stable && book->met);
	for (uint32_t i = 0; i < clients->total; i++)
		stable[i] = count_table_stable(clients, i);
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		const struct count_table *counts = &book->census[d].counts;

		distinct_init(&book->met[d]);
		for (uint32_t i = 0; i < counts->total && d != DIMENSION_CLIENT; i++) {
			uint64_t value = count_table_stable(counts, i);
			uint32_t episode = count_table_at(counts, i)->episode;
			uint32_t at = 0, client;

			while (count_table_next_client(counts, i, &at, &client))
				distinct_add(&book->met[d],
					     meeting_hash(episode, value, stable[client]));
		}
		book->meetings[d] = (uint64_t)distinct_count(&book->met[d]);
	}
	free(stable);
}

/* How many meetings there were is past what may be kept of them. */
static bool are_too_many(const struct book *book)
{
	uint64_t meetings = 0;

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		meetings += book->meetings[d];
	return meetings >> book->clients_shift > book->meetings_max &&
	       book->clients_shift < STABLE_SHIFT_MAX;
}

static void renumber_clients(struct book *book, const uint32_t *number)
{
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		count_table_renumber_clients(&book->census[d].counts, number);
}

/* Leave out of values' clients those that the threshold no longer keeps; all others stay. */
static void thin_clients(struct book *book, uint32_t *number)
{
	const struct count_table *clients = &book->census[DIMENSION_CLIENT].counts;

	for (uint32_t i = 0; i < clients->total; i++) {
		uint64_t stable = count_table_stable(clients, i);

		number[i] = stable_keep(stable, book->clients_shift) ? i : COUNT_NONE;
	}
	renumber_clients(book, number);
}

/* Let go of what is too much; nobody else is at the book. */
static void bound(struct book *book)
{
	struct census *clients = &book->census[DIMENSION_CLIENT];
	uint32_t *number = malloc((clients->counts.total + (size_t)1) * sizeof(*number));

	invariant(number);
	if (!book->met)
		sketch_meetings(book);
	if (census_is_over(clients)) {
		census_bound(clients, number);
		renumber_clients(book, number);
	}
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (d != DIMENSION_CLIENT)
			census_bound(&book->census[d], NULL);
	book->clients_shift = MAX(book->clients_shift, clients->shift);
	while (are_too_many(book))
		book->clients_shift++;
	if (book->clients_shift > clients->shift)
		thin_clients(book, number);
	free(number);
}

void book_take(struct book *book, struct tray *tray)
{
	bool over;

	pthread_rwlock_rdlock(&book->numbers);
	over = take_all(book, tray) || are_too_many(book);
	pthread_rwlock_unlock(&book->numbers);
	tray_clear(tray);
	if (!over)
		return;
	pthread_rwlock_wrlock(&book->numbers);
	bound(book);
	pthread_rwlock_unlock(&book->numbers);
}

/* --- Once all was taken --- */

/* Of clients nothing is asked that depends on their order, and they can be many. */
static void clients_settle(struct book *book)
{
	struct census *clients = &book->census[DIMENSION_CLIENT];

	census_settle(clients, false);
	for (uint32_t i = 0; i < clients->counts.total; i++) {
		const struct count *count = count_table_at(&clients->counts, i);

		book->clients[count->episode] += count->inside > 0 && !count->late;
	}
}

static void settle(void *context, uint32_t dimension)
{
	struct book *book = context;

	if (dimension == DIMENSION_CLIENT)
		clients_settle(book);
	else
		census_settle(&book->census[dimension], true);
}

void book_settle(struct book *book, uint32_t jobs)
{
	crew_each(jobs, DIMENSIONS, settle, book);
}

const uint32_t *book_counts(const struct book *book, uint32_t episode, enum dimension dimension,
			    uint32_t *count)
{
	return census_counts(&book->census[dimension], episode, count);
}

double book_clients(const struct book *book, uint32_t episode)
{
	return ldexp(book->clients[episode], (int)book->census[DIMENSION_CLIENT].shift);
}

double book_clients_of(const struct book *book, uint32_t episode, enum dimension dimension,
		       struct span value)
{
	const struct census *census = &book->census[dimension];
	uint32_t number = census_find(census, episode, value);
	const struct count *count;
	double clients;

	if (number == COUNT_NONE)
		return 0;
	if (dimension == DIMENSION_CLIENT)
		return 1;
	count = count_table_at(&census->counts, number);
	clients = ldexp(count_table_clients(&census->counts, number), (int)book->clients_shift);
	/* A sample that holds none of few doesn't say that there were none. */
	return count->late || (clients == 0 && book->clients_shift) ? NAN : clients;
}

double book_clients_thinning(const struct book *book)
{
	return ldexp(1, (int)book->clients_shift);
}
