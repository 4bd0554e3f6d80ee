/*
 * test_unpack.c - each codec: whole files, many members, files cut off and damaged;
 * ISA-L held to what zlib says; places to jump to.
 */
#include "ingest/limits.h"
#include "ingest/stream.h"
#include "tests/support/pack.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEXT_BYTES 700000 /* several blocks of zstd and of bzip2 */

struct result {
	char *bytes;
	uint32_t size;
	enum stream_end broken;
	const char *why;
	uint64_t packed_at; /* of the damage */
};

static char *make_text(size_t size)
{
	char *text = malloc(size);
	uint32_t seed = 11;

	assert_non_null(text);
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = i % 40 == 39 ? '\n' : i % 40 < 20 ? 'a' : (char)('a' + (seed >> 28));
	}
	return text;
}

static int file_of(const char *bytes, size_t size)
{
	int fd = memfd_create("packed", MFD_CLOEXEC);

	assert_true(fd >= 0 && file_write(&file_system, fd, bytes, size));
	return fd;
}

/* `proven`: as if an earlier pass had found it whole. */
static struct result read_as(const char *packed, size_t size, uint32_t step, bool proven)
{
	int fd = file_of(packed, size);
	struct result result = { .bytes = malloc(4 * TEXT_BYTES) };
	struct stream stream;
	uint32_t got, room;

	assert_non_null(result.bytes);
	stream_open(&stream, &file_system, fd, 0, NULL, NULL);
	assert_string_not_equal(stream_compression(&stream), "none");
	if (proven)
		stream_trust(&stream);
	do {
		room = MIN(step, 4 * TEXT_BYTES - result.size);
		got = stream_read(&stream, result.bytes + result.size, room);
		result.size += got;
	} while (got == room && room);
	result.broken = stream.broken;
	result.why = stream.why;
	result.packed_at = stream.raw_at - (stream.raw_to - stream.raw_from);
	stream_close(&stream);
	close(fd);
	return result;
}

static struct result read_stream(const char *packed, size_t size, uint32_t step)
{
	return read_as(packed, size, step, false);
}

/* By zlib alone, in one go. */
static struct result read_zlib(const char *packed, size_t size)
{
	struct result result = { .bytes = malloc(4 * TEXT_BYTES) };
	struct unpacker unpacker;
	uint32_t used;

	assert_non_null(result.bytes);
	unpacker_open(&unpacker, &codec_zlib, 0, 0);
	result.size = unpacker_run(&unpacker, packed, (uint32_t)size, &used, result.bytes,
				   4 * TEXT_BYTES);
	result.broken = unpacker.state == UNPACK_DAMAGED  ? STREAM_DAMAGED
			: unpacker.state == UNPACK_INSIDE ? STREAM_CUT_OFF
							  : STREAM_WHOLE;
	result.why = unpacker.why;
	result.packed_at = used;
	unpacker_close(&unpacker);
	return result;
}

static void reads_members_in_steps(void **state)
{
	static const uint32_t steps[] = { 777, 65536, 100003, BLOCK_BYTES, 4 * TEXT_BYTES };
	char *text = make_text(TEXT_BYTES);

	(void)state;
	for (const struct packer *packer = packers; packer->name; packer++) {
		size_t first, second, empty;
		char *member[] = { packer->pack(text, 300000, &first),
				   packer->pack(text, 0, &empty),
				   packer->pack(text + 300000, TEXT_BYTES - 300000, &second) };
		char *packed = malloc(first + second + empty + 8);

		assert_non_null(packed);
		memcpy(packed, member[0], first);
		memcpy(packed + first, member[1], empty);
		memcpy(packed + first + empty, member[2], second);
		memset(packed + first + empty + second, 0, 8);
		print_message("%s\n", packer->name);
		for (size_t i = 0; i < 2 * LENGTH(steps); i++) {
			struct result got = read_as(packed, first + empty + second + (i % 2) * 8,
						    steps[i / 2], i % 2);

			assert_int_equal(got.broken, STREAM_WHOLE);
			assert_int_equal(got.size, TEXT_BYTES);
			assert_memory_equal(got.bytes, text, TEXT_BYTES);
			free(got.bytes);
		}
		/* What is neither a member nor padding. */
		memcpy(packed + first + empty, "rubbish", 7);

		struct result got = read_stream(packed, first + empty + 7, 65536);

		assert_int_equal(got.broken, STREAM_DAMAGED);
		assert_string_equal(got.why, "what follows the last member is not packed");
		assert_int_equal(got.size, 300000);
		assert_int_equal(got.packed_at, first + empty);
		free(got.bytes);
		free(packed);
		for (size_t i = 0; i < LENGTH(member); i++)
			free(member[i]);
	}
	free(text);
}

