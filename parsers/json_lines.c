/*
 * json_lines.c - one JSON object a line, with the names that loggers and servers use.
 *
 * Keys stand in any order; a name of nested objects counts where the object is
 * one that servers use for the request or the time (Caddy, MongoDB, log libraries).
 */
#include "core/json.h"
#include "parsers/keyed.h"

/* "web_1  | {" and the like before the object. */
#define PREFIX_MAX 64

/* All of the object; NULL, or why it is none. */
static const char *read_object(struct line *line)
{
	struct keyed_time time = { 0 };
	struct json json;
	uint32_t requests = 0; /* depth of a request object: its host is the service */

	json_init(&json, line->text);
	if (json_next(&json) != JSON_OBJECT)
		return "not a JSON object";
	for (;;) {
		enum json_kind kind = json_next(&json);
		enum key key;

		if (kind == JSON_END)
			return time.timed ? NULL : "no key with a time";
		if (kind == JSON_BROKEN)
			return "broken JSON";
		if (kind == JSON_CLOSE) {
			requests = json.depth < requests ? 0 : requests;
			continue;
		}
		key = keyed_key(json.key);
		if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			bool inside = key == KEY_REQUEST || key == KEY_INSIDE || key == KEY_TIME;

			if (kind == JSON_OBJECT && inside) {
				requests = key == KEY_REQUEST ? json.depth : requests;
				continue;
			}
			if (!json_skip(&json))
				return "broken JSON";
		} else if (kind == JSON_STRING || kind == JSON_NUMBER) {
			keyed_take(line, &time, requests && key == KEY_HOST ? KEY_SERVICE : key,
				   kind == JSON_NUMBER, json.text);
		}
	}
}

static const char *json_lines(struct line *line)
{
	const char *at = line->text.at, *end = at + line->text.size;
	const char *brace = memchr(at, '{', MIN(line->text.size, PREFIX_MAX));
	const char *why;

	if (!brace)
		return "no JSON object at the start";
	line->text = span_trim(span_of(brace, (size_t)(end - brace)));
	why = read_object(line);
	if (line->row->has & SEICHE_STATUS)
		line->row->kind = SEICHE_REQUEST;
	line->row->coding = SEICHE_JSON;
	return why;
}

LINE_PARSE(json_lines)

const struct seiche_parser parser_json_lines = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "json-lines",
	.summary = "one JSON object a line: Caddy, Traefik, nginx, pino, journald and others",
	.example = "{\"time\":\"2014-02-22T19:02:00Z\",\"level\":\"info\",\"msg\":\"started\"}",
	.follows = "jsonlines.org; keys as the servers' own documentation names them",
	.rank = 50,
	.parse = json_lines_lines,
};
