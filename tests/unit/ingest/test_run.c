/* test_run.c - the two passes give the same whatever the threads, the chunks and the packing. */
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_S 1393095720
#define LINES 20000

/*
 * A log of one event a second, but for every 10th line, which continues the one
 * before, and every 1,000th, which is rubbish. What a correct reader makes of it is
 * known from that sentence.
 */
static char *make_log(size_t *size)
{
	char *text = malloc(LINES * 64), *to = text;

	assert_non_null(text);
	for (int i = 1; i <= LINES; i++) {
		if (i % 1000 == 0)
			to += sprintf(to, "rubbish %d\r\n", i);
		else if (i % 10 == 0)
			to += sprintf(to, "  at line %d\n", i);
		else
			to += sprintf(to, "%d event %d %.*s\n", FIRST_S + i, i, i % 30,
				      "..............................");
	}
	*size = (size_t)(to - text) - 1; /* no newline at the end */
	return text;
}

static void check_ledger(const struct ledger *ledger)
{
	assert_int_equal(ledger->lines, LINES);
	assert_int_equal(ledger->rejected, LINES / 1000);
	assert_int_equal(ledger->continuation, LINES / 10 - LINES / 1000);
	assert_int_equal(ledger->events, LINES - LINES / 10);
	assert_int_equal(ledger->weight, LINES - LINES / 10);
	assert_int_equal(ledger->filtered, 0);
	assert_true(ledger->from_us == (FIRST_S + 1) * SECOND_US);
	assert_true(ledger->to_us == (FIRST_S + LINES - 1) * SECOND_US);
}

/* The log as one file, packed, in packed members, and as five files; in turn. */
static void write_log(const char *text, size_t size, int form)
{
	size_t half = size / 2, packed_size, second_size;
	char *packed, *second, name[32];

	if (form == 0) {
		scratch_file("in/all.log", text, size);
	} else if (form == 1) {
		packed = pack_gzip(text, size, &packed_size);
		scratch_file("in/all.log", packed, packed_size);
		free(packed);
	} else {
		packed = pack_gzip(text, half, &packed_size);
		second = pack_gzip(text + half, size - half, &second_size);
		packed = realloc(packed, packed_size + second_size);
		assert_non_null(packed);
		memcpy(packed + packed_size, second, second_size);
		snprintf(name, sizeof(name), "in/all.log");
		scratch_file(name, packed, packed_size + second_size);
		free(packed);
		free(second);
	}
}

static void gives_the_same_whatever_the_threads(void **state)
{
	static const uint32_t chunks[] = { 100, 4096, 65536, 0 };
	static const uint32_t jobs[] = { 1, 2, 4 };
	struct collected first = { 0 };
	size_t size;
	char *text = make_log(&size);

	(void)state;
	for (int form = 0; form < 3; form++) {
		scratch_make();
		write_log(text, size, form);
		for (size_t i = 0; i < LENGTH(chunks) * LENGTH(jobs); i++) {
			struct pass pass;

			pass_init(&pass);
			pass.options.chunk_bytes = chunks[i / LENGTH(jobs)];
			pass.options.jobs = jobs[i % LENGTH(jobs)];
			assert_true(pass_survey(&pass, scratch_path("in/all.log")));

			const struct source *source = &pass.sources.item[0];

			check_ledger(&source->ledger);
			assert_string_equal(source->compression, form ? "gzip" : "none");
			assert_int_equal(source->problems, 1);
			assert_non_null(strstr(source->problem[0],
					       "20 of 20,000 lines rejected; the first is line "
					       "1,000 (byte "));
			assert_non_null(strstr(source->problem[0],
					       "no time stamp at the start: \"rubbish 1000\""));
			assert_false(source->lost);
			if (!first.rows)
				first = pass.collect.got;
			assert_memory_equal(&first, &pass.collect.got, sizeof(first));
			pass_release(&pass);
		}
		scratch_remove();
	}
	free(text);
}