/* Bytes that a cut or damage may cost of what precedes it: a block of the format. */
static uint32_t block_bytes(const char *name)
{
	return strcmp(name, "zstd") == 0 ? 128 << 10 : strcmp(name, "bzip2") == 0 ? 200000 : 4096;
}

static void uses_what_precedes_a_cut(void **state)
{
	char *text = make_text(TEXT_BYTES);

	(void)state;
	for (const struct packer *packer = packers; packer->name; packer++) {
		size_t size;
		char *packed = packer->pack(text, TEXT_BYTES, &size);
		uint32_t before = 0;

		print_message("%s\n", packer->name);
		for (size_t cut = 10; cut < size; cut += size / 60) {
			struct result large = read_stream(packed, cut, 4 * TEXT_BYTES);
			struct result small = read_stream(packed, cut, 1000);

			assert_int_equal(large.broken, STREAM_CUT_OFF);
			assert_int_equal(large.packed_at, cut);
			assert_true(large.size >= before);
			assert_int_equal(large.size, small.size);
			assert_memory_equal(large.bytes, text, large.size);
			/* Packing is even enough for a rule of three. */
			assert_true((double)large.size + block_bytes(packer->name) >
				    0.9 * (double)cut / (double)size * TEXT_BYTES - 8192);
			before = large.size;
			free(large.bytes);
			free(small.bytes);
		}
		free(packed);
	}
	free(text);
}

/* Once it was whole: the same is said of it, whatever steps it is read in. */
static void check_broken_later(const char *packed, size_t size, const struct result *want)
{
	static const uint32_t steps[] = { 1000, 70000, 4 * TEXT_BYTES };

	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct result got = read_as(packed, size, steps[i], true);

		assert_int_equal(got.broken, want->broken);
		assert_string_equal(got.why, want->why);
		free(got.bytes);
	}
}

static void names_damage_whatever_the_step(void **state)
{
	char *text = make_text(TEXT_BYTES);

	(void)state;
	for (const struct packer *packer = packers; packer->name; packer++) {
		size_t size, told = 0, flips = 0;
		char *packed = packer->pack(text, TEXT_BYTES, &size);

		print_message("%s\n", packer->name);
		for (size_t at = 12; at < size; at += size / 50) {
			packed[at] = (char)(packed[at] ^ 0x10);

			struct result large = read_stream(packed, size, 4 * TEXT_BYTES);
			struct result small = read_stream(packed, size, 1000);

			assert_int_not_equal(large.broken, STREAM_WHOLE);
			assert_true(large.why && large.why[0]);
			assert_string_equal(large.why, small.why);
			assert_int_equal(large.size, small.size);
			assert_memory_equal(large.bytes, small.bytes, large.size);
			assert_int_equal(large.packed_at, small.packed_at);
			check_broken_later(packed, size, &large);
			told += large.broken == STREAM_DAMAGED;
			flips++;
			free(large.bytes);
			free(small.bytes);
			packed[at] = (char)(packed[at] ^ 0x10);
		}
		/* The rest makes a length longer, so that the file seems cut off. */
		assert_true(told * 10 >= flips * 9);
		free(packed);
	}
	free(text);
}

/*
 * Damage of many kinds: the codec of gzip that is in use says what zlib says, hands
 * out what zlib hands out, and names the same place. It may hand out more where it
 * took rubbish for codes across the end of a block, which must be rare.
 */
