/* test_tables.c - data bases of monitors, whole, hostile and broken. */
#include "core/text.h"
#include "parsers/feed.h"
#include "store/tables.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define KUMA \
	"CREATE TABLE monitor(id INTEGER PRIMARY KEY, name TEXT, url TEXT);" \
	"CREATE TABLE heartbeat(id INTEGER PRIMARY KEY, important BOOLEAN, monitor_id INTEGER, " \
	"status SMALLINT, msg TEXT, time DATETIME, ping INTEGER);"

static const char *make(const char *name, const char *sql)
{
	const char *path = scratch_path(name);
	sqlite3 *base;

	assert_int_equal(sqlite3_open(path, &base), SQLITE_OK);
	assert_int_equal(sqlite3_exec(base, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(base), SQLITE_OK);
	return path;
}

static const struct {
	const char *what, *sql;
	const char *json; /* NULL: refused with `why` */
	const char *why;
} cases[] = {
	{ "Uptime Kuma, only what is important",
	  KUMA "INSERT INTO monitor VALUES(1, 'web \"a\"', '');"
	       "INSERT INTO heartbeat VALUES(1,1,1,0,'down','2026-09-23 10:02:00.123',NULL),"
	       "(2,0,1,0,NULL,'2026-09-23 10:03:00',1),(3,1,1,1,NULL,'2026-09-23 10:04:00',1);",
	  "{\"monitor\":[{\"id\":1,\"name\":\"web \\\"a\\\"\"}],\"heartbeat\":[{\"monitor_id\":1,"
	  "\"time\":\"2026-09-23 10:02:00.123\",\"status\":0,\"msg\":\"down\"},{\"monitor_id\":1,"
	  "\"time\":\"2026-09-23 10:04:00\",\"status\":1,\"msg\":null}]}",
	  NULL },
	{ "Gatus",
	  "CREATE TABLE endpoints(endpoint_id INTEGER PRIMARY KEY, endpoint_key TEXT UNIQUE, "
	  "endpoint_name TEXT, endpoint_group TEXT);"
	  "CREATE TABLE endpoint_events(endpoint_event_id INTEGER PRIMARY KEY, endpoint_id "
	  "INTEGER, "
	  "event_type TEXT, event_timestamp TIMESTAMP);"
	  "INSERT INTO endpoints VALUES(1,'k','front','core');"
	  "INSERT INTO endpoint_events VALUES(1,1,'UNHEALTHY','2026-09-23 10:00:00 +0000 UTC');",
	  "{\"endpoints\":[{\"endpoint_id\":1,\"endpoint_name\":\"front\",\"endpoint_group\":"
	  "\"core\"}],"
	  "\"endpoint_events\":[{\"endpoint_id\":1,\"event_type\":\"UNHEALTHY\","
	  "\"event_timestamp\":\"2026-09-23 10:00:00 +0000 UTC\"}]}",
	  NULL },
	{ "a data base of something else", "CREATE TABLE a(b);", NULL,
	  "expected the tables of Uptime Kuma or Gatus, found neither" },
	{ "a view where there should be a table",
	  "CREATE TABLE monitor(id, name); CREATE VIEW heartbeat AS SELECT 1;", NULL,
	  "expected the tables of Uptime Kuma or Gatus, found neither" },
	{ "a column that is missing", "CREATE TABLE monitor(id); CREATE TABLE heartbeat(b);", NULL,
	  "no such column: name" },
};

static void reads_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct error error = { 0 };
		struct span got = SPAN("");
		const char *path;

		print_message("%s\n", cases[i].what);
		scratch_make();
		path = make("odd?name#%20.db", cases[i].sql);
		assert_true(tables_recognise(&file_system, path));
		assert_int_equal(tables_load(path, &arena, &got, &error), cases[i].json != NULL);
		if (cases[i].json)
			assert_string_equal(got.at, cases[i].json);
		else
			assert_non_null(strstr(error.text, cases[i].why));
		arena_release(&arena);
		scratch_remove();
	}
}

/* From the file to windows: what is printed is what the feed reads. */
static void becomes_windows(void **state)
{
	struct feed_source source = { .path = "kuma.db", .clock = { .zone = zone_utc } };
	struct window_list windows = { 0 };
	struct arena arena = { 0 };
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		scratch_make();
		assert_true(tables_load(make("a.db", cases[i].sql), &arena, &source.text, &error));
		assert_true(feed_read(&source, &arena, &windows, &error));
		scratch_remove();
	}
	assert_int_equal(windows.count, 2);
	assert_string_equal(windows.item[0].service, "web \"a\"");
	assert_true(windows.item[0].to_us - windows.item[0].from_us == 2 * MINUTE_US - 123000);
	assert_string_equal(windows.item[1].service, "core/front");
	assert_true(windows.item[1].to_us == TIME_UNKNOWN);
	arena_release(&arena);
}

static void refuses_a_log_beside_it(void **state)
{
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct span got;

	(void)state;
	scratch_make();
	make("a.db", cases[0].sql);
	scratch_file("a.db-wal", "x", 1);
	assert_false(tables_load(scratch_path("a.db"), &arena, &got, &error));
	assert_non_null(strstr(error.text, "-wal would be left out"));
	assert_false(tables_load(scratch_path("none.db"), &arena, &got, &error));
	assert_false(tables_recognise(&file_system, scratch_path("none.db")));
	assert_false(tables_recognise(&file_system, scratch_file("b", "SQLite format 2", 16)));
	arena_release(&arena);
	scratch_remove();
}

/* Whatever byte is wrong: refused or read, never a crash, and the file is as it was. */
static void survives_damage(void **state)
{
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct span whole, again, got;

	(void)state;
	scratch_make();
	assert_true(file_load(&file_system, make("a.db", cases[0].sql), 1u << 20, &arena, &whole,
			      &error));
	for (size_t at = 16; at < whole.size; at += 13) {
		char *bytes = arena_copy(&arena, whole.at, whole.size);
		struct arena_mark mark = arena_mark(&arena);
		const char *path;

		bytes[at] = (char)(bytes[at] ^ (1 + at % 255));
		path = scratch_file("b.db", bytes, whole.size);
		if (!tables_load(path, &arena, &got, &error))
			assert_true(error.text[0]);
		assert_true(file_load(&file_system, path, 1u << 20, &arena, &again, &error));
		assert_true(span_is(again, span_of(bytes, whole.size)));
		arena_rewind(&arena, mark);
	}
	for (size_t size = 0; size < whole.size; size += 512) {
		scratch_file("c.db", whole.at, size);
		if (!tables_load(scratch_path("c.db"), &arena, &got, &error))
			assert_true(error.text[0]);
	}
	arena_release(&arena);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(becomes_windows),
		cmocka_unit_test(refuses_a_log_beside_it),
		cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
