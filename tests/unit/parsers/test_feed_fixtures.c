/*
 * test_feed_fixtures.c - every feed of the table on its files in tests/feeds: taken for
 * what it is, and read into the windows, or refused with the words, that stand in the
 * file of the same name and the ending .expected.
 *
 * UPDATE=1 in the environment writes what comes out over what is expected: read the diff.
 */
#include "core/file.h"
#include "core/text.h"
#include "parsers/feed.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define CAP (1u << 20)
#define NEWEST_US (INT64_C(1795600000) * SECOND_US) /* November 2026 */

static void tell_time(struct text *told, const char *name, int64_t time_us)
{
	char text[CLOCK_TEXT_BYTES];

	if (time_us != TIME_UNKNOWN)
		text_print(told, " %s=%s", name, clock_write(time_us, text));
}

static void tell_text(struct text *told, const char *name, const char *text)
{
	if (text)
		text_print(told, " %s=<%s>", name, text);
}

static void tell(struct text *told, const struct window *window)
{
	text_print(told, "%s %s %s line=%llu", window_kind_name(window->kind),
		   window_precision_name(window->precision), window->service,
		   (unsigned long long)window->line);
	tell_time(told, "from", window->from_us);
	tell_time(told, "to", window->to_us);
	tell_time(told, "detected", window->detected_us);
	tell_time(told, "announced", window->announced_us);
	tell_time(told, "resolved", window->resolved_us);
	tell_text(told, "title", window->title);
	tell_text(told, "impact", window->impact);
	tell_text(told, "id", window->id);
	tell_text(told, "url", window->url);
	for (uint32_t i = 0; i < window->components; i++)
		tell_text(told, "part", window->component[i]);
	for (uint32_t i = 0; i < window->regions; i++)
		tell_text(told, "region", window->region[i]);
	text_print(told, "\n");
	for (uint32_t i = 0; i < window->updates; i++) {
		tell_time(told, "at", window->update[i].at_us);
		tell_text(told, "status", window->update[i].status);
		tell_text(told, "text", window->update[i].text);
		text_print(told, "\n");
	}
}

static void read_file(const struct feed *feed, const char *path, struct arena *arena,
		      struct text *told)
{
	const char *slash = strrchr(path, '/');
	struct feed_source source = { .path = slash + 1,
				      .clock = { .zone = zone_utc, .newest_us = NEWEST_US } };
	struct window_list windows = { 0 };
	struct error error = { 0 };

	if (!file_load(&file_system, path, CAP, arena, &source.text, &error))
		fail_msg("%s", error.text);
	assert_string_equal(feed_recognise(&source, arena)->name, feed->name);
	if (!feed_read(&source, arena, &windows, &error))
		text_print(told, "%s\n", error.text);
	for (size_t i = 0; i < windows.count; i++)
		tell(told, &windows.item[i]);
}

static void update(const char *path, struct span told)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fwrite(told.at, 1, told.size, file);
	fclose(file);
}

static bool is_as_expected(const struct feed *feed, const char *path, struct arena *arena)
{
	const char *expected_path = arena_print(arena, "%s.expected", path);
	struct span expected = SPAN("");
	struct error error;
	struct text told;
	bool same;

	text_init(&told, CAP);
	read_file(feed, path, arena, &told);
	if (getenv("UPDATE"))
		update(expected_path, text_span(&told));
	same = file_load(&file_system, expected_path, CAP, arena, &expected, &error) &&
	       span_is(expected, text_span(&told));
	if (!same)
		print_message("%s: expected\n%.*sbut was\n%s", path, (int)expected.size,
			      expected.at, text_span(&told).at);
	text_release(&told);
	return same;
}

static int is_fixture(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !span_ends(span_text(entry->d_name), SPAN(".expected"));
}

static bool check_feed(const struct feed *feed)
{
	static const char *const words[] = { "good", "odd", "broken" };
	struct arena arena = { 0 };
	struct dirent **entry = NULL;
	const char *folder = arena_print(&arena, "%s/%s", FEED_CASES, feed->name);
	int count = scandir(folder, &entry, is_fixture, alphasort);
	bool whole = true, there[LENGTH(words)] = { false };

	for (int i = 0; i < count; i++) {
		for (size_t k = 0; k < LENGTH(words); k++)
			there[k] |= span_starts(span_text(entry[i]->d_name), span_text(words[k]));
		whole &= is_as_expected(
			feed, arena_print(&arena, "%s/%s", folder, entry[i]->d_name), &arena);
		free(entry[i]);
	}
	free(entry);
	for (size_t k = 0; k < LENGTH(words); k++)
		if (!there[k]) {
			print_message("tests/feeds/%s lacks a file for '%s'\n", feed->name,
				      words[k]);
			whole = false;
		}
	arena_release(&arena);
	return whole;
}

static void reads_its_files(void **state)
{
	bool whole = true;

	(void)state;
	for (const struct feed *const *feed = feeds; *feed; feed++) {
		assert_true((*feed)->summary[0] && (*feed)->follows[0]);
		whole &= check_feed(*feed);
	}
	assert_true(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_its_files) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
