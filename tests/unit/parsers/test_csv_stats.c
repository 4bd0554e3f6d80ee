/* test_csv_stats.c - tables of counts. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

static const struct reading_case cases[] = {
	{ "five minutes apart",
	  "timestamp,value\n2014-02-22 19:02:53,104\n2014-02-22 19:07:53,0\n2014-02-22 19:12:53,-\n",
	  "2014-02-22T19:02:53Z weight=104 length_s=300\n"
	  "2014-02-22T19:07:53Z weight=0 length_s=300\n", 2, 1, 1 },
	{ "days, quotes, spaces and groups",
	  "\"date\" , \"count\"\n\"2014-02-22\" , \"  1,234\"\n\"2014-02-23\" , \"12,34\"\n",
	  "2014-02-22T00:00:00Z weight=1234 length_s=86400\n", 1, 1, 1 },
	{ "a width, a path, tabs, a byte order mark",
	  "\xef\xbb\xbfviews\ttime\tpage\twidth\r\n7\t2014-02-22T19:00:00Z\t/a\t1h\r\n",
	  "2014-02-22T19:00:00Z weight=7 length_s=3600 target=/a\n", 1, 1, 0 },
	{ "no whole numbers",
	  "time;count\n2014-02-22 19:00:00;1.5\n2014-02-22 19:00:00;-2\n2014-02-22 19:00:00\n"
	  "x;1\n2014-02-22 19:00:00;\"1\n2014-02-22 19:00:00;99999999999999999999\n",
	  "", 0, 1, 6 },
	{ "no header", "2014-02-22 19:00:00,1\n", "", 0, 0, 0 },
	{ "nothing", "", "", 0, 0, 0 },
};

static void reads_tables(void **state)
{
	(void)state;
	reading_check(&parser_csv_stats, cases, LENGTH(cases));
}

/* What the numbers of a table with that header are. */
static void knows_what_it_counts(void **state)
{
	static const struct {
		const char *header, *word;
		enum seiche_metric metric;
	} headers[] = {
		{ "date,count", "count", SEICHE_COUNTS_EVENTS },
		{ "time,visitors,hits", "hits", SEICHE_COUNTS_HITS },
		{ "time,Requests", "requests", SEICHE_COUNTS_REQUESTS },
		{ "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration",
		  "pageviews", SEICHE_COUNTS_PAGEVIEWS },
		{ "date,nb_uniq_visitors,nb_visits", "nb_visits", SEICHE_COUNTS_VISITS },
		{ "date,visits,nb_uniq_visitors", "visits", SEICHE_COUNTS_VISITS },
		{ "Day Index;Users", "users", SEICHE_COUNTS_VISITORS },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(headers); i++) {
		const struct seiche_source source = reading_source(span_text(headers[i].header));
		void *memory = calloc(1, parser_csv_stats.state_size);
		const char *why, *word = NULL;

		print_message("%s\n", headers[i].header);
		assert_true(parser_open(&parser_csv_stats, memory, &source, &why));
		assert_int_equal(parser_csv_stats.metric(memory, &word), headers[i].metric);
		assert_string_equal(word, headers[i].word);
		free(memory);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(knows_what_it_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
