/* rank.c - see rank.h. */
#include "analysis/rank.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define HASH_BITS 32 /* upper ones that are sorted by radix: few share them by chance */
#define FEW 64

/* What counts are sorted by: numbers alone, but for hashes that were made to meet. */
struct rank {
	uint64_t inside, stable;
	const struct count *count;
};

static int ranks_compare(const void *left, const void *right)
{
	const struct rank *a = left;
	const struct rank *b = right;
	struct span x, y;
	int order;

	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	if (a->stable != b->stable)
		return a->stable < b->stable ? -1 : 1;
	x = count_value(a->count);
	y = count_value(b->count);
	order = memcmp(x.at, y.at, MIN(x.size, y.size));
	return order ? order : (x.size > y.size) - (x.size < y.size);
}

static uint32_t digit_of(const struct rank *rank, bool of_hash, unsigned shift)
{
	/* The most inside goes first. */
	return (uint32_t)((of_hash ? rank->stable : ~rank->inside) >> shift) & (DIGITS - 1);
}

/* By one digit, equals as they stand; from `*rank` to `*room`, which change places. */
static void digit_sort(struct rank **rank, struct rank **room, size_t count, bool of_hash,
		       unsigned shift)
{
	const struct rank *from = *rank;
	struct rank *to = *room;
	size_t next[DIGITS] = { 0 }, before = 0;

	for (size_t i = 0; i < count; i++)
		next[digit_of(&from[i], of_hash, shift)]++;
	for (uint32_t digit = 0; digit < DIGITS; digit++) {
		size_t own = next[digit];

		next[digit] = before;
		before += own;
	}
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(&from[i], of_hash, shift)]++] = from[i];
	*room = *rank;
	*rank = to;
}

/* Those that the digits did not tell apart. */
static void settle_ties(struct rank *rank, size_t count)
{
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1;
		     end < count && rank[end].inside == rank[i].inside &&
		     rank[end].stable >> (64 - HASH_BITS) == rank[i].stable >> (64 - HASH_BITS);)
			end++;
		if (end - i > 1)
			qsort(&rank[i], end - i, sizeof(*rank), ranks_compare);
	}
}

/* The last digit first, each keeping the order of those before: hashes, then numbers. */
static struct rank *radix_sort(struct rank *rank, struct rank *room, size_t count, uint64_t bits)
{
	for (unsigned shift = 64 - HASH_BITS; shift < 64; shift += DIGIT_BITS)
		digit_sort(&rank, &room, count, true, shift);
	for (unsigned shift = 0; shift < 64 && bits >> shift; shift += DIGIT_BITS)
		digit_sort(&rank, &room, count, false, shift);
	settle_ties(rank, count);
	return rank;
}

void ranks_sort(const struct count_table *table, uint32_t *number, size_t numbers)
{
	struct arena scratch = { 0 };
	struct rank *rank = arena_array(&scratch, numbers, sizeof(*rank));
	uint64_t bits = 0;

	for (size_t i = 0; i < numbers; i++) {
		const struct count *count = count_table_at(table, number[i]);

		rank[i] =
			(struct rank){ count->inside, count_table_stable(table, number[i]), count };
		bits |= count->inside;
	}
	if (numbers > FEW)
		rank = radix_sort(rank, arena_array(&scratch, numbers, sizeof(*rank)), numbers,
				  bits);
	else
		qsort(rank, numbers, sizeof(*rank), ranks_compare);
	for (size_t i = 0; i < numbers; i++)
		number[i] = count_table_number(table, rank[i].count);
	arena_release(&scratch);
}
