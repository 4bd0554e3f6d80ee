/* test_count_table.c - counts by episode and value, against a list that is searched front to back.
 */
#include "analysis/count_table.h"
#include "core/hash.h"
#include "tests/support/test.h"

#include <stdio.h>

enum { VALUES = 3000, EPISODES = 3, LONGEST = 40 };

/* Of every length from none on, with bytes that are no text, and sharing their beginnings. */
static struct span value_of(uint32_t number, char *room)
{
	uint32_t size = number % (LONGEST + 1);

	memset(room, 'a', LONGEST);
	for (uint32_t i = size; i-- > 0; number /= 7)
		room[i] = (char)(number % 7);
	return span_of(room, size);
}

static uint32_t hash_of(struct span value)
{
	return (uint32_t)hash_bytes(value);
}

struct listed {
	char bytes[LONGEST];
	uint32_t size, episode;
};

static uint32_t list_find(const struct listed *list, uint32_t count, uint32_t episode,
			  struct span value)
{
	for (uint32_t i = 0; i < count; i++)
		if (list[i].episode == episode &&
		    span_is(span_of(list[i].bytes, list[i].size), value))
			return i;
	return COUNT_NONE;
}

/* What is kept has new numbers in its order, and all that it had; the rest is as if never added. */
static void lets_go(void **state)
{
	static bool keep[VALUES];
	static uint32_t number_of[VALUES];
	struct count_table table = { .keeps_lines = true };
	char room[LONGEST], line[16];
	uint32_t kept = 0, total;

	(void)state;
	for (uint32_t i = 0; i < VALUES; i++) {
		struct span value = value_of(i * 11 + 3, room);
		uint32_t number =
			count_table_add(&table, i % EPISODES, value, hash_of(value), COUNT_NONE);

		if (count_table_at(&table, number)->reference)
			continue; /* it came before */
		count_table_at(&table, number)->reference = i + 1;
		snprintf(line, sizeof(line), "line %u", i);
		if (i % 2)
			count_table_note(&table, number, &(struct spot){ .at_us = i, .line = i },
					 span_text(line));
		count_table_at(&table, number)->inside = 2 * i;
		for (uint32_t client = 0; client < i % 50; client++)
			assert_true(count_table_meet(&table, number, client * i));
	}
	total = table.total;
	for (uint32_t i = 0; i < total; i++)
		keep[i] = i < 10 || i % 7 == 3;
	count_table_keep(&table, keep, number_of);
	for (uint32_t i = 0, kept_now = 0; i < total; i++)
		assert_int_equal(number_of[i], keep[i] ? kept_now++ : COUNT_NONE);
	for (uint32_t i = 0; i < VALUES; i++) {
		struct span value = value_of(i * 11 + 3, room);
		uint32_t number = count_table_find(&table, i % EPISODES, value, hash_of(value));
		const struct count *count;

		if (number == COUNT_NONE)
			continue;
		count = count_table_at(&table, number);
		assert_true(span_is(count_value(count), value));
		assert_true(count_table_stable(&table, number) ==
			    count_table_stable_hash(&table, value));
		if (count->reference != i + 1)
			continue;
		kept++;
		assert_int_equal(count->inside, 2 * i);
		snprintf(line, sizeof(line), "line %u", i);
		if (i % 2)
			assert_string_equal(count_table_first(&table, number).text, line);
		else
			assert_null(count_table_first(&table, number).text);
		assert_int_equal(count_table_first(&table, number).line, i % 2 ? i : 0);
		assert_int_equal(count_table_clients(&table, number), i % 50);
	}
	assert_int_equal(kept, table.total);
	for (uint32_t i = 1; i < table.total; i++)
		assert_true(count_table_at(&table, i - 1)->reference <
			    count_table_at(&table, i)->reference);
	/* There is room for others as before. */
	assert_int_equal(count_table_add(&table, 9, SPAN("new"), hash_of(SPAN("new")), 0), kept);
	count_table_release(&table);
}

/* A threshold may come before the first value. */
static void lets_go_of_nothing(void **state)
{
	struct count_table table = { .keeps_lines = true };
	bool keep = false;
	uint32_t number = 7;

	(void)state;
	count_table_keep(&table, &keep, &number);
	assert_int_equal(table.total, 0);
	assert_int_equal(number, 7);
	assert_int_equal(count_table_add(&table, 0, SPAN("a"), hash_of(SPAN("a")), COUNT_NONE), 0);
	count_table_release(&table);
}

static void keeps_what_was_added(void **state)
{
	static struct listed list[VALUES * EPISODES];
	struct count_table table = { .keeps_lines = true };
	char room[LONGEST];
	uint32_t count = 0, wrong = 0;

	(void)state;
	assert_int_equal(count_table_find(&table, 0, SPAN("x"), hash_of(SPAN("x"))), COUNT_NONE);
	for (uint32_t i = 0; i < VALUES * EPISODES; i++) {
		uint32_t episode = i * 7 % EPISODES;
		struct span value = value_of(i / 2, room);
		uint32_t known = list_find(list, count, episode, value), number, guess;

		assert_int_equal(count_table_find(&table, episode, value, hash_of(value)), known);
		count_table_approach(&table, episode, hash_of(value));
		/* A guess may be wrong: of every third value it is that of another one. */
		guess = count_table_guess(&table, episode, hash_of(value));
		wrong += guess != known && guess != COUNT_NONE;
		count_table_approach_text(&table, guess);
		if (i % 3 == 0 && count)
			guess = i % count;
		number = count_table_add(&table, episode, value, hash_of(value), guess);
		assert_int_equal(number, known == COUNT_NONE ? count : known);
		count_table_at(&table, number)->inside++;
		if (known != COUNT_NONE)
			continue;
		memcpy(list[count].bytes, value.at, value.size);
		list[count].size = (uint32_t)value.size;
		list[count++].episode = episode;
	}
	/* Only where 32 bits of two hashes agree. */
	assert_true(wrong < 10);
	assert_int_equal(table.total, count);
	assert_true(count > VALUES);
	for (uint32_t i = 0; i < count; i++) {
		const struct count *found = count_table_at(&table, i);
		struct span value = count_value(found);

		assert_true(span_is(value, span_of(list[i].bytes, list[i].size)));
		assert_int_equal(value.at[value.size], '\0');
		assert_int_equal(found->episode, list[i].episode);
		assert_int_equal(count_table_number(&table, found), i);
		assert_true(found->inside > 0 && !found->reference && !found->days && !found->late);
		assert_null(count_table_first(&table, i).text);
	}
	count_table_release(&table);
	assert_int_equal(table.total, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_was_added),
		cmocka_unit_test(lets_go),
		cmocka_unit_test(lets_go_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
