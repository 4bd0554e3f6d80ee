/*
 * feed_kuma.c - Uptime Kuma: the beats of a status page, and the tables of its data base
 * as store/tables.h prints them. A beat's time is UTC whatever the zone of the run.
 */
#include "parsers/feed_document.h"
#include "parsers/feed_states.h"

enum { BEAT_DOWN, BEAT_UP, BEAT_PENDING, BEAT_MAINTENANCE };

static bool condition_of(struct span status, enum feed_condition *condition)
{
	static const enum feed_condition conditions[] = {
		[BEAT_DOWN] = FEED_DOWN,
		[BEAT_UP] = FEED_UP,
		[BEAT_PENDING] = FEED_UP, /* a first failure that may yet pass: not down */
		[BEAT_MAINTENANCE] = FEED_MAINTENANCE,
	};
	uint64_t number;

	if (!span_number(status, &number) || number >= LENGTH(conditions))
		return false;
	*condition = conditions[number];
	return true;
}

static bool add_beat(struct feed_reading *reading, const struct json_value *beat,
		     struct span monitor, struct feed_states *states)
{
	const struct clock_context utc = { .zone = zone_utc };
	struct feed_state state = { .service = monitor, .text = feed_text(beat, "msg") };
	struct span time = feed_text(beat, "time");

	feed_stand_at(reading, beat->offset);
	if (!clock_read_any(time, &utc, &state.at_us, NULL))
		return feed_fail(reading, "expected a time in a beat, found \"%.*s\"",
				 (int)MIN(time.size, 80), time.size ? time.at : "");
	if (!condition_of(feed_text(beat, "status"), &state.condition))
		return feed_fail(reading, "expected a beat's status, 0 to 3");
	state.line = reading->line;
	return feed_states_add(reading, states, &state);
}

static bool add_page(struct feed_reading *reading, const struct json_value *page,
		     struct feed_states *states)
{
	for (const struct json_value *list = page->first; list; list = list->next)
		for (const struct json_value *beat = list->first; beat; beat = beat->next)
			if (!add_beat(reading, beat, span_text(list->key), states))
				return false;
	return true;
}

/* A monitor that the table of them lacks is called by its number. */
static bool add_table(struct feed_reading *reading, const struct json_value *root,
		      struct feed_states *states)
{
	const struct json_value *beats = feed_member(root, "heartbeat");
	struct feed_index monitors = feed_index_of(reading, feed_member(root, "monitor"), "id");

	for (const struct json_value *beat = beats ? beats->first : NULL; beat; beat = beat->next) {
		struct span id = feed_text(beat, "monitor_id");
		struct span name = feed_text(feed_index_find(&monitors, id), "name");

		if (!add_beat(reading, beat, name.size ? name : id, states))
			return false;
	}
	return true;
}

static bool read_kuma(struct feed_reading *reading)
{
	struct feed_states states = { 0 };
	const struct json_value *page;
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	page = feed_member(root, "heartbeatList");
	if (page ? !add_page(reading, page, &states) : !add_table(reading, root, &states))
		return false;
	return feed_states_take(reading, &states,
				&(struct feed_watch){ .precision = WINDOW_POLLED });
}

static int recognise(struct span text)
{
	static const char *const page[] = { "heartbeatList", NULL };
	static const char *const table[] = { "monitor", "heartbeat", NULL };

	return feed_has_members(text, '{', page) || feed_has_members(text, '{', table) ? 95 : 0;
}

const struct feed feed_kuma = {
	.name = "uptime-kuma",
	.summary = "Uptime Kuma: kuma.db, or the heartbeats of a status page",
	.follows = "github.com/louislam/uptime-kuma, db/knex_init_db.js",
	.recognise = recognise,
	.read = read_kuma,
};
