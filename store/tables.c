/* tables.c - see tables.h. */
#include "store/tables.h"

#include "core/json.h"
#include "core/text.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

/* Steps of SQLite's virtual machine: some 20 s. A year of Kuma's beats takes 1 % of it. */
#define OPERATIONS_MAX 2000
#define OPERATIONS_EACH 1000000
#define FIELD_MAX_BYTES (1 << 20)

struct table {
	const char *name, *query;
};

/* What is important of Kuma's beats is where the state changed. */
static const struct table kuma[] = {
	{ "monitor", "SELECT id, name FROM monitor ORDER BY id" },
	{ "heartbeat", "SELECT monitor_id, time, status, msg FROM heartbeat "
		       "WHERE important = 1 ORDER BY monitor_id, time" },
	{ NULL, NULL },
};

static const struct table gatus[] = {
	{ "endpoints", "SELECT endpoint_id, endpoint_name, endpoint_group FROM endpoints "
		       "ORDER BY endpoint_id" },
	{ "endpoint_events", "SELECT endpoint_id, event_type, event_timestamp FROM endpoint_events "
			     "ORDER BY endpoint_id, endpoint_event_id" },
	{ NULL, NULL },
};

static const struct table *const schemas[] = { kuma, gatus };

bool tables_recognise(const struct file_ops *ops, const char *path)
{
	static const char magic[] = "SQLite format 3"; /* with its NUL */
	char front[sizeof(magic)] = { 0 };
	int fd = ops->open(path, O_RDONLY | O_CLOEXEC, 0);
	bool same;

	if (fd < 0)
		return false;
	same = file_read(ops, fd, front, sizeof(front)) == (ssize_t)sizeof(front) &&
	       memcmp(front, magic, sizeof(magic)) == 0;
	ops->close(fd);
	return same;
}

/* Reading, and nothing else: not what a view or trigger in the file would do besides. */
static int authorize(void *context, int action, const char *a, const char *b, const char *c,
		     const char *d)
{
	(void)context;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return action == SQLITE_SELECT || action == SQLITE_READ ? SQLITE_OK : SQLITE_DENY;
}

static int count_down(void *left)
{
	int *operations = left;

	return --*operations < 0;
}

static bool fail_sqlite(sqlite3 *base, const char *path, const int *left, struct error *error)
{
	if (*left < 0)
		return fail(error, FAULT_LIMIT, "%s: reading its tables takes too long", path);
	return fail(error, FAULT_INPUT, "%s: %s", path, sqlite3_errmsg(base));
}

/* The path as an SQLite URI: what has a meaning there is written in hex. */
static const char *uri_of(const char *path, struct arena *arena)
{
	struct text uri;
	const char *kept;

	text_init(&uri, strlen(path) * 3 + 64);
	text_print(&uri, "file:%s", path[0] == '/' ? "" : "./");
	for (; *path; path++)
		if (*path == '%' || *path == '?' || *path == '#')
			text_print(&uri, "%%%02x", (unsigned char)*path);
		else
			text_byte(&uri, *path);
	text_print(&uri, "?mode=ro&immutable=1");
	kept = arena_copy(arena, text_span(&uri).at, uri.size);
	text_release(&uri);
	return kept;
}

static bool has_log(const char *path, struct arena *arena)
{
	struct stat stat_of;

	return stat(arena_print(arena, "%s-wal", path), &stat_of) == 0 && stat_of.st_size > 0;
}

