/* keyed.c - see keyed.h. */
#include "parsers/keyed.h"

#define KEY(text, key) \
	{ \
		text, sizeof(text) - 1, key \
	}

/* clang-format off */
static const struct {
	const char *name;
	uint8_t size;
	uint8_t key;
} keys[] = {
	KEY("ts", KEY_TIME), KEY("time", KEY_TIME), KEY("timestamp", KEY_TIME),
	KEY("@timestamp", KEY_TIME), KEY("t", KEY_TIME), KEY("date", KEY_TIME),
	KEY("datetime", KEY_TIME), KEY("eventTime", KEY_TIME), KEY("StartUTC", KEY_TIME),
	KEY("Timestamp", KEY_TIME), KEY("Time", KEY_TIME), KEY("$date", KEY_TIME),
	KEY("time_local", KEY_TIME), KEY("time_iso8601", KEY_TIME),
	KEY("__REALTIME_TIMESTAMP", KEY_TIME), KEY("EdgeStartTimestamp", KEY_TIME),
	KEY("asctime", KEY_TIME), KEY("started_at", KEY_TIME), KEY("timestamp_ns", KEY_TIME),
	KEY("epochSecond", KEY_TIME), KEY("created", KEY_TIME), KEY("start_time", KEY_TIME),
	KEY("_SOURCE_REALTIME_TIMESTAMP", KEY_LATE_TIME), KEY("EdgeEndTimestamp", KEY_LATE_TIME),
	KEY("StartLocal", KEY_LATE_TIME), KEY("end_time", KEY_LATE_TIME),
	KEY("level", KEY_LEVEL), KEY("lvl", KEY_LEVEL), KEY("severity", KEY_LEVEL),
	KEY("log.level", KEY_LEVEL), KEY("levelname", KEY_LEVEL), KEY("loglevel", KEY_LEVEL),
	KEY("Level", KEY_LEVEL), KEY("levelName", KEY_LEVEL), KEY("level_name", KEY_LEVEL),
	KEY("LEVEL", KEY_LEVEL), KEY("severityText", KEY_LEVEL),
	KEY("error_severity", KEY_LEVEL),
	KEY("PRIORITY", KEY_PRIORITY),
	KEY("s", KEY_SEVERITY),
	KEY("msg", KEY_MESSAGE), KEY("message", KEY_MESSAGE), KEY("MESSAGE", KEY_MESSAGE),
	KEY("Message", KEY_MESSAGE), KEY("body", KEY_MESSAGE), KEY("text", KEY_MESSAGE),
	KEY("log", KEY_MESSAGE),
	KEY("host", KEY_HOST), KEY("hostname", KEY_HOST), KEY("_HOSTNAME", KEY_HOST),
	KEY("host.name", KEY_HOST),
	KEY("service", KEY_SERVICE), KEY("app", KEY_SERVICE), KEY("vhost", KEY_SERVICE),
	KEY("server_name", KEY_SERVICE), KEY("service.name", KEY_SERVICE),
	KEY("ServiceName", KEY_SERVICE), KEY("ClientRequestHost", KEY_SERVICE),
	KEY("_SYSTEMD_UNIT", KEY_SERVICE), KEY("authority", KEY_SERVICE),
	KEY("RequestHost", KEY_SERVICE), KEY("application", KEY_SERVICE),
	KEY("logger", KEY_PROGRAM), KEY("SYSLOG_IDENTIFIER", KEY_PROGRAM), KEY("c", KEY_PROGRAM),
	KEY("target", KEY_PROGRAM), KEY("logger_name", KEY_PROGRAM),
	KEY("loggerName", KEY_PROGRAM), KEY("_COMM", KEY_PROGRAM),
	KEY("client", KEY_CLIENT), KEY("remote_addr", KEY_CLIENT), KEY("remote_ip", KEY_CLIENT),
	KEY("client_ip", KEY_CLIENT), KEY("ClientHost", KEY_CLIENT), KEY("ClientIP", KEY_CLIENT),
	KEY("ip", KEY_CLIENT), KEY("remoteAddr", KEY_CLIENT), KEY("clientip", KEY_CLIENT),
	KEY("remoteAddress", KEY_CLIENT),
	KEY("downstream_remote_address", KEY_CLIENT), KEY("x_forwarded_for", KEY_CLIENT),
	KEY("fwd", KEY_CLIENT), KEY("remote", KEY_CLIENT), KEY("remote_host", KEY_CLIENT),
	KEY("user", KEY_USER), KEY("remote_user", KEY_USER), KEY("user_id", KEY_USER),
	KEY("method", KEY_METHOD), KEY("request_method", KEY_METHOD),
	KEY("RequestMethod", KEY_METHOD), KEY("ClientRequestMethod", KEY_METHOD),
	KEY("requestMethod", KEY_METHOD),
	KEY("path", KEY_TARGET), KEY("uri", KEY_TARGET), KEY("url", KEY_TARGET),
	KEY("request_uri", KEY_TARGET), KEY("RequestPath", KEY_TARGET),
	KEY("ClientRequestURI", KEY_TARGET), KEY("requestUrl", KEY_TARGET),
	KEY("request", KEY_REQUEST),
	KEY("status", KEY_STATUS), KEY("status_code", KEY_STATUS),
	KEY("DownstreamStatus", KEY_STATUS), KEY("EdgeResponseStatus", KEY_STATUS),
	KEY("response_code", KEY_STATUS), KEY("statusCode", KEY_STATUS),
	KEY("bytes", KEY_BYTES), KEY("size", KEY_BYTES), KEY("body_bytes_sent", KEY_BYTES),
	KEY("bytes_sent", KEY_BYTES), KEY("DownstreamContentSize", KEY_BYTES),
	KEY("EdgeResponseBytes", KEY_BYTES), KEY("responseSize", KEY_BYTES),
	KEY("duration", KEY_DURATION), KEY("request_time", KEY_LASTS), KEY("elapsed", KEY_LASTS),
	KEY("took", KEY_LASTS), KEY("latency", KEY_LASTS), KEY("service_time", KEY_LASTS),
	KEY("duration_s", KEY_LASTS),
	KEY("duration_ms", KEY_MILLIS), KEY("latency_ms", KEY_MILLIS),
	KEY("responseTime", KEY_MILLIS), KEY("elapsed_ms", KEY_MILLIS),
	KEY("durationMillis", KEY_MILLIS),
	KEY("duration_us", KEY_MICROS),
	KEY("Duration", KEY_NANOS), KEY("duration_ns", KEY_NANOS),
	KEY("referer", KEY_REFERRER), KEY("referrer", KEY_REFERRER),
	KEY("http_referer", KEY_REFERRER), KEY("http_referrer", KEY_REFERRER),
	KEY("request_Referer", KEY_REFERRER), KEY("ClientRequestReferer", KEY_REFERRER),
	KEY("user_agent", KEY_AGENT), KEY("http_user_agent", KEY_AGENT), KEY("agent", KEY_AGENT),
	KEY("request_User-Agent", KEY_AGENT), KEY("userAgent", KEY_AGENT),
	KEY("user-agent", KEY_AGENT), KEY("ClientRequestUserAgent", KEY_AGENT),
	KEY("@fields", KEY_INSIDE), KEY("fields", KEY_INSIDE), KEY("response", KEY_INSIDE),
	KEY("instant", KEY_INSIDE), KEY("httpRequest", KEY_INSIDE), KEY("req", KEY_INSIDE),
	KEY("res", KEY_INSIDE),
};
/* clang-format on */

