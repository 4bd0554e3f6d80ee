/*
 * feed_gatus.c - Gatus: endpoint statuses of its interface, and the tables of its data
 * base as store/tables.h prints them. Its events say when an endpoint changed.
 */
#include "parsers/feed_document.h"
#include "parsers/feed_states.h"

static bool condition_of(struct span type, enum feed_condition *condition)
{
	*condition = span_is(type, SPAN("UNHEALTHY")) ? FEED_DOWN
		     : span_is(type, SPAN("START"))   ? FEED_UNKNOWN
						      : FEED_UP;
	return *condition != FEED_UP || span_is(type, SPAN("HEALTHY"));
}

/* RFC 3339 of the interface; in the data base as Go prints a time: "… 10:00:00.5 +0000 UTC". */
static bool read_time(const struct feed_reading *reading, struct span text, int64_t *time_us)
{
	const struct clock_context utc = { .zone = zone_utc };
	struct span tail = SPAN(" +0000 UTC");

	if (span_ends(text, tail))
		return clock_read_any(span_of(text.at, text.size - tail.size), &utc, time_us, NULL);
	return feed_time(reading, text, time_us);
}

static bool add_event(struct feed_reading *reading, const struct json_value *event,
		      const char *type_name, const char *time_name, struct span endpoint,
		      struct feed_states *states)
{
	struct feed_state state = { .service = endpoint };
	struct span type = feed_text(event, type_name), time = feed_text(event, time_name);

	feed_stand_at(reading, event->offset);
	if (!condition_of(type, &state.condition))
		return feed_fail(reading,
				 "expected an event START, HEALTHY or UNHEALTHY, "
				 "found \"%.*s\"",
				 (int)MIN(type.size, 40), type.size ? type.at : "");
	if (!read_time(reading, time, &state.at_us))
		return feed_fail(reading, "expected a time in an event, found \"%.*s\"",
				 (int)MIN(time.size, 80), time.size ? time.at : "");
	state.line = reading->line;
	return feed_states_add(reading, states, &state);
}

/* group/name, as Gatus's own pages have it. */
static struct span endpoint_name(struct feed_reading *reading, const struct json_value *endpoint)
{
	const char *prefix = feed_member(endpoint, "endpoint_name") ? "endpoint_" : "";
	struct span group = feed_text(endpoint, *prefix ? "endpoint_group" : "group");
	struct span name = feed_text(endpoint, *prefix ? "endpoint_name" : "name");

	if (!group.size)
		return name;
	return span_text(arena_print(reading->arena, "%.*s/%.*s", (int)MIN(group.size, 200),
				     group.at, (int)MIN(name.size, 200), name.size ? name.at : ""));
}

static bool add_statuses(struct feed_reading *reading, const struct json_value *root,
			 struct feed_states *states)
{
	for (const struct json_value *endpoint = root->first; endpoint; endpoint = endpoint->next) {
		const struct json_value *events = feed_member(endpoint, "events");
		struct span name = endpoint_name(reading, endpoint);

		for (const struct json_value *event = events ? events->first : NULL; event;
		     event = event->next)
			if (!add_event(reading, event, "type", "timestamp", name, states))
				return false;
	}
	return true;
}

/* An endpoint that the table of them lacks is called by its number; names are made once each. */
static bool add_table(struct feed_reading *reading, const struct json_value *root,
		      struct feed_states *states)
{
	const struct json_value *events = feed_member(root, "endpoint_events");
	struct feed_index endpoints =
		feed_index_of(reading, feed_member(root, "endpoints"), "endpoint_id");
	const struct json_value *last = NULL;
	struct span name = { 0 };

	for (const struct json_value *event = events ? events->first : NULL; event;
	     event = event->next) {
		struct span id = feed_text(event, "endpoint_id");
		const struct json_value *endpoint = feed_index_find(&endpoints, id);

		if (!endpoint)
			name = id;
		else if (endpoint != last)
			name = endpoint_name(reading, endpoint);
		last = endpoint;
		if (!add_event(reading, event, "event_type", "event_timestamp", name, states))
			return false;
	}
	return true;
}

static bool read_gatus(struct feed_reading *reading)
{
	struct feed_states states = { 0 };
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	if (root->kind == JSON_ARRAY ? !add_statuses(reading, root, &states)
				     : !add_table(reading, root, &states))
		return false;
	return feed_states_take(reading, &states,
				&(struct feed_watch){ .precision = WINDOW_POLLED });
}

static int recognise(struct span text)
{
	static const char *const statuses[] = { "name", "key", "results", NULL };
	static const char *const table[] = { "endpoints", "endpoint_events", NULL };

	return feed_has_members(text, '[', statuses) || feed_has_members(text, '{', table) ? 95 : 0;
}

const struct feed feed_gatus = {
	.name = "gatus",
	.summary = "Gatus: its SQLite file, or the statuses of its interface",
	.follows = "github.com/TwiN/gatus, storage/store/sql",
	.recognise = recognise,
	.read = read_gatus,
};
