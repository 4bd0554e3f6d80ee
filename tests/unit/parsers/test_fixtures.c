/*
 * test_fixtures.c - every parser of the table on its files in tests/formats: line by
 * line as expected, in any batch size the same, recognised against all others, and
 * in a mixture with every other format.
 *
 * `tests/update formats` writes what comes out over what is expected: read the diff.
 */
#include "tests/unit/parsers/fixture.h"

#include <stdio.h>

static void update(const struct fixture *fixture, struct span told)
{
	FILE *file = fopen(fixture->expected, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(told.at, 1, told.size, file), told.size);
	assert_int_equal(fclose(file), 0);
}

/* The first line in which they differ, for people. */
static void print_difference(struct span expected, struct span told)
{
	while (expected.size || told.size) {
		struct span a = span_cut(&expected, '\n'), b = span_cut(&told, '\n');

		if (span_is(a, b))
			continue;
		print_message("  expected %.*s\n  but was  %.*s\n", (int)a.size, a.at, (int)b.size,
			      b.at);
		return;
	}
}

static bool is_as_expected(const struct fixture *fixture, struct arena *arena)
{
	struct reading sums = { 0 };
	struct span expected = SPAN("");
	struct error error = { 0 };
	struct text told;
	bool same;

	text_init(&told, FIXTURE_MAX_BYTES);
	fixture_read(fixture->parser, fixture->text, &told, &sums);
	if (getenv("UPDATE"))
		update(fixture, text_span(&told));
	same = file_load(&file_system, fixture->expected, FIXTURE_MAX_BYTES, arena, &expected,
			 &error) &&
	       span_is(expected, text_span(&told));
	if (!same) {
		print_message("%s: not as expected %s\n", fixture->name, error.text);
		print_difference(expected, text_span(&told));
	}
	text_release(&told);
	return same;
}

static void reads_each_line_as_expected(void **state)
{
	struct arena arena = { 0 };
	bool same = true;

	(void)state;
	for (size_t i = 0; parsers_builtin[i]; i++) {
		int count;
		struct fixture *fixture = fixtures_of(parsers_builtin[i], &arena, &count);

		for (int k = 0; k < count; k++)
			same &= is_as_expected(&fixture[k], &arena);
	}
	arena_release(&arena);
	assert_true(same);
}

static bool has_case(const struct fixture *fixture, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (span_starts(span_text(strchr(fixture[i].name, '/') + 1), span_text(word)))
			return true;
	print_message("tests/formats/%s lacks a file for '%s'\n",
		      count ? fixture->parser->name : "?", word);
	return false;
}

static int is_folder(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type == DT_DIR;
}

static void has_every_case_for_every_parser(void **state)
{
	static const char *const words[] = { "good", "odd", "broken" };
	struct dirent **entry = NULL;
	int folders = scandir(FORMAT_CASES, &entry, is_folder, alphasort);
	struct arena arena = { 0 };
	bool whole = true;

	(void)state;
	for (size_t i = 0; parsers_builtin[i]; i++) {
		const struct seiche_parser *parser = parsers_builtin[i];
		int count;
		struct fixture *fixture = fixtures_of(parser, &arena, &count);

		for (size_t k = 0; k < LENGTH(words); k++)
			whole &= has_case(fixture, count, words[k]);
		if (!parser->follows || !*parser->follows || !parser->example ||
		    !*parser->example) {
			print_message("%s does not say what it follows\n", parser->name);
			whole = false;
		}
	}
	for (int i = 0; i < folders; i++) {
		if (!registry_find(NULL, entry[i]->d_name)) {
			print_message("tests/formats/%s is of no parser\n", entry[i]->d_name);
			whole = false;
		}
		free(entry[i]);
	}
	free(entry);
	arena_release(&arena);
	assert_true(whole);
}

