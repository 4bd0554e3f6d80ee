/* test_csv_stats.c - tables of counts. */
#include "parsers/builtin.h"
#include "parsers/csv_columns.h"
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

/* Columns that the user names, the first row that comes of it, or what is objected. */
static void reads_named_columns(void **state)
{
	static const char table[] = "when;clicks;time;hits\n2014-02-22 19:00;1.100;2014-02-01;7\n"
				    "2014-02-22 20:00;90;2014-02-02;8\n";
	static const char unknown[] = "when,clicks\n2014-02-22 19:00,1\n2014-02-22 20:00,2\n";
	static const struct {
		const char *what, *text;
		struct csv_columns columns;
		const char *told, *word, *objection;
	} tables[] = {
		{ "both by name, in any case", table, { "When", "CLICKS" },
		  "2014-02-22T19:00:00Z weight=1100 length_s=3600\n", "CLICKS", NULL },
		{ "both by number", table, { "1", "2" },
		  "2014-02-22T19:00:00Z weight=1100 length_s=3600\n", "2", NULL },
		{ "the time alone", table, { "when", NULL },
		  "2014-02-22T19:00:00Z weight=7 length_s=3600\n", "hits", NULL },
		{ "the count alone", table, { NULL, "clicks" },
		  "2014-02-01T00:00:00Z weight=1100 length_s=86400\n", "clicks", NULL },
		{ "a column that is known counts as what it is called", table, { "1", "4" },
		  "2014-02-22T19:00:00Z weight=7 length_s=3600\n", "hits", NULL },
		{ "numbers of a table without a header", "2014-02-22 19:00,5\n2014-02-22 20:00,6\n",
		  { "1", "2" }, "2014-02-22T19:00:00Z weight=5 length_s=3600\n", "2", NULL },
		{ "a name that is a number", "9,8\n2014-02-22 19:00,5\n", { "9", "8" },
		  "2014-02-22T19:00:00Z weight=5 length_s=3600\n", "8", NULL },
		{ "no such time", table, { "wenn", "clicks" }, NULL, NULL,
		  "has no column 'wenn' (--time-col); there are 'when', 'clicks', 'time', 'hits'" },
		{ "no such count", table, { NULL, "klicks" }, NULL, NULL,
		  "has no column 'klicks' (--count-col); there are 'when', 'clicks', 'time', 'hits'" },
		{ "a number past the last", table, { "5", "1" }, NULL, NULL,
		  "has no column '5' (--time-col)" },
		{ "number 0", table, { "0", "1" }, NULL, NULL, "has no column '0' (--time-col)" },
		{ "no times in it", table, { "hits", "clicks" }, NULL, NULL,
		  "no time in the column of --time-col: '7'" },
		{ "no counts in it", table, { "when", "time" }, NULL, NULL,
		  "no whole number in the column of --count-col: '2014-02-01'" },
		{ "neither named nor known", unknown, { NULL, NULL }, NULL, NULL,
		  "a table, but which of its columns is the time and which the count? Name them "
		  "with --time-col and --count-col; there are 'when', 'clicks'" },
		{ "one named, the other not known", unknown, { "when", NULL }, NULL, NULL,
		  "which of its columns is the count? Name it with --count-col" },
		{ "counts by page, without times", "name,visitors\n/,10\n/a,2\n", { NULL, NULL },
		  NULL, NULL, "without times, which make no series: left out" },
		{ "such a table without rows", "name,visitors\n", { NULL, NULL }, NULL, NULL,
		  "left out" },
		{ "counts that are none", "name,visitors\n/,ten\n", { NULL, NULL }, NULL, NULL, NULL },
		{ "no table", "one line, of text\nand, another, one\n", { NULL, NULL }, NULL, NULL,
		  NULL },
		{ "nothing", "", { "1", "2" }, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(tables); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		const struct seiche_parser *parser;
		struct span text = span_text(tables[i].text);
		const struct seiche_source source = reading_source(text);
		struct reading got;
		struct objection objection;

		print_message("%s\n", tables[i].what);
		registry_init(&registry, &arena);
		csv_columns_use(&registry, &tables[i].columns);
		parser = registry_find(&registry, "csv-stats");
		got = reading_of(parser, text, READING_ROOM_MAX);
		objection = registry_objection(&registry, &source, NULL, &arena);
		if (tables[i].told) {
			const char *word = NULL;
			void *memory = calloc(1, parser->state_size);

			assert_int_equal(strncmp(got.told.at, tables[i].told,
						 strlen(tables[i].told)), 0);
			assert_null(objection.text);
			assert_true(parser_open(parser, memory, &source, &got.why));
			assert_in_range(parser->metric(memory, &word), SEICHE_COUNTS_EVENTS,
					SEICHE_COUNTS_HITS);
			assert_string_equal(word, tables[i].word);
			free(memory);
		} else if (tables[i].objection) {
			assert_int_equal(got.events, 0);
			assert_non_null(objection.text);
			print_message("  %s\n", objection.text);
			assert_non_null(strstr(objection.text, tables[i].objection));
			assert_int_equal(objection.harmless,
					 strstr(objection.text, "left out") != NULL);
		} else {
			assert_null(objection.text);
		}
		text_release(&got.told);
		registry_release(&registry);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(reads_named_columns),
		cmocka_unit_test(knows_what_it_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
