/* test_correlate.c - links: chance, content, verdicts. */
#include "analysis/coincidence.h"
#include "analysis/correlate.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY0 (INT64_C(16115) * DAY_US) /* 2014-02-14, a Friday */

/* Against the sum over all subsets. */
static double tail_by_force(const double *p, uint32_t count, uint32_t hits)
{
	double sum = 0;

	for (uint32_t set = 0; set < 1u << count; set++) {
		double chance = 1;

		for (uint32_t i = 0; i < count; i++)
			chance *= set >> i & 1 ? p[i] : 1 - p[i];
		if ((uint32_t)__builtin_popcount(set) >= hits)
			sum += chance;
	}
	return sum;
}

static void sums_tails(void **state)
{
	static const double p[] = { 0.01, 0.5, 0.99, 0.2, 0, 1, 0.3, 0.07 };

	(void)state;
	for (uint32_t count = 0; count <= LENGTH(p); count++)
		for (uint32_t hits = 0; hits <= count + 1; hits++)
			assert_true(fabs(coincidence_tail(p, count, hits) -
					 tail_by_force(p, count, hits)) < 1e-12);
	/* A binomial of 1,000 at 0.01, 20 or more: scipy.stats.binom.sf(19, 1000, 0.01). */
	double *many = calloc(1000, sizeof(*many));

	for (size_t i = 0; i < 1000; i++)
		many[i] = 0.01;
	assert_true(fabs(coincidence_tail(many, 1000, 20) - 0.0032883597877) < 1e-12);
	free(many);
}

static void controls_discoveries(void **state)
{
	/* By hand: the smallest of p x 5 / rank from there on, over the five that are known. */
	static const double p[] = { 0.01, NAN, 0.04, 0.03, 0.005, 1 };
	static const double want[] = { 0.025, NAN, 0.05, 0.05, 0.025, 1 };
	double q[LENGTH(p)];

	(void)state;
	false_discovery(p, LENGTH(p), q);
	for (size_t i = 0; i < LENGTH(p); i++)
		assert_true(isnan(want[i]) ? isnan(q[i]) : fabs(q[i] - want[i]) < 1e-12);
	false_discovery(p, 0, q);
}

static struct spike spike_at(uint32_t id, const char *service, int64_t from_us, int64_t length_us)
{
	return (struct spike){ .id = id, .service = service, .from_us = from_us,
			       .to_us = from_us + length_us, .class = CLASS_FLASH_CROWD };
}

static struct outage outage_at(uint32_t id, const char *service, int64_t from_us, int64_t length_us)
{
	return (struct outage){ .id = id, .service = service, .kind = OUTAGE_DECLARED,
				.from_us = from_us, .to_us = from_us + length_us };
}

static const struct link *link_between(const struct link *link, uint32_t links, uint32_t spike,
				       uint32_t outage)
{
	for (uint32_t i = 0; i < links; i++)
		if (link[i].spike->id == spike && link[i].outage->id == outage)
			return &link[i];
	return NULL;
}

