/* test_archive.c - tar and zip archives as sources: their members, and what they must not do. */
#include "core/text.h"
#include "core/zone.h"
#include "ingest/archive.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 512
#define TAR_ROOM ((size_t)1 << 20)

struct tar {
	char *bytes;
	size_t size;
};

static struct tar tar_new(void)
{
	struct tar tar = { .bytes = calloc(1, TAR_ROOM) };

	assert_non_null(tar.bytes);
	return tar;
}

/* A member as `tar --format=ustar` writes it; `said` is the size that its header says. */
static void tar_add(struct tar *tar, char type, const char *name, const char *target,
		    const char *bytes, size_t size, size_t said)
{
	char *head = tar->bytes + tar->size;
	uint32_t sum = 0;

	assert_true(tar->size + 2 * BLOCK + size < TAR_ROOM);
	snprintf(head, 100, "%s", name);
	memcpy(head + 100, "0000644", 7);
	memcpy(head + 108, "0000000", 7);
	memcpy(head + 116, "0000000", 7);
	snprintf(head + 124, 12, "%011zo", said);
	memcpy(head + 136, "12302172120", 11); /* 2014-02-22 19:02:40 UTC */
	memset(head + 148, ' ', 8);
	head[156] = type;
	snprintf(head + 157, 100, "%s", target);
	memcpy(head + 257, "ustar\00000", 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)head[i];
	snprintf(head + 148, 8, "%06o", sum);
	memcpy(head + BLOCK, bytes, size);
	tar->size += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
}

static void tar_file(struct tar *tar, const char *name, const char *text)
{
	tar_add(tar, '0', name, "", text, strlen(text), strlen(text));
}

/* With the two empty blocks at its end. */
static const char *tar_write(struct tar *tar, const char *name)
{
	return scratch_file(name, tar->bytes, tar->size + 2 * BLOCK);
}

/* Survey what lies at `path` without a service's name. */
static bool survey(struct pass *pass, const char *path)
{
	struct source_request request = { .path = path };

	pass_init(pass);
	return sources_find(&request, 1, &pass->arena, &pass->sources, &pass->error) &&
	       ingest_recognise(&pass->sources, &pass->options, &pass->arena, &pass->error) &&
	       ingest_survey(&pass->sources, &pass->options, &pass->collect.sink, &pass->arena,
			     &pass->error);
}

static const struct source *member(const struct pass *pass, const char *name)
{
	for (uint32_t i = 0; i < pass->sources.count; i++) {
		struct span path = span_text(pass->sources.item[i].path);

		if (span_ends(path, span_text(name)))
			return &pass->sources.item[i];
	}
	return NULL;
}

static void reads_members(void **state)
{
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };

	(void)state;
	scratch_make();
	for (const struct packer *packer = packers - 1; packer < packers || packer->name;
	     packer++) {
		bool packed = packer >= packers;
		struct tar tar = tar_new();
		const char *path;
		struct pass pass;
		size_t size, inner_size;
		char *inner = pack_gzip("5 e\n6 f\n", 8, &inner_size);

		tar_add(&tar, '5', "./web1/", "", "", 0, 0);
		tar_file(&tar, "./web1/access.log", "1 a\n2 b\n");
		tar_file(&tar, "./web2/access.log", "3 c\n");
		tar_add(&tar, '0', "web2/old.log.gz", "", inner, inner_size, inner_size);
		tar_file(&tar, "web2/.hidden", "4 d\n");
		if (packed) {
			char *bytes = packer->pack(tar.bytes, tar.size + 2 * BLOCK, &size);

			path = scratch_file("shop.tar.packed", bytes, size);
			free(bytes);
		} else {
			path = tar_write(&tar, "shop.tar");
		}
		print_message("%s\n", packed ? packer->name : "plain");
		assert_true(survey(&pass, path));
		assert_int_equal(pass.sources.count, 3);
		assert_int_equal(pass.collect.got.rows, 5);

		const struct source *first = member(&pass, ":web1/access.log");

		assert_non_null(first);
		assert_int_equal(first->ledger.events, 2);
		assert_int_equal(first->ledger.bytes, 8);
		assert_string_equal(first->host, "web1");
		if (!packed)
			assert_string_equal(first->service, "shop");
		assert_string_equal(first->compression, packed ? packer->name : "none");
		assert_true(first->modified_us == INT64_C(1393095760) * SECOND_US);
		assert_string_equal(member(&pass, ":web2/access.log")->host, "web2");
		assert_string_equal(member(&pass, ":web2/old.log.gz")->compression, "gzip");
		assert_int_equal(member(&pass, ":web2/old.log.gz")->ledger.events, 2);
		for (uint32_t i = 0; i < pass.sources.count; i++)
			assert_int_equal(pass.sources.item[i].problems, 0);
		assert_true(pass_inspect(&pass, &all, 1));
		assert_int_equal(pass.collect.got.rows, 5);
		pass_release(&pass);
		free(inner);
		free(tar.bytes);
	}
	scratch_remove();
}

