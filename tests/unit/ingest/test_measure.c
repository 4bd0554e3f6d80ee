/* test_measure.c - which sources of one service may share an axis, and what the others are called.
 */
#include "ingest/measure.h"

#include "parsers/builtin.h"
#include "tests/support/test.h"

#include <string.h>

/* A source as it is recognised. */
struct given {
	const char *service, *path;
	const struct seiche_parser *parser;
	const char *document, *word;
	uint8_t metric;
	const char *becomes; /* the service afterwards */
	const char *says;    /* in its problem; NULL: it has none */
};

#define LOG(service, path) \
	{ \
		service, path, &parser_combined, NULL, NULL, 0, service, NULL \
	}
#define GIVEN_MAX 5

static const struct {
	const char *what;
	struct given given[GIVEN_MAX];
	uint32_t measure[GIVEN_MAX];
} cases[] = {
	{ "logs alone", { LOG("blog", "a.log"), LOG("blog", "b.log") }, { 0, 0 } },
	{ "months of one program",
	  { { "blog", "aw1", &parser_awstats, NULL, NULL, SEICHE_COUNTS_HITS, "blog", NULL },
	    { "blog", "aw2", &parser_awstats, NULL, NULL, SEICHE_COUNTS_HITS, "blog", NULL } },
	  { 1, 1 } },
	{ "hits beside the log that they were counted from",
	  { { "blog", "aw", &parser_awstats, NULL, NULL, SEICHE_COUNTS_HITS, "blog", NULL },
	    LOG("blog", "a.log") },
	  { 1, 0 } },
	{ "visitors beside a log",
	  { LOG("blog", "a.log"),
	    { "blog", "p.csv", &parser_csv_stats, NULL, "visitors", SEICHE_COUNTS_VISITORS,
	      "blog:visitors",
	      "p.csv: counts visitors, by csv-stats, where a.log of the same service counts lines: "
	      "read as a service of its own, 'blog:visitors'" } },
	  { 0, 1 } },
	{ "visitors and page views: these are nearer to a log",
	  { { "blog", "v.csv", &parser_csv_stats, NULL, "visitors", SEICHE_COUNTS_VISITORS,
	      "blog:visitors", "where p.csv of the same service counts pageviews" },
	    { "blog", "p.csv", &parser_csv_stats, NULL, "views", SEICHE_COUNTS_PAGEVIEWS, "blog",
	      NULL } },
	  { 1, 2 } },
	{ "hits of two programs: each counts the same ones",
	  { { "blog", "aw", &parser_awstats, NULL, NULL, SEICHE_COUNTS_HITS, "blog", NULL },
	    { "blog", "ga.json", &parser_csv_stats, "goaccess", "hits", SEICHE_COUNTS_HITS,
	      "blog:goaccess-hits", "counts hits, by goaccess, where aw of" },
	    { "blog", "ga2.json", &parser_csv_stats, "goaccess", "hits", SEICHE_COUNTS_HITS,
	      "blog:goaccess-hits", NULL } },
	  { 1, 2, 2 } },
	{ "visits by two words",
	  { { "blog", "p.csv", &parser_csv_stats, NULL, "visits", SEICHE_COUNTS_VISITS, "blog",
	      NULL },
	    { "blog", "m.csv", &parser_csv_stats, NULL, "nb_visits", SEICHE_COUNTS_VISITS,
	      "blog:csv-stats-nb_visits", "read as a service of its own" } },
	  { 1, 2 } },
	{ "different services may differ",
	  { { "blog", "v.csv", &parser_csv_stats, NULL, "visitors", SEICHE_COUNTS_VISITORS, "blog",
	      NULL },
	    { "shop", "p.csv", &parser_csv_stats, NULL, "views", SEICHE_COUNTS_PAGEVIEWS, "shop",
	      NULL },
	    { "blog", "w.csv", &parser_csv_stats, NULL, "visitors", SEICHE_COUNTS_VISITORS, "blog",
	      NULL } },
	  { 1, 2, 1 } },
	{ "what is of no known format counts nothing",
	  { { "blog", "x", NULL, NULL, NULL, 0, "blog", NULL },
	    { "blog", "v.csv", &parser_csv_stats, NULL, "visitors", SEICHE_COUNTS_VISITORS, "blog",
	      NULL } },
	  { 0, 1 } },
};

static void keeps_measures_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct source source[GIVEN_MAX] = { 0 };
		struct source_list list = { .item = source };

		print_message("%s\n", cases[i].what);
		for (; list.count < GIVEN_MAX && cases[i].given[list.count].service; list.count++) {
			const struct given *given = &cases[i].given[list.count];

			source[list.count] = (struct source){
				.service = given->service,
				.path = given->path,
				.parser = given->parser,
				.document = given->document,
				.word = given->word,
				.metric = given->metric,
				.useless = !given->parser,
			};
		}
		measures_settle(&list, &arena);
		for (uint32_t k = 0; k < list.count; k++) {
			const struct given *given = &cases[i].given[k];

			assert_string_equal(source[k].service, given->becomes);
			assert_int_equal(source[k].measure, cases[i].measure[k]);
			assert_int_equal(source[k].problems, given->says != NULL);
			assert_false(source[k].lost);
			if (given->says)
				assert_non_null(strstr(source[k].problem[0], given->says));
		}
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_measures_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
