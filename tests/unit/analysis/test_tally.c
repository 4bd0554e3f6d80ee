/*
 * test_tally.c - what there is no room for: decided by what came, not by who read what first.
 * Against a look at all of it at once.
 */
#include "analysis/survey.h"
#include "analysis/tally.h"
#include "tests/bench/rng.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

#define SERVICES 4
#define HOSTS 1101 /* 0: none is known */
#define HOURS 60

struct seen {
	uint32_t service, host, hour;
};

/* What has to come of all that was seen, however it was. */
struct due {
	bool fails, all_given_up, given_up[SERVICES], many[SERVICES], has_failures[SERVICES];
	uint32_t pages, taken;
};

static bool says_of_failures(const struct seen *seen)
{
	return (seen->service + seen->host + seen->hour) % 97 == 0;
}

static struct due due_of(const struct seen *seen, uint32_t count, uint32_t pages_max)
{
	static bool at[SERVICES][HOSTS][HOURS];
	uint32_t share = pages_max - pages_max / 4, taken = 0, wholes = 0, hosts = 0;
	struct due due = { 0 };

	memset(at, 0, sizeof(at));
	for (uint32_t i = 0; i < count; i++) {
		at[seen[i].service][seen[i].host][seen[i].hour] = true;
		due.has_failures[seen[i].service] |= says_of_failures(&seen[i]);
		hosts = MAX(hosts, seen[i].host);
	}
	for (uint32_t s = 0; s < SERVICES; s++) {
		uint32_t of_hosts = 0, of_none = 0, hours = 0, distinct = 0;

		for (uint32_t host = 1; host <= hosts; host++) {
			bool any = false;

			for (uint32_t hour = 0; hour < HOURS; hour++)
				any |= at[s][host][hour];
			distinct += any;
		}

		for (uint32_t hour = 0; hour < HOURS; hour++) {
			bool any = at[s][0][hour];

			of_none += at[s][0][hour];
			for (uint32_t host = 1; host <= hosts; host++) {
				of_hosts += at[s][host][hour];
				any |= at[s][host][hour];
			}
			hours += any;
		}
		wholes += hours;
		due.given_up[s] = of_hosts > share;
		due.many[s] = distinct > SURVEY_HOSTS_MAX;
		due.pages += due.given_up[s] || due.many[s] ? hours : of_hosts + of_none;
		taken += due.given_up[s] ? share + hours
					 : of_hosts + (due.many[s] ? hours : of_none);
	}
	due.taken = taken;
	due.all_given_up = taken > pages_max;
	due.pages = due.all_given_up ? wholes : due.pages;
	due.fails = wholes > pages_max;
	return due;
}

static bool see(struct tally *tally, const struct seen *seen, struct error *error)
{
	static const struct stream_kind kind = { .width_us = MINUTE_US };
	const struct cell cell[PAGE_CELLS] = { { .rows = 1,
						 .events = 1,
						 .first_us = seen->hour * HOUR_US,
						 .last_us = seen->hour * HOUR_US } };
	char service[16], host[16];
	uint32_t id, stream;

	snprintf(service, sizeof(service), "s%u", seen->service);
	snprintf(host, sizeof(host), "h%u", seen->host);
	if (!tally_service(tally, span_of(service, strlen(service)), &id, error))
		return false;
	stream = tally_stream(tally, id, span_of(host, seen->host ? strlen(host) : 0), &kind);
	return tally_cells_add(tally, stream, seen->hour, 1, cell, says_of_failures(seen), error);
}

static uint64_t events_of(const struct tally *tally)
{
	uint64_t events = 0;

	for (uint32_t i = 0; i < tally->streams.count; i++)
		for (struct page *page = tally->stream[i].pages; page; page = page->next) {
			struct cell cell[PAGE_CELLS];

			page_cells(page, MINUTE_US, cell);
			assert_int_equal(page->used, 1);
			events += cell[0].events;
		}
	return events;
}

/* Of a service's streams, those that hold pages. */
static bool failures_said(const struct tally *tally, uint32_t service)
{
	bool said = false;

	for (uint32_t i = 0; i < tally->streams.count; i++)
		if (tally->stream[i].key.service == service && tally->stream[i].pages)
			said |= tally->stream[i].has_failures;
	return said;
}