static void judges_gzip_as_zlib_does(void **state)
{
	char *text = make_text(TEXT_BYTES);
	size_t size, more = 0, rounds = 300;
	char *packed = pack_gzip(text, TEXT_BYTES, &size);
	char *broken = malloc(size + 16);
	uint64_t random = 5;

	(void)state;
	assert_non_null(broken);
	for (size_t round = 0; round < rounds; round++) {
		size_t length = size, at;

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		at = 2 + (random >> 20) % (round % 3 ? size - 2 : 20);
		memcpy(broken, packed, size);
		if (round % 4 == 0) {
			length = at + 2 < size ? at + 2 : size; /* cut off */
		} else if (round % 4 == 1) {
			broken[at] = (char)(broken[at] ^ (1 << (random >> 60) % 8));
		} else if (round % 4 == 2) {
			memset(broken + at, (int)(random >> 40), MIN(40, size - at));
		} else {
			memmove(broken + at, broken + at + 1,
				size - at - 1); /* a byte is missing */
			length--;
		}

		struct result want = read_zlib(broken, length);
		struct result got = read_stream(broken, length, round % 2 ? 5000 : 4 * TEXT_BYTES);

		assert_int_equal(got.broken, want.broken);
		assert_true(got.size >= want.size);
		assert_memory_equal(got.bytes, want.bytes, want.size);
		if (want.broken == STREAM_DAMAGED) {
			assert_string_equal(got.why, want.why);
			if (got.size == want.size)
				assert_int_equal(got.packed_at, want.packed_at);
		}
		more += got.size > want.size;
		free(got.bytes);
		free(want.bytes);
	}
	print_message("%zu of %zu damaged files gave more than with zlib\n", more, rounds);
	assert_true(more * 50 <= rounds);
	free(broken);
	free(packed);
	free(text);
}

/* What packers make of nothing, and a block whose sets of codes are not complete. */
static void judges_empty_members_as_zlib_does(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t size;
		enum stream_end broken;
	} cases[] = {
		{ "fixed codes", "\x03\0", 2, STREAM_WHOLE },
		{ "stored", "\x01\0\0\xff\xff", 5, STREAM_WHOLE },
		{ "flushed before the end", "\0\0\0\xff\xff\x03\0", 7, STREAM_WHOLE },
		{ "flushed often", "\0\0\0\xff\xff\0\0\0\xff\xff\x01\0\0\xff\xff", 15,
		  STREAM_WHOLE },
		{ "codes that are not complete",
		  "\xed\xc1\x21\x01\0\0\0\xc3\x20\xbf\xfe\x81\x9f\xe2\x92\x6b\0\0\0", 19,
		  STREAM_DAMAGED },
	};
	static const char trailer[40];
	size_t after_size;
	char *after = pack_gzip("more", 4, &after_size);

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(cases); i++) {
		bool named = i % 2;
		size_t size = 10, rest = i / 2 == LENGTH(cases) - 1 ? sizeof(trailer) : 8;
		char packed[200] = "\x1f\x8b\x08\0\0\0\0\0\0\x03";

		print_message("%s\n", cases[i / 2].what);
		if (named) {
			packed[3] = 8;
			memcpy(packed + size, "empty.log", 10);
			size += 10;
		}
		memcpy(packed + size, cases[i / 2].bytes, cases[i / 2].size);
		size += cases[i / 2].size;
		memcpy(packed + size, trailer, rest);
		size += rest;
		memcpy(packed + size, after, after_size);
		size += after_size;

		struct result want = read_zlib(packed, size), got = read_stream(packed, size, 1000);

		assert_int_equal(want.broken, cases[i / 2].broken);
		assert_int_equal(got.broken, want.broken);
		assert_int_equal(got.size, want.size);
		assert_memory_equal(got.bytes, "more", want.size);
		assert_int_equal(got.packed_at, want.packed_at);
		free(want.bytes);
		free(got.bytes);
	}
	free(after);
}

#define PART_BYTES ((size_t)2 << 20)
#define LONG_BYTES (16 * PART_BYTES)

/* The same part again and again: as one member, or as one each. */
static char *pack_long(const struct packer *packer, const char *text, bool members, size_t *size)
{
	size_t part;
	char *member, *packed;

	if (!members)
		return packer->pack(text, LONG_BYTES, size);
	member = packer->pack(text, PART_BYTES, &part);
	packed = malloc(LONG_BYTES / PART_BYTES * part);
	assert_non_null(packed);
	*size = 0;
	for (size_t at = 0; at < LONG_BYTES; at += PART_BYTES, *size += part)
		memcpy(packed + *size, member, part);
	free(member);
	return packed;
}

