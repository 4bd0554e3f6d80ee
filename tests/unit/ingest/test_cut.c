/* test_cut.c - chunks of whole lines, against cutting the whole text at once. */
#include "ingest/cut.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cutting {
	uint64_t lines, chunks, too_long, half, first_long_line, first_long_at;
	uint64_t records, rest, first_record_line, first_record_at;
	char *kept; /* the chunks one behind the other */
	size_t kept_size;
	uint64_t ends[64]; /* of the first chunks */
};

static struct cutting cut_records(const char *bytes, size_t size, uint32_t aim, seiche_cut *cut)
{
	int fd = open(scratch_file("in", bytes, size), O_RDONLY | O_CLOEXEC);
	struct cutting cutting = { .kept = malloc(size + 1) };
	struct cutter cutter;
	struct cut_room room;
	struct seiche_chunk chunk;
	uint64_t first_line, next_line = 1;

	assert_non_null(cutting.kept);
	assert_true(cut_room_init(&room));
	stream_open(&cutter.stream, &file_system, fd, 0, NULL, NULL);
	cutter_begin(&cutter, (struct encoded){ 0 }, cut);
	while (cutter_next(&cutter, aim, &room, &chunk, &first_line)) {
		assert_true(first_line >= next_line);
		assert_true(chunk.size > 0 && chunk.size <= CHUNK_BYTES_MAX);
		assert_memory_equal(chunk.bytes, bytes + chunk.offset, chunk.size);
		for (size_t i = 0; i < SEICHE_PADDING; i++)
			assert_int_equal(chunk.bytes[chunk.size + i], 0);
		assert_int_equal(chunk.line[0], 0);
		assert_int_equal(chunk.line[chunk.lines], chunk.size);
		for (uint32_t i = 1; i < chunk.lines; i++)
			assert_int_equal(chunk.bytes[chunk.line[i] - 1], '\n');
		memcpy(cutting.kept + cutting.kept_size, chunk.bytes, chunk.size);
		cutting.kept_size += chunk.size;
		cutting.lines += chunk.lines;
		if (cutting.chunks < LENGTH(cutting.ends))
			cutting.ends[cutting.chunks] = chunk.offset + chunk.size;
		cutting.chunks++;
		next_line = first_line + chunk.lines;
	}
	assert_false(cutter_next(&cutter, aim, &room, &chunk, &first_line));
	cutting.too_long = cutter.too_long.lines;
	cutting.first_long_line = cutter.too_long.first_line;
	cutting.first_long_at = cutter.too_long.first_at;
	cutting.half = cutter.half.lines;
	cutting.records = cutter.records;
	cutting.rest = cutter.rest.lines;
	cutting.first_record_line = cutter.rest.first_line;
	cutting.first_record_at = cutter.rest.first_at;
	assert_int_equal(cutter.line - 1, cutting.lines + cutting.too_long + cutting.rest);
	cutter_close(&cutter);
	cut_room_release(&room);
	close(fd);
	return cutting;
}

static struct cutting cut_all(const char *bytes, size_t size, uint32_t aim)
{
	return cut_records(bytes, size, aim, NULL);
}

static const uint32_t aims[] = { 64, 100, 4096, CHUNK_BYTES, CHUNK_AIM_MAX };

