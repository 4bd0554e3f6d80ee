/* test_problems.c - what is said of sources that are odd, broken or changed meanwhile. */
#include "core/text.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *what, *text;
	size_t size;
	uint64_t lines, events, rejected;
	bool lost, useless;
	const char *problem; /* behind the path; NULL: none */
} cases[] = {
	{ "nothing", "", 0, 0, 0, 0, false, true, "empty" },
	{ "one event", "1 a\n", 4, 1, 1, 0, false, false, NULL },
	{ "no newline at the end", "1 a\n2 b", 7, 2, 2, 0, false, false, NULL },
	{ "CR LF", "1 a\r\n2 b\r\n", 10, 2, 2, 0, false, false, NULL },
	{ "NULs in a line", "1 a\0b\n", 6, 1, 1, 0, false, false, NULL },
	{ "one reject of three", "1 a\nx\n3 c\n", 10, 3, 2, 1, false, false,
	  "1 of 3 lines rejected; the first is line 2 (byte 4): no time stamp at the start: "
	  "\"x\"" },
	{ "more rejects than events", "1 a\nx\x1b]0m\ny\n", 12, 3, 1, 2, true, false,
	  "2 of 3 lines rejected; the first is line 2 (byte 4): no time stamp at the start: "
	  "\"x\\x1b]0m\"" },
	{ "blank lines only", "\n\n", 2, 2, 0, 0, false, false, NULL },
	{ "ten minutes back", "1000 a\n400 b\n2000 c\n", 20, 3, 3, 0, false, false, NULL },
	{ "more than ten minutes back", "1000 a\n2000 b\n\n1399 c\n3000 d\n2300 e\n", 36, 6, 5, 0,
	  false, false,
	  "time steps back by more than 10 min 2 times; the first at line 4, from "
	  "1970-01-01T00:33:20Z to 1970-01-01T00:23:19Z" },
	{ "the latest first", "5000 a\n4000 b\n3000 c\n2000 d\n1000 e\n", 35, 5, 5, 0, false, false,
	  "runs backwards in time: the latest event comes first" },
};

/* Where chunks are cut must not show in what is said of the order of events. */
static void finds_steps_back_between_chunks(void **state)
{
	static const uint32_t aims[] = { 64, 100, 777, 0 };
	char said[256] = "";
	struct text text;

	(void)state;
	text_init(&text, (size_t)1 << 20);
	for (int i = 0; i < 500; i++)
		text_print(&text, "%s%d an event\n", i % 7 ? "" : "\n",
			   100000 + (i / 90 % 2 ? 1 : -1) * i % 90 * 20);
	for (size_t i = 0; i < LENGTH(aims); i++) {
		struct pass pass;
		const char *problem;

		scratch_make();
		pass_init(&pass);
		pass.options.chunk_bytes = aims[i];
		assert_true(pass_survey(&pass, scratch_file("a.log", text.at, text.size)));
		assert_int_equal(pass.sources.item[0].problems, 1);
		problem = strstr(pass.sources.item[0].problem[0], "runs backwards");
		if (!problem)
			problem = strstr(pass.sources.item[0].problem[0], "time steps back");
		assert_non_null(problem);
		if (i)
			assert_string_equal(problem, said);
		snprintf(said, sizeof(said), "%s", problem);
		pass_release(&pass);
		scratch_remove();
	}
	text_release(&text);
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct pass pass;
		const struct source *source;
		const char *path;

		print_message("%s\n", cases[i].what);
		scratch_make();
		path = scratch_file("a.log", cases[i].text, cases[i].size);
		pass_init(&pass);
		assert_true(pass_survey(&pass, path));
		source = &pass.sources.item[0];
		assert_int_equal(source->ledger.lines, cases[i].lines);
		assert_int_equal(source->ledger.events, cases[i].events);
		assert_int_equal(source->ledger.rejected, cases[i].rejected);
		assert_int_equal(source->ledger.bytes, cases[i].size);
		assert_int_equal(source->lost, cases[i].lost);
		assert_int_equal(source->useless, cases[i].useless);
		assert_int_equal(source->problems, cases[i].problem != NULL);
		if (cases[i].problem) {
			assert_memory_equal(source->problem[0], path, strlen(path));
			assert_string_equal(source->problem[0] + strlen(path) + 2,
					    cases[i].problem);
		}
		pass_release(&pass);
		scratch_remove();
	}
}

static void names_the_damage(void **state)
{
	static const char text[] = "1 a\n2 b\n3 c\n";
	size_t size;
	char *packed = pack_gzip(text, 12, &size);
	struct pass pass;
	const struct source *source;

	(void)state;
	scratch_make();
	packed[size - 8] ^= 1;
	pass_init(&pass);
	assert_true(pass_survey(&pass, scratch_file("a.log.gz", packed, size)));
	source = &pass.sources.item[0];
	assert_true(source->lost);
	assert_int_equal(source->ledger.events, 3);
	assert_int_equal(source->problems, 1);
	assert_non_null(
		strstr(source->problem[0], "a.log.gz: damaged after 12 bytes unpacked (byte "));
	assert_non_null(
		strstr(source->problem[0], "): incorrect data check; what precedes it was used"));
	pass_release(&pass);

	/* Cut off inside the trailer: all lines are there, whole. */
	pass_init(&pass);
	assert_true(pass_survey(&pass, scratch_file("a.log.gz", packed, size - 9)));
	source = &pass.sources.item[0];
	assert_true(source->lost);
	assert_non_null(strstr(source->problem[0], "a.log.gz: cut off after 12 bytes unpacked"));
	assert_int_equal(source->ledger.lines, source->ledger.events + source->ledger.rejected);
	pass_release(&pass);

	/* A name is but a name. */
	pass_init(&pass);
	assert_true(pass_survey(&pass, scratch_file("a.log.gz", text, 12)));
	assert_int_equal(pass.sources.item[0].ledger.events, 3);
	assert_int_equal(pass.sources.item[0].problems, 0);
	pass_release(&pass);
	scratch_remove();
	free(packed);
}

