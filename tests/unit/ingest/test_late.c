/* test_late.c - sources that change their format where a sample of them does not reach. */
#include "core/text.h"
#include "core/zone.h"
#include "parsers/registry.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES = 4000 };

static void add_common(struct text *text, int i)
{
	text_print(text,
		   "192.0.2.%d - - [22/Feb/2014:%02d:%02d:00 +0000] \"GET /%d HTTP/1.1\" 200 5\n",
		   i % 250, 10 + i / 1000 % 10, i % 60, i);
}

static void add_nginx(struct text *text, int i)
{
	text_print(text, "2014/02/22 20:%02d:00 [error] 7#7: *%d refused\n", i % 60, i);
}

static void add_timed(struct text *text, int i)
{
	text_print(text, "2014-02-22 12:%02d:00,000 INFO [main] step %d is done\n", i % 60, i);
}

static void add_json(struct text *text, int i)
{
	text_print(text, "{\"time\":\"2014-02-22T21:%02d:00Z\",\"msg\":\"step %d\"}\n", i % 60, i);
}

static void add_prose(struct text *text, int i)
{
	text_print(text, "and %d more that nobody would have a date for\n", i);
}

static void add_undated(struct text *text, int i)
{
	text_print(text, "12:%02d:00.000 INFO [main] step %d is done\n", i % 60, i);
}

typedef void adder(struct text *text, int i);

static const struct {
	const char *what;
	adder *part[4]; /* LINES of each */
	int one_in;     /* 0, or of the second part a line in so many is JSON */
	const char *format;
	uint64_t events, rejected, continued;
} cases[] = {
	{ "one after the other",
	  { add_common, add_nginx },
	  0,
	  "common+nginx-error",
	  2 * LINES,
	  0,
	  0 },
	{ "the later would be taken for parts of events",
	  { add_timed, add_common },
	  0,
	  "timed-text+common",
	  2 * LINES,
	  0,
	  0 },
	{ "two that come later",
	  { add_common, add_nginx, add_json },
	  0,
	  "common+nginx-error+json-lines",
	  3 * LINES,
	  0,
	  0 },
	{ "and back again",
	  { add_common, add_nginx, add_common },
	  0,
	  "common+nginx-error",
	  3 * LINES,
	  0,
	  0 },
	{ "behind what is of no format",
	  { add_common, add_prose, add_nginx },
	  0,
	  "common+nginx-error",
	  2 * LINES,
	  LINES,
	  0 },
	{ "nothing but what is of no format",
	  { add_common, add_prose },
	  0,
	  "common",
	  LINES,
	  LINES,
	  0 },
	{ "prose belongs to the event before it",
	  { add_timed, add_prose },
	  0,
	  "timed-text",
	  LINES,
	  0,
	  LINES },
	{ "times without a date", { add_common, add_undated }, 0, "common", LINES, LINES, 0 },
	{ "one line in ten, from the middle on",
	  { add_common, add_common },
	  10,
	  "common+json-lines",
	  2 * LINES,
	  0,
	  0 },
	{ "one line in fifty is not worth it",
	  { add_common, add_common },
	  50,
	  "common",
	  2 * LINES - LINES / 50,
	  LINES / 50,
	  0 },
};

static void write_case(size_t i, struct text *text)
{
	for (size_t part = 0; part < LENGTH(cases[i].part) && cases[i].part[part]; part++)
		for (int k = 0; k < LINES; k++)
			if (part && cases[i].one_in && k % cases[i].one_in == 0)
				add_json(text, k);
			else
				cases[i].part[part](text, k);
}

enum way { GZIP, PIPE, WAYS };

struct writer {
	const char *path;
	struct span text;
};