static void keeps_every_byte(void **state)
{
	static const struct {
		const char *what, *text;
		size_t size;
		uint64_t lines;
	} cases[] = {
		{ "nothing", "", 0, 0 },
		{ "one line", "a\n", 2, 1 },
		{ "no newline at the end", "a\nb", 3, 2 },
		{ "blank lines", "\n\n\n", 3, 3 },
		{ "CR LF", "a\r\nb\r\n", 6, 2 },
		{ "NULs", "\0a\n\0\0\nb\0", 8, 3 },
		{ "exactly the aim",
		  "123456789012345678901234567890123456789012345678901234567890123\n", 64, 1 },
		{ "one more than the aim",
		  "1234567890123456789012345678901234567890123456789012345678901234\nx", 66, 2 },
	};

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		for (size_t k = 0; k < LENGTH(aims); k++) {
			struct cutting got = cut_all(cases[i].text, cases[i].size, aims[k]);

			print_message("%s, aim %u\n", cases[i].what, aims[k]);
			assert_int_equal(got.lines, cases[i].lines);
			assert_int_equal(got.kept_size, cases[i].size);
			assert_memory_equal(got.kept, cases[i].text, cases[i].size);
			assert_int_equal(got.too_long + got.half, 0);
			free(got.kept);
		}
	}
	scratch_remove();
}

static void cuts_long_texts(void **state)
{
	enum { SIZE = 700000 };
	char *text = malloc(SIZE);
	uint64_t lines = 0;
	uint32_t seed = 3;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < SIZE; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = seed >> 24 < 4 ? '\n' : 'x';
		lines += text[i] == '\n';
	}
	lines += text[SIZE - 1] != '\n';
	scratch_make();
	for (size_t k = 0; k < LENGTH(aims); k++) {
		struct cutting got = cut_all(text, SIZE, aims[k]);

		assert_int_equal(got.lines, lines);
		assert_int_equal(got.kept_size, SIZE);
		assert_memory_equal(got.kept, text, SIZE);
		free(got.kept);
	}
	scratch_remove();
	free(text);
}

/* "ab\n", a line of `length` bytes, "cd\n", the same line again, "ef". */
static void passes_over_lines_that_are_too_long(void **state)
{
	static const struct {
		const char *what;
		uint32_t length;
		bool newline; /* behind the last "ef" comes one more long line, without a newline */
		uint64_t lines, too_long;
	} cases[] = {
		{ "as long as can be", LINE_BYTES_MAX, false, 5, 0 },
		{ "one too long", LINE_BYTES_MAX + 1, false, 3, 2 },
		{ "ten times too long", 10 * LINE_BYTES_MAX, false, 3, 2 },
		{ "the last one, too", LINE_BYTES_MAX + 1, true, 3, 3 },
		{ "a chunk more", LINE_BYTES_MAX + CHUNK_BYTES, true, 3, 3 },
	};

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		size_t room = (size_t)cases[i].length * 3 + 20, size = 0;
		char *text = malloc(room);

		assert_non_null(text);
		memset(text, 'x', room);
		memcpy(text, "ab\n", 3);
		size = 3 + cases[i].length;
		memcpy(text + size, "\ncd\n", 4);
		size += 4 + cases[i].length;
		memcpy(text + size, "\nef", 3);
		size += 3;
		if (cases[i].newline) {
			text[size] = '\n';
			size += 1 + cases[i].length;
		}
		for (size_t k = 1; k < LENGTH(aims); k++) {
			struct cutting got = cut_all(text, size, aims[k]);

			print_message("%s, aim %u\n", cases[i].what, aims[k]);
			assert_int_equal(got.lines, cases[i].lines);
			assert_int_equal(got.too_long, cases[i].too_long);
			if (got.too_long) {
				assert_int_equal(got.first_long_line, 2);
				assert_int_equal(got.first_long_at, 3);
				assert_int_equal(got.kept_size, cases[i].newline ? 9 : 8);
				assert_memory_equal(got.kept, "ab\ncd\nef", 8);
			}
			free(got.kept);
		}
		free(text);
	}
	scratch_remove();
}

/* What is read behind so many bytes lies at a cache line, within the room. */
static void places_what_is_read(void **state)
{
	struct cut_room room;

	(void)state;
	assert_true(cut_room_init(&room));
	for (uint64_t before = 0; before < 200; before++) {
		cut_room_place(&room, before);
		assert_true(((uintptr_t)room.bytes + before) % 64 == 0);
		assert_in_range(room.bytes - room.memory, 0, 63);
		memset(room.bytes + CHUNK_BYTES_MAX, 0, SEICHE_PADDING);
	}
	cut_room_release(&room);
}

