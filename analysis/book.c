/* book.c - see book.h. */
#include "analysis/book.h"
#include "core/crew.h"

#include <math.h>
#include <stdlib.h>

void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance)
{
	*book = (struct book){ .episodes = episodes };
	for (int d = 0; d < DIMENSIONS; d++) {
		bool client = d == DIMENSION_CLIENT;

		/* Clients can be many and their lines tell little: the place is enough. */
		census_init(&book->census[d], client ? allowance->clients : allowance->values,
			    !client, true);
		invariant(pthread_mutex_init(&book->lock[d], NULL) == 0);
	}
	ties_init(&book->ties, allowance->distinct);
	book->clients = calloc(episodes ? episodes : 1, sizeof(*book->clients));
	invariant(book->clients);
}

void book_release(struct book *book)
{
	for (int d = 0; d < DIMENSIONS; d++) {
		census_release(&book->census[d]);
		pthread_mutex_destroy(&book->lock[d]);
	}
	ties_release(&book->ties);
	free(book->clients);
	*book = (struct book){ 0 };
}

/* How far ahead of each other clients' lines are called from memory. */
#define AHEAD 12u

_Static_assert(DIMENSIONS - 2 <= TIES_NEAR, "an event has one tie of each but path and client");

/* What clients came with. */
static void meetings_take(struct book *book, const struct tray *tray)
{
	const struct census_item *client = tray->dimension[DIMENSION_CLIENT].item;

	for (uint32_t i = 0; i < tray->meetings; i++) {
		const struct tray_meeting *met = &tray->meeting[i];
		uint32_t ahead =
			tray->meeting[MIN(i + AHEAD, tray->meetings - 1)].item[DIMENSION_CLIENT];
		uint32_t of = met->item[DIMENSION_CLIENT], ties = 0;
		uint64_t tie[TIES_NEAR];

		ties_approach(&book->ties, tray->number[ahead]);
		for (uint32_t left = met->ties; left; left &= left - 1) {
			uint32_t d = (uint32_t)__builtin_ctz(left);

			tie[ties++] = tray->dimension[d].tie[met->item[d]];
		}
		ties_add(&book->ties, tray->number[of], client[of].stable, tie, ties);
	}
}

/* With the census's lock held. */
static void dimension_take(struct book *book, struct tray *tray, uint32_t dimension)
{
	struct tray_dimension *of = &tray->dimension[dimension];
	struct census *census = &book->census[dimension];

	census_add(census, of->item, of->items, tray->number);
	if (dimension == DIMENSION_CLIENT) {
		meetings_take(book, tray);
		if (census_is_over(census))
			ties_spread(&book->ties, &census->counts);
	}
	census_bound(census);
}

void book_take(struct book *book, struct tray *tray)
{
	uint32_t left = 0;

	/* First what nobody else is at. */
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		if (!tray->dimension[d].items)
			continue;
		if (pthread_mutex_trylock(&book->lock[d])) {
			left |= 1u << d;
			continue;
		}
		dimension_take(book, tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	for (; left; left &= left - 1) {
		uint32_t d = (uint32_t)__builtin_ctz(left);

		pthread_mutex_lock(&book->lock[d]);
		dimension_take(book, tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	if (tray->pairs)
		tray->pairs_shift = ties_add_pairs(&book->ties, tray->pair, tray->pairs);
	tray_clear(tray);
}

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

/* Asked for are the clients of values that were kept; their records are not changed meanwhile. */
static void settle_ties(struct book *book)
{
	uint32_t counts = 0;

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		counts += d == DIMENSION_CLIENT ? 0 : book->census[d].counts.total;
	ties_expect(&book->ties, counts);
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		const struct count_table *of = &book->census[d].counts;

		for (uint32_t i = 0; i < of->total && d != DIMENSION_CLIENT; i++) {
			const struct count *count = count_table_at(of, i);

			if (!count->late)
				ties_name(&book->ties, tie_of(count->stable, count->episode, d));
		}
	}
	ties_settle(&book->ties);
}

/* The ties, or one dimension. */
static void settle(void *context, uint32_t number)
{
	struct book *book = context;

	if (!number)
		settle_ties(book);
	else if (number - 1 == DIMENSION_CLIENT)
		clients_settle(book);
	else
		census_settle(&book->census[number - 1], true);
}

void book_settle(struct book *book, uint32_t jobs)
{
	crew_each(jobs, DIMENSIONS + 1, settle, book);
}

const struct count *const *book_counts(const struct book *book, uint32_t episode,
				       enum dimension dimension, uint32_t *count)
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
	count = count_table_at(&census->counts, number);
	clients = ties_clients(&book->ties, tie_of(count->stable, episode, dimension));
	/* A sample that holds none of few doesn't say that there were none. */
	return count->late || (clients == 0 && ties_thinning(&book->ties) > 1) ? NAN : clients;
}