/* Nine days, a spike 4 min after an outage's start, a crawler, outages of others far away. */
static void judges_pairs(void **state)
{
	const int64_t down = DAY0 + 8 * DAY_US + 19 * HOUR_US;
	struct spike spike[] = {
		spike_at(1, "blog", DAY0 + 6 * DAY_US + 10 * HOUR_US, HOUR_US),
		spike_at(2, "signups", down + 4 * MINUTE_US, 4 * HOUR_US),
		spike_at(3, "crawled", down + 5 * MINUTE_US, HOUR_US),
		spike_at(4, "late", down + 5 * HOUR_US, HOUR_US),
	};
	struct outage outage[] = {
		outage_at(1, "photohost", DAY0 + 4 * DAY_US + 9 * HOUR_US, HOUR_US),
		outage_at(2, "whatsapp", down, 3 * HOUR_US + 30 * MINUTE_US),
	};
	static const struct content content[4];
	static const char *const names[] = { "blog", "signups", "crawled", "late" };
	struct observed observed[4];
	struct arena arena = { 0 };
	struct correlate_input input = { spike, 4, content, outage, 2, observed, 4, zone_utc };
	struct content empty[4];
	struct link *link;
	uint32_t links;

	(void)state;
	spike[2].class = CLASS_CRAWLER;
	for (int i = 0; i < 4; i++) {
		observed[i] = (struct observed){ names[i], DAY0, DAY0 + 9 * DAY_US };
		empty[i] = (struct content){ 0 };
		intern_init(&empty[i].words, &arena, 16);
	}
	input.content = empty;
	link = correlate(&input, &arena, &links);
	assert_non_null(link_between(link, links, 2, 2));
	assert_int_equal(link_between(link, links, 2, 2)->verdict, LINK_LINKED);
	assert_true(link_between(link, links, 2, 2)->lag_us == 4 * MINUTE_US);
	assert_true(link_between(link, links, 2, 2)->q_value < 0.05);
	assert_true(fabs(link_between(link, links, 2, 2)->overlap - 206.0 / 240) < 1e-12);
	assert_int_equal(link_between(link, links, 2, 2)->relation, LINK_OTHER_SERVICE);
	assert_int_equal(link_between(link, links, 3, 2)->verdict, LINK_POSSIBLE);
	assert_int_equal(link_between(link, links, 4, 2)->verdict, LINK_UNRELATED);
	assert_true(link_between(link, links, 4, 2)->p_value == 1);
	assert_int_equal(link_between(link, links, 1, 1)->verdict, LINK_UNRELATED);
	assert_null(link_between(link, links, 2, 1)); /* four days apart: not listed */
	assert_int_equal(link[0].verdict, LINK_LINKED);
	/* The same with too little past. */
	for (int i = 0; i < 4; i++)
		observed[i].from_us = observed[i].to_us - DAY_US;
	link = correlate(&input, &arena, &links);
	assert_true(isnan(link_between(link, links, 2, 2)->q_value));
	assert_int_equal(link_between(link, links, 2, 2)->verdict, LINK_POSSIBLE);
	/* … but with words of the outage. */
	intern_id(&empty[1].words, SPAN("whatsapp"));
	empty[1].share = arena_array(&arena, 1, sizeof(*empty[1].share));
	empty[1].share[0][DIMENSION_QUERY] = 0.5;
	link = correlate(&input, &arena, &links);
	assert_int_equal(link_between(link, links, 2, 2)->verdict, LINK_LINKED);
	assert_string_equal(link_between(link, links, 2, 2)->content_words, "whatsapp");
	input.spikes = 0;
	correlate(&input, &arena, &links);
	assert_int_equal(links, 0);
	arena_release(&arena);
}

/* A row a day: the spike's day began before the outage did, and may still be its. */
static void sees_the_grain_of_statistics(void **state)
{
	static const struct {
		const char *what;
		int64_t grain_us, after_us; /* spike's row before the outage's start */
		enum link_verdict verdict;
	} cases[] = {
		{ "the same day", DAY_US, -11 * HOUR_US, LINK_LINKED },
		{ "the day before", DAY_US, -25 * HOUR_US, LINK_UNRELATED },
		{ "the same hour", HOUR_US, -50 * MINUTE_US, LINK_LINKED },
		{ "minutes", MINUTE_US, -50 * MINUTE_US, LINK_UNRELATED },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const int64_t down = DAY0 + 80 * DAY_US + 11 * HOUR_US;
		struct spike spike = spike_at(1, "wiki", down + cases[i].after_us, DAY_US);
		struct outage outage = outage_at(1, "chatter", down, 2 * HOUR_US);
		struct observed observed = { "wiki", DAY0, DAY0 + 120 * DAY_US, cases[i].grain_us };
		struct arena arena = { 0 };
		struct content content = { 0 };
		struct correlate_input input = { &spike, 1, &content, &outage, 1, &observed, 1, zone_utc };
		struct link *link;
		uint32_t links;

		spike.grain_us = cases[i].grain_us;
		intern_init(&content.words, &arena, 1);
		link = correlate(&input, &arena, &links);
		print_message("%s: p %g\n", cases[i].what, link[0].p_value);
		assert_int_equal(link[0].verdict, cases[i].verdict);
		arena_release(&arena);
	}
}

static double uniform(void)
{
	return (rand() + 0.5) / (RAND_MAX + 1.0);
}

/* A time of one of `days` days that prefers the evening. */
static int64_t busy_time(int days)
{
	for (;;) {
		double hour = 24 * uniform();

		if (uniform() < 0.1 + 0.9 * exp(-(hour - 20) * (hour - 20) / 18))
			return DAY0 + (int64_t)(days * uniform()) * DAY_US + (int64_t)(hour * 3600) * SECOND_US;
	}
}