/* --- Cut by one worker, counted by another --- */

enum { SHARED_BYTES = 8 << 20, LONG_FROM = 3 << 20, LONG_TO = 5 << 20, CUTTERS = 3 };

struct shared {
	const char *text;
	pthread_mutex_t lock;
	struct cutter cutter;
	uint64_t turns;   /* chunks counted so far, */
	uint64_t next_at; /* and where the last of them ended; under the turn */
	atomic_ullong lines;
};

/* Of the line that begins at `at`. */
static uint64_t number_of_line(const char *text, uint64_t at)
{
	uint64_t number = 1;

	for (uint64_t i = 0; i < at; i++)
		number += text[i] == '\n';
	return number;
}

static void *cut_and_count(void *context)
{
	struct shared *shared = context;
	struct cut_room room;

	invariant(cut_room_init(&room));
	for (;;) {
		struct seiche_chunk chunk;
		uint64_t first_line;
		bool cut;

		pthread_mutex_lock(&shared->lock);
		cut = cutter_cut(&shared->cutter, 4096, &room, &chunk);
		pthread_mutex_unlock(&shared->lock);
		if (!cut)
			break;
		first_line = cutter_count(&shared->cutter, &room, &chunk);
		invariant(chunk.offset >= shared->next_at);
		shared->next_at = chunk.offset + chunk.size;
		/* One in a hundred is looked at: counting the lines before it takes long. */
		if (shared->turns++ % 100 == 0)
			invariant(first_line == number_of_line(shared->text, chunk.offset));
		cutter_pass_turn(&shared->cutter);
		invariant(memcmp(chunk.bytes, shared->text + chunk.offset, chunk.size) == 0);
		atomic_fetch_add(&shared->lines, chunk.lines);
	}
	cut_room_release(&room);
	return NULL;
}

static void counts_while_the_next_is_cut(void **state)
{
	static struct shared shared;
	char *text = malloc(SHARED_BYTES);
	pthread_t thread[CUTTERS];
	uint32_t seed = 5;
	int fd;

	(void)state;
	assert_non_null(text);
	for (uint32_t i = 0; i < SHARED_BYTES; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = seed >> 24 < 5 && (i < LONG_FROM || i >= LONG_TO) ? '\n' : 'x';
	}
	text[LONG_FROM - 1] = text[LONG_TO - 1] = text[SHARED_BYTES - 1] = '\n';
	scratch_make();
	fd = open(scratch_file("in", text, SHARED_BYTES), O_RDONLY | O_CLOEXEC);
	shared.text = text;
	pthread_mutex_init(&shared.lock, NULL);
	stream_open(&shared.cutter.stream, &file_system, fd, 0, NULL, NULL);
	cutter_begin(&shared.cutter, (struct encoded){ 0 }, NULL);
	for (int i = 0; i < CUTTERS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, cut_and_count, &shared), 0);
	for (int i = 0; i < CUTTERS; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(shared.cutter.too_long.lines, 1);
	assert_int_equal(shared.cutter.too_long.first_at, LONG_FROM);
	assert_int_equal(shared.cutter.too_long.first_line, number_of_line(text, LONG_FROM));
	assert_int_equal(atomic_load(&shared.lines) + 1, number_of_line(text, SHARED_BYTES) - 1);
	cutter_close(&shared.cutter);
	pthread_mutex_destroy(&shared.lock);
	close(fd);
	scratch_remove();
	free(text);
}

/* --- Records --- */

/* A record begins where a line begins with '#'. */
static uint32_t cut_marked(const char *bytes, uint32_t size, uint64_t *resume)
{
	const char *next = memmem(bytes, size, "\n#", 2);

	if (next)
		return (uint32_t)(next - bytes) + 1;
	*resume = size - (bytes[size - 1] == '\n');
	return 0;
}

