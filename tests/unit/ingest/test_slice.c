/* test_slice.c - the lines of a range, merged: held against a slow and simple merge. */
#include "ingest/slice.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_S 1393095720
#define FILES 3
#define LINES 3000
#define RECORDS_MAX (FILES * LINES)

/* What the oracle knows of a record. */
struct expected {
	long time_s;
	int file;
	int line;
	char text[512];
};

struct log {
	char *text[FILES];
	struct expected record[RECORDS_MAX];
	int records;
};

static int by_time(const void *a, const void *b)
{
	const struct expected *x = a, *y = b;

	if (x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	if (x->file != y->file)
		return x->file - y->file;
	return x->line - y->line;
}

/* Files whose stamps overlap, some out of order, with lines that have none. */
static struct log *make_log(void)
{
	struct log *log = calloc(1, sizeof(*log));
	unsigned seed = 7;

	assert_non_null(log);
	for (int file = 0; file < FILES; file++) {
		char *to = log->text[file] = malloc(LINES * 64);
		struct expected *open = NULL;

		for (int i = 1; i <= LINES; i++) {
			char line[64];
			long time_s = FIRST_S + i + file * 500;

			seed = seed * 1103515245 + 12345;
			if ((seed >> 16) % 50 == 0)
				time_s -= 40; /* a late line */
			if ((seed >> 16) % 7 == 0 && open)
				snprintf(line, sizeof(line), "  at %d.%d\n", file, i);
			else if ((seed >> 16) % 97 == 0 && open)
				snprintf(line, sizeof(line), "rubbish %d.%d\r\n", file, i);
			else {
				snprintf(line, sizeof(line), "%ld event %d.%d\n", time_s, file, i);
				open = &log->record[log->records++];
				*open = (struct expected){ time_s, file, i, "" };
			}
			assert_true(strlen(open->text) + strlen(line) < sizeof(open->text));
			strcat(open->text, line);
			to += sprintf(to, "%s", line);
		}
	}
	qsort(log->record, (size_t)log->records, sizeof(log->record[0]), by_time);
	return log;
}

static void free_log(struct log *log)
{
	for (int i = 0; i < FILES; i++)
		free(log->text[i]);
	free(log);
}

/* Records as they come, glued: chunks may cut a record, so only the whole text counts. */
struct glued {
	char *text;
	size_t size;
	uint64_t stop_after;
};

static bool glue(void *context, const struct slice_record *record)
{
	struct glued *glued = context;

	memcpy(glued->text + glued->size, record->lines.at, record->lines.size);
	glued->size += record->lines.size;
	return !glued->stop_after || --glued->stop_after;
}

static void check(const struct log *log, const struct glued *got, int64_t from_s, int64_t until_s)
{
	char *wanted = calloc(1, FILES * LINES * 64);
	size_t size = 0;

	for (int i = 0; i < log->records; i++)
		if (log->record[i].time_s >= from_s && log->record[i].time_s < until_s)
			size += (size_t)sprintf(wanted + size, "%s", log->record[i].text);
	assert_int_equal(got->size, size);
	assert_memory_equal(got->text, wanted, size);
	free(wanted);
}

static void gives_the_lines_of_a_range(void **state)
{
	static const struct {
		const char *what;
		int64_t from_s, until_s; /* after FIRST_S; negative: open */
	} ranges[] = {
		{ "all of it", -1, -1 },     { "from a time on", 2900, -1 },
		{ "up to a time", -1, 30 },  { "a minute", 1000, 1060 },
		{ "before anything", 0, 0 },
	};
	static const uint32_t chunks[] = { 64, 1000, 0 };
	static const size_t rooms[] = { 300, 20000, 0 };
	struct log *log = make_log();

	(void)state;
	scratch_make();
	for (int file = 0; file < FILES; file++) {
		char name[16];

		snprintf(name, sizeof(name), "in/%d.log", file);
		scratch_file(name, log->text[file], strlen(log->text[file]));
	}
	for (size_t i = 0; i < LENGTH(ranges) * LENGTH(chunks) * LENGTH(rooms); i++) {
		int64_t from_s = ranges[i % LENGTH(ranges)].from_s;
		int64_t until_s = ranges[i % LENGTH(ranges)].until_s;
		int64_t from_us = from_s < 0 ? TIME_UNKNOWN : (FIRST_S + from_s) * SECOND_US;
		int64_t until_us = until_s < 0 ? TIME_UNKNOWN : (FIRST_S + until_s) * SECOND_US;
		struct stretch stretch = { .from_us = from_us, .to_us = until_us };
		bool jumps = from_s >= 0 && until_s >= 0;
		struct glued got = { .text = malloc(FILES * LINES * 64) };
		struct slice *slice =
			slice_new(from_us, until_us, NULL, rooms[i / LENGTH(ranges) / LENGTH(chunks)]);
		struct pass pass;

		print_message("%s, chunks of %u\n", ranges[i % LENGTH(ranges)].what,
			      chunks[i / LENGTH(ranges) % LENGTH(chunks)]);
		pass_init(&pass);
		pass.options.chunk_bytes = chunks[i / LENGTH(ranges) % LENGTH(chunks)];
		assert_true(pass_survey(&pass, scratch_path("in")));
		/* A range with two ends is taken by the index, the others by reading all. */
		if (jumps) {
			assert_true(ingest_inspect(&pass.sources, &pass.options, &stretch, 1,
						   slice_sink(slice), &pass.arena, &pass.error));
		} else {
			struct pass again;

			pass_init(&again);
			again.options.chunk_bytes = pass.options.chunk_bytes;
			assert_true(
				sources_find(&(struct source_request){ .path = scratch_path("in"),
								       .service = "s" },
					     1, &again.arena, &again.sources, &again.error));
			assert_true(ingest_recognise(&again.sources, &again.options, &again.arena,
						     &again.error));
			assert_true(ingest_survey(&again.sources, &again.options, slice_sink(slice),
						  &again.arena, &again.error));
			pass_release(&again);
		}
		assert_true(slice_each(slice, glue, &got, &pass.error));
		check(log, &got, from_s < 0 ? 0 : FIRST_S + from_s,
		      until_s < 0 ? INT64_MAX : FIRST_S + until_s);
		slice_release(slice);
		pass_release(&pass);
		free(got.text);
	}
	scratch_remove();
	free_log(log);
}

static void ends_where_its_reader_does(void **state)
{
	static const char text[] = "1393095720 a\n1393095721 b\n1393095722 c\n";
	char room[128];
	struct glued got = { .text = room, .stop_after = 2 };
	struct slice *slice = slice_new(TIME_UNKNOWN, TIME_UNKNOWN, NULL, 0);
	struct pass pass;

	(void)state;
	scratch_make();
	pass_init(&pass);
	assert_true(sources_find(
		&(struct source_request){ .path = scratch_file("a.log", text, sizeof(text) - 1) },
		1, &pass.arena, &pass.sources, &pass.error));
	assert_true(ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
	assert_true(ingest_survey(&pass.sources, &pass.options, slice_sink(slice), &pass.arena,
				  &pass.error));
	assert_int_equal(slice_count(slice), 3);
	assert_true(slice_each(slice, glue, &got, &pass.error));
	assert_int_equal(got.size, 2 * strlen("1393095720 a\n"));
	slice_release(slice);
	pass_release(&pass);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_lines_of_a_range),
		cmocka_unit_test(ends_where_its_reader_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