/* Length and first byte leave few names to compare with. */
enum key keyed_key(struct span name)
{
	if (!name.size)
		return KEY_NONE;
	for (size_t i = 0; i < LENGTH(keys); i++)
		if (keys[i].size == name.size && keys[i].name[0] == name.at[0] &&
		    memcmp(keys[i].name, name.at, name.size) == 0)
			return (enum key)keys[i].key;
	return KEY_NONE;
}

/* Status decides of what kind the row is. */
static uint32_t fields_of(enum key key)
{
	static const uint32_t fields[] = {
		[KEY_TIME] = KEYED_ALWAYS,      [KEY_LATE_TIME] = KEYED_ALWAYS,
		[KEY_LEVEL] = SEICHE_LEVEL,     [KEY_PRIORITY] = SEICHE_LEVEL,
		[KEY_SEVERITY] = SEICHE_LEVEL,  [KEY_MESSAGE] = SEICHE_TEXT,
		[KEY_HOST] = SEICHE_HOST,       [KEY_SERVICE] = SEICHE_SERVICE,
		[KEY_PROGRAM] = SEICHE_PROGRAM, [KEY_CLIENT] = SEICHE_CLIENT,
		[KEY_USER] = SEICHE_USER,       [KEY_METHOD] = SEICHE_METHOD,
		[KEY_TARGET] = SEICHE_TARGET,   [KEY_REQUEST] = SEICHE_METHOD | SEICHE_TARGET,
		[KEY_STATUS] = KEYED_ALWAYS,    [KEY_BYTES] = SEICHE_BYTES,
		[KEY_LASTS] = SEICHE_DURATION,  [KEY_DURATION] = SEICHE_DURATION,
		[KEY_MILLIS] = SEICHE_DURATION, [KEY_MICROS] = SEICHE_DURATION,
		[KEY_NANOS] = SEICHE_DURATION,  [KEY_REFERRER] = SEICHE_REFERRER,
		[KEY_AGENT] = SEICHE_AGENT,     [KEY_INSIDE] = 0,
	};

	return fields[key];
}