/* A record is a line with a number, so many bytes, and a newline, from where on it resumes. */
static uint32_t cut_counted(const char *bytes, uint32_t size, uint64_t *resume)
{
	const char *newline = memchr(bytes, '\n', size);
	uint64_t number = 0, end;

	if (!newline)
		return 0;
	if (newline == bytes)
		return 1;
	for (const char *at = bytes; at < newline; at++)
		number = number * 10 + (uint64_t)(*at - '0');
	end = (uint64_t)(newline - bytes) + 1 + number + 1;
	if (end <= size)
		return (uint32_t)end;
	*resume = end - 1;
	return 0;
}

/* A text of marked records of random sizes, some with lines in front that are of none. */
static char *make_marked(size_t size)
{
	char *text = malloc(size);
	uint32_t seed = 5;

	assert_non_null(text);
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = seed >> 24 < 12 ? '\n' : seed >> 24 < 60 ? '#' : 'x';
	}
	return text;
}

static void ends_chunks_where_records_end(void **state)
{
	enum { SIZE = 300000 };
	char *text = make_marked(SIZE);

	(void)state;
	scratch_make();
	for (size_t k = 0; k < LENGTH(aims); k++) {
		struct cutting got = cut_records(text, SIZE, aims[k], cut_marked);

		assert_int_equal(got.kept_size, SIZE);
		assert_memory_equal(got.kept, text, SIZE);
		assert_int_equal(got.records + got.rest + got.too_long, 0);
		/* The last record's end is where the text ends. */
		for (size_t i = 0; i + 1 < MIN(got.chunks, LENGTH(got.ends)); i++) {
			assert_int_equal(text[got.ends[i] - 1], '\n');
			assert_int_equal(text[got.ends[i]], '#');
		}
		assert_true(got.chunks > 1 || aims[k] > SIZE);
		free(got.kept);
	}
	scratch_remove();
	free(text);
}

/* "#a", then a record of `lines` lines of `length` bytes, then "#b" and "x". */
static void cuts_records_that_are_too_long(void **state)
{
	static const struct {
		const char *what;
		uint32_t lines, length;
		uint64_t records, kept; /* lines of the record that are handed out */
	} cases[] = {
		{ "as long as can be, with the mark behind it", 1, RECORD_BYTES_MAX - 1, 0, 1 },
		{ "a byte more", 1, RECORD_BYTES_MAX, 1, 0 },
		{ "one line too many", 1025, 1024, 1, 1023 },
		{ "thrice as long", 3072, 1024, 1, 1023 },
		{ "two lines, the second too long", 2, 900000, 1, 1 },
		{ "one line that is too long", 1, 3u << 20, 1, 0 },
		{ "ten MiB", 10240, 1024, 1, 1023 },
	};
	const size_t front = 3, back = 5;

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		size_t size = (size_t)cases[i].lines * cases[i].length;
		size_t kept = (size_t)cases[i].kept * cases[i].length;
		char *text = malloc(front + size + back);

		assert_non_null(text);
		memset(text, 'x', front + size + back);
		memcpy(text, "#a\n#", front + 1);
		for (uint32_t line = 1; line <= cases[i].lines; line++)
			text[front + (size_t)line * cases[i].length - 1] = '\n';
		memcpy(text + front + size, "#b\nx\n", back);
		for (size_t k = 1; k < LENGTH(aims); k++) {
			struct cutting got =
				cut_records(text, front + size + back, aims[k], cut_marked);

			print_message("%s, aim %u\n", cases[i].what, aims[k]);
			assert_int_equal(got.records, cases[i].records);
			assert_int_equal(got.rest, cases[i].lines - cases[i].kept);
			assert_int_equal(got.lines, 1 + cases[i].kept + 2);
			assert_int_equal(got.kept_size, front + kept + back);
			assert_memory_equal(got.kept, text, front + kept);
			assert_memory_equal(got.kept + front + kept, "#b\nx\n", back);
			assert_int_equal(got.first_record_line, cases[i].records ? 2 : 0);
			assert_int_equal(got.first_record_at, cases[i].records ? front : 0);
			free(got.kept);
		}
		free(text);
	}
	scratch_remove();
}

