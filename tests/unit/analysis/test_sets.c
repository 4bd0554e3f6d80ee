/*
 * test_sets.c - who came, and which values come together: against counts by force, in
 * any order of reading.
 */
#include "analysis/clientele.h"
#include "analysis/sample.h"
#include "analysis/sets.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define T0 (INT64_C(1393095600) * SECOND_US)
#define LINES 24000

static const struct source_facts source = { .path = "access.log" };
static const struct look looks[] = {
	{ 0, LOOK_INSIDE, false, "site", T0, T0 + HOUR_US },
	{ 0, LOOK_REFERENCE, false, "site", T0 - DAY_US, T0 - DAY_US + HOUR_US },
};

static void finds_folders_and_networks(void **state)
{
	static const struct {
		const char *path;
		uint32_t level;
		const char *folder;
	} folders[] = {
		{ "/a/b/c", 1, "/a/" }, { "/a/b/c", 2, "/a/b/" },
		{ "/a/b/c", 3, "" },    { "/a/b/", 1, "/a/" },
		{ "/a/b/", 2, "" },     { "/", 1, "" },
		{ "a/b/c", 1, "" },     { "", 1, "" },
		{ "//x", 1, "//" },
	};
	static const struct {
		const char *client, *network; /* NULL: none */
	} networks[] = {
		{ "192.0.2.77", "192.0.2.0/24" },
		{ "10.100.99.1", "10.100.99.0/24" },
		{ "255.255.109.255", "255.255.109.0/24" },
		{ "2001:db8:7:1::9", "2001:db8:7::/48" },
		{ "2001:DB8:7::", "2001:db8:7::/48" },
		{ "::ffff:192.0.2.77", "192.0.2.0/24" },
		{ "::1", "::/48" },
		{ "192.0.2", NULL },
		{ "192.0.2.256", NULL },
		{ "crawler-7.example.net", NULL },
		{ "", NULL },
		{ "2001:db8:7:1::9%eth0-and-much-more-than-an-address-could-be-long", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(folders); i++)
		assert_true(span_is(path_folder(span_text(folders[i].path), folders[i].level),
				    span_text(folders[i].folder)));
	for (size_t i = 0; i < LENGTH(networks); i++) {
		char text[HIERARCHY_BYTES];
		bool is = client_network(span_text(networks[i].client), text);

		print_message("%s\n", networks[i].client);
		assert_int_equal(is, networks[i].network != NULL);
		if (is)
			assert_string_equal(text, networks[i].network);
	}
}

static struct happening line[LINES];
static char client[LINES][24], page[LINES][32];

/*
 * Inside: a part searched for /old, a part by a robot from one network, the rest as
 * usual, in random order. Before: as usual.
 */
static uint32_t tell(uint32_t searched, uint32_t robot, uint32_t usual, uint32_t before)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < searched + robot + usual + before; i++) {
		bool inside = i < searched + robot + usual;
		bool is_search = i < searched, is_robot = !is_search && i < searched + robot;
		uint32_t at = count++;

		snprintf(client[at], sizeof(client[at]), is_robot ? "198.51.100.%d" : "10.%d.7.1",
			 is_robot ? rand() % 40 : rand() % 250);
		snprintf(page[at], sizeof(page[at]), "/%s/%d", rand() % 3 ? "news" : "shop",
			 rand() % 300);
		line[at] = (struct happening){
			.at_us = (inside ? T0 : T0 - DAY_US) + rand() % 3600 * SECOND_US,
			.client = client[at],
			.target = is_search ? "/old" : page[at],
			.referrer = is_search    ? "https://search.example/?q=down"
				    : rand() % 2 ? "https://links.example/"
						 : NULL,
			.agent = is_robot     ? "Robot/1"
				 : rand() % 2 ? "Fox"
					      : "Chrome",
			.method = "GET",
			.status = 200,
		};
	}
	return count;
}

struct view {
	struct arena arena;
	struct inspection *inspection;
	struct excess excess;
};

