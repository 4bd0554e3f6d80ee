/* test_dates.c - which days the lines of a log are of whose stamps hold the time of day alone. */
#include "core/clock.h"
#include "core/text.h"
#include "core/zone.h"
#include "parsers/declared.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINES_MAX 16

/* A sink that keeps the time of each line, numbered from 1. */
struct times {
	struct event_sink sink; /* must be first */
	int64_t time_us[LINES_MAX + 1];
	uint32_t rows;
};

static void *fork_same(struct event_sink *sink)
{
	return sink;
}

static bool take_times(void *part, const struct event_origin *origin,
		       const struct seiche_chunk *chunk, const struct seiche_batch *batch,
		       struct error *error)
{
	struct times *times = part;

	(void)chunk;
	(void)error;
	for (uint32_t i = 0; i < batch->rows; i++) {
		uint64_t line = origin->first_line + batch->row[i].line;

		assert_true(line <= LINES_MAX);
		times->time_us[line] = batch->row[i].time_us;
		times->rows++;
	}
	return true;
}

static bool join_same(struct event_sink *sink, void *part, struct error *error)
{
	(void)error;
	return (void *)sink == part;
}

/* Now is 2016-01-01; CHANGED is the file's last change, by `date -u -d … +%s`. */
#define CHANGED_S 1393182123 /* 2014-02-23 19:02:03 */

static const struct {
	const char *what, *name, *zone, *text;
	const char *date;             /* --log-date; NULL: none */
	const char *lines[LINES_MAX]; /* what clock_write says of each; NULL: of no event */
	const char *problem;
} cases[] = {
	{ "one day, by the last change",
	  "a.log",
	  "UTC",
	  "19:02:00 a\n19:02:01 b\n\tat c\n19:02:03 d\n",
	  NULL,
	  { "2014-02-23T19:02:00Z", "2014-02-23T19:02:01Z", NULL, "2014-02-23T19:02:03Z" },
	  ": stamps carry no date; read as of 2014-02-23, by the file's last change" },
	{ "the day before, where the last stamp is later than the last change",
	  "a.log",
	  "UTC",
	  "19:02:00 a\n21:00:00 b\n",
	  NULL,
	  { "2014-02-22T19:02:00Z", "2014-02-22T21:00:00Z" },
	  "as of 2014-02-22, by" },
	{ "the last change a little before what was written",
	  "a.log",
	  "UTC",
	  "19:02:00 a\n19:02:04 b\n",
	  NULL,
	  { "2014-02-23T19:02:00Z", "2014-02-23T19:02:04Z" },
	  "as of 2014-02-23, by" },
	{ "past two midnights",
	  "a.log",
	  "UTC",
	  "23:59:59.9 a\n00:00:00.1 b\n12:00:00 c\n11:00:00 d\n19:00:00 e\n",
	  NULL,
	  { "2014-02-21T23:59:59.900Z", "2014-02-22T00:00:00.100Z", "2014-02-22T12:00:00Z",
	    "2014-02-23T11:00:00Z", "2014-02-23T19:00:00Z" },
	  "as of 2014-02-21 to 2014-02-23, by" },
	{ "lines that came late, at midnight and by day",
	  "a.log",
	  "UTC",
	  "23:59:58 a\n00:00:01 b\n23:59:59 c\n00:00:02 d\n12:00:30 e\n12:00:00 f\n19:00:00 g\n",
	  NULL,
	  { "2014-02-22T23:59:58Z", "2014-02-23T00:00:01Z", "2014-02-22T23:59:59Z",
	    "2014-02-23T00:00:02Z", "2014-02-23T12:00:30Z", "2014-02-23T12:00:00Z",
	    "2014-02-23T19:00:00Z" },
	  "as of 2014-02-22 to 2014-02-23, by" },
	{ "the first of all came late",
	  "a.log",
	  "UTC",
	  "00:00:01 a\n23:59:59 b\n00:00:02 c\n",
	  NULL,
	  { "2014-02-23T00:00:01Z", "2014-02-22T23:59:59Z", "2014-02-23T00:00:02Z" },
	  "as of 2014-02-22 to 2014-02-23, by" },
	{ "the date in the name, far from the last change",
	  "a-2013-11-05.log",
	  "UTC",
	  "10:00:00 a\n09:00:00 b\n",
	  NULL,
	  { "2013-11-04T10:00:00Z", "2013-11-05T09:00:00Z" },
	  "as of 2013-11-04 to 2013-11-05, by the date in its name" },
	{ "rotated on the day in its name, written to until then",
	  "a.log-20140224",
	  "UTC",
	  "10:00:00 a\n19:02:02 b\n",
	  NULL,
	  { "2014-02-23T10:00:00Z", "2014-02-23T19:02:02Z" },
	  "as of 2014-02-23, by the file's last change" },
	{ "as somebody says",
	  "a-2013-11-05.log",
	  "UTC",
	  "10:00:00 a\n09:00:00 b\n",
	  "2012-03-01",
	  { "2012-02-29T10:00:00Z", "2012-03-01T09:00:00Z" },
	  "as of 2012-02-29 to 2012-03-01, as --log-date says" },
	{ "by the clock of a zone",
	  "a.log",
	  "+09:00",
	  "23:00:00 a\n04:02:03 b\n",
	  NULL,
	  { "2014-02-23T14:00:00Z", "2014-02-23T19:02:03Z" },
	  "as of 2014-02-23 to 2014-02-24, by" },
	{ "behind the number of a process",
	  "a.log",
	  "UTC",
	  "4711 23:00:00 a\n4711 19:00:00 b\n",
	  NULL,
	  { "2014-02-22T23:00:00Z", "2014-02-23T19:00:00Z" },
	  "as of 2014-02-22 to 2014-02-23, by" },
	{ "hours, where there is none",
	  "a.log",
	  "UTC",
	  "TCF 59:00.000: a\nTCF 01:00.500: b\nTCF 02:00.000: c\n",
	  NULL,
	  { "2014-02-23T18:59:00Z", "2014-02-23T19:01:00.500Z", "2014-02-23T19:02:00Z" },
	  ": stamps carry no hour; read as of 2014-02-23T18 to 2014-02-23T19, by" },
};

