/* test_book.c - what the second pass counts: exact while it fits, sampled evenly past that. */
#include "analysis/stable_hash.h"
#include "core/crew.h"
#include "core/hash.h"
#include "tests/unit/analysis/books.h"

#include <stdio.h>
#include <stdlib.h>

#define VALUES 2000
#define CLIENTS 4000
#define DISTINCT 3000
#define RARE 100

/* An event of a path and a client inside of an episode, or beside it. */
static void add_event(struct book *book, struct tray *tray, uint32_t episode, struct span path,
		      struct span client, bool inside)
{
	struct spot spot = { .at_us = 1 };
	struct span value[DIMENSIONS] = { [DIMENSION_PATH] = path, [DIMENSION_CLIENT] = client };
	struct tray_row row = { .value = value, .spot = &spot, .record = SPAN("x"), .weight = 1 };

	if (tray_is_full(tray))
		book_take(book, tray);
	tray_add(tray, &row, episode, inside);
}

/* Past the bound what is kept is decided by the values alone, and what is kept is exact. */
static void samples_past_its_bound(void **state)
{
	const struct allowance small = allow(VALUES, CLIENTS, DISTINCT);
	struct book forth, back;
	struct tray *tray[3];
	uint32_t values = VALUES + VALUES / 20;

	(void)state;
	book_init(&forth, 1, &small, 0);
	book_init(&back, 1, &small, 0);
	for (size_t i = 0; i < LENGTH(tray); i++)
		tray[i] = tray_new();
	for (uint32_t i = 0; i < 2 * values; i++) {
		char text[2][16];

		snprintf(text[0], sizeof(text[0]), "/%u", i / 2);
		snprintf(text[1], sizeof(text[1]), "/%u", values - 1 - i / 2);
		add_event(&forth, tray[0], 0, span_text(text[0]), SPAN("one"), true);
		/* Backwards, by two workers. */
		add_event(&back, tray[1 + i % 2], 0, span_text(text[1]), SPAN("one"), true);
	}
	book_take(&forth, tray[0]);
	book_take(&back, tray[2]);
	book_take(&back, tray[1]);
	book_settle(&forth, 2);
	book_settle(&back, 2);
	assert_int_equal(paths_of(&forth)->shift, 1);
	/* About half: within five deviations of a binomial. */
	assert_true(fabs(paths_of(&forth)->counts.total - values / 2.0) < 5 * sqrt(values / 4.0));
	assert_alike(&forth, &back);
	for (uint32_t i = 0; i < paths_of(&forth)->counts.total; i++) {
		const struct census *paths = paths_of(&forth);
		const struct count *count = count_table_at(&paths->counts, paths->sorted[i]);
		struct span value = count_value(count);

		assert_int_equal(count->inside, 2);
		assert_true(clients_with(&forth, 0, DIMENSION_PATH, value) == 1);
	}
	assert_true(book_clients(&forth, 0) == 1 && book_clients(&back, 0) == 1);
	for (size_t i = 0; i < LENGTH(tray); i++)
		tray_free(tray[i]);
	book_release(&forth);
	book_release(&back);
}

/* Paths of one client each: where the sample has none of them, their number isn't known. */
static void assert_rare(const struct book *book)
{
	uint32_t unknown = 0;

	for (uint32_t i = 0; i < RARE; i++) {
		char path[16];
		double told;

		snprintf(path, sizeof(path), "/rare%u", i);
		told = clients_with(book, 0, DIMENSION_PATH, span_text(path));
		assert_true(isnan(told) || told == 1); /* no more than it has events */
		unknown += isnan(told) != 0;
	}
	assert_true(unknown > 0 && unknown < RARE);
}

/* Distinct clients past the bound: an estimate with the error that is told, whatever the order. */
static void estimates_clients_past_its_bound(void **state)
{
	const struct allowance small = allow(VALUES, CLIENTS, DISTINCT);
	struct book book[2];
	struct tray *tray = tray_new();
	const uint32_t clients = 5 * DISTINCT;

	(void)state;
	for (int b = 0; b < 2; b++) {
		book_init(&book[b], 1, &small, 0);
		for (uint32_t i = 0; i < clients; i++) {
			uint32_t client = b ? clients - 1 - i : i;

			add_event(&book[b], tray, 0, SPAN("/"),
				  span_of((const char *)&client, sizeof(client)), true);
			if (client < RARE) {
				char path[16];

				snprintf(path, sizeof(path), "/rare%u", client);
				add_event(&book[b], tray, 0, span_text(path),
					  span_of((const char *)&client, sizeof(client)), true);
			}
		}
		book_take(&book[b], tray);
		book_settle(&book[b], 2);
	}
	for (int b = 0; b < 2; b++) {
		double of_page = book_clients_thinning(&book[b]);
		double of_all = ldexp(1, (int)book[b].census[DIMENSION_CLIENT].shift);

		assert_true(of_page > 1 && of_all > 1);
		assert_rare(&book[b]);
		assert_true(fabs(clients_with(&book[b], 0, DIMENSION_PATH, SPAN("/")) - clients) <
			    4 * sqrt((of_page - 1) * clients));
		assert_true(fabs(book_clients(&book[b], 0) - clients) <
			    4 * sqrt((of_all - 1) * clients));
	}
	assert_alike(&book[0], &book[1]);
	tray_free(tray);
	book_release(&book[0]);
	book_release(&book[1]);
}

