/* test_stream.c - plain and packed streams, whole and damaged ones. */
#include "ingest/limits.h"
#include "ingest/stream.h"
#include "tests/support/pack.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_BYTES 200000

/* Text that packs to about a fifth, the same each time. */
static char *make_text(void)
{
	char *text = malloc(TEXT_BYTES);
	uint32_t seed = 7;

	assert_non_null(text);
	for (size_t i = 0; i < TEXT_BYTES; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = i % 40 == 39 ? '\n' : i % 40 < 30 ? 'a' : (char)('a' + (seed >> 28));
	}
	return text;
}

struct result {
	char *bytes;
	uint32_t size;
	enum stream_end broken;
	const char *why;
	uint64_t raw_at;
	bool packed;
};

/* Read all of a file's bytes in steps. */
static struct result read_all(const char *bytes, size_t size, uint32_t step)
{
	const char *path = scratch_file("in", bytes, size);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct result result = { .bytes = malloc(3 * TEXT_BYTES) };
	struct stream stream;
	uint32_t got;

	assert_true(fd >= 0);
	assert_non_null(result.bytes);
	stream_open(&stream, &file_system, fd, 0, NULL, NULL);
	do {
		uint32_t room = MIN(step, 3 * TEXT_BYTES - result.size);

		got = stream_read(&stream, result.bytes + result.size, room);
		result.size += got;
		if (got < room)
			break;
	} while (result.size < 3 * TEXT_BYTES);
	assert_true(stream.at == result.size);
	result.broken = stream.broken;
	result.why = stream.why;
	result.raw_at = stream.raw_at;
	result.packed = stream.packed;
	stream_close(&stream);
	close(fd);
	return result;
}

static char *append(char *to, size_t *size, const char *bytes, size_t more)
{
	to = realloc(to, *size + more);
	assert_non_null(to);
	memcpy(to + *size, bytes, more);
	*size += more;
	return to;
}

static void reads_plain_and_packed_alike(void **state)
{
	static const uint32_t steps[] = { 1000, 4096, 65536, 3 * TEXT_BYTES };
	char *text = make_text();
	size_t packed_size;
	char *packed = pack_gzip(text, TEXT_BYTES, &packed_size);

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct result plain = read_all(text, TEXT_BYTES, steps[i]);
		struct result unpacked = read_all(packed, packed_size, steps[i]);

		assert_false(plain.packed);
		assert_true(unpacked.packed);
		assert_int_equal(plain.size, TEXT_BYTES);
		assert_int_equal(unpacked.size, TEXT_BYTES);
		assert_memory_equal(plain.bytes, text, TEXT_BYTES);
		assert_memory_equal(unpacked.bytes, text, TEXT_BYTES);
		assert_int_equal(plain.broken | unpacked.broken, STREAM_WHOLE);
		free(plain.bytes);
		free(unpacked.bytes);
	}
	scratch_remove();
	free(packed);
	free(text);
}

static void reads_members_wherever_they_were_split(void **state)
{
	char *text = make_text();

	(void)state;
	scratch_make();
	for (size_t split = 0; split <= TEXT_BYTES; split += TEXT_BYTES / 16) {
		size_t first_size, second_size;
		char *packed = pack_gzip(text, split, &first_size);
		char *second = pack_gzip(text + split, TEXT_BYTES - split, &second_size);
		struct result result;

		packed = append(packed, &first_size, second, second_size);
		packed = append(packed, &first_size, "\0\0\0\0\0", split % 3 ? 5 : 0);
		result = read_all(packed, first_size, 5000);
		assert_int_equal(result.size, TEXT_BYTES);
		assert_memory_equal(result.bytes, text, TEXT_BYTES);
		assert_int_equal(result.broken, STREAM_WHOLE);
		free(result.bytes);
		free(second);
		free(packed);
	}
	scratch_remove();
	free(text);
}

