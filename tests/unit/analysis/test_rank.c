/* test_rank.c - counts by rank against a sort that looks at everything. */
#include "analysis/rank.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

#define MOST 5000

/* How many, and among how many different numbers, hashes and texts they are drawn. */
static const struct {
	const char *what;
	uint32_t counts;
	uint64_t inside;          /* from 1 to this */
	uint64_t hashes, hash_by; /* multiples of `hash_by` */
} cases[] = {
	{ "none", 0, 1, 1, 1 },
	{ "one", 1, 1, 1, 1 },
	{ "few", 64, 3, UINT64_MAX, 1 },
	{ "one more than few", 65, 3, UINT64_MAX, 1 },
	{ "as they mostly are", MOST, 40, UINT64_MAX, 1 },
	{ "all once", MOST, 1, UINT64_MAX, 1 },
	{ "numbers of any size", MOST, UINT64_MAX, UINT64_MAX, 1 },
	{ "numbers of two digits", MOST, 5000, UINT64_MAX, 1 },
	{ "hashes that meet in the upper half", MOST, 3, 1000, 1 },
	{ "hashes that meet in the lower half", MOST, 3, 1000, UINT64_C(1) << 50 },
	{ "hashes made to meet", MOST, 2, 3, 77 },
	{ "all alike but for the text", MOST, 1, 1, 1 },
};

/*
 * Of what texts are made: any number of one byte and then any number of another, below ALIKE each.
 * All are different; many are others' beginning; they are kept in the count and outside of it.
 */
static const struct {
	const char *what;
	unsigned char first, then;
} texts[] = {
	{ "of letters", 'a', 'b' },
	{ "of zeros", 0, 'a' },
	{ "with zeros at the end", 'a', 0 },
	{ "of bytes that could be below zero", 'a', 0xff },
};

#define ALIKE 71

/* In the order of unsigned bytes, and of one that begins another it is the first. */
static int compare_bytes(struct span a, struct span b)
{
	for (uint32_t i = 0; i < a.size && i < b.size; i++)
		if (a.at[i] != b.at[i])
			return (unsigned char)a.at[i] < (unsigned char)b.at[i] ? -1 : 1;
	return a.size == b.size ? 0 : a.size < b.size ? -1 : 1;
}

static int compare(const void *left, const void *right, void *context)
{
	const struct count_table *table = context;
	uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;
	const struct count *a = &table->count[x], *b = &table->count[y];
	uint64_t stable[2] = { table->more[x].stable, table->more[y].stable };

	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	if (stable[0] != stable[1])
		return stable[0] < stable[1] ? -1 : 1;
	return compare_bytes(count_value(a), count_value(b));
}

/* Of all numbers below ALIKE^2 one text each; `room` for those that don't fit into the count. */
static void write_text(struct count *count, size_t of, uint32_t number, char room[2 * ALIKE])
{
	uint32_t first = number / ALIKE, size = first + number % ALIKE;
	char *at = size < COUNT_NEAR_BYTES ? count->text.near : room;

	memset(at, texts[of].first, first);
	memset(at + first, texts[of].then, size - first);
	at[size] = 0;
	count->size = (uint16_t)size;
	if (at == room)
		count->text.far = room;
}

static void sorts_as_by_all(void **state)
{
	static struct count made[MOST];
	static struct count_more more[MOST];
	static uint32_t got[MOST], wanted[MOST];
	struct count_table table = { .count = made, .more = more };
	static char room[MOST][2 * ALIKE];

	(void)state;
	for (size_t n = 0; n < LENGTH(cases) * LENGTH(texts); n++) {
		size_t c = n / LENGTH(texts), of = n % LENGTH(texts);
		struct rng rng = { .state = 7 + c };

		print_message("%s, %s\n", cases[c].what, texts[of].what);
		for (uint32_t i = 0; i < cases[c].counts; i++) {
			made[i] = (struct count){ .inside = 1 + rng_next(&rng) % cases[c].inside };
			more[i].stable = rng_next(&rng) % cases[c].hashes * cases[c].hash_by;
			/* All different, and not in the order of their making. */
			write_text(&made[i], of, i * 7919 % (ALIKE * ALIKE), room[i]);
			got[i] = wanted[i] = i;
		}
		ranks_sort(&table, got, cases[c].counts);
		qsort_r(wanted, cases[c].counts, sizeof(uint32_t), compare, &table);
		assert_memory_equal(got, wanted, cases[c].counts * sizeof(uint32_t));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_as_by_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
