/* test_recognise.c - formats, the newest time a source can hold, and the order of sources. */
#include "core/clock.h"
#include "core/text.h"
#include "core/zone.h"
#include "ingest/intake.h"
#include "ingest/limits.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Seconds by `date -u -d … +%s`; now is 2016-01-01, the files' own time 2015-05-05. */
#define NOW_S 1451606400
#define FILE_S 1430784000

static void knows_the_newest_time(void **state)
{
	static const struct {
		const char *what, *name;
		bool packed;
		uint32_t header_s; /* in the gzip header */
		int64_t newest_s;
	} cases[] = {
		{ "the file's own time", "a.log", false, 0, FILE_S },
		{ "the day after the date in its name", "a.log-20140222", false, 0, 1393113600 },
		{ "the gzip header's time", "a.log.gz", true, 1393095720, 1393095720 },
		{ "a gzip header without a time", "a.log.gz", true, 0, FILE_S },
		{ "the name before the header", "a-2014-02-22.log.gz", true, 99, 1393113600 },
		{ "never after now", "a.log-20990101", false, 0, NOW_S },
	};
	const struct timespec times[2] = { { .tv_sec = FILE_S }, { .tv_sec = FILE_S } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		size_t size;
		char *packed = pack_gzip("1 a\n", 4, &size);
		struct pass pass;
		const char *path;

		print_message("%s\n", cases[i].what);
		for (int k = 0; k < 4; k++)
			packed[4 + k] = (char)(cases[i].header_s >> 8 * k);
		scratch_make();
		path = cases[i].packed ? scratch_file(cases[i].name, packed, size)
				       : scratch_file(cases[i].name, "1 a\n", 4);
		assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
		pass_init(&pass);
		assert_true(pass_survey(&pass, path));
		assert_true(pass.sources.item[0].view.newest_us == cases[i].newest_s * SECOND_US);
		assert_true(span_is(span_of(pass.sources.item[0].view.head, 4), SPAN("1 a\n")));
		pass_release(&pass);
		scratch_remove();
		free(packed);
	}
}

/* What has no line ends is given up early, however much of it there is. */
static void gives_up_without_lines(void **state)
{
	static const struct {
		const char *what;
		off_t bytes; /* of zeros before the line */
		const char *line;
		bool useless;
		const char *problem;
	} cases[] = {
		{ "a line behind a long one", 8 << 20, "\n1 a\n", false, "longer than 1 MiB" },
		{ "a line too far off", (off_t)64 << 30, "\n1 a\n", true,
		  "no line ends in its first 16 MiB" },
		{ "long, and no line", 8 << 20, "", true, "longer than 1 MiB" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct pass pass;
		const char *path;
		int fd;

		print_message("%s\n", cases[i].what);
		scratch_make();
		path = scratch_file("a.log", "", 0);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		assert_true(fd >= 0 && ftruncate(fd, cases[i].bytes) == 0);
		assert_true(pwrite(fd, cases[i].line, strlen(cases[i].line), cases[i].bytes) >= 0);
		close(fd);
		pass_init(&pass);
		assert_true(pass_survey(&pass, path));
		assert_int_equal(pass.sources.item[0].useless, cases[i].useless);
		assert_true(pass.sources.item[0].lost);
		assert_int_equal(pass.sources.item[0].problems, 1);
		assert_non_null(strstr(pass.sources.item[0].problem[0], cases[i].problem));
		pass_release(&pass);
		scratch_remove();
	}
}

static void orders_by_host_and_time(void **state)
{
	static const char *const expected[] = { "x.log", "x.log.2", "x.log.1", "x.log", "x.log.9" };
	struct pass pass;

	(void)state;
	scratch_make();
	scratch_file("in/web2/x.log", "7 first of web2\n", 16);
	scratch_file("in/web2/x.log.9", "\n", 1);
	scratch_file("in/web1/x.log", "9 late\n5 but early, too\n", 24);
	scratch_file("in/web1/x.log.1", "8 later\n", 8);
	scratch_file("in/web1/x.log.2", "6 later\n", 8);
	pass_init(&pass);
	assert_true(pass_survey(&pass, scratch_path("in")));
	assert_int_equal(pass.sources.count, LENGTH(expected));
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const char *path = pass.sources.item[i].path;

		assert_string_equal(strrchr(path, '/') + 1, expected[i]);
		assert_string_equal(pass.sources.item[i].host, i < 3 ? "web1" : "web2");
	}
	pass_release(&pass);
	scratch_remove();
}

