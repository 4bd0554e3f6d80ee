/*
 * test_records.c - records that are not lines: both passes, and slices, give the same
 * whatever the threads, the chunks and the packing.
 */
#include "ingest/slice.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_S 1393095720
#define ENTRIES 4000

/* Looks like the end of an entry and the whole of another. */
#define BAIT "first\n\n__REALTIME_TIMESTAMP=1393095720000001\nMESSAGE=bait\n\nlast"

struct journal {
	char *text;
	size_t size;
	uint64_t lines, rejected; /* as they are written */
};

static void add(struct journal *journal, const char *bytes, size_t size)
{
	memcpy(journal->text + journal->size, bytes, size);
	journal->size += size;
	for (size_t i = 0; i < size; i++)
		journal->lines += bytes[i] == '\n';
}

static void add_text(struct journal *journal, const char *text)
{
	add(journal, text, strlen(text));
}

/* The size of a value, the least byte first. */
static void add_size(struct journal *journal, uint64_t size)
{
	for (int i = 0; i < 8; i++) {
		char byte = (char)(size >> 8 * i);

		add(journal, &byte, 1);
	}
}

/*
 * One entry a second; every seventh has a message of several lines, every 50th no time.
 * `huge`: one in the middle holds a value of so many bytes, each "x\n".
 */
static struct journal make_journal(uint32_t huge)
{
	struct journal journal = { .text = malloc(ENTRIES * 256 + huge) };

	assert_non_null(journal.text);
	for (int i = 1; i <= ENTRIES; i++) {
		uint64_t before = journal.lines;
		char line[128];

		if (i % 50) {
			sprintf(line, "__REALTIME_TIMESTAMP=%d000000\n", FIRST_S + i);
			add_text(&journal, line);
		}
		sprintf(line, "PRIORITY=%d\n_HOSTNAME=web%d\n", i % 8, i % 3);
		add_text(&journal, line);
		if (huge && i == ENTRIES / 2 + 1) {
			add_text(&journal, "COREDUMP\n");
			add_size(&journal, huge);
			for (uint32_t k = 0; k < huge / 2; k++)
				add(&journal, "x\n", 2);
			add_text(&journal, "\n");
		}
		if (i % 7 == 0) {
			add_text(&journal, "MESSAGE\n");
			add_size(&journal, strlen(BAIT));
			add_text(&journal, BAIT "\n\n");
		} else {
			sprintf(line, "MESSAGE=entry %d %.*s\n\n", i, i % 40,
				"........................................");
			add_text(&journal, line);
		}
		if (i % 50 == 0)
			journal.rejected += journal.lines - before;
	}
	return journal;
}

/* As one file, packed, or packed in two members. */
static const char *write_journal(const struct journal *journal, int form)
{
	const char *text = journal->text;
	size_t half = journal->size / 2, packed_size, second_size;
	char *packed, *second;

	if (form == 0)
		return scratch_file("in/journal", text, journal->size);
	packed = pack_gzip(text, form == 1 ? journal->size : half, &packed_size);
	if (form == 2) {
		second = pack_gzip(text + half, journal->size - half, &second_size);
		packed = realloc(packed, packed_size + second_size);
		assert_non_null(packed);
		memcpy(packed + packed_size, second, second_size);
		packed_size += second_size;
		free(second);
	}
	scratch_file("in/journal", packed, packed_size);
	free(packed);
	return scratch_path("in/journal");
}

static void init(struct pass *pass, uint32_t chunk_bytes, uint32_t jobs)
{
	pass_init(pass);
	pass->options.parser = NULL;
	pass->options.chunk_bytes = chunk_bytes;
	pass->options.jobs = jobs;
}

static const uint32_t chunks[] = { 300, 4096, 65536, 0 };