/* Read by as many as `readers`, each those that `reader` says are its, and joined in turn. */
static struct due expect_due(const struct seen *seen, const uint32_t *reader, uint32_t count,
			     uint32_t readers, uint32_t pages_max)
{
	struct due due = due_of(seen, count, pages_max);
	struct tally sum = { 0 };
	struct error error;
	bool ok = true;

	tally_init(&sum);
	sum.pages_max = pages_max;
	for (uint32_t r = 0; r < readers; r++) {
		struct tally part = { 0 };

		tally_init(&part);
		part.pages_max = pages_max;
		for (uint32_t i = 0; i < count && ok; i++)
			ok = reader[i] != r || see(&part, &seen[i], &error);
		assert_true(part.pages.pages <= pages_max);
		ok = ok && tally_join(&sum, &part, &error);
		tally_release(&part);
	}
	assert_int_equal(ok, !due.fails);
	assert_true(sum.pages.pages <= pages_max);
	if (ok) {
		assert_int_equal(sum.hosts_given_up, due.all_given_up);
		assert_int_equal(sum.pages.pages, due.pages);
		assert_int_equal(events_of(&sum), count);
	}
	for (uint32_t s = 0; s < SERVICES && ok && !due.all_given_up; s++) {
		char name[16];
		uint32_t id;

		snprintf(name, sizeof(name), "s%u", s);
		id = intern_look(&sum.services, span_of(name, strlen(name)));
		if (id == INTERN_OTHER)
			continue;
		assert_int_equal(sum.service[id].hosts_given_up, due.given_up[s]);
		if (!due.given_up[s])
			assert_int_equal(sum.service[id].hosts > SURVEY_HOSTS_MAX, due.many[s]);
		assert_int_equal(failures_said(&sum, id), due.has_failures[s]);
	}
	tally_release(&sum);
	return due;
}

static void gives_up_the_same_whoever_reads(void **state)
{
	enum { ROUNDS = 3000, MOST = 200 };
	struct seen seen[MOST];
	uint32_t reader[MOST];
	/* Of the rounds: none gives up, one does, all do, there is no room at all. */
	uint32_t of_none = 0, of_one = 0, of_all = 0, of_room = 0;
	struct rng rng = { .state = 11 };

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint32_t count = 1 + rng_below(&rng, MOST), readers = 1 + rng_below(&rng, 4);
		uint32_t hosts = 1 + rng_below(&rng, 12), hours = 1 + rng_below(&rng, 12);
		uint32_t pages_max = 1 + rng_below(&rng, 120), services = 1 + rng_below(&rng, 4);
		struct due due;

		for (uint32_t i = 0; i < count; i++) {
			uint32_t service = rng_below(&rng, rng_below(&rng, services) + 1);

			/* The first is seen most and has the most hosts, the last hardly any. */
			seen[i] =
				(struct seen){ service, rng_below(&rng, 1 + hosts / (1 + service)),
					       rng_below(&rng, hours) };
			/* The first reader or the last reads most. */
			reader[i] = rng_below(&rng, rng_below(&rng, readers) + 1);
			if (round % 2)
				reader[i] = readers - 1 - reader[i];
		}
		due = expect_due(seen, reader, count, readers, pages_max);
		of_room += due.fails;
		of_all += !due.fails && due.all_given_up;
		of_one += !due.all_given_up && due.given_up[0];
		of_none += !due.all_given_up && !due.given_up[0];
	}
	assert_true(of_none > 50 && of_one > 50 && of_all > 50 && of_room > 50);
}

/*
 * Three sources: 700 hosts of a service in an hour, as many in six hours, 1,100 of them together;
 * and two of another service. Read in all orders, by one for all and one for each.
 */