static void chooses_the_format_by_content(void **state)
{
	static const char common[] =
		"192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 5\n";
	static const struct {
		const char *what, *text;
		size_t size;
		const char *format, *problem; /* NULL: none */
	} cases[] = {
		{ "a line of an access log", common, sizeof(common) - 1, "common", NULL },
		{ "prose", "It was a dark and stormy night.\nReally.\n", 40, NULL,
		  ": of no known log format: no time stamp in what was looked at; see" },
		{ "prose with a time in it", "It was dark and stormy at 19:02:00.\nReally.\n", 44,
		  NULL, ": of no known log format; see" },
		{ "a picture", "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\1\0\0\0\0\1\0\0\n", 22, NULL,
		  ": binary file, not a log" },
		{ "a journal's file", "LPKSHHRH\0\0\0\0\x1c\0\0\0\n", 17, NULL,
		  " -o export` prints it in one that is read" },
		{ "nothing", "", 0, NULL, ": empty" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct pass pass;
		const struct source *source;

		print_message("%s\n", cases[i].what);
		scratch_make();
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		assert_true(
			pass_survey(&pass, scratch_file("a.log", cases[i].text, cases[i].size)));
		source = &pass.sources.item[0];
		assert_int_equal(source->useless, cases[i].problem != NULL);
		assert_int_equal(source->lost, cases[i].problem && cases[i].size);
		assert_int_equal(source->problems, cases[i].problem != NULL);
		if (cases[i].problem)
			assert_non_null(strstr(source->problem[0], cases[i].problem));
		else
			assert_string_equal(source->parser->name, cases[i].format);
		pass_release(&pass);
		scratch_remove();
	}
}

/* The last rule that fits a source's path or name; the zone of all others where none does. */
static void gives_sources_their_zones(void **state)
{
	static const struct {
		const char *name;
		int64_t from_s; /* of 2014-02-22 19:00 */
	} cases[] = {
		{ "tokyo/a.log", 1393095600 - 9 * 3600 },
		{ "web.berlin.log", 1393095600 - 3600 },
		{ "tokyo/web.berlin.log", 1393095600 - 3600 },
		{ "elsewhere.log", 1393095600 + 5 * 3600 },
	};
	struct zone_rule rule[2] = { { .glob = "*/tokyo/*" }, { .glob = "web.*" } };
	struct arena arena = { 0 };
	const struct zone *zone;
	struct error error;

	(void)state;
	assert_true(zone_find("Asia/Tokyo", &arena, &rule[0].zone, &error));
	assert_true(zone_find("Europe/Berlin", &arena, &rule[1].zone, &error));
	assert_true(zone_find("-05:00", &arena, &zone, &error));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct pass pass;

		print_message("%s\n", cases[i].name);
		scratch_make();
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone;
		pass.options.zone_rule = rule;
		pass.options.zone_rules = LENGTH(rule);
		assert_true(pass_survey(
			&pass, scratch_file(cases[i].name, "2014-02-22 19:00:00 INFO x\n", 27)));
		assert_true(pass.sources.item[0].ledger.from_us == cases[i].from_s * SECOND_US);
		pass_release(&pass);
		scratch_remove();
	}
	arena_release(&arena);
}

static void says_what_it_assumed(void **state)
{
	struct pass pass;
	const struct source *source;

	(void)state;
	scratch_make();
	pass_init(&pass);
	pass.options.parser = &assuming_parser;
	pass.options.zone = zone_utc;
	assert_true(pass_survey(&pass, scratch_file("a.log-20140222", "1 a\n", 4)));
	source = &pass.sources.item[0];
	assert_int_equal(source->ledger.assumed, CLOCK_ASSUMED_YEAR | CLOCK_ASSUMED_ZONE);
	assert_int_equal(source->problems, 2);
	assert_non_null(strstr(source->problem[0],
			       ": stamps carry no year; taken as the latest that fits the file's "
			       "date 2014-02-23"));
	assert_non_null(strstr(source->problem[1], ": stamps carry no zone; read as UTC"));
	assert_false(source->lost);
	pass_release(&pass);

	pass_init(&pass);
	pass.options.parser = &picky_parser;
	assert_true(pass_survey(&pass, scratch_path("a.log-20140222")));
	source = &pass.sources.item[0];
	assert_true(source->lost && source->useless);
	assert_non_null(strstr(source->problem[0], ": is not of the format 'picky': no likes"));
	pass_release(&pass);
	scratch_remove();
}

