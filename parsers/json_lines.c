/*
 * json_lines.c - one JSON object a line, with the names that loggers and servers use.
 *
 * Keys stand in any order; a name of nested objects counts where the object is
 * one that servers use for the request or the time (Caddy, MongoDB, log libraries).
 */
#include "core/json.h"
#include "parsers/builtin.h"

/* "web_1  | {" and the like before the object. */
#define PREFIX_MAX 64

enum key {
	NO_KEY,
	TIME,
	LEVEL,
	PRIORITY,
	MESSAGE,
	HOST,
	SERVICE,
	CLIENT,
	USER,
	METHOD,
	TARGET,
	REQUEST,
	STATUS,
	BYTES,
	SECONDS,
	MILLIS,
	NANOS,
	REFERRER,
	AGENT,
	INSIDE, /* an object whose members count as the line's own */
};

#define KEY(text, key) { text, sizeof(text) - 1, key }

static const struct {
	const char *name;
	uint8_t size;
	uint8_t key;
} keys[] = {
	KEY("ts", TIME), KEY("time", TIME), KEY("timestamp", TIME), KEY("@timestamp", TIME),
	KEY("t", TIME), KEY("date", TIME), KEY("datetime", TIME), KEY("eventTime", TIME),
	KEY("StartUTC", TIME), KEY("Timestamp", TIME), KEY("Time", TIME), KEY("$date", TIME),
	KEY("time_local", TIME), KEY("time_iso8601", TIME), KEY("__REALTIME_TIMESTAMP", TIME),
	KEY("EdgeStartTimestamp", TIME), KEY("asctime", TIME),
	KEY("level", LEVEL), KEY("lvl", LEVEL), KEY("severity", LEVEL), KEY("log.level", LEVEL),
	KEY("levelname", LEVEL), KEY("loglevel", LEVEL), KEY("Level", LEVEL),
	KEY("PRIORITY", PRIORITY),
	KEY("msg", MESSAGE), KEY("message", MESSAGE), KEY("MESSAGE", MESSAGE),
	KEY("Message", MESSAGE), KEY("body", MESSAGE), KEY("text", MESSAGE), KEY("log", MESSAGE),
	KEY("host", HOST), KEY("hostname", HOST), KEY("_HOSTNAME", HOST), KEY("host.name", HOST),
	KEY("service", SERVICE), KEY("app", SERVICE), KEY("logger", SERVICE),
	KEY("vhost", SERVICE), KEY("server_name", SERVICE), KEY("service.name", SERVICE),
	KEY("SYSLOG_IDENTIFIER", SERVICE), KEY("ServiceName", SERVICE),
	KEY("ClientRequestHost", SERVICE),
	KEY("client", CLIENT), KEY("remote_addr", CLIENT), KEY("remote_ip", CLIENT),
	KEY("client_ip", CLIENT), KEY("ClientHost", CLIENT), KEY("ClientIP", CLIENT),
	KEY("ip", CLIENT),
	KEY("user", USER), KEY("remote_user", USER), KEY("user_id", USER),
	KEY("method", METHOD), KEY("request_method", METHOD), KEY("RequestMethod", METHOD),
	KEY("ClientRequestMethod", METHOD),
	KEY("path", TARGET), KEY("uri", TARGET), KEY("url", TARGET), KEY("request_uri", TARGET),
	KEY("RequestPath", TARGET), KEY("ClientRequestURI", TARGET),
	KEY("request", REQUEST),
	KEY("status", STATUS), KEY("status_code", STATUS), KEY("DownstreamStatus", STATUS),
	KEY("EdgeResponseStatus", STATUS),
	KEY("bytes", BYTES), KEY("size", BYTES), KEY("body_bytes_sent", BYTES),
	KEY("bytes_sent", BYTES), KEY("DownstreamContentSize", BYTES),
	KEY("EdgeResponseBytes", BYTES),
	KEY("duration", SECONDS), KEY("request_time", SECONDS),
	KEY("duration_ms", MILLIS), KEY("latency_ms", MILLIS), KEY("responseTime", MILLIS),
	KEY("Duration", NANOS), KEY("duration_ns", NANOS),
	KEY("referer", REFERRER), KEY("referrer", REFERRER), KEY("http_referer", REFERRER),
	KEY("http_referrer", REFERRER), KEY("request_Referer", REFERRER),
	KEY("user_agent", AGENT), KEY("http_user_agent", AGENT), KEY("agent", AGENT),
	KEY("request_User-Agent", AGENT),
	KEY("@fields", INSIDE), KEY("fields", INSIDE), KEY("response", INSIDE),
};

