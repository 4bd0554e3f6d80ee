/* test_cut.c - chunks of whole lines, against cutting the whole text at once. */
#include "ingest/cut.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cutting {
	uint64_t lines, chunks, too_long, half, first_long_line, first_long_at;
	char *kept; /* the chunks one behind the other */
	size_t kept_size;
};

static struct cutting cut_all(const char *bytes, size_t size, uint32_t aim)
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
	cutter_begin(&cutter, (struct encoded){ 0 });
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
		cutting.chunks++;
		next_line = first_line + chunk.lines;
	}
	assert_false(cutter_next(&cutter, aim, &room, &chunk, &first_line));
	cutting.too_long = cutter.too_long.lines;
	cutting.first_long_line = cutter.too_long.first_line;
	cutting.first_long_at = cutter.too_long.first_at;
	cutting.half = cutter.half.lines;
	cutter_close(&cutter);
	cut_room_release(&room);
	close(fd);
	return cutting;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_every_byte),
		cmocka_unit_test(cuts_long_texts),
		cmocka_unit_test(passes_over_lines_that_are_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
