/* book.c - see book.h. */
#include "analysis/book.h"
#include "core/crew.h"

#include <math.h>
#include <stdlib.h>

/* Who waits to renumber goes before those who come to read. */
static void numbers_init(pthread_rwlock_t *numbers)
{
	pthread_rwlockattr_t kind;

	invariant(pthread_rwlockattr_init(&kind) == 0);
#ifdef __GLIBC__ /* others may let them wait longer */
	pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
	invariant(pthread_rwlock_init(numbers, &kind) == 0);
	pthread_rwlockattr_destroy(&kind);
}

void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance,
	       uint64_t seed)
{
	*book = (struct book){ .episodes = episodes };
	for (int d = 0; d < DIMENSIONS; d++) {
		bool client = d == DIMENSION_CLIENT;
		uint32_t max = client ? allowance->clients : allowance->values[d];

		/* Clients can be many and their lines tell little: the place is enough. */
		census_init(&book->census[d], max, !client, count_min_cells(2 * max, episodes),
			    seed);
		invariant(pthread_mutex_init(&book->lock[d], NULL) == 0);
	}
	meetings_init(&book->meetings, allowance);
	numbers_init(&book->numbers);
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
	meetings_release(&book->meetings);
	free(book->clients);
	*book = (struct book){ 0 };
}

/* --- Taking --- */

/* With its lock held. True where there are too many of its counts now. */
static bool dimension_take(struct book *book, struct tray *tray, uint32_t dimension)
{
	struct tray_dimension *of = &tray->dimension[dimension];
	struct census *census = &book->census[dimension];

	census_add(census, of->item, of->items, of->number);
	if (dimension != DIMENSION_CLIENT)
		meetings_take(&book->meetings, book->census, tray, dimension);
	return census_is_over(census);
}

static bool clients_take(struct book *book, struct tray *tray)
{
	bool over;

	pthread_mutex_lock(&book->lock[DIMENSION_CLIENT]);
	over = dimension_take(book, tray, DIMENSION_CLIENT);
	pthread_mutex_unlock(&book->lock[DIMENSION_CLIENT]);
	meetings_prepare(&book->meetings, book->census, tray);
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

/* Whether there is more than may stay; nobody else is at the book. */
static bool is_over(const struct book *book)
{
	bool over = meetings_are_over(&book->meetings);

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		over |= census_is_over(&book->census[d]);
	return over;
}

/* Let go of what is too much, unless another worker did while this one waited. */
static void bound(struct book *book)
{
	struct census *clients = &book->census[DIMENSION_CLIENT];

	if (!is_over(book))
		return;
	meetings_begin(&book->meetings, book->census);
	if (census_is_over(clients)) {
		uint32_t *number = malloc((clients->counts.total + (size_t)1) * sizeof(*number));

		invariant(number);
		census_bound(clients, number);
		meetings_renumber(book->census, number);
		free(number);
	}
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (d != DIMENSION_CLIENT)
			census_bound(&book->census[d], NULL);
	meetings_bound(&book->meetings, book->census);
}

void book_take(struct book *book, struct tray *tray)
{
	bool over;

	pthread_rwlock_rdlock(&book->numbers);
	over = take_all(book, tray) || meetings_are_over(&book->meetings);
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

/* Of how many clients one is among those of values, as a power of two. */
static unsigned meetings_shift(const struct book *book, uint32_t dimension)
{
	return MAX(book->census[DIMENSION_CLIENT].shift, book->meetings.shift[dimension]);
}

double book_clients(const struct book *book, uint32_t episode)
{
	return ldexp(book->clients[episode], (int)book->census[DIMENSION_CLIENT].shift);
}

double book_clients_of(const struct book *book, enum dimension dimension, uint32_t number)
{
	const struct census *census = &book->census[dimension];
	unsigned shift = meetings_shift(book, dimension);
	double clients;

	if (dimension == DIMENSION_CLIENT)
		return 1;
	/* As many as it has events, where one of few stands for many. */
	clients = MIN(ldexp(count_table_clients(&census->counts, number), (int)shift),
		      (double)count_table_at(&census->counts, number)->inside);
	/* A sample that holds none of few doesn't say that there were none. */
	return count_table_at(&census->counts, number)->late || (clients == 0 && shift) ? NAN
											: clients;
}

double book_clients_thinning(const struct book *book)
{
	unsigned shift = 0;

	for (uint32_t d = 0; d < DIMENSIONS; d++)
		shift = MAX(shift, meetings_shift(book, d));
	return ldexp(1, (int)shift);
}
