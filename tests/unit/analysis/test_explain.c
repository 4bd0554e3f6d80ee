/* test_explain.c - what an excess consists of, its class, and its words. */
#include "analysis/classify.h"
#include "analysis/content.h"
#include "analysis/sets.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>
#include <stdio.h>

#define T0 (INT64_C(1393095600) * SECOND_US)
#define LINES 1200

static const struct source_facts source = { .path = "access.log" };
static const struct look looks[] = {
	{ 0, LOOK_INSIDE, false, "site", T0, T0 + HOUR_US },
	{ 0, LOOK_REFERENCE, false, "site", T0 - DAY_US, T0 - DAY_US + HOUR_US },
};

/* A thousand requests inside, two hundred in the reference. */
struct story {
	const char *what;
	uint32_t clients;  /* different ones inside */
	const char *agent; /* of those inside */
	uint16_t status;
	const char *page; /* NULL: a thousand different ones */
	const char *referrer;
	int64_t after_us;
	enum spike_class class;
};

static struct happening line[LINES];
static char client[LINES][16], page[LINES][16];

static struct excess excess_for(const struct story *story, struct inspection **inspection,
				struct arena *arena)
{
	const struct allowance allowance = allowance_of(0);
	struct error error;

	for (uint32_t i = 0; i < LINES; i++) {
		bool inside = i < 1000;

		snprintf(client[i], sizeof(client[i]), "c%u",
			 inside ? i % story->clients : 5000 + i);
		snprintf(page[i], sizeof(page[i]), "/%u", i % 200);
		line[i] = (struct happening){
			.at_us = inside ? T0 + i * SECOND_US : T0 - DAY_US + i * SECOND_US,
			.client = client[i],
			.target = inside && story->page ? story->page : page[i],
			.status = inside ? story->status : 200,
			.agent = inside ? story->agent : "Mozilla",
			.referrer = inside ? story->referrer : NULL,
		};
	}
	*inspection = inspection_new(arena, 1, &source, 1, &allowance, 7);
	inspection_begin(*inspection, looks, LENGTH(looks));
	assert_true(feed_all(inspection_sink(*inspection), line, LINES,
			     (struct feed_plan){ 1, 64, false }, &error));
	inspection_settle(*inspection, 1);
	return excess_of(*inspection, 0, 200);
}

static void tells_classes_apart(void **state)
{
	static const char bot[] = "ArchiveHarvestBot/1.3 (+http://harvest.example/bot.html)";
	static const char search[] = "http://www.google.com/?q=x";
	static const struct story stories[] = {
		{ "few clients", 5, "Mozilla", 200, NULL, NULL, TIME_UNKNOWN, CLASS_CRAWLER },
		{ "a robot from many addresses", 900, bot, 200, NULL, NULL, TIME_UNKNOWN,
		  CLASS_CRAWLER },
		{ "few clients, all refused", 5, "Mozilla", 403, NULL, NULL, TIME_UNKNOWN,
		  CLASS_ATTACK },
		{ "one page, from elsewhere", 900, "Mozilla", 200, "/old", search, TIME_UNKNOWN,
		  CLASS_REFERRAL },
		{ "one page, nobody says whence", 900, "Mozilla", 200, "/old", NULL, TIME_UNKNOWN,
		  CLASS_REFERRAL },
		{ "many pages", 900, "Mozilla", 200, NULL, search, TIME_UNKNOWN,
		  CLASS_FLASH_CROWD },
		{ "after an outage of its own", 900, "Mozilla", 200, "/old", search, MINUTE_US,
		  CLASS_RETRY_STORM },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(stories); i++) {
		struct arena arena = { 0 };
		struct inspection *inspection;
		struct excess excess = excess_for(&stories[i], &inspection, &arena);
		struct clientele clients = clientele_of(&excess);
		struct class_found found =
			classify(&excess, &clients, stories[i].after_us, 1, &arena);

		print_message("%s: %s\n", stories[i].what, found.why);
		assert_string_equal(spike_class_name(found.class),
				    spike_class_name(stories[i].class));
		inspection_release(inspection);
		arena_release(&arena);
	}
}

/* Forty requests by thirty people: few clients, but a crowd, as is one of few who ask much as ever.
 */
