/*
 * fuzz_tables.c - the data bases of monitors: read or refused, whatever they hold, and
 * what is read of them is JSON that the feeds read or refuse.
 *
 * An input that begins as an SQLite file does is taken for one. Any other is a script of
 * lines, put into the tables of a data base that is whole: "e" an endpoint of Gatus', "v" an
 * event, and in a script that begins with neither "k" a monitor of Kuma's, "h" a beat; words
 * behind it are the columns.
 */
#include "core/json.h"
#include "parsers/feed.h"
#include "store/tables.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#define KUMA \
	"PRAGMA page_size = 512; CREATE TABLE monitor(id, name);" \
	"CREATE TABLE heartbeat(monitor_id, time, status, msg, important DEFAULT 1);"
#define GATUS \
	"PRAGMA page_size = 512; CREATE TABLE endpoints(endpoint_id, endpoint_name, " \
	"endpoint_group); CREATE TABLE endpoint_events(endpoint_id, event_type, event_timestamp, " \
	"endpoint_event_id INTEGER PRIMARY KEY);"

static const struct {
	char letter;
	const char *statement;
	int columns;
} kinds[] = {
	{ 'k', "INSERT INTO monitor VALUES(?, ?)", 2 },
	{ 'h', "INSERT INTO heartbeat(monitor_id, time, status, msg) VALUES(?, ?, ?, ?)", 4 },
	{ 'e', "INSERT INTO endpoints VALUES(?, ?, ?)", 3 },
	{ 'v',
	  "INSERT INTO endpoint_events(endpoint_id, event_type, event_timestamp) "
	  "VALUES(?, ?, ?)",
	  3 },
};

static char path[] = "/tmp/fuzz_tables.XXXXXX";

static void forget(void)
{
	unlink(path);
}

static void keep(const void *bytes, size_t size)
{
	static int fd = -1;

	if (fd < 0) {
		fd = mkostemp(path, O_CLOEXEC);
		invariant(fd >= 0);
		atexit(forget);
	}
	invariant(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, size, 0) == (ssize_t)size);
}

/* A number where it is one, NULL where there is none, a text with whatever bytes. */
static void bind(sqlite3_stmt *statement, int column, struct span word)
{
	uint64_t number;

	if (!word.size)
		sqlite3_bind_null(statement, column);
	else if (span_number(word, &number))
		sqlite3_bind_int64(statement, column, (int64_t)number);
	else if (word.at[0] == '\1')
		sqlite3_bind_blob(statement, column, word.at, (int)word.size, SQLITE_TRANSIENT);
	else
		sqlite3_bind_text(statement, column, word.at, (int)word.size, SQLITE_TRANSIENT);
}

static void run_line(sqlite3 *base, struct span line)
{
	struct span word = span_cut(&line, '\t');

	for (size_t i = 0; i < LENGTH(kinds); i++) {
		sqlite3_stmt *statement;

		if (!word.size || word.at[0] != kinds[i].letter)
			continue;
		if (sqlite3_prepare_v2(base, kinds[i].statement, -1, &statement, NULL) != SQLITE_OK)
			continue; /* of the other program's tables */
		for (int column = 1; column <= kinds[i].columns; column++)
			bind(statement, column, span_cut(&line, '\t'));
		invariant(sqlite3_step(statement) == SQLITE_DONE);
		sqlite3_finalize(statement);
	}
}

static void write_base(struct span script)
{
	bool gatus = script.size && (script.at[0] == 'e' || script.at[0] == 'v');
	unsigned char *bytes;
	sqlite3_int64 size;
	sqlite3 *base;

	invariant(sqlite3_open(":memory:", &base) == SQLITE_OK);
	invariant(sqlite3_exec(base, gatus ? GATUS : KUMA, NULL, NULL, NULL) == SQLITE_OK);
	while (script.size)
		run_line(base, span_cut(&script, '\n'));
	bytes = sqlite3_serialize(base, "main", &size, 0);
	invariant(bytes != NULL);
	keep(bytes, (size_t)size);
	sqlite3_free(bytes);
	sqlite3_close(base);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = span_of((const char *)bytes, size);
	bool raw = span_starts(input, SPAN("SQLite format 3"));
	struct feed_source source = { .path = path,
				      .clock = { .zone = zone_utc,
						 .newest_us = INT64_C(1700000000) * SECOND_US } };
	struct window_list windows = { 0 };
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct json_value *root;

	if (raw)
		keep(bytes, size);
	else
		write_base(input);
	invariant(raw || tables_recognise(&file_system, path));
	if (tables_load(path, &arena, &source.text, &error)) {
		invariant(json_read(source.text, &arena, &root, &error));
		if (!feed_read(&source, &arena, &windows, &error))
			invariant(!windows.count && error.text[0]);
	} else {
		invariant(raw && error.text[0]);
	}
	arena_release(&arena);
	return 0;
}