enum { FEW = 10, MANY = 8 * VALUES };

/* Of each value of a few many events, of many one each, in two episodes, in turns. */
static void add_crowd(struct book *book, struct tray *tray, uint32_t number)
{
	char path[16], client[16];

	snprintf(path, sizeof(path), number % 2 ? "/few%u" : "/many%u",
		 number % 2 ? number / 2 % FEW : number / 2);
	snprintf(client, sizeof(client), "c%u", number % 50);
	add_event(book, tray, number / 2 % 2, span_text(path), span_text(client), number / 20 % 5);
}

/* Values that hold much of an episode are told, whatever their hash, by an estimate if need be. */
static void misses_nothing_heavy(void **state)
{
	const struct allowance small = allow(VALUES, CLIENTS, DISTINCT);
	struct book book[2];
	struct tray *tray = tray_new();
	uint32_t estimated = 0;

	(void)state;
	for (int b = 0; b < 2; b++) {
		book_init(&book[b], 2, &small, 0);
		for (uint32_t i = 0; i < 2 * MANY; i++)
			add_crowd(&book[b], tray, b ? 2 * MANY - 1 - i : i);
		book_take(&book[b], tray);
		book_settle(&book[b], 2);
		assert_true(paths_of(&book[b])->shift > 0);
	}
	for (uint32_t e = 0; e < 2; e++) {
		uint32_t counts[2];
		const uint32_t *number[2];

		for (int b = 0; b < 2; b++)
			number[b] = book_counts(&book[b], e, DIMENSION_PATH, &counts[b]);
		for (uint32_t i = 0; i < FEW / 2; i++) { /* half of them are of one episode */
			/* Of its numbers a fifth is beside the episode. */
			double true_count = (double)MANY / FEW * 4 / 5;
			const struct count *count[2] = { path_at(&book[0], number[0][i]),
							 path_at(&book[1], number[1][i]) };
			struct span value = count_value(count[0]);

			assert_true(span_starts(value, SPAN("/few")));
			assert_true(fabs((double)count[0]->inside - true_count) < .02 * true_count);
			assert_true(count[0]->inside == count[1]->inside &&
				    count[0]->reference == count[1]->reference);
			assert_int_equal(count[0]->late, count[1]->late);
			assert_true(span_is(value, count_value(count[1])));
			assert_true(!count[0]->late ||
				    isnan(clients_with(&book[0], e, DIMENSION_PATH, value)));
			estimated += count[0]->late;
		}
		/* Nothing else is late: a single event of 16,000 is not much. */
		for (uint32_t i = FEW / 2; i < counts[0]; i++) {
			const struct count *count = path_at(&book[0], number[0][i]);

			assert_false(count->inside && count->late);
		}
	}
	assert_true(estimated > 0 && estimated < FEW);
	tray_free(tray);
	book_release(&book[0]);
	book_release(&book[1]);
}

/* Some clients come with many agents, some with few. */
enum { EVENTS = 20000, PATHS = 37, AGENTS = 13, COMERS = 101, EPISODES = 9, WORKERS = 4 };

struct drawn {
	uint32_t path, agent, client, episode;
	bool inside;
};

static struct drawn draw(uint32_t number)
{
	uint64_t random = number * UINT64_C(0x9e3779b97f4a7c15);