static void does_not_depend_on_batches(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; parsers_builtin[i]; i++) {
		int count;
		struct fixture *fixture = fixtures_of(parsers_builtin[i], &arena, &count);

		for (int k = 0; k < count; k++) {
			struct reading one = reading_of(parsers_builtin[i], fixture[k].text, 1);
			struct reading many =
				reading_of(parsers_builtin[i], fixture[k].text, READING_ROOM_MAX);
			struct reading sums = { 0 };
			struct text told;

			text_init(&told, FIXTURE_MAX_BYTES);
			fixture_read(parsers_builtin[i], fixture[k].text, &told, &sums);
			assert_true(span_is(text_span(&one.told), text_span(&many.told)));
			assert_int_equal(many.events, sums.events);
			assert_int_equal(many.continued, sums.continued);
			assert_int_equal(many.rejected, sums.rejected);
			text_release(&told);
			text_release(&one.told);
			text_release(&many.told);
		}
	}
	arena_release(&arena);
}

/* Wherever a line is cut off, the parser stays within what is left of it. */
static void survives_being_cut(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; parsers_builtin[i]; i++) {
		int count;
		struct fixture *fixture = fixtures_of(parsers_builtin[i], &arena, &count);

		for (int k = 0; k < count; k++)
			for (size_t size = 0; size < fixture[k].text.size; size += 5) {
				struct reading got = reading_of(parsers_builtin[i],
								span_of(fixture[k].text.at, size),
								READING_ROOM_MAX);

				text_release(&got.told);
			}
	}
	arena_release(&arena);
}

static const struct seiche_parser *recognised(struct span text, uint32_t *score)
{
	struct verdict verdict[VERDICTS_MAX];
	struct seiche_source source = reading_source(text);

	registry_judge(NULL, &source, (struct sample){ .front = text }, verdict);
	*score = verdict[0].score;
	return verdict[0].score >= SCORE_MIN ? verdict[0].parser : NULL;
}

/* The confusion table: what each good and odd file is taken for must lie on its diagonal. */
static void tells_formats_apart(void **state)
{
	struct arena arena = { 0 };
	bool right = true;

	(void)state;
	for (size_t i = 0; parsers_builtin[i]; i++) {
		int count;
		struct fixture *fixture = fixtures_of(parsers_builtin[i], &arena, &count);

		for (int k = 0; k < count; k++) {
			uint32_t score;
			const struct seiche_parser *taken;

			if (strstr(fixture[k].name, "/broken"))
				continue;
			taken = recognised(fixture[k].text, &score);
			if (taken == parsers_builtin[i])
				continue;
			print_message("%s is taken for %s, %u %%\n", fixture[k].name,
				      taken ? taken->name : "nothing", score);
			right = false;
		}
	}
	arena_release(&arena);
	assert_true(right);
}

#define MIXED_LINES 100

/* The good file over and over, from its start, to so many lines. */
static void add_lines(struct text *text, struct span good)
{
	struct span rest = good;

	for (int i = 0; i < MIXED_LINES; i++) {
		if (!rest.size)
			rest = good;
		text_add(text, span_cut(&rest, '\n'));
		text_byte(text, '\n');
	}
}

static struct span good_file(const struct seiche_parser *parser, struct arena *arena)
{
	int count;
	struct fixture *fixture = fixtures_of(parser, arena, &count);

	for (int i = 0; i < count; i++)
		if (strstr(fixture[i].name, "/good"))
			return fixture[i].text;
	fail_msg("%s has no good file", parser->name);
	return SPAN("");
}

static uint32_t events_of(const struct seiche_parser *parser, struct span text)
{
	struct reading got = reading_of(parser, text, READING_ROOM_MAX);

	text_release(&got.told);
	return got.events;
}

/* Does what is chosen for the two halves read as many events as their own parsers do? */
static bool reads_both(const struct seiche_parser *a, const struct seiche_parser *b,
		       struct verdict *verdict, struct arena *arena)
{
	struct text first, second, both;
	struct seiche_source source;
	struct choice choice;
	uint32_t expected, got = 0;