/* In a long file each jump lands where reading from the start would have come. */
static void jumps(void **state)
{
	static char want[1000], got[1000], scratch[65536];
	char *text = make_text(LONG_BYTES);

	(void)state;
	for (size_t at = PART_BYTES; at < LONG_BYTES; at += PART_BYTES)
		memcpy(text + at, text, PART_BYTES);
	for (const struct packer *packer = packers; packer->name; packer++) {
		struct points_budget budget = { 0 };
		struct points points;
		struct stream stream;
		bool members = strcmp(packer->name, "gzip") != 0;
		size_t size;
		char *packed = pack_long(packer, text, members, &size);
		int fd;

		fd = file_of(packed, size);
		points_init(&points, &budget);
		stream_open(&stream, &file_system, fd, 0, NULL, &points);
		stream_forward(&stream, LONG_BYTES, scratch, sizeof(scratch));
		assert_true(stream.at == LONG_BYTES);
		stream_close(&stream);
		print_message("%s: %u points\n", packer->name, points.count);
		assert_in_range(points.count, LONG_BYTES / POINTS_STEP_BYTES - 1,
				LONG_BYTES / POINTS_STEP_BYTES);
		for (uint32_t i = 1; i < points.count; i++)
			assert_true(points.item[i].unpacker.at >=
				    points.item[i - 1].unpacker.at + POINTS_STEP_BYTES);
		assert_true(members ? !budget.taken_bytes
				    : budget.taken_bytes ==
					      (uint64_t)points.count * codecs[0]->copy_bytes);
		for (size_t at = 5000; at + 1000 < LONG_BYTES; at += LONG_BYTES / 7) {
			stream_open(&stream, &file_system, fd, 0, NULL, &points);
			for (size_t step = at; step + 1000 < LONG_BYTES; step += LONG_BYTES / 3) {
				uint64_t before = stream.raw_at;

				stream_forward(&stream, step, scratch, sizeof(scratch));
				assert_int_equal(stream_read(&stream, got, 1000), 1000);
				memcpy(want, text + step, 1000);
				assert_memory_equal(got, want, 1000);
				assert_true(stream.raw_at >= before);
			}
			stream_close(&stream);
		}

		/* From there on alone: one point is left, and it leads there. */
		size_t at = LONG_BYTES / 2 + 5000;

		points_want(&points, at);
		points_settle(&points, true);
		assert_true(points.count > 1);
		points_settle(&points, false);
		assert_int_equal(points.count, 1);
		assert_in_range(at - points.item[0].unpacker.at, 0, 2 * POINTS_STEP_BYTES);
		assert_true(budget.taken_bytes == (members ? 0 : codecs[0]->copy_bytes));
		stream_open(&stream, &file_system, fd, 0, NULL, &points);
		stream_forward(&stream, at, scratch, sizeof(scratch));
		assert_int_equal(stream_read(&stream, got, 1000), 1000);
		assert_memory_equal(got, text + at, 1000);
		stream_forward(&stream, LONG_BYTES, scratch, sizeof(scratch));
		assert_int_equal(points.count, 1);
		stream_close(&stream);
		points_release(&points);
		assert_true(budget.taken_bytes == 0);
		close(fd);
		free(packed);
	}
	free(text);
}

/* However long a file is, its points are few; and states stay within the budget. */
static void keeps_few_points(void **state)
{
	struct points_budget budget = { 0 };
	struct points points;
	struct unpacker unpacker;
	char *text = make_text(1000), bytes[100];
	size_t size;
	char *packed = pack_gzip(text, 1000, &size);
	uint32_t used;

	(void)state;
	unpacker_open(&unpacker, &codec_zlib, 0, 0);
	unpacker_run(&unpacker, packed, (uint32_t)size, &used, bytes, sizeof(bytes));
	points_init(&points, &budget);
	for (uint64_t at = 0; at < POINTS_STEP_BYTES * 100000; at += POINTS_STEP_BYTES / 2) {
		unpacker.at = at;
		points_note(&points, &unpacker);
		assert_true(points.count < POINTS_MAX);
	}
	assert_true(points.count >= POINTS_MAX / 2 - 1);
	assert_true(budget.taken_bytes == (uint64_t)points.count * codec_zlib.copy_bytes);
	points_release(&points);
	assert_true(budget.taken_bytes == 0);

	budget.taken_bytes = POINTS_BUDGET_BYTES;
	points_init(&points, &budget);
	unpacker.at = 10 * POINTS_STEP_BYTES;
	points_note(&points, &unpacker);
	assert_int_equal(points.count, 0);
	assert_true(budget.taken_bytes == POINTS_BUDGET_BYTES);
	points_release(&points);
	unpacker_close(&unpacker);
	free(packed);
	free(text);
}

