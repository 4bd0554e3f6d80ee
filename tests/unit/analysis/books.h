/*
 * books.h - what tests of books share: bounds, and two books held against each other.
 */
#ifndef UNIT_ANALYSIS_BOOKS_H
#define UNIT_ANALYSIS_BOOKS_H

#include "analysis/book.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* The same for each dimension but that of clients. */
static inline struct allowance allow(uint32_t values, uint32_t clients, uint32_t distinct)
{
	struct allowance allowance = { .clients = clients };

	for (int d = 0; d < DIMENSIONS; d++) {
		allowance.values[d] = values;
		allowance.distinct[d] = distinct;
	}
	return allowance;
}

static inline const struct census *paths_of(const struct book *book)
{
	return &book->census[DIMENSION_PATH];
}

static inline const struct count *path_at(const struct book *book, uint32_t number)
{
	return count_table_at(&paths_of(book)->counts, number);
}

/* Clients of a value that was counted. */
static inline double clients_with(const struct book *book, uint32_t episode,
				  enum dimension dimension, struct span value)
{
	uint32_t number = census_find(&book->census[dimension], episode, value);

	assert_int_not_equal(number, COUNT_NONE);
	return book_clients_of(book, dimension, number);
}

static inline void assert_same_spot(struct spot one, struct spot other)
{
	assert_true(one.at_us == other.at_us && one.line == other.line &&
		    one.offset == other.offset && one.source == other.source);
	assert_true(!one.text == !other.text && (!one.text || !strcmp(one.text, other.text)));
}

/* Both kept the same values, each as often, first seen at the same place, and of as many clients.
 */
static inline void assert_alike_in(const struct book *one, const struct book *other,
				   enum dimension d)
{
	const struct census *a = &one->census[d], *b = &other->census[d];

	assert_int_equal(a->shift, b->shift);
	for (uint32_t e = 0; e < one->episodes; e++) {
		uint32_t counts, others;
		const uint32_t *x = book_counts(one, e, d, &counts);
		const uint32_t *y = book_counts(other, e, d, &others);

		for (uint32_t i = 0; i < counts; i++) {
			const struct count *count = count_table_at(&a->counts, x[i]), *same;
			double told, again;

			if (!count->inside) /* in any order, and late ones that are not told */
				break;
			assert_true(i < others);
			same = count_table_at(&b->counts, y[i]);
			assert_true(span_is(count_value(count), count_value(same)));
			assert_true(count->inside == same->inside &&
				    count->reference == same->reference &&
				    count->late == same->late && count->days == same->days);
			if (!count->late)
				assert_same_spot(count_table_first(&a->counts, x[i]),
						 count_table_first(&b->counts, y[i]));
			told = book_clients_of(one, d, x[i]);
			again = book_clients_of(other, d, y[i]);
			assert_true(told == again || (isnan(told) && isnan(again)));
		}
	}
}

static inline void assert_alike(const struct book *one, const struct book *other)
{
	assert_alike_in(one, other, DIMENSION_PATH);
	assert_alike_in(one, other, DIMENSION_AGENT);
	for (uint32_t e = 0; e < one->episodes; e++)
		assert_true(book_clients(one, e) == book_clients(other, e));
	assert_true(book_clients_thinning(one) == book_clients_thinning(other));
}

#endif
