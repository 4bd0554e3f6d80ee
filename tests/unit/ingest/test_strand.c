/* test_strand.c - which worker reads what again: every chunk once, from places it can begin at. */
#include "ingest/strand.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Of an index --- */

enum { ENTRIES = 64, ENTRY_BYTES = 1 << 20, LONG_ENTRIES = 6400 };

/* Every third chunk has no event; the others one each, at a second of their own. */
static void fill_index(struct index *index, struct arena *arena)
{
	for (uint32_t i = 0; i < ENTRIES; i++) {
		int64_t at_us = i % 3 ? (int64_t)i * SECOND_US : TIME_UNKNOWN;

		*index_add(index, arena) = (struct index_entry){
			.offset = (uint64_t)i * ENTRY_BYTES,
			.size = ENTRY_BYTES,
			.lines = 1,
			.from_us = at_us,
			.to_us = at_us,
		};
	}
}

static bool is_within(uint32_t entry, const struct stretch *stretch, size_t stretches)
{
	int64_t at_us = (int64_t)entry * SECOND_US;

	for (size_t i = 0; i < stretches; i++)
		if (entry % 3 && at_us >= stretch[i].from_us && at_us < stretch[i].to_us)
			return true;
	return false;
}

static const struct stretch stretch[] = {
	{ .from_us = 4 * SECOND_US, .to_us = 21 * SECOND_US },
	{ .from_us = 40 * SECOND_US, .to_us = 41 * SECOND_US },
	{ .from_us = 50 * SECOND_US, .to_us = 99 * SECOND_US },
};

static void every_chunk_is_in_one_strand(void **state)
{
	static const struct {
		const char *what, *compression;
		bool spool, wide, rowless;
		uint64_t point[4];      /* in chunks */
		uint32_t strands, kept; /* places that any of them begins at */
	} cases[] = {
		/* 4, 13; 40; 50, 58; 8 MiB each at the most */
		{ "plain", "none", false, false, false, { 0 }, 5, 0 },
		{ "plain, chunks without events, too", "none", false, false, true, { 0 }, 6, 0 },
		{ "packed, without places", "gzip", false, false, false, { 0 }, 1, 0 },
		/* 4; 10, 40; 50 and 55 are behind 45; 56 */
		{ "packed", "gzip", false, false, false, { 10, 45, 56, 70 }, 4, 3 },
		{ "a place where a stretch begins", "gzip", false, false, false, { 4, 40 }, 2, 2 },
		{ "a spool", "none", true, false, false, { 0 }, 1, 0 },
		{ "UTF-16", "gzip", false, true, false, { 10, 45 }, 1, 2 },
		{ "a packed spool", "gzip", true, false, false, { 5, 10, 45, 49 }, 1, 3 },
	};
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct spool spool = { 0 };
		struct point point[4] = { 0 };
		struct source source = {
			.parser = &plain_parser,
			.compression = cases[i].compression,
			.spool = cases[i].spool ? &spool : NULL,
			.intake = intake_new(&file_system, NULL, &arena),
		};
		struct source_list sources = { .item = &source, .count = 1 };
		struct times_asked asked;
		const struct times *times;
		struct strands strands;
		bool before = false;
		uint32_t at = 0;

		print_message("%s\n", cases[i].what);
		fill_index(&source.index, &arena);
		source.intake->is.encoding = cases[i].wide ? ENCODING_UTF16_LE : ENCODING_BYTES;
		source.intake->points.item = point;
		while (source.intake->points.count < 4 &&
		       cases[i].point[source.intake->points.count]) {
			uint32_t k = source.intake->points.count++;

			point[k].unpacker.at = cases[i].point[k] * ENTRY_BYTES;
		}
		times_ask(&asked, stretch, LENGTH(stretch), &arena);
		times = times_of(&asked, "s");
		strands = strands_of_times(&sources, &times, cases[i].rowless, false, &arena);
		assert_int_equal(strands.count, cases[i].strands);
		assert_ptr_equal(strands.item[0].intake, source.intake);
		for (uint32_t k = 0; k < ENTRIES; k++) {
			bool expected = is_within(k, stretch, LENGTH(stretch)) ||
					(before && cases[i].rowless && k % 3 == 0);

			assert_int_equal(index_at(&source.index, k)->wanted, expected);
			before = expected;
			if (!expected)
				continue;
			while (at < strands.count && strands.item[at].end <= k)
				at++;
			assert_true(at < strands.count && strands.item[at].next <= k);
		}
		for (uint32_t k = 0; k + 1 < strands.count; k++)
			assert_true(strands.item[k].end <= strands.item[k + 1].next);
		/* None goes on past a place where another could begin. */
		for (uint32_t k = 0; k < strands.count; k++)
			for (uint32_t p = 0; p < 4 && !cases[i].wide && !cases[i].spool; p++) {
				uint64_t place = cases[i].point[p] * ENTRY_BYTES;

				assert_false(
					index_at(&source.index, strands.item[k].next)->offset <
						place &&
					index_at(&source.index, strands.item[k].end - 1)->offset >=
						place);
			}
		assert_int_equal(source.intake->points.count, cases[i].kept);
		strands_end(&strands, &sources);
		arena_release(&arena);
	}
}