/* Files that share a budget have of it by their size, whichever is read first. */
static void shares_the_budget(void **state)
{
	static const struct {
		const char *what;
		uint64_t packed_bytes[3]; /* of every third file */
		size_t files;
	} cases[] = {
		{ "of one size", { 1 << 30, 1 << 30, 1 << 30 }, 30 },
		{ "one large", { 1 << 30, 1 << 20, 1 << 20 }, 3 },
		{ "of several sizes", { 100, 200, 700 }, 9 },
		{ "of one size not known", { 0, 1000, 1000 }, 3 },
		{ "more than there is room for", { 5, 5, 5 }, 900 },
	};
	static struct points points[900];
	char *text = make_text(1000), bytes[100];
	size_t size;
	char *packed = pack_gzip(text, 1000, &size);
	struct unpacker unpacker;
	uint32_t used;

	(void)state;
	unpacker_open(&unpacker, &codec_zlib, 0, 0);
	unpacker_run(&unpacker, packed, (uint32_t)size, &used, bytes, sizeof(bytes));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct points_budget budget = { 0 };
		size_t files = cases[i].files, room = POINTS_BUDGET_BYTES / codec_zlib.copy_bytes;
		uint64_t all = 0;

		print_message("%s\n", cases[i].what);
		for (size_t k = 0; k < files; k++) {
			points_init(&points[k], &budget);
			points_weigh(&points[k], 7);
			points_weigh(&points[k], cases[i].packed_bytes[k % 3]);
			all += cases[i].packed_bytes[k % 3];
		}
		for (size_t k = 0; k < files; k++) {
			uint64_t part = cases[i].packed_bytes[k % 3];
			size_t share = MIN(part ? room * part / all : room, POINTS_MAX - 1);
			uint64_t end = POINTS_STEP_BYTES * 10000;

			for (uint64_t at = 0; at < end; at += POINTS_STEP_BYTES / 2) {
				unpacker.at = at;
				points_note(&points[k], &unpacker);
				assert_true(budget.taken_bytes <= POINTS_BUDGET_BYTES);
			}
			assert_true(points[k].count <= MAX(share, 1));
			if (k < room)
				assert_true(points[k].count >= MAX(share / 2, 1));
			/* All along the file, as even from its front on. */
			for (uint32_t n = 0; n < points[k].count; n++)
				assert_true(points[k].item[n].unpacker.at ==
					    (n + 1) * points[k].step);
			if (points[k].count)
				assert_true((points[k].count + 1) * points[k].step >= end / 2);
		}
		for (size_t k = 0; k < files; k++)
			points_release(&points[k]);
		assert_true(budget.taken_bytes == 0 && budget.packed_bytes == 0);
	}
	unpacker_close(&unpacker);
	free(packed);
	free(text);
}

static void tells_packed_from_plain(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t size;
		const char *name;
	} cases[] = {
		{ "gzip", "\x1f\x8b", 2, "gzip" },
		{ "half of gzip", "\x1f", 1, NULL },
		{ "nothing", "", 0, NULL },
		{ "a line", "1393095720 an event", 10, NULL },
		{ "a line that begins like bzip2", "BZh91234567", 10, NULL },
		{ "a line of Pennsylvania", "PA 2014-02", 10, NULL },
		{ "zstd", "\x28\xb5\x2f\xfd\x00", 5, "zstd" },
		{ "a skippable frame", "\x5e\x2a\x4d\x18", 4, "zstd" },
		{ "xz",
		  "\xfd"
		  "7zXZ\0\0",
		  7, "xz" },
		{ "bzip2", "BZh9\x31\x41\x59\x26\x53\x59", 10, "bzip2" },
		{ "an empty bzip2", "BZh1\x17\x72\x45\x38\x50\x90", 10, "bzip2" },
		{ "too short for bzip2", "BZh9\x31\x41\x59\x26\x53", 9, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const struct codec *codec = codec_recognise(cases[i].bytes, cases[i].size);
		bool built = false;

		print_message("%s\n", cases[i].what);
		for (size_t k = 0; codecs[k] && cases[i].name; k++)
			built |= strcmp(codecs[k]->name, cases[i].name) == 0;
		if (!built)
			assert_null(codec);
		else
			assert_true(codec && strcmp(codec->name, cases[i].name) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_packed_from_plain),
		cmocka_unit_test(reads_members_in_steps),
		cmocka_unit_test(uses_what_precedes_a_cut),
		cmocka_unit_test(names_damage_whatever_the_step),
		cmocka_unit_test(judges_gzip_as_zlib_does),
		cmocka_unit_test(judges_empty_members_as_zlib_does),
		cmocka_unit_test(jumps),
		cmocka_unit_test(keeps_few_points),
		cmocka_unit_test(shares_the_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