static void read_case(size_t i, const struct registry *registry, bool packed, uint32_t aim)
{
	const struct timespec changed[2] = { { .tv_sec = CHANGED_S }, { .tv_sec = CHANGED_S } };
	const struct date_rule none = { .glob = "b.log", .midnight_us = 0 };
	struct times times = { .sink = {
				       .fork = fork_same, .take = take_times, .join = join_same } };
	struct source_request request = { .service = "s" };
	struct arena arena = { 0 };
	size_t size = strlen(cases[i].text);
	char *bytes = packed ? pack_gzip(cases[i].text, size, &size) : strdup(cases[i].text);
	const char *name = packed ? arena_print(&arena, "%s.gz", cases[i].name) : cases[i].name;
	struct pass pass;

	pass_init(&pass);
	pass.options.parser = NULL;
	pass.options.registry = registry;
	pass.options.chunk_bytes = aim;
	pass.options.date_rule = &none;
	pass.options.date_rules = 1;
	assert_true(zone_find(cases[i].zone, &arena, &pass.options.zone, &pass.error));
	if (cases[i].date)
		assert_int_equal(clock_read(CLOCK_DATE, span_text(cases[i].date),
					    &(struct clock_context){ .zone = zone_utc },
					    &pass.options.date_us, NULL),
				 10);
	scratch_make();
	request.path = scratch_file(name, bytes, size);
	assert_int_equal(utimensat(AT_FDCWD, request.path, changed, 0), 0);
	assert_true(
		sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error) &&
		ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error) &&
		ingest_survey(&pass.sources, &pass.options, &times.sink, &pass.arena, &pass.error));
	for (uint32_t line = 1; line <= LINES_MAX; line++) {
		char text[CLOCK_TEXT_BYTES];

		if (line > LENGTH(cases[i].lines) || !cases[i].lines[line - 1])
			assert_true(times.time_us[line] == 0);
		else
			assert_string_equal(clock_write(times.time_us[line], text),
					    cases[i].lines[line - 1]);
	}
	assert_non_null(strstr(pass.sources.item[0].problem[0], cases[i].problem));
	pass_release(&pass);
	scratch_remove();
	arena_release(&arena);
	free(bytes);
}