static void gives_the_same_whatever_the_chunks(void **state)
{
	static const struct stretch stretch = { .from_us = (FIRST_S + 1000) * SECOND_US,
						.to_us = (FIRST_S + 1100) * SECOND_US };
	const struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	struct journal journal = make_journal(0);
	struct collected first = { 0 };

	(void)state;
	for (int form = 0; form < 3; form++) {
		scratch_make();
		write_journal(&journal, form);
		for (size_t i = 0; i < LENGTH(chunks) * 3; i++) {
			struct pass pass;
			const struct ledger *ledger;

			init(&pass, chunks[i / 3], (uint32_t)(i % 3) + 1);
			assert_true(pass_survey(&pass, scratch_path("in/journal")));
			ledger = &pass.sources.item[0].ledger;
			assert_string_equal(pass.sources.item[0].parser->name, "journal-export");
			assert_int_equal(ledger->events, ENTRIES - ENTRIES / 50);
			assert_int_equal(ledger->rejected, journal.rejected);
			assert_int_equal(ledger->lines, journal.lines);
			assert_int_equal(ledger->continuation,
					 journal.lines - ledger->events - ledger->rejected);
			assert_true(ledger->from_us == (FIRST_S + 1) * SECOND_US);
			if (!first.rows)
				first = pass.collect.got;
			assert_memory_equal(&first, &pass.collect.got, sizeof(first));

			pass.collect.from_us = stretch.from_us;
			pass.collect.to_us = stretch.to_us;
			assert_true(pass_inspect(&pass, &stretch, 1));
			assert_int_equal(pass.collect.got.rows - pass.collect.got.outside, 98);
			assert_true(chunks[i / 3] != 4096 || pass.collect.got.rows < 300);
			assert_true(pass_inspect(&pass, &all, 1));
			assert_true(first.digest == pass.collect.got.digest);
			pass_release(&pass);
		}
		scratch_remove();
	}
	free(journal.text);
}

/* What lies past 1 MiB of an entry is passed over and told; all others are there. */
static void cuts_an_entry_short(void **state)
{
	static const uint32_t sizes[] = { 1000000, 1500000, 5000000 };

	(void)state;
	for (size_t s = 0; s < LENGTH(sizes); s++) {
		struct journal journal = make_journal(sizes[s]);
		bool is_long = sizes[s] > 1u << 20;
		struct collected first = { 0 };

		scratch_make();
		write_journal(&journal, 0);
		for (size_t i = 1; i < LENGTH(chunks); i++) {
			struct pass pass;
			const struct source *source;

			init(&pass, chunks[i], 2);
			assert_true(pass_survey(&pass, scratch_path("in/journal")));
			source = &pass.sources.item[0];
			assert_int_equal(source->ledger.events, ENTRIES - ENTRIES / 50);
			assert_int_equal(source->ledger.lines, journal.lines);
			assert_int_equal(source->ledger.rejected > journal.rejected, is_long);
			assert_int_equal(source->lost, is_long);
			if (is_long)
				assert_non_null(strstr(source->problem[0],
						       "1 record longer than 1 MiB cut short, "));
			if (!first.rows)
				first = pass.collect.got;
			assert_memory_equal(&first, &pass.collect.got, sizeof(first));
			pass_release(&pass);
		}
		scratch_remove();
		free(journal.text);
	}
}

struct joined {
	char *text;
	size_t size;
};

static bool join(void *context, const struct slice_record *record)
{
	struct joined *joined = context;

	memcpy(joined->text + joined->size, record->lines.at, record->lines.size);
	joined->size += record->lines.size;
	return true;
}

static void slices_whole_records(void **state)
{
	struct journal journal = make_journal(0);
	struct joined joined = { .text = malloc(journal.size) };

	(void)state;
	assert_non_null(joined.text);
	scratch_make();
	write_journal(&journal, 1);
	for (size_t i = 0; i < LENGTH(chunks); i++) {
		struct pass pass;
		struct source_request request = { .path = scratch_path("in/journal"),
						  .service = "s" };
		struct slice *all = slice_new(TIME_UNKNOWN, TIME_UNKNOWN, NULL, 0);
		struct slice *some =
			slice_new((FIRST_S + 69) * SECOND_US, (FIRST_S + 71) * SECOND_US, NULL, 0);
		const char *from, *to;

		init(&pass, chunks[i], 1);
		assert_true(sources_find(&request, 1, &pass.arena, &pass.sources, &pass.error));
		assert_true(
			ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error));
		assert_true(ingest_survey(&pass.sources, &pass.options, slice_sink(all),
					  &pass.arena, &pass.error));
		joined.size = 0;
		assert_true(slice_each(all, join, &joined, &pass.error));
		assert_int_equal(joined.size, journal.size);
		assert_memory_equal(joined.text, journal.text, journal.size);

		assert_true(ingest_inspect(&pass.sources, &pass.options,
					   &(struct stretch){ .from_us = 0, .to_us = INT64_MAX }, 1,
					   slice_sink(some), &pass.arena, &pass.error));
		joined.size = 0;
		assert_true(slice_each(some, join, &joined, &pass.error));
		/* 70 is one of several lines. */
		from = memmem(journal.text, journal.size, "__REALTIME_TIMESTAMP=1393095789000000",
			      37);
		assert_non_null(from);
		to = memmem(from, 2000, "__REALTIME_TIMESTAMP=1393095791000000", 37);
		assert_non_null(to);
		assert_int_equal(joined.size, to - from);
		assert_memory_equal(joined.text, from, joined.size);
		slice_release(all);
		slice_release(some);
		pass_release(&pass);
	}
	scratch_remove();
	free(joined.text);
	free(journal.text);
}