static void look_at(struct view *view, uint32_t count, double expected, struct feed_plan plan)
{
	const struct allowance allowance = allowance_of(0);
	struct error error;

	*view = (struct view){ 0 };
	view->inspection =
		inspection_new(&view->arena, 1, &source, 1, &allowance, 7);
	inspection_begin(view->inspection, looks, LENGTH(looks));
	assert_true(feed_all(inspection_sink(view->inspection), line, count, plan, &error));
	inspection_settle(view->inspection, 1);
	view->excess = excess_of(view->inspection, 0, expected);
}

static void release(struct view *view)
{
	inspection_release(view->inspection);
	arena_release(&view->arena);
}

static void says(const struct explanation_set *set, const char *text)
{
	char got[512] = "";

	for (uint32_t i = 0; i < set->values; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s %s", i ? ", " : "",
			 dimension_name(set->value[i].dimension), set->value[i].value);
	print_message("%s: %.1f of %.1f, %.3f\n", got, set->count, set->expected,
		      set->excess_share);
	assert_string_equal(got, text);
}

static void takes_two_causes_apart(void **state)
{
	struct view view;
	struct explanation_sets sets;

	(void)state;
	srand(5);
	look_at(&view, tell(1200, 800, 500, 500), 500, (struct feed_plan){ 1, 64, false });
	sets = sets_of(&view.excess, &view.arena);
	assert_int_equal(sets.count, 2);
	says(&sets.item[0], "path /old, query down, referrer search.example");
	says(&sets.item[1], "agent Robot/1, client 198.51.100.0/24");
	/* All rows were kept: the counts are those that were planted. */
	assert_false(sets.item[0].estimated);
	assert_true(sets.item[0].count == 1200 && sets.item[0].expected == 0);
	assert_true(sets.item[1].count == 800 && sets.item[1].excess_share == 0.4);
	release(&view);
}

/* Past the sample's bound: shares within four standard errors, 2 x 1.1 %. */
static void estimates_past_its_bound(void **state)
{
	struct view view;
	struct explanation_sets sets;

	(void)state;
	srand(6);
	look_at(&view, tell(9000, 6000, 4000, 4000), 4000, (struct feed_plan){ 1, 64, false });
	sets = sets_of(&view.excess, &view.arena);
	assert_int_equal(sets.count, 2);
	assert_true(sets.item[0].estimated);
	assert_true(fabs(sets.item[0].count / 9000 - 1) < .09);
	assert_true(fabs(sets.item[1].count / 6000 - 1) < .09);
	release(&view);
}

static void tells_the_folder_where_no_page_stands_out(void **state)
{
	struct view view;
	struct explanation_sets sets;
	uint32_t count;

	(void)state;
	srand(7);
	count = tell(0, 0, 900, 300);
	for (uint32_t i = 0; i < 600; i++) {
		snprintf(page[i], sizeof(page[i]), "/auth/step/%d", rand() % 100);
		line[i].target = page[i];
	}
	look_at(&view, count, 300, (struct feed_plan){ 1, 64, false });
	sets = sets_of(&view.excess, &view.arena);
	assert_int_equal(sets.count, 1);
	says(&sets.item[0], "path /auth/step/*");
	release(&view);
}

static int greatest_first(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a < b) - (a > b);
}

/* Distinct and new clients, entropy, the greatest and the usual ones, by force. */
static void count_clients(uint32_t usual_clients)
{
	static const char *const faithful[] = { "10.1.7.1", "10.2.7.1", "10.3.7.1", "10.4.7.1" };
	struct view view;
	struct clientele got;
	uint32_t count, clients = 0, distinct = 0, fresh = 0, usuals = 0;
	double entropy = 0, excess[600], usual[600], top = 0;

	srand(8);
	count = tell(300, 500, 200, 400);
	for (uint32_t i = 0; i < 150; i++) /* most come a few times, but not all */
		line[i].client = faithful[0];
	for (uint32_t i = 1000; i < count && usual_clients; i++)
		line[i].client = faithful[i % 7 % usual_clients];
	look_at(&view, count, 200, (struct feed_plan){ 3, 7, false });
	got = clientele_of(&view.excess);
	for (uint32_t i = 0; i < count; i++) {
		bool seen = false;
		uint32_t times = 0, before = 0;

		for (uint32_t k = 0; k < count; k++) {
			if (strcmp(line[k].client, line[i].client) != 0)
				continue;
			seen |= k < i;
			before += k >= 1000;
			times += k < 1000;
		}
		if (seen)
			continue;
		excess[clients++] = times - before * 0.5;
		if (before)
			usual[usuals++] = before;
		if (!times)
			continue;
		distinct++;
		fresh += !before;
		entropy -= times / 1000.0 * log2(times / 1000.0);
	}
	qsort(excess, clients, sizeof(double), greatest_first);
	qsort(usual, usuals, sizeof(double), greatest_first);
	for (uint32_t i = 0; i < TOP_CLIENTS; i++)
		top += excess[i];
	assert_true(clients >= distinct && clients > TOP_CLIENTS && clients < LENGTH(excess));
	assert_true(got.distinct == distinct && got.fresh == fresh && got.error == 0);
	assert_true(got.per_client == 1000.0 / distinct);
	assert_true(fabs(got.entropy_bits - entropy) < 1e-9);
	assert_true(got.top_share == top / 800);
	assert_true(got.usual_per_client == usual[usuals / 2]);
	assert_true((got.usual_per_client >= 64) == (usual_clients > 0));
	release(&view);
}