static void finds_the_day_of_each_line(void **state)
{
	static const uint32_t aims[] = { 0, 64 };
	struct arena arena = { 0 };
	struct registry registry;
	struct error error;

	(void)state;
	registry_init(&registry, &arena);
	assert_true(declared_load_builtin(&registry, &error));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		print_message("%s\n", cases[i].what);
		for (size_t k = 0; k < LENGTH(aims); k++) {
			read_case(i, &registry, false, aims[k]);
			read_case(i, &registry, true, aims[k]);
		}
	}
	registry_release(&registry);
	arena_release(&arena);
}

/* More days than are kept; and the same bytes for any number of workers and size of chunks. */
static void stays_within_bounds(void **state)
{
	enum { LINES = 140000 }; /* two a day */
	static const struct {
		uint32_t jobs, aim;
	} runs[] = { { 1, 0 }, { 4, 0 }, { 4, 1000 }, { 1, 64 } };
	struct collected first = { 0 };
	struct text text;

	(void)state;
	text_init(&text, (size_t)1 << 22);
	for (int i = 0; i < LINES; i++)
		text_print(&text, "%02d:00:00 %d\n", i % 2 ? 3 : 17, i);
	scratch_make();
	for (size_t i = 0; i < LENGTH(runs); i++) {
		struct pass pass;

		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		pass.options.jobs = runs[i].jobs;
		pass.options.chunk_bytes = runs[i].aim;
		assert_true(pass_survey(&pass, scratch_file("a.log", text.at, text.size)));
		assert_int_equal(pass.sources.item[0].dates.count, 65536);
		assert_non_null(strstr(pass.sources.item[0].problem[1],
				       "its clock starts anew more than 65536 times"));
		if (!i)
			first = pass.collect.got;
		assert_memory_equal(&first, &pass.collect.got, sizeof(first));
		pass_release(&pass);
	}
	scratch_remove();
	text_release(&text);
}

/* Where no sample shows them they are not counted from midnight to midnight, but it is said. */
static void says_what_came_late(void **state)
{
	static const char format[] = "{\"format\":1,\"name\":\"any-time\",\"about\":\"x\","
				     "\"pattern\":\"^(?<time>\\\\S+) x$\","
				     "\"samples\":[{\"line\":\"1393095720 x\",\"is\":{}}]}";
	const struct timespec changed[2] = { { .tv_sec = CHANGED_S }, { .tv_sec = CHANGED_S } };
	struct registry registry;
	const char *path;
	struct text text;
	struct pass pass;
	size_t size;
	char *packed;
	bool said = false;

	(void)state;
	text_init(&text, (size_t)1 << 22);
	for (int i = 0; i < 9000; i++)
		text_print(&text, "%d x\n", 1393095720 + i);
	text_print(&text, "19:02:00 x\n");
	packed = pack_gzip(text.at, text.size, &size);
	scratch_make();
	pass_init(&pass);
	registry_init(&registry, &pass.arena);
	assert_true(declared_load(span_text(format), "test", &registry, &pass.error));
	pass.options.parser = NULL;
	pass.options.registry = &registry;
	pass.options.zone = zone_utc;
	path = scratch_file("a.log.gz", packed, size);
	assert_int_equal(utimensat(AT_FDCWD, path, changed, 0), 0);
	assert_true(pass_survey(&pass, path));
	assert_int_equal(pass.sources.item[0].ledger.events, 9001);
	for (uint32_t i = 0; i < pass.sources.item[0].problems; i++)
		said |= strstr(pass.sources.item[0].problem[i],
			       "some stamps carry no date; read as of 2014-02-23") != NULL;
	assert_true(said);
	registry_release(&registry);
	pass_release(&pass);
	scratch_remove();
	free(packed);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_day_of_each_line),
		cmocka_unit_test(stays_within_bounds),
		cmocka_unit_test(says_what_came_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