/* Names are names: nothing is written there, nothing is read from there. */
static void passes_over_what_is_hostile(void **state)
{
	struct tar tar = tar_new();
	const char *secret;
	struct pass pass;

	(void)state;
	scratch_make();
	secret = scratch_file("secret.log", "9 z\n", 4);
	tar_file(&tar, "../../up.log", "1 a\n");
	tar_file(&tar, "/etc/absolute.log", "2 b\n");
	tar_add(&tar, '2', "link.log", secret, "", 0, 0);
	tar_add(&tar, '1', "hard.log", secret, "", 0, 0);
	tar_add(&tar, '3', "device.log", "", "", 0, 0);
	tar_add(&tar, '6', "fifo.log", "", "", 0, 0);
	assert_true(survey(&pass, tar_write(&tar, "evil.tar")));
	assert_int_equal(pass.sources.count, 2);
	assert_int_equal(pass.collect.got.rows, 2);
	assert_non_null(member(&pass, "evil.tar:../../up.log"));
	assert_non_null(member(&pass, "evil.tar:/etc/absolute.log"));
	assert_int_not_equal(access("/etc/absolute.log", F_OK), 0);
	pass_release(&pass);
	scratch_remove();
	free(tar.bytes);
}

static void says_what_is_damaged(void **state)
{
	struct tar tar = tar_new();
	struct pass pass;
	const struct source *source;

	(void)state;
	scratch_make();
	/* Cut off inside the second member: the first is whole, of the second what is there. */
	tar_file(&tar, "a.log", "1 a\n");
	tar_add(&tar, '0', "b.log", "", "2 b\n3 c\n4", 9, 5000);
	assert_true(survey(&pass, scratch_file("cut.tar", tar.bytes, 3 * BLOCK + 9)));
	source = member(&pass, "cut.tar:a.log");
	assert_true(source && !source->problems && source->ledger.events == 1);
	source = member(&pass, "cut.tar:b.log");
	assert_non_null(source);
	assert_true(source->lost);
	assert_int_equal(source->ledger.lines, source->ledger.events + source->ledger.rejected);
	assert_non_null(strstr(source->problem[0], "damaged after "));
	assert_true(pass.sources.item[0].lost || pass.sources.item[1].lost ||
		    pass.sources.item[2].lost);
	pass_release(&pass);

	/* A header that is none. */
	memset(tar.bytes + 2 * BLOCK, 'x', BLOCK);
	assert_true(survey(&pass, scratch_file("header.tar", tar.bytes, 4 * BLOCK)));
	source = member(&pass, "header.tar");
	assert_true(source && source->lost && source->useless && source->problems == 1);
	assert_int_equal(member(&pass, "header.tar:a.log")->ledger.events, 1);
	pass_release(&pass);

	/* Nothing in it. */
	memset(tar.bytes, 0, TAR_ROOM);
	tar.size = 0;
	tar_add(&tar, '5', "empty/", "", "", 0, 0);
	assert_true(survey(&pass, tar_write(&tar, "empty.tar")));
	assert_non_null(strstr(pass.sources.item[0].problem[0], "no files in this archive"));
	assert_false(pass.sources.item[0].lost);
	pass_release(&pass);
	scratch_remove();
	free(tar.bytes);
}

/* A few hundred bytes that say they are a terabyte of zeros (GNU's old sparse format). */
static void stops_at_a_bomb(void **state)
{
	struct tar tar = tar_new();
	struct spool_file *file;
	struct archive_contents contents;
	struct arena arena = { 0 };
	struct error error;
	uint32_t sum = 0;
	char *head = tar.bytes;

	(void)state;
	scratch_make();
	tar_add(&tar, 'S', "bomb.log", "", "x", 1, 1);
	memcpy(head + 257, "ustar  \0", 8);
	/* One byte at its end; what precedes it is a hole. */
	memcpy(head + 386, "\x80\0\0\0\0\0\0\xff\xff\xff\xff\xff", 12);
	snprintf(head + 398, 13, "%011o", 1);
	memcpy(head + 483, "\x80\0\0\0\0\0\1\0\0\0\0\0", 12); /* the size when it is whole */
	memset(head + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)head[i];
	snprintf(head + 148, 8, "%06o", sum);
	assert_true(spool_file_open(&file, &error));
	assert_true(archive_unpack(tar_write(&tar, "bomb.tar"), file, &arena, &contents, &error));
	assert_int_equal(contents.members, 1);
	assert_non_null(contents.problem);
	assert_non_null(strstr(contents.problem, "more than 200 times its size"));
	assert_non_null(contents.member[0].spool->why);
	assert_true(contents.member[0].spool->copied <= ARCHIVE_BYTES_FREE + (1 << 20));
	spool_file_leave(file, &file_system);
	spool_close(contents.member[0].spool, &file_system);
	arena_release(&arena);
	scratch_remove();
	free(tar.bytes);
}

