/*
 * test_stats_documents.c - every kind of statistics that is one document, on its files in
 * tests/stats: told from all others, and printed as the table, or refused with the words,
 * that stand in the file of the same name and the ending .expected.
 *
 * UPDATE=1 in the environment writes what comes out over what is expected: read the diff.
 */
#include "core/file.h"
#include "parsers/stats_document.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define CAP (1u << 20)

static void print_file(const struct stats_document *document, const char *path, struct arena *arena,
		       struct text *table)
{
	struct error error = { 0 };
	struct span text;

	if (!file_load(&file_system, path, CAP, arena, &text, &error))
		fail_msg("%s", error.text);
	assert_ptr_equal(stats_document_recognise(text), document);
	if (!stats_document_print(document, text,
				  &(struct stats_printing){ .path = strrchr(path, '/') + 1,
							    .zone = zone_utc,
							    .arena = arena,
							    .table = table,
							    .error = &error })) {
		text_clear(table);
		text_print(table, "%s\n", error.text);
	}
}

static bool is_as_expected(const struct stats_document *document, const char *path,
			   struct arena *arena)
{
	const char *expected_path = arena_print(arena, "%s.expected", path);
	struct span expected = SPAN("");
	struct error error;
	struct text table;
	bool same;

	text_init(&table, CAP);
	print_file(document, path, arena, &table);
	if (getenv("UPDATE")) {
		FILE *file = fopen(expected_path, "we");

		assert_non_null(file);
		fwrite(table.at, 1, table.size, file);
		fclose(file);
	}
	same = file_load(&file_system, expected_path, CAP, arena, &expected, &error) &&
	       span_is(expected, text_span(&table));
	if (!same)
		print_message("%s: expected\n%.*sbut was\n%s", path, (int)expected.size,
			      expected.at, text_span(&table).at);
	text_release(&table);
	return same;
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !span_ends(span_text(entry->d_name), SPAN(".expected"));
}

static bool check(const struct stats_document *document)
{
	static const char *const words[] = { "good", "odd", "broken" };
	struct arena arena = { 0 };
	struct dirent **entry = NULL;
	const char *folder = arena_print(&arena, "%s/%s", STATS_CASES, document->name);
	int count = scandir(folder, &entry, is_input, alphasort);
	bool whole = true, there[LENGTH(words)] = { false };

	for (int i = 0; i < count; i++) {
		for (size_t k = 0; k < LENGTH(words); k++)
			there[k] |= span_starts(span_text(entry[i]->d_name), span_text(words[k]));
		whole &= is_as_expected(
			document, arena_print(&arena, "%s/%s", folder, entry[i]->d_name), &arena);
		free(entry[i]);
	}
	free(entry);
	for (size_t k = 0; k < LENGTH(words); k++)
		if (!there[k]) {
			print_message("tests/stats/%s lacks a file for '%s'\n", document->name,
				      words[k]);
			whole = false;
		}
	arena_release(&arena);
	return whole;
}

static void prints_its_files(void **state)
{
	bool whole = true;

	(void)state;
	for (const struct stats_document *const *document = stats_documents; *document; document++)
		whole &= check(*document);
	assert_true(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(prints_its_files) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