/* --- Parts of long lines --- */

#define MESSAGES 6000

struct parts_log {
	char *text;
	size_t size;
	uint64_t lines;
	uint32_t left[2]; /* parts that a stream's message still has */
	uint32_t messages;
};

static void add_part(struct parts_log *log, int stream, bool more)
{
	log->size += (size_t)sprintf(
		log->text + log->size,
		"2014-02-22T19:02:00.%06" PRIu64 "Z %s %c message %u part %u\n", ++log->lines,
		stream ? "stderr" : "stdout", more ? 'P' : 'F', log->messages, log->left[stream]);
}

/* Messages of one to seven parts of two streams, whose parts stand between each other. */
static struct parts_log make_parts(void)
{
	struct parts_log log = { .text = malloc(MESSAGES * 8 * 80) };
	uint32_t seed = 9;

	assert_non_null(log.text);
	while (log.messages < MESSAGES || log.left[0] || log.left[1]) {
		int stream;

		seed = seed * 1664525 + 1013904223;
		stream = seed >> 31;
		if (!log.left[stream]) {
			if (log.messages == MESSAGES)
				continue;
			log.messages++;
			log.left[stream] = seed >> 28 & 3 ? 1 : 1 + (seed >> 20) % 7;
		}
		log.left[stream]--;
		add_part(&log, stream, log.left[stream] > 0);
	}
	return log;
}

static void joins_parts_whatever_the_chunks(void **state)
{
	struct parts_log log = make_parts();
	struct collected first = { 0 };

	(void)state;
	scratch_make();
	scratch_file("in/0.log", log.text, log.size);
	for (size_t i = 0; i < LENGTH(chunks) * 3; i++) {
		struct pass pass;
		const struct source *source;

		init(&pass, chunks[i / 3], (uint32_t)(i % 3) + 1);
		assert_true(pass_survey(&pass, scratch_path("in/0.log")));
		source = &pass.sources.item[0];
		assert_string_equal(source->parser->name, "cri");
		assert_int_equal(source->ledger.events, MESSAGES);
		assert_int_equal(source->ledger.lines, log.lines);
		assert_int_equal(source->ledger.continuation, log.lines - MESSAGES);
		if (!first.rows)
			first = pass.collect.got;
		assert_memory_equal(&first, &pass.collect.got, sizeof(first));
		pass_release(&pass);
	}
	scratch_remove();
	free(log.text);
}

/* A stream that never ends its line holds up no other, and nothing is lost. */
static void caps_a_line_without_an_end(void **state)
{
	enum { PARTS = 250, SIZE = 16384, CAPPED = 8 };
	struct parts_log log = { .text = malloc(PARTS * (SIZE + 200)) };
	uint64_t first = 0;

	(void)state;
	assert_non_null(log.text);
	for (int i = 0; i < PARTS; i++) {
		log.left[0]++;
		add_part(&log, 0, true);
		memset(log.text + log.size - 1, 'x', SIZE);
		log.size += SIZE;
		log.text[log.size - 1] = '\n';
		add_part(&log, 1, false);
	}
	scratch_make();
	scratch_file("in/0.log", log.text, log.size);
	for (size_t i = 1; i < LENGTH(chunks); i++) {
		struct pass pass;
		const struct ledger *ledger;

		init(&pass, chunks[i], 2);
		assert_true(pass_survey(&pass, scratch_path("in/0.log")));
		ledger = &pass.sources.item[0].ledger;
		assert_int_equal(ledger->lines, log.lines);
		assert_int_equal(ledger->rejected, 0);
		assert_int_equal(pass.sources.item[0].lost, 0);
		/* 4 MiB in records of 512 KiB, and each line of the other stream. */
		assert_int_equal(ledger->events, PARTS + CAPPED);
		assert_true(!first || first == pass.collect.got.digest);
		first = pass.collect.got.digest;
		pass_release(&pass);
	}
	scratch_remove();
	free(log.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_same_whatever_the_chunks),
		cmocka_unit_test(cuts_an_entry_short),
		cmocka_unit_test(slices_whole_records),
		cmocka_unit_test(joins_parts_whatever_the_chunks),
		cmocka_unit_test(caps_a_line_without_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