static void uses_what_precedes_a_cut(void **state)
{
	char *text = make_text();
	size_t size, second_size;
	char *packed = pack_gzip(text, TEXT_BYTES, &size);
	char *second = pack_gzip(text, TEXT_BYTES, &second_size);
	uint32_t before = 0;

	(void)state;
	scratch_make();
	for (size_t cut = 2; cut < size; cut += 97) {
		struct result result = read_all(packed, cut, 65536);

		assert_int_equal(result.broken, STREAM_CUT_OFF);
		assert_true(result.size >= before && result.size <= TEXT_BYTES);
		assert_memory_equal(result.bytes, text, result.size);
		before = result.size;
		free(result.bytes);
	}
	assert_true(before > TEXT_BYTES * 9 / 10);

	/* All that zlib can tell from the bytes is handed out, whatever the step. */
	for (size_t cut = size / 2; cut < size / 2 + 20; cut++) {
		struct result large = read_all(packed, cut, 3 * TEXT_BYTES);
		struct result small = read_all(packed, cut, 1);

		assert_int_equal(large.size, small.size);
		free(large.bytes);
		free(small.bytes);
	}

	/* In the second member the first is whole. */
	packed = append(packed, &size, second, second_size / 2);

	struct result result = read_all(packed, size, 65536);

	assert_int_equal(result.broken, STREAM_CUT_OFF);
	assert_true(result.size > TEXT_BYTES);
	assert_memory_equal(result.bytes, text, TEXT_BYTES);
	assert_int_equal(result.raw_at, size);
	free(result.bytes);
	scratch_remove();
	free(second);
	free(packed);
	free(text);
}

static void notices_a_flipped_byte(void **state)
{
	char *text = make_text();
	size_t size;
	char *packed = pack_gzip(text, TEXT_BYTES, &size);
	struct result result;

	(void)state;
	scratch_make();
	/* Deflate data and the trailer; not the header, whose time is anybody's guess. */
	for (size_t at = 10; at < size; at += 97) {
		packed[at] ^= 0x10;
		result = read_all(packed, size, 65536);
		assert_int_not_equal(result.broken, STREAM_WHOLE);
		assert_non_null(result.why);
		free(result.bytes);
		packed[at] ^= 0x10;
	}
	packed[size - 8] ^= 1;
	result = read_all(packed, size, 65536);
	assert_int_equal(result.broken, STREAM_DAMAGED);
	assert_string_equal(result.why, "incorrect data check");
	assert_int_equal(result.size, TEXT_BYTES);
	assert_memory_equal(result.bytes, text, TEXT_BYTES);
	free(result.bytes);
	packed[size - 8] ^= 1;

	packed = append(packed, &size, "rubbish", 7);
	result = read_all(packed, size, 65536);
	assert_int_equal(result.broken, STREAM_DAMAGED);
	assert_string_equal(result.why, "what follows the last member is not packed");
	assert_int_equal(result.size, TEXT_BYTES);
	free(result.bytes);
	scratch_remove();
	free(packed);
	free(text);
}

static void goes_forward(void **state)
{
	static char scratch[1000], bytes[1000];
	char *text = make_text();
	size_t size;
	char *packed = pack_gzip(text, TEXT_BYTES, &size);
	const char *path[2];

	(void)state;
	scratch_make();
	path[0] = scratch_file("plain", text, TEXT_BYTES);
	path[1] = scratch_file("packed", packed, size);
	for (size_t i = 0; i < LENGTH(path); i++) {
		int fd = open(path[i], O_RDONLY | O_CLOEXEC);
		struct stream stream;

		stream_open(&stream, &file_system, fd, 0, NULL, NULL);
		stream_forward(&stream, 12345, scratch, sizeof(scratch));
		assert_int_equal(stream_read(&stream, bytes, 1000), 1000);
		assert_memory_equal(bytes, text + 12345, 1000);
		stream_forward(&stream, TEXT_BYTES - 10, scratch, sizeof(scratch));
		assert_int_equal(stream_read(&stream, bytes, 1000), 10);
		stream_close(&stream);
		close(fd);
	}
	scratch_remove();
	free(packed);
	free(text);
}