/* Past all that is kept of the front, another format begins; seen in the middle and at the end. */
static void reads_what_changes_its_format(void **state)
{
	enum { LINES = 2000 };
	static const uint32_t aims[] = { 300, 0 };
	uint64_t digest = 0;
	struct text text;

	(void)state;
	text_init(&text, (size_t)1 << 22);
	for (int i = 0; i < LINES; i++)
		text_print(
			&text,
			"192.0.2.%d - - [22/Feb/2014:19:02:%02d +0000] \"GET / HTTP/1.1\" 200 5\n",
			i % 250, i % 60);
	for (int i = 0; i < LINES; i++)
		text_print(&text, "2014/02/22 20:%02d:00 [error] 7#7: *%d refused\n", i % 60, i);
	for (size_t i = 0; i < LENGTH(aims); i++) {
		struct pass pass;
		const struct source *source;

		scratch_make();
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		pass.options.chunk_bytes = aims[i];
		assert_true(pass_survey(&pass, scratch_file("a.log", text.at, text.size)));
		source = &pass.sources.item[0];
		assert_string_equal(source->parser->name, "nginx-error+common");
		assert_int_equal(source->ledger.events, 2 * LINES);
		assert_int_equal(source->ledger.rejected, 0);
		assert_non_null(strstr(source->problem[0], "lines of several formats"));
		if (i)
			assert_true(pass.collect.got.digest == digest);
		digest = pass.collect.got.digest;
		pass_release(&pass);
		scratch_remove();
	}
	text_release(&text);
}

/* --- Several workers --- */

enum { FILES = 60, OTHERS = 2 };

static const char *const kinds[] = {
	"192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 %d\n",
	"2014/02/22 19:02:%02d [error] 1#1: *1 open() failed\n",
	"Feb 22 19:02:%02d web1 sshd[1]: Failed password for root\n",
	"{\"time\":\"2014-02-22T19:02:%02dZ\",\"level\":\"error\",\"msg\":\"no\"}\n",
	"of no format, number %d\n",
	"",
};

/* Lines of all kinds, one file in three packed, each longer than the one before, so that none
 * is another's copy; a document; and one without a date. */
static void write_files(void)
{
	static const char document[] =
		"{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{"
		"\"metric\":{\"__name__\":\"http_requests_total\"},\"values\":["
		"[1435781400,\"100\"],[1435781460,\"160\"],[1435781520,\"170\"]]}]}}";
	static const char undated[] = "10:00:00 a\n11:00:00 b\n09:00:00 c\n10:00:00 d\n";

	for (int i = 0; i < FILES; i++) {
		int kind = i % (int)LENGTH(kinds);
		bool is_packed = i / (int)LENGTH(kinds) % 3 == 0;
		char name[40], *packed;
		struct text text;
		size_t size;

		text_init(&text, 100000);
		for (int k = 0; k < 3 + i && kinds[kind][0]; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			text_print(&text, kinds[kind], k % 60);
#pragma GCC diagnostic pop
		}
		packed = pack_gzip(text_span(&text).at, text.size, &size);
		sprintf(name, "in/%02d.log", i);
		if (is_packed)
			scratch_file(name, packed, size);
		else
			scratch_file(name, text_span(&text).at, text.size);
		free(packed);
		text_release(&text);
	}
	scratch_file("in/document", document, sizeof(document) - 1);
	scratch_file("in/undated.log", undated, sizeof(undated) - 1);
}

/* What is found out of sources, and said of them, one line each. */
static struct text recognised(uint32_t jobs)
{
	struct source_request request = { .path = scratch_path("in"), .service = "s" };
	struct pass pass;
	struct text told;

	text_init(&told, 1 << 20);
	pass_init(&pass);
	pass.options.parser = NULL;
	pass.options.jobs = jobs;
	assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
	assert_true(ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
	assert_int_equal(pass.sources.count, FILES + OTHERS);
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const struct source *source = &pass.sources.item[i];

		text_print(&told, "%s %s %s %s %s %u %u %" PRIu64 " %d%d", source->path,
			   source->service, source->compression,
			   source->parser ? source->parser->name : "-",
			   source->document ? source->document : "-", source->measure,
			   source->metric, source->document_bytes, source->useless, source->lost);
		for (uint32_t k = 0; k < source->dates.count; k++)
			text_print(&told, " %" PRIu64 ":%" PRId64, source->dates.mark[k].offset,
				   source->dates.mark[k].base_us);
		for (uint32_t k = 0; k < source->problems; k++)
			text_print(&told, " %s", source->problem[k]);
		text_print(&told, "\n");
	}
	assert_false(told.cut);
	pass_release(&pass);
	return told;
}

static void workers_find_what_one_finds(void **state)
{
	struct text alone, together;

	(void)state;
	scratch_make();
	write_files();
	alone = recognised(1);
	assert_non_null(strstr(alone.at, "gzip nginx-error"));
	assert_non_null(strstr(alone.at, "of no known log format"));
	assert_non_null(strstr(alone.at, "empty"));
	assert_non_null(strstr(alone.at, "csv-stats prometheus-counter"));
	assert_non_null(strstr(alone.at, " 22:"));
	for (int round = 0; round < 5; round++) {
		together = recognised(4);
		assert_string_equal(together.at, alone.at);
		text_release(&together);
	}
	text_release(&alone);
	scratch_remove();
}