/* However long a file is, its strands are few. */
static void a_long_file_has_few_strands(void **state)
{
	const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	struct arena arena = { 0 };
	struct source source = {
		.parser = &plain_parser,
		.compression = "none",
		.intake = intake_new(&file_system, NULL, &arena),
	};
	struct source_list sources = { .item = &source, .count = 1 };
	struct times_asked asked;
	const struct times *times;
	struct strands strands;

	(void)state;
	for (uint32_t i = 0; i < LONG_ENTRIES; i++)
		*index_add(&source.index, &arena) =
			(struct index_entry){ .offset = (uint64_t)i << 30, .size = 1 << 30 };
	source.intake->is.encoding = ENCODING_BYTES;
	times_ask(&asked, &all, 1, &arena);
	times = times_of(&asked, "s");
	strands = strands_of_times(&sources, &times, false, false, &arena);
	assert_in_range(strands.count, 200, 256);
	assert_int_equal(strands.item[strands.count - 1].end, LONG_ENTRIES);
	strands_end(&strands, &sources);
	arena_release(&arena);
}

/* --- Of files --- */

enum { LINES = 75000, LINE_BYTES = 330, FIRST_S = 1393095720 };

static char *make_log(size_t *size)
{
	char *text = malloc((size_t)LINES * LINE_BYTES), *to = text;
	uint32_t seed = 7;

	assert_non_null(text);
	for (uint32_t i = 0; i < LINES; i++) {
		int used = sprintf(to, "%d event %u ", FIRST_S + (int)i, i);

		for (int k = used; k < LINE_BYTES - 1; k++) {
			seed = seed * 1664525 + 1013904223;
			to[k] = (char)('a' + (seed >> 29));
		}
		to[LINE_BYTES - 1] = '\n';
		to += LINE_BYTES;
	}
	*size = (size_t)(to - text);
	return text;
}

/* How many strands an inspection of the surveyed file has. */
static uint32_t count_strands(struct pass *pass, const struct stretch *some, size_t count)
{
	struct times_asked asked;
	const struct times *times;
	struct strands strands;

	times_ask(&asked, some, count, &pass->arena);
	times = times_of(&asked, "s");
	strands = strands_of_times(&pass->sources, &times, false, false, &pass->arena);
	strands_end(&strands, &pass->sources);
	return strands.count;
}

/* Several workers at one file, plain, packed, cut off and damaged, make of it what one makes. */
static void workers_share_one_file(void **state)
{
	static const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	static const struct stretch some[] = {
		{ .from_us = (FIRST_S + 30000) * SECOND_US,
		  .to_us = (FIRST_S + 31000) * SECOND_US },
		{ .from_us = (FIRST_S + 40000) * SECOND_US,
		  .to_us = (FIRST_S + 55000) * SECOND_US },
	};
	size_t size, packed_size;
	char *text = make_log(&size), *packed = pack_gzip(text, size, &packed_size);

	(void)state;
	for (int form = 0; form < 4; form++) {
		uint64_t digest[2] = { 0 };
		size_t log_size = form == 0 ? size : form == 2 ? packed_size / 4 * 3 : packed_size;

		scratch_make();
		if (form == 3)
			memset(packed + packed_size / 5 * 4, 0x55, 40);
		scratch_file("log", form ? packed : text, log_size);
		for (uint32_t jobs = 1; jobs <= 3; jobs += 2) {
			struct pass pass;
			struct collected survey;

			pass_init(&pass);
			pass.options.jobs = jobs;
			assert_true(pass_survey(&pass, scratch_path("log")));
			survey = pass.collect.got;
			assert_true(pass.sources.item[0].intake->points.packed_bytes ==
				    (form ? log_size : 0));
			assert_int_equal(pass.sources.item[0].intake->proven, form < 2);
			assert_true(survey.rows > LINES / 2);
			assert_true(count_strands(&pass, &all, 1) > 1);
			assert_true(pass_inspect(&pass, &all, 1));
			assert_int_equal(pass.collect.got.rows, survey.rows);
			assert_true(pass.collect.got.digest == survey.digest);
			assert_true(pass_inspect(&pass, some, LENGTH(some)));
			assert_true(pass.collect.got.rows >= 16000);
			assert_true(pass.collect.got.rows < 16000 + 8 * CHUNK_BYTES / LINE_BYTES);
			if (jobs == 1)
				digest[0] = survey.digest, digest[1] = pass.collect.got.digest;
			assert_true(digest[0] == survey.digest);
			assert_true(digest[1] == pass.collect.got.digest);
			pass_release(&pass);
		}
		scratch_remove();
	}
	free(text);
	free(packed);
}