/* Also where all who usually come are few who come often. */
static void counts_clients(void **state)
{
	(void)state;
	count_clients(0);
	count_clients(3);
	count_clients(4);
}

static char *told(uint32_t count, struct feed_plan plan)
{
	struct view view;
	struct explanation_sets sets;
	struct clientele clients;
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	look_at(&view, count, 4000, plan);
	sets = sets_of(&view.excess, &view.arena);
	clients = clientele_of(&view.excess);
	fprintf(to, "%a %a %a %a\n", clients.distinct, clients.fresh, clients.entropy_bits,
		clients.top_share);
	for (uint32_t i = 0; i < sets.count; i++) {
		fprintf(to, "%a %a", sets.item[i].count, sets.item[i].expected);
		for (uint32_t k = 0; k < sets.item[i].values; k++)
			fprintf(to, " %s", sets.item[i].value[k].value);
		fprintf(to, "\n");
	}
	fclose(to);
	release(&view);
	return text;
}

static void does_not_see_the_order(void **state)
{
	static const struct feed_plan plans[] = { { 2, 7, false },
						  { 5, 1, false },
						  { 3, 1, true } };
	uint32_t count;
	char *first;

	(void)state;
	srand(9);
	count = tell(9000, 6000, 4000, 4000);
	first = told(count, (struct feed_plan){ 1, 64, false });
	for (size_t i = 0; i < LENGTH(plans); i++) {
		char *text = told(count, plans[i]);

		assert_string_equal(text, first);
		free(text);
	}
	free(first);
}

/* Half of the cap or more stay, and the sample of a sum is the sum of samples, thinned. */
static void keeps_an_even_sample(void **state)
{
	struct sample whole, part[2];
	struct sample_row row = { 0 };

	(void)state;
	sample_init(&whole, 1);
	sample_init(&part[0], 1);
	sample_init(&part[1], 1);
	for (uint32_t i = 0; i < 50000; i++) {
		row.order = sample_order(0, i);
		sample_add(&whole, 0, SAMPLE_INSIDE, &row);
		sample_add(&part[i % 7 == 0], 0, SAMPLE_INSIDE, &row);
	}
	sample_join(&part[1], &part[0]);
	assert_int_equal(part[1].side[SAMPLE_INSIDE].rows, whole.side[SAMPLE_INSIDE].rows);
	assert_int_equal(part[1].side[SAMPLE_INSIDE].shift, whole.side[SAMPLE_INSIDE].shift);
	assert_true(whole.side[SAMPLE_INSIDE].rows <= SAMPLE_SIDE_MAX);
	assert_true(whole.side[SAMPLE_INSIDE].rows > SAMPLE_SIDE_MAX * 0.4);
	for (size_t i = 0; i < LENGTH(part); i++)
		sample_release(&part[i]);
	sample_release(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_folders_and_networks),
		cmocka_unit_test(takes_two_causes_apart),
		cmocka_unit_test(estimates_past_its_bound),
		cmocka_unit_test(tells_the_folder_where_no_page_stands_out),
		cmocka_unit_test(counts_clients),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(keeps_an_even_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