/* Length and first byte leave few names to compare with. */
static enum key key_of(struct span name)
{
	if (!name.size)
		return NO_KEY;
	for (size_t i = 0; i < LENGTH(keys); i++)
		if (keys[i].size == name.size && keys[i].name[0] == name.at[0] &&
		    memcmp(keys[i].name, name.at, name.size) == 0)
			return (enum key)keys[i].key;
	return NO_KEY;
}

/* One line as it is read. */
struct record {
	const char *bytes; /* of the chunk */
	const struct clock_context *context;
	struct seiche_event *row;
	uint32_t *assumed;
	bool timed;
};

static void set(struct record *record, struct seiche_span *field, uint32_t bit, struct span text)
{
	if (!text.size || (record->row->has & bit) || span_is(text, SPAN("-")))
		return;
	*field = (struct seiche_span){ (uint32_t)(text.at - record->bytes), (uint32_t)text.size };
	record->row->has |= bit;
}

/* Names, RFC 5424's numbers below 8, pino's and bunyan's from 10 on. */
static void set_level(struct record *record, enum json_kind kind, struct span text)
{
	uint64_t number;
	uint8_t level = level_of(text.at, text.size);

	if (kind == JSON_NUMBER && span_number(text, &number) && number >= 10)
		level = number >= 60   ? SEICHE_CRITICAL
			: number >= 50 ? SEICHE_ERROR
			: number >= 40 ? SEICHE_WARNING
			: number >= 30 ? SEICHE_INFO
				       : SEICHE_DEBUG;
	if (level == SEICHE_LEVEL_NONE)
		return;
	record->row->level = level;
	record->row->has |= SEICHE_LEVEL;
}

static void set_priority(struct record *record, struct span text)
{
	uint64_t number;

	if (!span_number(text, &number) || number > SEICHE_DEBUG)
		return;
	record->row->level = (uint8_t)number;
	record->row->has |= SEICHE_LEVEL;
}

/* `unit_us` of the number; no request lasts longer than a year. */
static void set_duration(struct record *record, struct span text, double unit_us)
{
	double number;

	if (!span_decimal(text, &number) || number < 0 || number * unit_us > 366.0 * (double)DAY_US)
		return;
	record->row->duration_us = (int64_t)(number * unit_us + 0.5);
	record->row->has |= SEICHE_DURATION;
}

/* "GET / HTTP/1.1" */
static void set_request(struct record *record, struct span text)
{
	struct seiche_event *row = record->row;
	struct span method = span_cut(&text, ' ');
	const char *space;

	if (!text.size) {
		set(record, &row->target, SEICHE_TARGET, method);
		return;
	}
	space = memrchr(text.at, ' ', text.size);
	if (space && span_starts(span_of(space + 1, (size_t)(text.at + text.size - space - 1)),
				 SPAN("HTTP")))
		text.size = (size_t)(space - text.at);
	set(record, &row->method, SEICHE_METHOD, method);
	set(record, &row->target, SEICHE_TARGET, text);
}

static void set_numbers(struct record *record, enum key key, struct span text)
{
	struct seiche_event *row = record->row;
	uint64_t number;

	if (!span_number(text, &number))
		return;
	if (key == BYTES) {
		row->bytes = number;
		row->has |= SEICHE_BYTES;
	} else if (number >= 100 && number <= 999) {
		row->status = (uint16_t)number;
		row->has |= SEICHE_STATUS;
	}
}