static void counts_long_lines_as_rejected(void **state)
{
	size_t length = 3 << 20, size = length + 9;
	char *text = malloc(size);
	struct pass pass;
	const struct source *source;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', size);
	memcpy(text, "1 a\n", 4);
	memcpy(text + 4 + length, "\n2 b\n", 5);
	scratch_make();
	pass_init(&pass);
	assert_true(pass_survey(&pass, scratch_file("a.log", text, size)));
	source = &pass.sources.item[0];
	assert_int_equal(source->ledger.lines, 3);
	assert_int_equal(source->ledger.events, 2);
	assert_int_equal(source->ledger.rejected, 1);
	assert_true(source->lost);
	assert_non_null(strstr(source->problem[0],
			       "a.log: 1 line longer than 1 MiB rejected; the first is line 2 "
			       "(byte 4)"));
	pass_release(&pass);
	scratch_remove();
	free(text);
}

static void notices_a_file_that_changed(void **state)
{
	static const struct {
		const char *what, *text;
		size_t size;
		bool replace;
		uint64_t rows;
		const char *problem;
	} changes[] = {
		{ "nothing", NULL, 0, false, 2, NULL },
		{ "it grew", "1 a\n2 b\n3 c\n", 12, false, 2, NULL },
		{ "it became shorter", "1 a\n", 4, false, 0, "became shorter" },
		{ "another took its name", "1 a\n2 b\n", 8, true, 0, "was replaced" },
		{ "it is gone", NULL, 0, true, 0, "cannot be opened" },
	};
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };

	(void)state;
	/* Before the first of several rounds, or the second: it is said once, of the third as well. */
	for (size_t i = 0; i < 2 * LENGTH(changes); i++) {
		const char *problem = changes[i / 2].problem;
		struct pass pass;
		const struct source *source;
		const char *path;

		print_message("%s\n", changes[i / 2].what);
		scratch_make();
		path = scratch_file("a.log", "1 a\n2 b\n", 8);
		pass_init(&pass);
		assert_true(pass_survey(&pass, path));
		source = &pass.sources.item[0];
		assert_int_equal(source->problems, 0);
		for (size_t round = 0; round < 3; round++) {
			bool changed = round >= i % 2;

			if (round == i % 2 && changes[i / 2].replace)
				assert_int_equal(rename(path, scratch_path("b.log")), 0);
			if (round == i % 2 && changes[i / 2].text)
				scratch_file("a.log", changes[i / 2].text, changes[i / 2].size);
			pass.options.again = round < 2;
			assert_true(pass_inspect(&pass, &all, 1));
			assert_int_equal(pass.collect.got.rows, changed ? changes[i / 2].rows : 2);
			assert_int_equal(source->problems, changed && problem);
			assert_int_equal(source->lost, changed && problem);
		}
		if (problem)
			assert_non_null(strstr(source->problem[0], problem));
		pass_release(&pass);
		scratch_remove();
	}
}

static void ends_at_a_parser_that_breaks_its_word(void **state)
{
	static const struct seiche_parser *const bad[] = { &idle_parser, &losing_parser };

	(void)state;
	scratch_make();
	scratch_file("a.log", "1 a\n", 4);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct pass pass;

		pass_init(&pass);
		pass.options.parser = bad[i];
		assert_false(pass_survey(&pass, scratch_path("a.log")));
		assert_int_equal(pass.error.fault, FAULT_PLUGIN);
		assert_non_null(strstr(pass.error.text, bad[i]->name));
		pass_release(&pass);
	}
	scratch_remove();
}

static void ends_where_the_sink_says_so(void **state)
{
	char text[4000];
	struct pass pass;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 4)
		memcpy(text + i, "1 a\n", 4);
	scratch_make();
	pass_init(&pass);
	pass.options.jobs = 2;
	pass.options.chunk_bytes = 64;
	pass.collect.fail_after = 100;
	assert_false(pass_survey(&pass, scratch_file("a.log", text, sizeof(text))));
	assert_string_equal(pass.error.text, "the sink is full");
	pass_release(&pass);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(finds_steps_back_between_chunks),
		cmocka_unit_test(names_the_damage),
		cmocka_unit_test(counts_long_lines_as_rejected),
		cmocka_unit_test(notices_a_file_that_changed),
		cmocka_unit_test(ends_at_a_parser_that_breaks_its_word),
		cmocka_unit_test(ends_where_the_sink_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