/* Of several sources that end the run, the first in the list is told of. */
static void workers_tell_the_first_failure(void **state)
{
	(void)state;
	for (uint32_t jobs = 1; jobs <= 4; jobs += 3) {
		struct source_request request = { .service = "s" };
		struct pass pass;

		scratch_make();
		write_files();
		request.path = scratch_path("in");
		pass_init(&pass);
		pass.options.parser = &losing_parser;
		pass.options.jobs = jobs;
		assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
		assert_false(
			ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
		assert_non_null(strstr(pass.error.text, "in/00.log: the parser"));
		pass_release(&pass);
		scratch_remove();
	}
}

/* --- Documents, one at a time --- */

static struct {
	pthread_mutex_t lock;
	ino_t last;
	uint32_t turns; /* how often another file was read than the one before */
} watch = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Of named files, what lies past the front that each worker looks at. */
static ssize_t watched_pread(int fd, void *bytes, size_t size, off_t offset)
{
	struct stat about;

	if (offset >= (off_t)SAMPLE_BYTES && !fstat(fd, &about) && about.st_nlink) {
		pthread_mutex_lock(&watch.lock);
		watch.turns += about.st_ino != watch.last;
		watch.last = about.st_ino;
		pthread_mutex_unlock(&watch.lock);
		usleep(100); /* the others have time to come in between */
	}
	return file_system.pread(fd, bytes, size, offset);
}

/* All of a document is in memory while it is printed: of one at a time, however many workers. */
static void workers_read_one_document_at_a_time(void **state)
{
	static const char *const begin[] = {
		"{\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[",
		"{\"resourceLogs\":[]}\n",
	};
	static char bytes[8 * SAMPLE_BYTES];
	struct file_ops ops = file_system;
	struct source_request request = { .service = "s" };
	struct pass pass;

	(void)state;
	ops.pread = watched_pread;
	memset(bytes, ' ', sizeof(bytes));
	scratch_make();
	for (int i = 0; i < 6; i++) {
		const char *front = begin[i % 2];
		char name[] = { 'i', 'n', '/', (char)('a' + i), 0 };

		memset(bytes, ' ', 200);
		memcpy(bytes, front, strlen(front));
		bytes[100] = name[3]; /* none is another's copy */
		scratch_file(name, bytes, sizeof(bytes));
	}
	request.path = scratch_path("in");
	pass_init(&pass);
	pass.options.parser = NULL;
	pass.options.jobs = 4;
	pass.options.ops = &ops;
	assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
	assert_int_equal(pass.sources.count, 6);
	watch.last = 0;
	watch.turns = 0;
	assert_true(ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
	assert_int_equal(watch.turns, 6);
	pass_release(&pass);
	scratch_remove();
}

/* Of a long packed file only the sample is unpacked to find out what it is. */
static void unpacks_no_more_than_a_sample(void **state)
{
	static const char *const mark[] = { "", "\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < LENGTH(mark); i++) {
		struct source_request request = { .service = "s" };
		struct text text;
		struct pass pass;
		char *packed;
		size_t size;

		scratch_make();
		text_init(&text, 8 << 20);
		text_add(&text, span_text(mark[i]));
		for (uint32_t k = 0; k < 50000; k++)
			text_add(&text, span_text("1393095720 one line of many\n"));
		packed = pack_gzip(text_span(&text).at, text.size, &size);
		request.path = scratch_file("log.gz", packed, size);
		pass_init(&pass);
		pass.options.parser = NULL;
		assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
		assert_true(
			ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
		assert_in_range(pass.sources.item[0].intake->cutter.stream.unpacker.at, 60000,
				SAMPLE_BYTES + 64);
		pass_release(&pass);
		text_release(&text);
		free(packed);
		scratch_remove();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_newest_time),
		cmocka_unit_test(gives_up_without_lines),
		cmocka_unit_test(orders_by_host_and_time),
		cmocka_unit_test(chooses_the_format_by_content),
		cmocka_unit_test(reads_what_changes_its_format),
		cmocka_unit_test(says_what_it_assumed),
		cmocka_unit_test(gives_sources_their_zones),
		cmocka_unit_test(unpacks_no_more_than_a_sample),
		cmocka_unit_test(workers_find_what_one_finds),
		cmocka_unit_test(workers_tell_the_first_failure),
		cmocka_unit_test(workers_read_one_document_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
