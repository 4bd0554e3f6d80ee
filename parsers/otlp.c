/* otlp.c - see otlp.h. */
#include "parsers/otlp.h"

#include "core/json.h"

#include <stdlib.h>
#include <string.h>

#define SHARED_BYTES_MAX 256

bool otlp_begins(struct span front)
{
	return span_starts(span_of(front.at, MIN(front.size, OTLP_GLANCE_BYTES)),
			   SPAN("{\"resourceLogs\""));
}

static void put(void *to, const char *bytes, size_t size)
{
	text_add(to, span_of(bytes, size));
}

/* Attributes that say what a line of an access log would, old names and new (semantic conventions,
 * http and client); and what JSON lines call it. */
static const struct {
	const char *attribute, *name;
} known[] = {
	{ "http.response.status_code", "status" },
	{ "http.status_code", "status" },
	{ "http.request.method", "method" },
	{ "http.method", "method" },
	{ "url.path", "path" },
	{ "http.target", "path" },
	{ "client.address", "client_ip" },
	{ "http.client_ip", "client_ip" },
	{ "user_agent.original", "user_agent" },
	{ "http.user_agent", "user_agent" },
	{ "http.response.body.size", "bytes" },
	{ "enduser.id", "user_id" },
};

static const struct json_value *first_of(const struct json_value *array)
{
	return array && array->kind == JSON_ARRAY ? array->first : NULL;
}

/* The inside of an AnyValue that is a text, a number or a truth; NULL for others. */
static const struct json_value *plain(const struct json_value *any)
{
	const struct json_value *inside = any && any->kind == JSON_OBJECT ? any->first : NULL;

	return inside && (inside->kind == JSON_STRING || inside->kind == JSON_NUMBER) ? inside
										      : NULL;
}

static void print_member(struct json_writer *json, const char *name, const struct json_value *value)
{
	if (!value || (value->kind != JSON_STRING && value->kind != JSON_NUMBER) ||
	    !value->text.size)
		return;
	json_key(json, name);
	json_span(json, value->text);
}

/* The attribute of that name of a resource or record; NULL where there is none. */
static const struct json_value *attribute(const struct json_value *of, const char *name)
{
	const struct json_value *pair = first_of(json_member(of, "attributes"));

	for (; pair; pair = pair->next) {
		const char *key = json_member_text(pair, "key");

		if (key && strcmp(key, name) == 0)
			return plain(json_member(pair, "value"));
	}
	return NULL;
}

/* SeverityNumber, of which four are a level. */
static const char *level_of_number(const struct json_value *number)
{
	static const char *const names[] = { "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL" };
	uint64_t value;

	if (!number || !span_number(number->text, &value) || value < 1 || value > 24)
		return NULL;
	return names[(value - 1) / 4];
}

static bool is_zero(const struct json_value *value)
{
	return !value || !value->text.size || span_is(value->text, SPAN("0"));
}

/* What all records of a resource share, cut, for it is printed with each of them. */
static void print_shared(struct json_writer *json, const char *name, const struct json_value *value)
{
	struct json_value cut;

	if (!value)
		return;
	cut = *value;
	cut.text.size = MIN(cut.text.size, SHARED_BYTES_MAX);
	print_member(json, name, &cut);
}

static void print_record(const struct json_value *record, const struct json_value *resource,
			 const struct json_value *scope, struct text *out)
{
	const struct json_value *time = json_member(record, "timeUnixNano");
	const struct json_value *observed = json_member(record, "observedTimeUnixNano");
	const struct json_value *severity = json_member(record, "severityText");
	const char *level = level_of_number(json_member(record, "severityNumber"));
	struct json_writer json;

	if (is_zero(time) && is_zero(observed)) {
		text_add(out, SPAN("{}\n")); /* to be rejected */
		return;
	}
	json_write_init(&json, false, put, out);
	json_object(&json);
	print_member(&json, "timestamp", is_zero(time) ? observed : time);
	/* The number is OpenTelemetry's own, the text whatever the program calls it. */
	if (level) {
		json_key(&json, "level");
		json_text(&json, level);
	} else {
		print_member(&json, "level", severity);
	}
	print_shared(&json, "host.name", attribute(resource, "host.name"));
	print_shared(&json, "service.name", attribute(resource, "service.name"));
	print_shared(&json, "logger", json_member(scope, "name"));
	for (size_t i = 0; i < LENGTH(known); i++)
		print_member(&json, known[i].name, attribute(record, known[i].attribute));
	print_member(&json, "msg", plain(json_member(record, "body")));
	json_close_object(&json);
	text_byte(out, '\n');
}

static uint64_t print_request(const struct json_value *root, struct text *out)
{
	const struct json_value *resource_logs = first_of(json_member(root, "resourceLogs"));
	uint64_t records = 0;

	for (; resource_logs; resource_logs = resource_logs->next) {
		const struct json_value *resource = json_member(resource_logs, "resource");
		const struct json_value *scope_logs =
			first_of(json_member(resource_logs, "scopeLogs"));

		for (; scope_logs; scope_logs = scope_logs->next) {
			const struct json_value *scope = json_member(scope_logs, "scope");
			const struct json_value *record =
				first_of(json_member(scope_logs, "logRecords"));

			for (; record; record = record->next, records++)
				print_record(record, resource, scope, out);
		}
	}
	return records;
}

uint64_t otlp_print(struct span line, struct arena *scratch, struct text *out)
{
	struct arena_mark mark = arena_mark(scratch);
	struct json_value *root;
	struct error error;
	uint64_t records = 0;

	line = span_trim(line);
	if (!line.size)
		return 0;
	if (json_read(line, scratch, &root, &error) && json_member(root, "resourceLogs")) {
		records = print_request(root, out);
	} else {
		text_add(out, line);
		text_byte(out, '\n');
	}
	arena_rewind(scratch, mark);
	return records;
}