/* What each of them finds changed is said once. */
static void says_once_that_a_file_changed(void **state)
{
	static const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	static const char *const said[] = { "became shorter", "was replaced", "was replaced",
					    "was replaced" };
	size_t size;
	char *text = make_log(&size);

	(void)state;
	for (size_t i = 0; i < LENGTH(said); i++) {
		const char *path;
		struct pass pass;

		scratch_make();
		path = scratch_file("log", text, size);
		pass_init(&pass);
		pass.options.jobs = 3;
		assert_true(pass_survey(&pass, path));
		assert_int_equal(pass.sources.item[0].problems, 0);
		if (i == 0) {
			assert_int_equal(truncate(path, (off_t)size / 2), 0);
		} else if (i == 3) { /* by one as long, whose lines lie where the others did */
			assert_int_equal(rename(scratch_file("other", text, size), path), 0);
		} else {
			assert_int_equal(unlink(path), 0);
			assert_int_equal(i == 1 ? symlink("/dev/null", path) : mkfifo(path, 0600),
					 0);
		}
		alarm(60); /* nobody writes to the pipe */
		assert_true(pass_inspect(&pass, &all, 1));
		assert_true(pass_inspect(&pass, &all, 1));
		assert_int_equal(pass.collect.got.rows, 0);
		alarm(0);
		assert_int_equal(pass.sources.item[0].problems, 1);
		assert_non_null(strstr(pass.sources.item[0].problem[0], said[i]));
		assert_true(pass.sources.item[0].lost);
		pass_release(&pass);
		scratch_remove();
	}
	free(text);
}

/* Where more inspections follow, none takes from the next the places that it jumps by. */
static void inspects_again(void **state)
{
	static const struct stretch some[] = {
		{ .from_us = (FIRST_S + 2000) * SECOND_US, .to_us = (FIRST_S + 3000) * SECOND_US },
		{ .from_us = (FIRST_S + 60000) * SECOND_US,
		  .to_us = (FIRST_S + 61000) * SECOND_US },
	};
	struct collected got[2][LENGTH(some)];
	size_t size, packed_size;
	char *text = make_log(&size), *packed = pack_gzip(text, size, &packed_size);

	(void)state;
	scratch_make();
	scratch_file("log", packed, packed_size);
	for (uint32_t way = 0; way < 2; way++) {
		struct pass pass;
		const struct points *points;
		uint32_t places;

		pass_init(&pass);
		assert_true(pass_survey(&pass, scratch_path("log")));
		points = &pass.sources.item[0].intake->points;
		places = points->count;
		assert_true(places > 3);
		for (uint32_t i = 0; i < LENGTH(some); i++) {
			uint32_t which = way ? 1 - i : i;

			pass.options.again = i + 1 < LENGTH(some);
			assert_true(pass_inspect(&pass, &some[which], 1));
			got[way][which] = pass.collect.got;
			assert_in_range(pass.collect.got.rows, 1000, 4000);
			if (pass.options.again)
				assert_int_equal(points->count, places);
			else
				assert_in_range(points->count, 1, 2);
		}
		pass_release(&pass);
	}
	for (uint32_t i = 0; i < LENGTH(some); i++)
		assert_true(got[0][i].digest == got[1][i].digest);
	assert_true(got[0][0].digest != got[0][1].digest);
	scratch_remove();
	free(text);
	free(packed);
}

/* Damage that neither size nor times tell of is found by what comes of it. */
static void tells_what_was_whole_before(void **state)
{
	static const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	size_t size, packed_size;
	char *text = make_log(&size), *packed = pack_gzip(text, size, &packed_size);

	(void)state;
	for (uint32_t jobs = 1; jobs <= 3; jobs += 2) {
		const char *path;
		struct pass pass;
		struct stat about;
		int fd;

		scratch_make();
		path = scratch_file("log", packed, packed_size);
		pass_init(&pass);
		pass.options.jobs = jobs;
		assert_true(pass_survey(&pass, path));
		assert_true(pass.sources.item[0].intake->proven);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		assert_true(fd >= 0 && fstat(fd, &about) == 0);
		assert_int_equal(pwrite(fd, text, 1000, (off_t)packed_size / 2), 1000);
		assert_int_equal(futimens(fd, (struct timespec[]){ about.st_atim, about.st_mtim }),
				 0);
		close(fd);
		assert_true(pass_inspect(&pass, &all, 1));
		/* What begins behind it is read. */
		assert_in_range(pass.collect.got.rows, LINES / 2, LINES - 100);
		assert_int_equal(pass.sources.item[0].problems, 1);
		assert_non_null(strstr(pass.sources.item[0].problem[0], "while it was read"));
		assert_true(pass.sources.item[0].lost);
		pass_release(&pass);
		scratch_remove();
	}
	free(text);
	free(packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chunk_is_in_one_strand),
		cmocka_unit_test(a_long_file_has_few_strands),
		cmocka_unit_test(workers_share_one_file),
		cmocka_unit_test(says_once_that_a_file_changed),
		cmocka_unit_test(inspects_again),
		cmocka_unit_test(tells_what_was_whole_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