static void takes_no_small_crowd_for_a_robot(void **state)
{
	const struct allowance allowance = allowance_of(0);
	static const struct {
		const char *what;
		uint32_t lines, clients, usual_lines, usual_clients;
		enum spike_class class;
	} cases[] = {
		{ "thirty people once", 40, 30, 0, 0, CLASS_REFERRAL },
		{ "one who fetches all", 40, 1, 0, 0, CLASS_CRAWLER },
		{ "eight who fetch all", 200, 8, 20, 20, CLASS_CRAWLER },
		{ "twenty who ask five times, as people here do", 100, 20, 25, 5, CLASS_REFERRAL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct inspection *inspection =
			inspection_new(&arena, 1, &source, 1, &allowance, 7);
		uint32_t count = cases[i].lines + cases[i].usual_lines;
		struct clientele clients;
		struct error error;
		struct excess excess;

		for (uint32_t k = 0; k < count; k++) {
			bool inside = k < cases[i].lines;

			snprintf(client[k], sizeof(client[k]), "%s%u", inside ? "c" : "u",
				 k % (inside ? cases[i].clients : cases[i].usual_clients));
			line[k] = (struct happening){ .at_us = (inside ? T0 : T0 - DAY_US) +
							       k * SECOND_US,
						      .client = client[k],
						      .target = "/old",
						      .status = 200 };
		}
		inspection_begin(inspection, looks, LENGTH(looks));
		assert_true(feed_all(inspection_sink(inspection), line, count,
				     (struct feed_plan){ 1, 64, false }, &error));
		inspection_settle(inspection, 1);
		excess = excess_of(inspection, 0, 0.2 * cases[i].usual_lines);
		print_message("%s\n", cases[i].what);
		clients = clientele_of(&excess);
		assert_int_equal(classify(&excess, &clients, TIME_UNKNOWN, 0, &arena).class,
				 cases[i].class);
		inspection_release(inspection);
		arena_release(&arena);
	}
}

static void says_nothing_of_nothing(void **state)
{
	const struct allowance allowance = allowance_of(0);
	struct arena arena = { 0 };
	struct inspection *inspection =
		inspection_new(&arena, 1, &source, 1, &allowance, 7);
	struct excess excess;
	struct clientele clients;

	(void)state;
	inspection_begin(inspection, looks, LENGTH(looks));
	inspection_settle(inspection, 1);
	excess = excess_of(inspection, 0, 200);
	assert_int_equal(explain(&excess, &arena).count, 0);
	clients = clientele_of(&excess);
	assert_int_equal(classify(&excess, &clients, TIME_UNKNOWN, 0, &arena).class,
			 CLASS_UNCLASSIFIED);
	assert_true(isnan(clients.top_share) && isnan(clients.distinct));
	assert_int_equal(sets_of(&excess, &arena).count, 0);
	inspection_release(inspection);
	arena_release(&arena);
}

static void names_the_greatest_first(void **state)
{
	static const struct story story = { "",  900,    "Mozilla",
					    200, "/old", "http://www.google.com/?q=whatsapp+down" };
	struct arena arena = { 0 };
	struct inspection *inspection;
	struct excess excess = excess_for(&story, &inspection, &arena);
	struct explanations got = explain(&excess, &arena);

	(void)state;
	/* 1,000 inside, 200 expected: the page was never seen before, so its share is 1000/800. */
	assert_true(excess.total == 800);
	assert_int_equal(got.count, 3);
	assert_int_equal(got.item[0].dimension, DIMENSION_PATH);
	assert_string_equal(got.item[0].value, "/old");
	assert_true(got.item[0].excess_share == 1.25 && got.item[0].distinct_clients == 900);
	assert_int_equal(got.item[1].dimension, DIMENSION_REFERRER);
	assert_int_equal(got.item[2].dimension, DIMENSION_QUERY);
	assert_string_equal(got.item[2].value, "whatsapp down");
	/* The agent and the status hold all of the excess, as they hold all of the usual traffic.
	 */
	inspection_release(inspection);
	arena_release(&arena);
}

static void shares_words(void **state)
{
	static const struct story story = { "",
					    900,
					    "Mozilla",
					    200,
					    "/2013/what-to-do-when-WhatsApp-is-down/",
					    "http://news.example/?q=servers" };
	static const struct {
		const char *what, *own, *outage, *title, *words;
		double share;
	} cases[] = {
		{ "the service's name", "blog", "whatsapp", NULL, "whatsapp", 1 },
		{ "words of the title, each once", "blog", "whatsapp", "WhatsApp is DOWN",
		  "whatsapp, down", 1 },
		{ "parts of words", "blog", "what", "sapp download", NULL, 0 },
		{ "stop words and short ones", "blog", "web", "servers at their limit", NULL, 0 },
		{ "the spike's own name", "whatsapp-blog", "whatsapp", NULL, NULL, 0 },
		{ "nothing", "", "", "", NULL, 0 },
	};
	struct arena arena = { 0 };
	struct inspection *inspection;
	struct excess excess = excess_for(&story, &inspection, &arena);
	struct outage outage[LENGTH(cases)] = { 0 };
	struct content content;
	struct intern asked;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		outage[i].service = cases[i].outage;
		outage[i].title = cases[i].title;
	}
	content_ask(&asked, outage, LENGTH(outage), &arena);
	content_build(&content, &excess, &asked, &arena);
	/* "2013" and "news" are of no outage, "servers" is of too many. */
	assert_int_equal(content.words.count, 2);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *words;
		double share = content_shared(&content, cases[i].own, cases[i].outage,
					      cases[i].title, &arena, &words);

		print_message("%s\n", cases[i].what);
		assert_true(share == cases[i].share);
		assert_int_equal(!words, !cases[i].words);
		if (words)
			assert_string_equal(words, cases[i].words);
	}
	inspection_release(inspection);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_classes_apart),
		cmocka_unit_test(takes_no_small_crowd_for_a_robot),
		cmocka_unit_test(says_nothing_of_nothing),
		cmocka_unit_test(names_the_greatest_first),
		cmocka_unit_test(shares_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