static void take_value(struct record *record, enum key key, enum json_kind kind, struct span text)
{
	struct seiche_event *row = record->row;

	switch (key) {
	case TIME:
		if (!record->timed)
			record->timed = clock_read_any(text, record->context, &row->time_us,
						       record->assumed);
		break;
	case LEVEL: set_level(record, kind, text); break;
	case PRIORITY: set_priority(record, text); break;
	case MESSAGE: set(record, &row->text, SEICHE_TEXT, text); break;
	case HOST: set(record, &row->host, SEICHE_HOST, text); break;
	case SERVICE: set(record, &row->service, SEICHE_SERVICE, text); break;
	case CLIENT: set(record, &row->client, SEICHE_CLIENT, text); break;
	case USER: set(record, &row->user, SEICHE_USER, text); break;
	case METHOD: set(record, &row->method, SEICHE_METHOD, text); break;
	case TARGET: set(record, &row->target, SEICHE_TARGET, text); break;
	case REQUEST: set_request(record, text); break;
	case REFERRER: set(record, &row->referrer, SEICHE_REFERRER, text); break;
	case AGENT: set(record, &row->agent, SEICHE_AGENT, text); break;
	case STATUS:
	case BYTES: set_numbers(record, key, text); break;
	case SECONDS: set_duration(record, text, 1e6); break;
	case MILLIS: set_duration(record, text, 1e3); break;
	case NANOS: set_duration(record, text, 1e-3); break;
	default: break;
	}
}

/* All of the object; NULL, or why it is none. */
static const char *read_object(struct record *record, struct span text)
{
	struct json json;
	uint32_t requests = 0; /* depth of a request object: its host is the service */

	json_init(&json, text);
	if (json_next(&json) != JSON_OBJECT)
		return "not a JSON object";
	for (;;) {
		enum json_kind kind = json_next(&json);
		enum key key;

		if (kind == JSON_END)
			return record->timed ? NULL : "no key with a time";
		if (kind == JSON_BROKEN)
			return "broken JSON";
		if (kind == JSON_CLOSE) {
			requests = json.depth < requests ? 0 : requests;
			continue;
		}
		key = key_of(json.key);
		if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			bool inside = key == REQUEST || key == INSIDE || key == TIME;

			if (kind == JSON_OBJECT && inside) {
				requests = key == REQUEST ? json.depth : requests;
				continue;
			}
			if (!json_skip(&json))
				return "broken JSON";
		} else if (kind == JSON_STRING || kind == JSON_NUMBER) {
			take_value(record, requests && key == HOST ? SERVICE : key, kind, json.text);
		}
	}
}

static const char *read_line(const struct seiche_walk *line, struct record *record)
{
	const char *at = line->bytes + line->at, *end = line->bytes + line->end;
	const char *brace = memchr(at, '{', (size_t)MIN(end - at, PREFIX_MAX));
	const char *why;

	if (!brace)
		return "no JSON object at the start";
	why = read_object(record, span_trim(span_of(brace, (size_t)(end - brace))));
	record->row->kind = record->row->has & SEICHE_STATUS ? SEICHE_REQUEST : SEICHE_MESSAGE;
	record->row->coding = SEICHE_JSON;
	record->row->record = (struct seiche_span){ line->at, line->end - line->at };
	return why;
}

static void json_lines_parse(void *state, const struct seiche_source *source,
			     const struct seiche_chunk *chunk, struct seiche_batch *batch,
			     const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk line;

	(void)state;
	(void)host;
	while (seiche_next_line(chunk, batch, &line)) {
		struct record record = {
			.bytes = chunk->bytes,
			.context = &context,
			.row = seiche_row(batch),
			.assumed = &batch->assumed,
		};
		const char *why;

		if (line.at == line.end) {
			seiche_continue(batch);
			continue;
		}
		why = read_line(&line, &record);
		if (why)
			seiche_reject(batch, why);
		else
			seiche_accept(batch);
	}
}

const struct seiche_parser parser_json_lines = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "json-lines",
	.summary = "one JSON object a line: Caddy, Traefik, nginx, pino, journald and others",
	.example = "{\"time\":\"2014-02-22T19:02:00Z\",\"level\":\"info\",\"msg\":\"started\"}",
	.follows = "jsonlines.org; keys as the servers' own documentation names them",
	.rank = 50,
	.parse = json_lines_parse,
};