static uint32_t slot_of(struct span name)
{
	uint64_t word = keyed_word(name.at) << 8 * (8 - MIN(name.size, 8)) ^ name.size;

	return (uint32_t)(word * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}

enum key keyed_names_key(struct keyed_names *names, uint32_t place, struct span name,
			 uint32_t *fields)
{
	struct keyed_name *known;
	uint32_t slot;

	if (!name.size || name.size >= KEYED_NAME_BYTES) {
		enum key key = keyed_key(name);

		*fields = fields_of(key);
		return key;
	}
	slot = slot_of(name);
	known = &names->name[slot];
	if (place < KEYED_PLACES)
		names->place[place] = (uint8_t)slot;
	if (known->size == name.size && keyed_name_is(known, name.at)) {
		*fields = known->fields;
		return (enum key)known->key;
	}
	*known = (struct keyed_name){
		.words = (uint8_t)(name.size / 8 + 1),
		.mask = UINT64_MAX >> (56 - 8 * (name.size % 8)),
		.size = (uint8_t)name.size,
		.key = (uint8_t)keyed_key(name),
	};
	for (uint32_t i = 0; i < known->words; i++)
		known->word[i] = keyed_word(name.at + 8 * (size_t)i);
	*fields = known->fields = fields_of((enum key)known->key);
	return (enum key)known->key;
}

/* Names, and the numbers of pino and bunyan, from 10 on. */
static void take_level(struct line *line, bool number, struct span text)
{
	uint64_t value;

	if (!number || !span_number(text, &value)) {
		line_level_name(line, text);
		return;
	}
	if (value >= 10)
		line_level(line, value >= 60   ? SEICHE_CRITICAL
				 : value >= 50 ? SEICHE_ERROR
				 : value >= 40 ? SEICHE_WARNING
				 : value >= 30 ? SEICHE_INFO
					       : SEICHE_DEBUG);
}

static void take_priority(struct line *line, struct span text)
{
	uint64_t number;

	if (span_number(text, &number) && number <= SEICHE_DEBUG)
		line_level(line, (uint8_t)number);
}

/* MongoDB's: one letter, for debug with a digit behind it. */
static void take_severity(struct line *line, struct span text)
{
	if (text.size == 1 || (text.size == 2 && text.at[0] == 'D'))
		line_level(line, level_of_letter(text.at[0]));
}

/* "0.250" are seconds; "18ms", "1.5s", "350us", "120ns" say themselves what they are. */
static void take_lasting(struct line *line, struct span text)
{
	static const struct {
		const char *name;
		double unit_us;
	} units[] = { { "ms", 1e3 },      { "us", 1 },    { "\xc2\xb5s", 1 },
		      { "\xce\xbcs", 1 }, { "ns", 1e-3 }, { "s", 1e6 } };

	for (size_t i = 0; i < LENGTH(units); i++) {
		struct span name = span_text(units[i].name);

		if (span_ends(text, name)) {
			text.size -= name.size;
			line_duration(line, text, units[i].unit_us);
			return;
		}
	}
	line_duration(line, text, 1e6);
}

/* Caddy writes seconds with their fraction, Envoy whole milliseconds. */
static void take_duration(struct line *line, bool number, struct span text)
{
	if (number && !memchr(text.at, '.', text.size) && !memchr(text.at, 'e', text.size))
		line_duration(line, text, 1e3);
	else
		take_lasting(line, text);
}

static void take_time(struct line *line, struct keyed_time *time, bool late, struct span text)
{
	if (time->timed && (late || !time->late))
		return;
	if (!clock_memo_read_any(line->memo, text, line->context, &line->row->time_us,
				 line->assumed))
		return;
	time->timed = true;
	time->late = late;
}

void keyed_take(struct line *line, struct keyed_time *time, enum key key, bool number,
		struct span text)
{
	switch (key) {
	case KEY_TIME:
		take_time(line, time, false, text);
		break;
	case KEY_LATE_TIME:
		take_time(line, time, true, text);
		break;
	case KEY_LEVEL:
		take_level(line, number, text);
		break;
	case KEY_PRIORITY:
		take_priority(line, text);
		break;
	case KEY_SEVERITY:
		take_severity(line, text);
		break;
	case KEY_MESSAGE:
		line_set(line, SEICHE_TEXT, text);
		break;
	case KEY_HOST:
		line_set(line, SEICHE_HOST, text);
		break;
	case KEY_SERVICE:
		line_set(line, SEICHE_SERVICE, text);
		break;
	case KEY_PROGRAM:
		line_set(line, SEICHE_PROGRAM, text);
		break;
	case KEY_CLIENT:
		line_set(line, SEICHE_CLIENT, text);
		break;
	case KEY_USER:
		line_set(line, SEICHE_USER, text);
		break;
	case KEY_METHOD:
		line_set(line, SEICHE_METHOD, text);
		break;
	case KEY_TARGET:
		line_set(line, SEICHE_TARGET, text);
		break;
	case KEY_REQUEST:
		line_request(line, text);
		break;
	case KEY_REFERRER:
		line_set(line, SEICHE_REFERRER, text);
		break;
	case KEY_AGENT:
		line_set(line, SEICHE_AGENT, text);
		break;
	case KEY_STATUS:
		line_status(line, text);
		break;
	case KEY_BYTES:
		line_bytes(line, text);
		break;
	case KEY_LASTS:
		take_lasting(line, text);
		break;
	case KEY_DURATION:
		take_duration(line, number, text);
		break;
	case KEY_MILLIS:
		line_duration(line, text, 1e3);
		break;
	case KEY_MICROS:
		line_duration(line, text, 1);
		break;
	case KEY_NANOS:
		line_duration(line, text, 1e-3);
		break;
	case KEY_NONE:
	case KEY_INSIDE:
		break;
	}
}

void keyed_settle(struct line *line)
{
	struct seiche_event *row = line->row;

	if (!(row->has & SEICHE_STATUS))
		return;
	row->kind = SEICHE_REQUEST;
	if (row->status < 500 && (row->has & SEICHE_METHOD) && (row->has & SEICHE_TARGET) &&
	    (row->has & SEICHE_LEVEL) && row->level <= SEICHE_ERROR) {
		row->has &= ~(uint32_t)SEICHE_LEVEL;
		row->level = SEICHE_LEVEL_NONE;
	}
}

bool keyed_take_whole(struct line *line, enum key key, uint64_t number)
{
	switch (key) {
	case KEY_STATUS:
		if (number < 100 || number > 999)
			return true; /* not there */
		line->row->status = (uint16_t)number;
		line->row->has |= SEICHE_STATUS;
		return true;
	case KEY_BYTES:
		line->row->bytes = number;
		line->row->has |= SEICHE_BYTES;
		return true;
	case KEY_MILLIS:
		line_lasting(line, (double)number, 1e3);
		return true;
	case KEY_MICROS:
		line_lasting(line, (double)number, 1);
		return true;
	case KEY_NANOS:
		line_lasting(line, (double)number, 1e-3);
		return true;
	default:
		return false;
	}
}