	random = (random ^ random >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
	random ^= random >> 29;
	return (struct drawn){
		.path = (random & 0xffff) % PATHS,
		.agent = (random >> 49) % AGENTS,
		.client = (random >> 16 & 0xffff) % COMERS,
		.episode = (random >> 32 & 0xffff) % EPISODES,
		.inside = random >> 48 & 1,
	};
}

/* Every WORKERS-th event from a worker's own. */
static void work(void *context, uint32_t worker)
{
	struct book *book = context;
	struct tray *tray = tray_new();
	struct spot spot = { .at_us = 1 };

	for (uint32_t i = worker; i < EVENTS; i += WORKERS) {
		struct drawn event = draw(i);
		char path[16], client[16], agent[16];
		struct span value[DIMENSIONS] = { 0 };
		struct tray_row row = { .value = value, .spot = &spot, .weight = 1 };

		snprintf(path, sizeof(path), "/%u", event.path);
		snprintf(client, sizeof(client), "c%u", event.client);
		snprintf(agent, sizeof(agent), "a%u", event.agent);
		value[DIMENSION_PATH] = span_text(path);
		value[DIMENSION_CLIENT] = span_text(client);
		value[DIMENSION_AGENT] = span_text(agent);
		if (tray_is_full(tray))
			book_take(book, tray);
		tray_add(tray, &row, event.episode, event.inside);
	}
	book_take(book, tray);
	tray_free(tray);
}

struct by_hand {
	uint32_t inside[EPISODES][PATHS], beside[EPISODES][PATHS];
	bool with_path[EPISODES][PATHS][COMERS], with_agent[EPISODES][AGENTS][COMERS];
};

static uint32_t clients_of(const bool seen[COMERS])
{
	uint32_t clients = 0;

	for (uint32_t c = 0; c < COMERS; c++)
		clients += seen[c];
	return clients;
}

static void assert_counted(const struct book *book, const struct by_hand *hand)
{
	for (uint32_t e = 0; e < EPISODES; e++) {
		uint32_t counts, before = UINT32_MAX;
		const uint32_t *number = book_counts(book, e, DIMENSION_PATH, &counts);
		char agent[16];

		assert_int_equal(counts, PATHS);
		for (uint32_t i = 0; i < counts; i++) {
			const struct count *count = path_at(book, number[i]);
			struct span value = count_value(count);
			uint32_t path = (uint32_t)atoi(value.at + 1);

			assert_int_equal(count->inside, hand->inside[e][path]);
			assert_int_equal(count->reference, hand->beside[e][path]);
			assert_true(clients_with(book, e, DIMENSION_PATH, value) ==
				    clients_of(hand->with_path[e][path]));
			assert_true(count->inside <= before);
			before = (uint32_t)count->inside;
		}
		for (uint32_t i = 0; i < AGENTS; i++) {
			snprintf(agent, sizeof(agent), "a%u", i);
			assert_true(clients_with(book, e, DIMENSION_AGENT, span_text(agent)) ==
				    clients_of(hand->with_agent[e][i]));
		}
	}
}

/* Small enough to be exact: against the events themselves, by several workers at a time. */
static void counts_as_by_hand(void **state)
{
	static struct by_hand hand;
	const struct allowance allowance = allowance_of(0);
	struct book book;

	(void)state;
	for (uint32_t i = 0; i < EVENTS; i++) {
		struct drawn event = draw(i);

		hand.inside[event.episode][event.path] += event.inside;
		hand.beside[event.episode][event.path] += !event.inside;
		hand.with_path[event.episode][event.path][event.client] |= event.inside;
		hand.with_agent[event.episode][event.agent][event.client] |= event.inside;
	}
	book_init(&book, EPISODES, &allowance, 0);
	crew_each(WORKERS, WORKERS, work, &book);
	book_settle(&book, 2);
	assert_counted(&book, &hand);
	assert_true(book_clients_thinning(&book) == 1);
	book_release(&book);
}

/* stable_mix backwards. */
static uint64_t unshift(uint64_t bits, unsigned by)
{
	uint64_t found = bits;

	for (unsigned known = by; known < 64; known += by)
		found = bits ^ found >> by;
	return found;
}

static uint64_t unmix(uint64_t bits)
{
	bits = unshift(bits, 31) * UINT64_C(0x319642b2d24d8ec3);
	bits = unshift(bits, 27) * UINT64_C(0x96de1b173f119089);
	return unshift(bits, 30);
}

/* A text of 16 bytes that begins so and has that hash, where no seed is secret. */
static void make_text(uint64_t begin, uint64_t stable, uint64_t text[2])
{
	uint64_t hash = stable_mix(UINT64_C(0x9e3779b97f4a7c15) + 2 * sizeof(uint64_t));

	text[0] = begin;
	text[1] = unmix(unmix(stable)) ^ stable_mix(hash ^ begin);
}

/* Where the seed is known, whoever writes a log can make values whose stable hashes meet. */
static void tells_made_values_apart(void **state)
{
	const struct allowance allowance = allowance_of(0);
	uint64_t text[2][2];
	struct span value[2];
	struct book book;
	struct count_table unseeded = { .seed = 0 };
	struct tray *tray = tray_new();
	struct spot spot = { .at_us = 1 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		make_text(0x6161616161616161 + (uint64_t)i, 12345, text[i]);
		value[i] = span_of((const char *)text[i], sizeof(text[i]));
		assert_true(count_table_stable_hash(&unseeded, value[i]) == 12345);
	}
	book_init(&book, 1, &allowance, 0);
	for (int i = 0; i < 100; i++) {
		char client[16];
		struct span values[DIMENSIONS] = { [DIMENSION_QUERY] = value[i % 2] };
		struct tray_row row = { .value = values, .spot = &spot, .weight = 1 };

		snprintf(client, sizeof(client), "c%d", i);
		values[DIMENSION_CLIENT] = span_text(client);
		tray_add(tray, &row, 0, true);
	}
	book_take(&book, tray);
	book_settle(&book, 1);
	for (int i = 0; i < 2; i++)
		assert_true(clients_with(&book, 0, DIMENSION_QUERY, value[i]) == 50);
	tray_free(tray);
	book_release(&book);
}

/* Who came on which days, and a row that two episodes look at. */
static void notes_visits(void **state)
{
	const struct allowance small = allow(VALUES, CLIENTS, DISTINCT);
	struct book book;
	struct tray *tray = tray_new();
	struct span value[DIMENSIONS] = { [DIMENSION_CLIENT] = SPAN("a") };
	struct spot spot = { .at_us = 1 };
	struct tray_row row = { .value = value, .spot = &spot, .weight = 3, .day = 2 };
	const struct census *clients = &book.census[DIMENSION_CLIENT];
	const struct count *count;

	(void)state;
	book_init(&book, 2, &small, 0);
	tray_visit(tray, SPAN("a"), 0, 4);
	tray_visit(tray, SPAN(""), 0, 8);
	tray_visit(tray, SPAN("b"), 1, 16);
	book_take(&book, tray);
	tray_add(tray, &row, 0, true);
	row.day = 32;
	tray_add(tray, &row, 1, false);
	book_take(&book, tray);
	book_settle(&book, 2);
	count = count_table_at(&clients->counts, census_find(clients, 0, SPAN("a")));
	assert_true(count->days == (2 | 4) && count->inside == 3 && count->reference == 0);
	count = count_table_at(&clients->counts, census_find(clients, 1, SPAN("a")));
	assert_true(count->days == 32 && count->inside == 0 && count->reference == 3);
	count = count_table_at(&clients->counts, census_find(clients, 1, SPAN("b")));
	assert_true(count->days == 16 && count->inside == 0);
	assert_int_equal(census_find(clients, 0, SPAN("b")), COUNT_NONE);
	assert_true(book_clients(&book, 0) == 1 && book_clients(&book, 1) == 0);
	tray_free(tray);
	book_release(&book);
}

static void census_count(struct census *census, struct span value, bool inside)
{
	uint32_t number;
	const struct census_item item = {
		.value = value,
		.record = SPAN("x"),
		.inside = inside,
		.reference = !inside,
		.hash = (uint32_t)hash_bytes(value),
	};

	census_add(census, &item, 1, &number);
	census_bound(census, NULL);
}

/*
 * A small census and one that had to sample: what the one dropped the other may not keep,
 * for it would be counted in part. Joined either way, and to an empty one.
 */
static void joins_what_was_sampled(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct census few, many, none;
		struct census *into = way == 0 ? &few : way == 1 ? &many : &none;
		char text[16];

		census_init(&few, 100, true, 0, 0);
		census_init(&many, 100, true, 0, 0);
		census_init(&none, 100, true, 0, 0);
		for (uint32_t i = 0; i < 1000; i++) {
			snprintf(text, sizeof(text), "/%u", i);
			if (i < 50)
				census_count(&few, span_text(text), true);
			census_count(&many, span_text(text), true);
		}
		if (into != &few)
			census_join(into, &few);
		if (into != &many)
			census_join(into, &many);
		census_settle(into, true);
		assert_int_equal(into->shift, 4);
		assert_true(into->counts.total > 30 && into->counts.total <= 100);
		for (uint32_t i = 0; i < into->counts.total; i++) {
			const struct count *count = count_table_at(&into->counts, into->sorted[i]);
			const char *path = count_value(count).at;

			assert_int_equal(count->inside, atoi(path + 1) < 50 ? 2 : 1);
			assert_string_equal(count_table_first(&into->counts, into->sorted[i]).text,
					    "x");
		}
		census_release(&few);
		census_release(&many);
		census_release(&none);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_past_its_bound),
		cmocka_unit_test(estimates_clients_past_its_bound),
		cmocka_unit_test(misses_nothing_heavy),
		cmocka_unit_test(counts_as_by_hand),
		cmocka_unit_test(tells_made_values_apart),
		cmocka_unit_test(notes_visits),
		cmocka_unit_test(joins_what_was_sampled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