static void spreads_many_files(void **state)
{
	size_t size, from = 0;
	char *text = make_log(&size);
	int files = 0;

	(void)state;
	scratch_make();
	/* Named against their order in time; the reader puts them right. */
	while (from < size) {
		size_t to = MIN(from + size / 10, size);
		char name[32];

		while (to < size && text[to - 1] != '\n')
			to++;
		snprintf(name, sizeof(name), "in/all.log.%d", 100 - files++);
		scratch_file(name, text + from, to - from);
		from = to;
	}
	for (uint32_t jobs = 1; jobs <= 4; jobs++) {
		struct ledger all = { .from_us = INT64_MAX };
		struct pass pass;

		pass_init(&pass);
		pass.options.jobs = jobs;
		pass.options.chunk_bytes = 4096;
		assert_true(pass_survey(&pass, scratch_path("in")));
		assert_int_equal(pass.sources.count, files);
		for (uint32_t i = 0; i < pass.sources.count; i++) {
			const struct ledger *ledger = &pass.sources.item[i].ledger;

			assert_true(!i || ledger->from_us > pass.sources.item[i - 1].ledger.to_us);
			all.lines += ledger->lines;
			all.events += ledger->events;
			all.continuation += ledger->continuation;
			all.rejected += ledger->rejected;
			all.weight += ledger->weight;
			all.from_us = MIN(all.from_us, ledger->from_us);
			all.to_us = MAX(all.to_us, ledger->to_us);
		}
		check_ledger(&all);
		pass_release(&pass);
	}
	scratch_remove();
	free(text);
}

static void filters_by_time(void **state)
{
	size_t size;
	char *text = make_log(&size);

	(void)state;
	scratch_make();
	write_log(text, size, 0);
	for (int both = 0; both < 2; both++) {
		struct pass pass;
		const struct ledger *ledger;

		pass_init(&pass);
		pass.options.since_us = (FIRST_S + 101) * SECOND_US;
		if (both)
			pass.options.until_us = (FIRST_S + 111) * SECOND_US;
		pass.collect.from_us = pass.options.since_us;
		assert_true(pass_survey(&pass, scratch_path("in/all.log")));
		ledger = &pass.sources.item[0].ledger;
		/* Lines 101 to 109; 110 continues. */
		assert_int_equal(ledger->events, both ? 9 : LINES - LINES / 10 - 90);
		assert_int_equal(ledger->lines, LINES);
		assert_int_equal(ledger->lines, ledger->events + ledger->continuation +
							ledger->filtered + ledger->rejected);
		assert_true(ledger->from_us == pass.options.since_us);
		assert_int_equal(pass.collect.got.rows, ledger->events);
		assert_int_equal(pass.collect.got.outside, 0);
		pass_release(&pass);
	}
	scratch_remove();
	free(text);
}

/* A service is looked for in sources of its own, and in those of several where it shares them. */
static void inspects_where_a_service_can_be(void **state)
{
	static const struct {
		const char *sole; /* of the source */
		struct stretch stretch;
		bool read;
	} cases[] = {
		{ "a", { NULL, 0, INT64_MAX, false }, true },
		{ NULL, { NULL, 0, INT64_MAX, false }, true },
		{ "a", { "a", 0, INT64_MAX, false }, true },
		{ "a", { "a", 0, INT64_MAX, true }, true },
		{ "b", { "a", 0, INT64_MAX, false }, false },
		{ "b", { "a", 0, INT64_MAX, true }, false },
		{ NULL, { "a", 0, INT64_MAX, false }, false },
		{ NULL, { "a", 0, INT64_MAX, true }, true },
	};

	(void)state;
	scratch_make();
	scratch_file("a.log", "1 a\n2 b\n", 8);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct pass pass;

		pass_init(&pass);
		assert_true(pass_survey(&pass, scratch_path("a.log")));
		pass.sources.item[0].sole = cases[i].sole;
		assert_true(pass_inspect(&pass, &cases[i].stretch, 1));
		assert_int_equal(pass.collect.got.rows, cases[i].read ? 2 : 0);
		pass_release(&pass);
	}
	scratch_remove();
}