static void gives_up_the_same_file_by_file(void **state)
{
	enum { FEWER = 700, MORE = 6 * 700, OTHER = 2 * HOURS, ALL = FEWER + MORE + OTHER };
	static const uint32_t orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					      { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	static const uint32_t bounds[] = { 1126, 1000, 900, 6000, 6132, 6133 };
	static struct seen file[3][MORE], seen[ALL];
	static uint32_t by_one[ALL], by_each[ALL];
	static const uint32_t size[] = { FEWER, MORE, OTHER };

	(void)state;
	for (uint32_t i = 0; i < FEWER; i++)
		file[0][i] = (struct seen){ 0, 401 + i, 0 };
	for (uint32_t i = 0; i < MORE; i++)
		file[1][i] = (struct seen){ 0, 1 + i % 700, i / 700 };
	for (uint32_t i = 0; i < OTHER; i++)
		file[2][i] = (struct seen){ 1, 1 + i % 2, i / 2 };
	for (size_t b = 0; b < LENGTH(bounds); b++)
		for (size_t o = 0; o < LENGTH(orders); o++) {
			uint32_t count = 0;

			for (uint32_t f = 0; f < 3; f++)
				for (uint32_t i = 0; i < size[orders[o][f]]; i++) {
					by_each[count] = f;
					seen[count++] = file[orders[o][f]][i];
				}
			expect_due(seen, by_one, ALL, 1, bounds[b]);
			expect_due(seen, by_each, ALL, 3, bounds[b]);
		}
}

/*
 * 1,100 hosts of a service, or a few less than are told of, each in an hour or a few; and another
 * service. None of the readers need see many of the hosts. Bounds close to what is taken.
 */
static void adds_many_hosts_up(void **state)
{
	enum { ROUNDS = 150, MANY = HOSTS - 1, OTHER = 10 * HOURS, MOST = 3 * MANY + OTHER };
	static struct seen seen[MOST];
	static uint32_t reader[MOST];
	uint32_t of_few = 0, of_many = 0, of_one = 0, of_all = 0;
	struct rng rng = { .state = 23 };

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint32_t hosts = SURVEY_HOSTS_MAX - 20 + rng_below(&rng, 60), count = 0;
		uint32_t hours = 1 + rng_below(&rng, 6),
			 times = 1 + rng_below(&rng, 1 + round % 2 * 2);
		uint32_t readers = 1 + rng_below(&rng, 4), other = rng_below(&rng, OTHER);
		uint32_t slack = rng_below(&rng, 40), taken;
		struct due due;

		for (uint32_t i = 0; i < hosts * times; i++)
			seen[count++] = (struct seen){ 0, 1 + i % hosts, rng_below(&rng, hours) };
		for (uint32_t i = 0; i < other; i++)
			seen[count++] = (struct seen){ 1, i % 10, i / 10 };
		/* By host, by reader, or as it comes. */
		for (uint32_t i = 0; i < count; i++)
			reader[i] = round % 3 ? rng_below(&rng, readers) : i * readers / count;
		for (uint32_t i = count; i > 1 && round % 3 != 1; i--) {
			uint32_t with = rng_below(&rng, i);
			struct seen last = seen[i - 1];

			seen[i - 1] = seen[with];
			seen[with] = last;
		}
		taken = due_of(seen, count, 100000).taken;
		due = expect_due(seen, reader, count, readers,
				 (round % 2 ? taken * 4 / 3 : taken) + 20 - slack);
		of_all += due.all_given_up;
		of_one += !due.all_given_up && due.given_up[0];
		of_many += !due.all_given_up && !due.given_up[0] && due.many[0];
		of_few += !due.all_given_up && !due.given_up[0] && !due.many[0];
	}
	assert_true(of_few > 10 && of_many > 10 && of_one > 10 && of_all > 10);
}

/* One reader passed the share of a service of which another saw little, and took the rest. */
static void takes_a_share_that_another_passed(void **state)
{
	enum { LITTLE = 10, OTHER = 30, MUCH = 80, PAGES = 100, ALL = LITTLE + OTHER + MUCH };
	struct seen seen[ALL];
	uint32_t reader[ALL], swapped[ALL];

	(void)state;
	for (uint32_t i = 0; i < ALL; i++) {
		reader[i] = i >= LITTLE + OTHER;
		swapped[i] = !reader[i];
		if (i < LITTLE)
			seen[i] = (struct seen){ 0, 1 + i, 0 };
		else if (i < LITTLE + OTHER)
			seen[i] = (struct seen){ 1, 0, i - LITTLE };
		else
			seen[i] = (struct seen){ 0, 1 + i - LITTLE - OTHER, 0 };
	}
	assert_true(expect_due(seen, reader, ALL, 2, PAGES).all_given_up);
	assert_true(expect_due(seen, swapped, ALL, 2, PAGES).all_given_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_up_the_same_whoever_reads),
		cmocka_unit_test(gives_up_the_same_file_by_file),
		cmocka_unit_test(adds_many_hosts_up),
		cmocka_unit_test(takes_a_share_that_another_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