/* What a record says of its own size is believed: nothing inside of it is looked at. */
static void passes_over_what_a_record_counts(void **state)
{
	static const struct {
		const char *what;
		uint32_t number, there;
		const char *behind;
		uint64_t records, lines, rest;
	} cases[] = {
		{ "short", 5, 5, "\n1\nx\n", 0, 4, 0 },
		{ "over the limit", 3u << 20, 3u << 20, "\n1\nx\n", 1, 3, 1 },
		{ "no end", 3u << 20, 2u << 20, "", 1, 1, 1 },
		{ "more than there is", 99, 50, "\n1\nx\n", 0, 4, 0 },
	};

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char *text = malloc((size_t)cases[i].there + 32);
		size_t size;

		assert_non_null(text);
		size = (size_t)sprintf(text, "%u\n", cases[i].number);
		memset(text + size, '7', cases[i].there);
		size += cases[i].there;
		size += (size_t)sprintf(text + size, "%s", cases[i].behind);
		for (size_t k = 1; k < LENGTH(aims); k++) {
			struct cutting got = cut_records(text, size, aims[k], cut_counted);

			print_message("%s, aim %u\n", cases[i].what, aims[k]);
			assert_int_equal(got.records, cases[i].records);
			assert_int_equal(got.lines, cases[i].lines);
			assert_int_equal(got.rest, cases[i].rest);
			free(got.kept);
		}
		free(text);
	}
	scratch_remove();
}

/* Whatever a hook says, all bytes are handed out or counted, and it ends. */
static uint32_t cut_never(const char *bytes, uint32_t size, uint64_t *resume)
{
	(void)bytes;
	(void)size;
	*resume = 0;
	return 0;
}

static uint32_t cut_far(const char *bytes, uint32_t size, uint64_t *resume)
{
	(void)bytes;
	(void)size;
	*resume = UINT64_MAX;
	return 0;
}

static uint32_t cut_past(const char *bytes, uint32_t size, uint64_t *resume)
{
	(void)bytes;
	*resume = 0;
	return size + 1000;
}

static uint32_t cut_one(const char *bytes, uint32_t size, uint64_t *resume)
{
	(void)bytes;
	(void)size;
	*resume = 0;
	return 1;
}

static void survives_any_hook(void **state)
{
	seiche_cut *const hooks[] = { cut_never, cut_far, cut_past, cut_one };
	enum { SIZE = 3500000 };
	char *text = malloc(SIZE);
	uint64_t lines = SIZE / 100;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', SIZE);
	for (size_t i = 99; i < SIZE; i += 100)
		text[i] = '\n';
	scratch_make();
	for (size_t i = 0; i < LENGTH(hooks); i++)
		for (size_t k = 2; k < LENGTH(aims); k++) {
			struct cutting got = cut_records(text, SIZE, aims[k], hooks[i]);

			assert_int_equal(got.lines + got.rest, lines);
			assert_true(got.records || got.kept_size == SIZE);
			free(got.kept);
		}
	scratch_remove();
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_every_byte),
		cmocka_unit_test(cuts_long_texts),
		cmocka_unit_test(passes_over_lines_that_are_too_long),
		cmocka_unit_test(places_what_is_read),
		cmocka_unit_test(counts_while_the_next_is_cut),
		cmocka_unit_test(ends_chunks_where_records_end),
		cmocka_unit_test(cuts_records_that_are_too_long),
		cmocka_unit_test(passes_over_what_a_record_counts),
		cmocka_unit_test(survives_any_hook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