/* The rows of a stretch come again, and not the whole log. */
static void inspects_what_was_asked_for(void **state)
{
	static const struct stretch stretch[] = {
		{ .from_us = (FIRST_S + 5001) * SECOND_US, .to_us = (FIRST_S + 5101) * SECOND_US },
		{ .from_us = (FIRST_S + 5001) * SECOND_US, .to_us = (FIRST_S + 5051) * SECOND_US },
		{ .service = "another", .from_us = 0, .to_us = INT64_MAX },
	};
	size_t size;
	char *text = make_log(&size);

	(void)state;
	for (int form = 0; form < 3; form++) {
		scratch_make();
		write_log(text, size, form);
		for (uint32_t jobs = 1; jobs <= 3; jobs++) {
			struct pass pass;
			struct collected *got = &pass.collect.got;

			pass_init(&pass);
			pass.options.jobs = jobs;
			pass.options.chunk_bytes = 4096;
			assert_true(pass_survey(&pass, scratch_path("in/all.log")));

			struct collected survey = *got;

			pass.collect.from_us = stretch[0].from_us;
			pass.collect.to_us = stretch[0].to_us;
			for (int again = 0; again < 2; again++) {
				assert_true(pass_inspect(&pass, stretch, LENGTH(stretch)));
				assert_int_equal(got->rows - got->outside, 90);
				/* Three chunks, about 30 bytes a line. */
				assert_true(got->rows < 600);
			}
			check_ledger(&pass.sources.item[0].ledger);
			assert_int_equal(pass.sources.item[0].problems, 1);

			/* All of it: line numbers and bytes as in the survey. */
			struct stretch all = { .from_us = 0, .to_us = INT64_MAX };

			assert_true(pass_inspect(&pass, &all, 1));
			assert_int_equal(got->rows, survey.rows);
			assert_true(got->digest == survey.digest);
			assert_true(pass_inspect(&pass, NULL, 0));
			assert_int_equal(got->rows, 0);
			pass_release(&pass);
		}
		scratch_remove();
	}
	free(text);
}

struct feeder {
	const char *path, *text;
	size_t size;
};

static void *feed_pipe(void *context)
{
	const struct feeder *feeder = context;
	int fd = open(feeder->path, O_WRONLY | O_CLOEXEC);
	size_t at = 0;

	while (fd >= 0 && at < feeder->size) {
		ssize_t put = write(fd, feeder->text + at, MIN(feeder->size - at, (size_t)777));

		if (put <= 0)
			break;
		at += (size_t)put;
	}
	close(fd);
	return NULL;
}

static void reads_a_pipe_twice(void **state)
{
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	struct collected survey;
	struct pass pass;
	pthread_t thread;
	size_t size;
	char *text = make_log(&size);
	struct feeder feeder = { .text = text, .size = size };

	(void)state;
	scratch_make();
	feeder.path = scratch_path("pipe");
	assert_int_equal(mkfifo(feeder.path, 0600), 0);
	assert_int_equal(pthread_create(&thread, NULL, feed_pipe, &feeder), 0);
	pass_init(&pass);
	pass.options.jobs = 2;
	assert_true(pass_survey(&pass, feeder.path));
	pthread_join(thread, NULL);
	check_ledger(&pass.sources.item[0].ledger);
	assert_int_equal(pass.sources.item[0].ledger.bytes, size);
	assert_non_null(pass.sources.item[0].spool);
	survey = pass.collect.got;
	assert_true(pass_inspect(&pass, &all, 1));
	assert_true(pass.collect.got.digest == survey.digest);
	pass_release(&pass);
	scratch_remove();
	free(text);
}

static void counts_progress_and_stops(void **state)
{
	struct progress progress = { 0 };
	struct pass pass;
	size_t size;
	char *text = make_log(&size);

	(void)state;
	scratch_make();
	write_log(text, size, 0);
	pass_init(&pass);
	pass.options.progress = &progress;
	pass.options.jobs = 2;
	assert_true(pass_survey(&pass, scratch_path("in/all.log")));
	assert_int_equal(progress.lines, LINES);
	assert_int_equal(progress.bytes, size);
	assert_int_equal(progress.read_bytes, size);
	assert_int_equal(progress.total_bytes, size);
	pass_release(&pass);

	progress.stop = true;
	pass_init(&pass);
	pass.options.progress = &progress;
	assert_false(pass_survey(&pass, scratch_path("in/all.log")));
	assert_string_equal(pass.error.text, "interrupted");
	assert_int_equal(pass.collect.got.rows, 0);
	pass_release(&pass);
	scratch_remove();
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_same_whatever_the_threads),
		cmocka_unit_test(spreads_many_files),
		cmocka_unit_test(filters_by_time),
		cmocka_unit_test(inspects_where_a_service_can_be),
		cmocka_unit_test(inspects_what_was_asked_for),
		cmocka_unit_test(reads_a_pipe_twice),
		cmocka_unit_test(counts_progress_and_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