	text_init(&first, FIXTURE_MAX_BYTES);
	text_init(&second, FIXTURE_MAX_BYTES);
	text_init(&both, FIXTURE_MAX_BYTES);
	add_lines(&first, good_file(a, arena));
	add_lines(&second, good_file(b, arena));
	text_add(&both, text_span(&first));
	text_add(&both, text_span(&second));
	expected = events_of(a, text_span(&first)) + events_of(b, text_span(&second));
	source = reading_source(text_span(&both));
	registry_choose(NULL, &source, (struct sample){ .front = text_span(&both) }, arena, &choice,
			verdict);
	if (choice.parser)
		got = events_of(choice.parser, text_span(&both));
	if (got != expected)
		print_message("%s, then %s: %u events of %u, by %s\n", a->name, b->name, got,
			      expected, choice.parser ? choice.parser->name : "nothing");
	text_release(&first);
	text_release(&second);
	text_release(&both);
	return got == expected;
}

/* A program's own data file: told by its first line or its name, and nothing else stands in it. */
static bool is_whole_file(const struct seiche_parser *parser)
{
	static const char *const names[] = { "awstats", "webalizer", "wikimedia",
					     "journal-export" };

	for (size_t i = 0; i < LENGTH(names); i++)
		if (strcmp(parser->name, names[i]) == 0)
			return true;
	return false;
}

/* 100 lines of one format followed by 100 of another, all pairs in both orders. */
static void reads_mixtures(void **state)
{
	struct verdict *verdict = calloc(VERDICTS_MAX, sizeof(*verdict));
	bool right = true;

	(void)state;
	assert_non_null(verdict);
	for (size_t i = 0; parsers_builtin[i]; i++)
		for (size_t k = 0; parsers_builtin[k]; k++) {
			struct arena arena = { 0 };

			/* Of two formats of records neither knows where the other's end. */
			bool records = parsers_builtin[i]->cut && parsers_builtin[k]->cut;

			if (i != k && !records && !is_whole_file(parsers_builtin[i]) &&
			    !is_whole_file(parsers_builtin[k]))
				right &= reads_both(parsers_builtin[i], parsers_builtin[k], verdict,
						    &arena);
			arena_release(&arena);
		}
	free(verdict);
	assert_true(right);
}

/* Is a format of lines read behind the names of containers as it is without them? */
static bool reads_behind_names(const struct seiche_parser *parser, struct verdict *verdict)
{
	struct text bare, named;
	struct arena arena = { 0 };
	struct seiche_source source;
	struct choice choice;
	struct span rest;
	uint32_t expected, got = 0;

	text_init(&bare, FIXTURE_MAX_BYTES);
	text_init(&named, FIXTURE_MAX_BYTES);
	add_lines(&bare, good_file(parser, &arena));
	for (rest = text_span(&bare); rest.size;) {
		struct span line = span_cut(&rest, '\n');

		text_print(&named, "web-1  | %.*s\n", (int)line.size, line.at);
	}
	expected = events_of(parser, text_span(&bare));
	source = reading_source(text_span(&named));
	registry_choose(NULL, &source, (struct sample){ .front = text_span(&named) }, &arena,
			&choice, verdict);
	if (choice.parser && strncmp(choice.parser->name, "compose(", 8) == 0)
		got = events_of(choice.parser, text_span(&named));
	if (got != expected)
		print_message("%s behind names: %u events of %u, by %s\n", parser->name, got,
			      expected, choice.parser ? choice.parser->name : "nothing");
	text_release(&bare);
	text_release(&named);
	arena_release(&arena);
	return got == expected;
}

static void reads_containers(void **state)
{
	struct verdict *verdict = calloc(VERDICTS_MAX, sizeof(*verdict));
	bool right = true;

	(void)state;
	assert_non_null(verdict);
	for (size_t i = 0; parsers_builtin[i]; i++)
		if (!parsers_builtin[i]->metric && !parsers_builtin[i]->cut)
			right &= reads_behind_names(parsers_builtin[i], verdict);
	free(verdict);
	assert_true(right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_line_as_expected),
		cmocka_unit_test(has_every_case_for_every_parser),
		cmocka_unit_test(does_not_depend_on_batches),
		cmocka_unit_test(survives_being_cut),
		cmocka_unit_test(tells_formats_apart),
		cmocka_unit_test(reads_mixtures),
		cmocka_unit_test(reads_containers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