/* Back to the front as long as all that was unpacked is held; then from there as before. */
static void goes_back_to_the_front(void **state)
{
	static const struct {
		const char *what;
		bool packed;
		uint32_t block, read;
		bool back;
		enum stream_end broken;
	} cases[] = {
		{ "plain", false, BLOCK_BYTES, 70000, true, STREAM_WHOLE },
		{ "plain, to its end", false, BLOCK_BYTES, TEXT_BYTES + 10, true, STREAM_WHOLE },
		{ "packed", true, BLOCK_BYTES, 4, true, STREAM_WHOLE },
		{ "packed, to its end", true, BLOCK_BYTES, TEXT_BYTES - 1, true, STREAM_WHOLE },
		{ "of small blocks", true, 4096, 100, true, STREAM_WHOLE },
		{ "of a block, all", true, 4096, 4095, true, STREAM_WHOLE },
		{ "past the first block", true, 4096, 4097, false, STREAM_WHOLE },
		{ "past what is held at all", true, 4096, 4096, false, STREAM_WHOLE },
		{ "damaged", true, BLOCK_BYTES, 4, true, STREAM_DAMAGED },
		{ "damaged, to its end", true, BLOCK_BYTES, TEXT_BYTES, true, STREAM_DAMAGED },
		{ "cut off", true, BLOCK_BYTES, 4, true, STREAM_CUT_OFF },
		{ "cut off, to its end", true, BLOCK_BYTES, TEXT_BYTES, true, STREAM_CUT_OFF },
	};
	static char bytes[TEXT_BYTES + 10];
	char *text = make_text();
	size_t size;
	char *packed = pack_gzip(text, TEXT_BYTES, &size), *damaged = malloc(size);

	(void)state;
	assert_non_null(damaged);
	memcpy(damaged, packed, size);
	damaged[size / 2] = (char)(damaged[size / 2] ^ 0x10);
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		bool cut = cases[i].broken == STREAM_CUT_OFF;
		const char *from = cases[i].broken == STREAM_DAMAGED ? damaged
				   : cases[i].packed                 ? packed
								     : text;
		size_t from_size = !cases[i].packed ? TEXT_BYTES : cut ? size / 4 * 3 : size;
		struct result want = read_all(from, from_size, TEXT_BYTES + 10);
		int fd = open(scratch_file("in", from, from_size), O_RDONLY | O_CLOEXEC);
		uint32_t first = MIN(cases[i].read, want.size), at;
		struct stream stream;

		print_message("%s\n", cases[i].what);
		assert_int_equal(want.broken, cases[i].broken);
		assert_true(want.size > TEXT_BYTES / 4);
		if (!want.broken)
			assert_memory_equal(want.bytes, text, TEXT_BYTES);
		stream_open(&stream, &file_system, fd, 0, NULL, NULL);
		stream.block_bytes = cases[i].block;
		assert_int_equal(stream_read(&stream, bytes, cases[i].read), first);
		assert_memory_equal(bytes, want.bytes, first);
		assert_int_equal(stream_rewind(&stream), cases[i].back);
		at = cases[i].back ? 0 : first;
		assert_true(stream.at == at);
		assert_int_equal(stream_read(&stream, bytes, sizeof(bytes)), want.size - at);
		assert_memory_equal(bytes, want.bytes + at, want.size - at);
		assert_int_equal(stream.broken, cases[i].broken);
		stream_close(&stream);
		close(fd);
		free(want.bytes);
	}
	scratch_remove();
	free(damaged);
	free(packed);
	free(text);
}

/* A pipe is read through its spool, twice. */
static void spools_a_pipe(void **state)
{
	char *text = make_text();
	struct spool spool;
	struct error error;
	int end[2];

	(void)state;
	assert_int_equal(pipe2(end, O_CLOEXEC), 0);
	assert_int_equal(write(end[1], text, 40000), 40000);
	close(end[1]);
	assert_true(spool_open(&spool, end[0], &error));
	for (int pass = 0; pass < 2; pass++) {
		static char bytes[50000];
		struct stream stream;

		stream_open(&stream, &file_system, -1, 0, &spool, NULL);
		assert_int_equal(stream_read(&stream, bytes, 3000), 3000);
		assert_int_equal(stream_read(&stream, bytes + 3000, 47000), 37000);
		assert_memory_equal(bytes, text, 40000);
		assert_int_equal(stream.broken, STREAM_WHOLE);
		stream_close(&stream);
	}
	spool_close(&spool, &file_system);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_plain_and_packed_alike),
		cmocka_unit_test(reads_members_wherever_they_were_split),
		cmocka_unit_test(uses_what_precedes_a_cut),
		cmocka_unit_test(notices_a_flipped_byte),
		cmocka_unit_test(goes_forward),
		cmocka_unit_test(goes_back_to_the_front),
		cmocka_unit_test(spools_a_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