static void *write_pipe(void *context)
{
	const struct writer *writer = context;
	int fd = open(writer->path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	for (size_t at = 0; at < writer->text.size;) {
		ssize_t put = write(fd, writer->text.at + at, writer->text.size - at);

		assert_true(put > 0);
		at += (size_t)put;
	}
	close(fd);
	return NULL;
}

static void check(size_t i, const struct pass *pass)
{
	const struct source *source = &pass->sources.item[0];
	const struct ledger *ledger = &source->ledger;
	bool late = strchr(cases[i].format, '+') != NULL, said = false;

	assert_string_equal(source->parser->name, cases[i].format);
	assert_int_equal(ledger->events, cases[i].events);
	assert_int_equal(ledger->rejected, cases[i].rejected);
	assert_int_equal(ledger->continuation, cases[i].continued);
	assert_int_equal(ledger->lines, ledger->events + ledger->rejected + ledger->continuation);
	assert_int_equal(pass->collect.got.rows, cases[i].events);
	for (uint32_t k = 0; k < source->problems; k++)
		said |= strstr(source->problem[k], "as well, which the lines that its format was "
						   "told by did not show") != NULL;
	assert_int_equal(said, late);
}

static void read_case(size_t i, struct span text, enum way way, uint32_t jobs, uint32_t aim,
		      struct collected *first)
{
	const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	struct writer writer = { .text = text };
	pthread_t thread;
	struct pass pass;
	const char *path;

	scratch_make();
	if (way == GZIP) {
		size_t size;
		char *packed = pack_gzip(text.at, text.size, &size);

		path = scratch_file("a.log.gz", packed, size);
		free(packed);
	} else {
		path = writer.path = scratch_path("a.log");
		assert_int_equal(mkfifo(path, 0600), 0);
		assert_int_equal(pthread_create(&thread, NULL, write_pipe, &writer), 0);
	}
	pass_init(&pass);
	pass.options.parser = NULL;
	pass.options.zone = zone_utc;
	pass.options.jobs = jobs;
	pass.options.chunk_bytes = aim;
	assert_true(pass_survey(&pass, path));
	if (way == PIPE)
		pthread_join(thread, NULL);
	check(i, &pass);
	if (!first->rows)
		*first = pass.collect.got;
	assert_memory_equal(first, &pass.collect.got, sizeof(*first));
	assert_true(pass_inspect(&pass, &all, 1));
	assert_int_equal(pass.collect.got.rows, first->rows);
	assert_true(pass.collect.got.digest == first->digest);
	pass_release(&pass);
	scratch_remove();
}

static void reads_what_changes_later(void **state)
{
	static const struct {
		uint32_t jobs, aim;
	} runs[] = { { 1, 0 }, { 4, 3000 }, { 2, 1 << 20 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct collected first = { 0 };
		struct text text;

		print_message("%s\n", cases[i].what);
		text_init(&text, (size_t)1 << 22);
		write_case(i, &text);
		for (size_t k = 0; k < LENGTH(runs); k++)
			for (enum way way = GZIP; way < WAYS; way++)
				read_case(i, text_span(&text), way, runs[k].jobs, runs[k].aim,
					  &first);
		text_release(&text);
	}
}

/* What was asked for stays. */
static void leaves_what_was_asked_for(void **state)
{
	struct text text;
	struct pass pass;
	size_t size;
	char *packed;

	(void)state;
	text_init(&text, (size_t)1 << 22);
	write_case(0, &text);
	packed = pack_gzip(text.at, text.size, &size);
	scratch_make();
	pass_init(&pass);
	pass.options.parser = registry_find(NULL, "common");
	pass.options.zone = zone_utc;
	assert_true(pass_survey(&pass, scratch_file("a.log.gz", packed, size)));
	assert_string_equal(pass.sources.item[0].parser->name, "common");
	assert_int_equal(pass.sources.item[0].ledger.rejected, LINES);
	pass_release(&pass);
	scratch_remove();
	free(packed);
	text_release(&text);
}

/* A file system in which a log grows by more of the same when it is opened so often. */
static struct {
	const char *path;
	const char *more;
	size_t size;
	int opened, grows_at;
} growing;

static int open_growing(const char *path, int flags, mode_t mode)
{
	int fd;

	if (++growing.opened == growing.grows_at) {
		fd = open(growing.path, O_WRONLY | O_APPEND | O_CLOEXEC);
		assert_true(fd >= 0);
		assert_true(write(fd, growing.more, growing.size) == (ssize_t)growing.size);
		close(fd);
	}
	return file_system.open(path, flags, mode);
}

/* Whenever it grows: what the ledger counts as events came through, or it is said. */
static void tells_what_it_missed(void **state)
{
	struct text text, more;
	char *packed[2];
	size_t size[2];
	int told = 0;

	(void)state;
	text_init(&text, (size_t)1 << 22);
	text_init(&more, (size_t)1 << 22);
	write_case(0, &text);
	for (int i = 0; i < LINES; i++)
		add_common(&more, i);
	packed[0] = pack_gzip(text.at, text.size, &size[0]);
	packed[1] = pack_gzip(more.at, more.size, &size[1]);
	for (int at = 0; at < 6; at++) {
		struct file_ops ops = file_system;
		const struct source *source;
		struct pass pass;

		ops.open = open_growing;
		scratch_make();
		growing.path = scratch_file("a.log.gz", packed[0], size[0]);
		growing.more = packed[1];
		growing.size = size[1];
		growing.opened = 0;
		growing.grows_at = at;
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		pass.options.ops = &ops;
		assert_true(pass_survey(&pass, growing.path));
		source = &pass.sources.item[0];
		print_message("opened %d times, grew at %d, told %d; %llu events, %llu rows\n",
			      growing.opened, at, source->lost,
			      (unsigned long long)source->ledger.events,
			      (unsigned long long)pass.collect.got.rows);
		assert_int_equal(source->lost, pass.collect.got.rows != source->ledger.events);
		told += source->lost;
		pass_release(&pass);
		scratch_remove();
	}
	assert_true(told > 0);
	for (int i = 0; i < 2; i++)
		free(packed[i]);
	text_release(&text);
	text_release(&more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_changes_later),
		cmocka_unit_test(tells_what_it_missed),
		cmocka_unit_test(leaves_what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
