/*
 * test_feed_real.c - real feeds against the windows that others made of them.
 *
 * Needs the data set beside the source; ends with 77, skipped, where it isn't.
 */
#include "ingest/document.h"
#include "parsers/feed.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <unistd.h>

static struct window_list load(const char *name, struct arena *arena)
{
	struct window_list windows = { 0 };
	struct feed_source source = { .path = arena_print(arena, "%s/%s", REAL_DATA, name),
				      .clock = { .zone = zone_utc } };
	struct error error = { 0 };

	if (!document_load(&file_system, source.path, FEED_MAX_BYTES, arena, &source.text,
			   &error) ||
	    !feed_read(&source, arena, &windows, &error))
		fail_msg("%s", error.text);
	return windows;
}

/* By service and start; NULL where there is none. */
static const struct window *find(const struct window_list *list, const struct window *wanted)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].from_us == wanted->from_us &&
		    strcmp(list->item[i].service, wanted->service) == 0)
			return &list->item[i];
	return NULL;
}

/*
 * Every incident, in the order of the file, with the same start and end. The table
 * has one more column than is looked at: the minutes between, rounded.
 */
static void github_status(void **state)
{
	struct arena arena = { 0 };
	struct window_list page = load("github-status/incidents.jsonl.gz", &arena);
	struct window_list table = load("github-status/windows.csv", &arena);
	uint32_t maintenance = 0, updates = 0;

	(void)state;
	assert_int_equal(page.count, 399);
	assert_int_equal(table.count, 399);
	for (size_t i = 0; i < page.count; i++) {
		const struct window *a = &page.item[i], *b = &table.item[i];

		assert_string_equal(a->id, b->id);
		assert_string_equal(a->title, b->title);
		assert_true(a->from_us == b->from_us);
		assert_true(a->to_us == b->to_us);
		assert_int_equal(a->kind, b->kind);
		/* Where a post-mortem moved the start back, the announcement stays. */
		assert_true(a->announced_us >= a->from_us);
		maintenance += a->kind == WINDOW_MAINTENANCE;
		updates += a->updates;
	}
	assert_int_equal(maintenance, 10);
	assert_true(updates > 399);
	arena_release(&arena);
}

/*
 * `open` and `dropped` of our windows are not in the table, which holds only those that
 * a commit says ended: the former are open at the end of the log, the latter end with
 * the last word on a site that was taken off. All others are the same to the second;
 * the quarter of an hour that the poll may be late isn't needed.
 */
static const struct {
	const char *log, *table;
	uint32_t windows, open, dropped;
} upptimes[] = {
	{ "upptime/iamport.commits.tsv.gz", "upptime/iamport.windows.tsv", 21, 2, 2 },
	{ "upptime/eddiehub.commits.tsv.gz", "upptime/eddiehub.windows.tsv", 180, 3, 0 },
	{ "upptime/kevinpapst.commits.tsv.gz", "upptime/kevinpapst.windows.tsv", 630, 0, 0 },
};

static void upptime(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(upptimes); i++) {
		struct arena arena = { 0 };
		struct window_list ours = load(upptimes[i].log, &arena);
		struct window_list table = load(upptimes[i].table, &arena);
		uint32_t open = 0, dropped = 0;

		print_message("%s\n", upptimes[i].log);
		assert_int_equal(table.count, upptimes[i].windows);
		for (size_t k = 0; k < table.count; k++) {
			const struct window *found = find(&ours, &table.item[k]);

			assert_non_null(found);
			assert_true(found->to_us == table.item[k].to_us);
		}
		for (size_t k = 0; k < ours.count; k++) {
			const struct window *window = &ours.item[k];

			assert_int_equal(window->precision, WINDOW_POLLED);
			if (find(&table, window))
				continue;
			open += window->to_us == TIME_UNKNOWN;
			dropped += window->to_us != TIME_UNKNOWN;
		}
		assert_int_equal(open, upptimes[i].open);
		assert_int_equal(dropped, upptimes[i].dropped);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(github_status),
		cmocka_unit_test(upptime),
	};

	if (access(REAL_DATA "/upptime", R_OK) != 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