static void is_told_by_content(void **state)
{
	struct tar tar = tar_new();
	char *old;

	(void)state;
	tar_file(&tar, "a.log", "1 a\n");
	assert_true(archive_begins(tar.bytes, BLOCK));
	assert_false(archive_begins(tar.bytes, BLOCK - 1));
	tar.bytes[0] = 'b'; /* the sum is wrong now */
	assert_false(archive_begins(tar.bytes, BLOCK));
	tar.bytes[0] = 'a';
	/* Before POSIX there was no magic, but a sum. */
	old = tar.bytes;
	memset(old + 257, 0, 8);
	assert_false(archive_begins(old, BLOCK));
	memset(old + 148, 0, 8);

	uint32_t sum = 8 * ' ';

	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)old[i];
	snprintf(old + 148, 8, "%6o", sum);
	assert_true(archive_begins(old, BLOCK));
	assert_true(archive_begins("PK\3\4", 4));
	assert_true(archive_begins("PK\5\6", 4));
	assert_false(archive_begins("PK\3", 3));
	assert_false(archive_begins("PK is a state", 13));
	memset(old, 0, BLOCK);
	assert_false(archive_begins(old, BLOCK));
	free(tar.bytes);
}

/* Without libarchive an archive is known all the same, and what is missing is said. */
static void says_what_it_can_not_read(void **state)
{
	struct tar tar = tar_new();
	struct pass pass;

	(void)state;
	scratch_make();
	tar_file(&tar, "a.log", "1 a\n");
	assert_true(survey(&pass, tar_write(&tar, "a.tar")));
	assert_int_equal(pass.sources.count, 1);
	assert_true(pass.sources.item[0].lost && pass.sources.item[0].useless);
	assert_non_null(strstr(pass.sources.item[0].problem[0], "built without libarchive"));
	pass_release(&pass);
	scratch_remove();
	free(tar.bytes);
}

enum { MEMBERS = 40 };

/* What is made of an archive's members, one line each, and of all their events. */
static struct text told_of_members(const char *path, uint32_t jobs)
{
	struct source_request request = { .path = path };
	struct text told;
	struct pass pass;

	text_init(&told, 1 << 20);
	pass_init(&pass);
	pass.options.parser = NULL;
	pass.options.zone = zone_utc;
	pass.options.jobs = jobs;
	assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
	assert_true(ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
	assert_true(ingest_survey(&pass.sources, &pass.options, &pass.collect.sink, &pass.arena,
				  &pass.error));
	assert_int_equal(pass.sources.count, MEMBERS);
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const struct source *source = &pass.sources.item[i];

		text_print(&told, "%s %s %s %s %" PRIu64, source->path, source->service,
			   source->compression, source->parser ? source->parser->name : "-",
			   source->ledger.events);
		for (uint32_t k = 0; k < source->problems; k++)
			text_print(&told, " %s", source->problem[k]);
		text_print(&told, "\n");
	}
	text_print(&told, "%" PRIu64 "\n", pass.collect.got.digest);
	assert_false(told.cut);
	pass_release(&pass);
	return told;
}

/* The members lie in one copy, of which several workers read at once. */
static void workers_find_what_one_finds(void **state)
{
	static const char *const line[] = {
		"192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 5\n",
		"2014/02/22 19:02:00 [error] 1#1: *1 open() failed\n",
		"of no format, really\n",
	};
	struct tar tar = tar_new();
	struct text alone, together;
	const char *path;

	(void)state;
	scratch_make();
	for (int i = 0; i < MEMBERS; i++) {
		struct text text;
		size_t size;
		char name[20], *packed;

		/* Each longer than the one before: none is another's copy. */
		text_init(&text, 100000);
		for (int k = 0; k < 20 + i; k++)
			text_add(&text, span_text(line[i % 3]));
		packed = pack_gzip(text.at, text.size, &size);
		sprintf(name, "%02d.log", i);
		if (i % 4)
			tar_file(&tar, name, text.at);
		else
			tar_add(&tar, '0', name, "", packed, size, size);
		free(packed);
		text_release(&text);
	}
	path = tar_write(&tar, "a.tar");
	alone = told_of_members(path, 1);
	assert_non_null(strstr(alone.at, "gzip nginx-error 24 "));
	assert_non_null(strstr(alone.at, "none common 23\n"));
	assert_non_null(strstr(alone.at, "of no known log format"));
	for (int round = 0; round < 5; round++) {
		together = told_of_members(path, 4);
		assert_string_equal(together.at, alone.at);
		text_release(&together);
	}
	text_release(&alone);
	scratch_remove();
	free(tar.bytes);
}

int main(void)
{
	const struct CMUnitTest with[] = {
		cmocka_unit_test(is_told_by_content),
		cmocka_unit_test(reads_members),
		cmocka_unit_test(passes_over_what_is_hostile),
		cmocka_unit_test(says_what_is_damaged),
		cmocka_unit_test(stops_at_a_bomb),
		cmocka_unit_test(workers_find_what_one_finds),
	};
	const struct CMUnitTest without[] = {
		cmocka_unit_test(is_told_by_content),
		cmocka_unit_test(says_what_it_can_not_read),
	};

	return archive_version() ? cmocka_run_group_tests(with, NULL, NULL)
				 : cmocka_run_group_tests(without, NULL, NULL);
}