/* Spikes and outages that have nothing to do with each other but prefer the same hours. */
static void seldom_links_by_chance(void **state)
{
	static const struct { int days; uint32_t spikes, outages; } cases[] = {
		{ 42, 12, 8 }, { 90, 40, 10 }, { 28, 6, 1 }, { 9, 1, 1 },
	};

	(void)state;
	srand(20140222);
	for (size_t c = 0; c < LENGTH(cases); c++) {
		uint32_t linked = 0;

		for (int round = 0; round < 150; round++) {
			struct arena arena = { 0 };
			struct observed observed = { "a", DAY0, DAY0 + cases[c].days * DAY_US };
			struct spike spike[40];
			struct outage outage[10];
			struct content content[40];
			struct correlate_input input = { spike, cases[c].spikes, content, outage,
							 cases[c].outages, &observed, 1, zone_utc };
			uint32_t links;
			struct link *link;

			for (uint32_t i = 0; i < cases[c].spikes; i++) {
				spike[i] = spike_at(i + 1, "a", busy_time(cases[c].days), HOUR_US);
				content[i] = (struct content){ 0 };
				intern_init(&content[i].words, &arena, 16);
			}
			for (uint32_t i = 0; i < cases[c].outages; i++)
				outage[i] = outage_at(i + 1, "b", busy_time(cases[c].days), HOUR_US);
			link = correlate(&input, &arena, &links);
			linked += links && link[0].verdict == LINK_LINKED;
			arena_release(&arena);
		}
		print_message("%d days, %u spikes, %u outages: %u of 150 linked\n", cases[c].days,
			      cases[c].spikes, cases[c].outages, linked);
		/* 5 % of 150 is 7.5; 13 is its 97.5 % quantile. */
		assert_true(linked <= 13);
	}
}

/* How far a spike begins from where the outage may have drawn it, by the definition. */
static int64_t away_us(const struct spike *spike, const struct outage *outage)
{
	if (spike->from_us < outage->from_us - LINK_BEFORE_US)
		return outage->from_us - spike->from_us;
	return spike->from_us < outage->to_us + LINK_AFTER_US ? 0 : spike->from_us - outage->to_us;
}

static int numbers_compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* Of far more pairs than are listed the nearest, and the same whatever the threads. */
static void lists_the_nearest(void **state)
{
	enum { SPIKES = 300, OUTAGES = 250, SERVICES = 12, PAIRS = SPIKES * OUTAGES };
	static struct spike spike[SPIKES];
	static struct outage outage[OUTAGES];
	static struct content content[SPIKES];
	static int64_t away[PAIRS];
	static bool listed[SPIKES][OUTAGES];
	static char name[SERVICES][8];
	struct observed observed[SERVICES];
	struct arena arena = { 0 };
	struct correlate_input input = { .spike = spike, .spikes = SPIKES, .content = content,
					 .outage = outage, .outages = OUTAGES,
					 .observed = observed, .services = SERVICES,
					 .zone = zone_utc };
	struct link *first = NULL;
	uint32_t count = 0;

	(void)state;
	srand(5);
	for (uint32_t i = 0; i < SERVICES; i++) {
		snprintf(name[i], sizeof(name[i]), "s%u", i);
		observed[i] = (struct observed){ name[i], DAY0, DAY0 + 20 * DAY_US };
	}
	for (uint32_t i = 0; i < SPIKES; i++) {
		spike[i] = spike_at(i + 1, name[i % SERVICES], busy_time(5), HOUR_US);
		intern_init(&content[i].words, &arena, 16);
	}
	for (uint32_t i = 0; i < OUTAGES; i++)
		outage[i] = outage_at(i + 1, name[i * 7 % SERVICES], busy_time(5), HOUR_US);
	for (uint32_t s = 0; s < SPIKES; s++)
		for (uint32_t o = 0; o < OUTAGES; o++)
			away[count++] = away_us(&spike[s], &outage[o]);
	qsort(away, count, sizeof(*away), numbers_compare);
	assert_true(away[2 * LINKS_MAX] <= LINK_NEAR_US);
	for (uint32_t jobs = 0; jobs < 4; jobs += 3) {
		struct link *link;
		uint32_t links, within = 0;

		input.jobs = jobs;
		link = correlate(&input, &arena, &links);
		assert_int_equal(links, LINKS_MAX);
		for (uint32_t i = 0; i < links; i++)
			within += away_us(link[i].spike, link[i].outage) <= away[LINKS_MAX - 1];
		assert_int_equal(within, LINKS_MAX);
		memset(listed, 0, sizeof(listed));
		for (uint32_t i = 0; i < links; i++) {
			bool *once = &listed[link[i].spike - spike][link[i].outage - outage];

			assert_false(*once);
			*once = true;
		}
		for (uint32_t i = 0; i < links && first; i++) {
			assert_ptr_equal(link[i].spike, first[i].spike);
			assert_ptr_equal(link[i].outage, first[i].outage);
			assert_true(link[i].p_value == first[i].p_value);
			assert_true(link[i].q_value == first[i].q_value);
		}
		first = link;
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_tails),
		cmocka_unit_test(controls_discoveries),
		cmocka_unit_test(judges_pairs),
		cmocka_unit_test(sees_the_grain_of_statistics),
		cmocka_unit_test(seldom_links_by_chance),
		cmocka_unit_test(lists_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
