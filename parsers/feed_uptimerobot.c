/*
 * feed_uptimerobot.c - getMonitors of UptimeRobot with logs: each entry has its time and
 * how long it lasted; the last one goes on.
 */
#include "parsers/feed_document.h"
#include "parsers/feed_states.h"

enum { LOG_DOWN = 1, LOG_UP = 2, LOG_STARTED = 98, LOG_PAUSED = 99 };

static bool take_log(struct feed_reading *reading, const struct json_value *log,
		     struct span monitor, struct feed_states *states)
{
	struct feed_state state = { .service = monitor };
	struct span type = feed_text(log, "type"), detail = feed_text(log, "reason.detail");
	uint64_t number;

	feed_stand_at(reading, log->offset);
	if (!span_number(type, &number) ||
	    !feed_time(reading, feed_text(log, "datetime"), &state.at_us))
		return feed_fail(reading, "expected a log entry with type and datetime");
	state.line = reading->line;
	state.text = detail;
	state.condition = number == LOG_DOWN     ? FEED_DOWN
			  : number == LOG_PAUSED ? FEED_UNKNOWN
						 : FEED_UP;
	return feed_states_add(reading, states, &state);
}

static bool read_uptimerobot(struct feed_reading *reading)
{
	struct feed_states states = { 0 };
	const struct json_value *monitors;
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	monitors = feed_member(root, "monitors");
	for (const struct json_value *monitor = monitors ? monitors->first : NULL; monitor;
	     monitor = monitor->next) {
		const struct json_value *logs = feed_member(monitor, "logs");
		struct span name = feed_text(monitor, "friendly_name");

		for (const struct json_value *log = logs ? logs->first : NULL; log; log = log->next)
			if (!take_log(reading, log, name, &states))
				return false;
	}
	return feed_states_take(reading, &states,
				&(struct feed_watch){ .precision = WINDOW_POLLED });
}

static int recognise(struct span text)
{
	static const char *const members[] = { "monitors", "friendly_name", NULL };

	return feed_has_members(text, '{', members) ? 95 : 0;
}

const struct feed feed_uptimerobot = {
	.name = "uptimerobot",
	.summary = "getMonitors of UptimeRobot, with logs=1",
	.follows = "uptimerobot.com/api, v2 getMonitors",
	.recognise = recognise,
	.read = read_uptimerobot,
};
