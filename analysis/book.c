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
			    allowance->distinct, !client, true);
		invariant(pthread_mutex_init(&book->lock[d], NULL) == 0);
	}
	book->clients = calloc(episodes ? episodes : 1, sizeof(*book->clients));
	invariant(book->clients);
}

void book_release(struct book *book)
{
	for (int d = 0; d < DIMENSIONS; d++) {
		census_release(&book->census[d]);
		pthread_mutex_destroy(&book->lock[d]);
	}
	free(book->clients);
	*book = (struct book){ 0 };
}

/* With the census's lock held. */
static void dimension_take(struct census *census, struct tray *tray, uint32_t dimension)
{
	struct tray_dimension *of = &tray->dimension[dimension];

	census_add(census, of->item, of->items, of->pair, of->pairs, tray->number);
	of->pairs_shift = census->pairs.shift;
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
		dimension_take(&book->census[d], tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	for (; left; left &= left - 1) {
		uint32_t d = (uint32_t)__builtin_ctz(left);

		pthread_mutex_lock(&book->lock[d]);
		dimension_take(&book->census[d], tray, d);
		pthread_mutex_unlock(&book->lock[d]);
	}
	tray_clear(tray);
}

/* Of clients nothing is asked that depends on their order, and they can be many. */
static void dimension_settle(void *context, uint32_t dimension)
{
	struct book *book = context;

	census_settle(&book->census[dimension], dimension != DIMENSION_CLIENT);
}

void book_settle(struct book *book, uint32_t jobs)
{
	const struct census *clients = &book->census[DIMENSION_CLIENT];

	crew_each(jobs, DIMENSIONS, dimension_settle, book);
	for (uint32_t i = 0; i < clients->counts.total; i++) {
		const struct count *count = count_table_at(&clients->counts, i);

		book->clients[count->episode] += count->inside > 0 && !count->late;
	}
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
	return census_clients(&book->census[dimension], episode, value);
}