/* A table, not a view that is called so. */
static bool has_table(sqlite3 *base, const char *name)
{
	static const char query[] =
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?";
	sqlite3_stmt *statement;
	bool found;

	if (sqlite3_prepare_v2(base, query, -1, &statement, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	found = sqlite3_step(statement) == SQLITE_ROW;
	sqlite3_finalize(statement);
	return found;
}

static const struct table *schema_of(sqlite3 *base)
{
	for (size_t i = 0; i < LENGTH(schemas); i++) {
		bool all = true;

		for (const struct table *table = schemas[i]; table->name && all; table++)
			all = has_table(base, table->name);
		if (all)
			return schemas[i];
	}
	return NULL;
}

static void put(void *to, const char *bytes, size_t size)
{
	text_add(to, span_of(bytes, size));
}

static void put_value(struct json_writer *json, sqlite3_stmt *statement, int column)
{
	const char *text;

	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		json_integer(json, sqlite3_column_int64(statement, column));
		break;
	case SQLITE_FLOAT:
		json_number(json, sqlite3_column_double(statement, column), 17);
		break;
	case SQLITE_NULL:
		json_null(json);
		break;
	default:
		text = (const char *)sqlite3_column_text(statement, column);
		json_span(json, span_of(text ? text : "",
					(size_t)sqlite3_column_bytes(statement, column)));
		break;
	}
}

static int put_rows(struct json_writer *json, sqlite3_stmt *statement, const struct text *text)
{
	int result = SQLITE_DONE;

	json_array(json);
	while (!text->cut && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		json_object(json);
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			json_key(json, sqlite3_column_name(statement, i));
			put_value(json, statement, i);
		}
		json_close_object(json);
	}
	json_close_array(json);
	return result;
}

static bool put_tables(sqlite3 *base, const char *path, const struct table *table, const int *left,
		       struct text *text, struct error *error)
{
	struct json_writer json;

	json_write_init(&json, false, put, text);
	json_object(&json);
	for (; table->name; table++) {
		sqlite3_stmt *statement;
		int result;

		if (sqlite3_prepare_v2(base, table->query, -1, &statement, NULL) != SQLITE_OK)
			return fail_sqlite(base, path, left, error);
		json_key(&json, table->name);
		result = put_rows(&json, statement, text);
		sqlite3_finalize(statement);
		if (text->cut)
			return fail(error, FAULT_LIMIT, "%s: more than %zu bytes of tables", path,
				    TABLES_MAX_BYTES);
		if (result != SQLITE_DONE)
			return fail_sqlite(base, path, left, error);
	}
	json_close_object(&json);
	return true;
}

static bool load(sqlite3 *base, const char *path, struct text *text, struct error *error)
{
	int left = OPERATIONS_MAX;
	const struct table *schema;
	bool ok;

	sqlite3_limit(base, SQLITE_LIMIT_LENGTH, FIELD_MAX_BYTES);
	sqlite3_db_config(base, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(base, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_exec(base, "PRAGMA cell_size_check = 1", NULL, NULL, NULL);
	sqlite3_set_authorizer(base, authorize, NULL);
	sqlite3_progress_handler(base, OPERATIONS_EACH, count_down, &left);
	schema = schema_of(base);
	if (schema)
		ok = put_tables(base, path, schema, &left, text, error);
	else if (sqlite3_errcode(base) == SQLITE_OK || sqlite3_errcode(base) == SQLITE_DONE)
		ok = fail(error, FAULT_INPUT,
			  "%s: expected the tables of Uptime Kuma or Gatus, found neither", path);
	else
		ok = fail_sqlite(base, path, &left, error);
	sqlite3_progress_handler(base, 0, NULL, NULL);
	return ok;
}

bool tables_load(const char *path, struct arena *arena, struct span *out, struct error *error)
{
	sqlite3 *base = NULL;
	struct text text;
	bool ok;

	if (has_log(path, arena))
		return fail(
			error, FAULT_INPUT,
			"%s: it is in use, and what is in %s-wal would be left out; make a copy "
			"first: sqlite3 FILE '.backup copy.db'",
			path, path);
	text_init(&text, TABLES_MAX_BYTES);
	if (sqlite3_open_v2(uri_of(path, arena), &base,
			    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_PRIVATECACHE,
			    NULL) == SQLITE_OK)
		ok = load(base, path, &text, error);
	else
		ok = fail(error, FAULT_INPUT, "%s: %s", path,
			  base ? sqlite3_errmsg(base) : "no memory");
	sqlite3_close(base);
	if (ok)
		*out = span_of(arena_copy(arena, text_span(&text).at, text.size), text.size);
	text_release(&text);
	return ok;
}
