/*
 * feed_statuspage.c - incidents.json of an Atlassian Statuspage, scheduled
 * maintenances too, and of the pages made to be compatible with it.
 *
 * incident.io gives null for an empty list and, in its own API, the true window of
 * each part in component_impacts.
 */
#include "parsers/feed_document.h"

static const char *const lists[] = { "incidents", "scheduled_maintenances", "ongoing_incidents",
				     "in_progress_maintenances", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },
	{ FEED_TITLE, "name" },
	{ FEED_IMPACT, "impact" },
	{ FEED_START, "started_at" },
	{ FEED_START, "created_at" },
	{ FEED_RESOLVED, "resolved_at" },
	{ FEED_ANNOUNCED, "created_at" },
	{ FEED_URL, "shortlink" },
	{ FEED_URL, "url" },
	{ FEED_COMPONENT, "components" },
	{ FEED_COMPONENT, "affected_components" },
	{ FEED_NONE, NULL },
};

static bool is_maintenance(const struct feed_row *row, const struct json_value *item)
{
	return span_is(row->text[FEED_IMPACT], SPAN("maintenance")) ||
	       feed_text(item, "scheduled_for").size;
}

/* The span over all parts; the parts by themselves can't be told in one window. */
static bool take_impacts(struct feed_reading *reading, const struct json_value *item,
			 struct window *window)
{
	const struct json_value *impacts = json_member(item, "component_impacts");
	bool open = false;

	if (!impacts || impacts->kind != JSON_ARRAY)
		return true;
	for (const struct json_value *impact = impacts->first; impact; impact = impact->next) {
		int64_t from_us, to_us;

		if (!feed_member_time(reading, impact, "start_at", &from_us) ||
		    !feed_member_time(reading, impact, "end_at", &to_us))
			return false;
		if (from_us == TIME_UNKNOWN)
			continue;
		if (window->from_us == TIME_UNKNOWN || from_us < window->from_us)
			window->from_us = from_us;
		open |= to_us == TIME_UNKNOWN;
		window->to_us = MAX(window->to_us, to_us);
	}
	if (open)
		window->to_us = TIME_UNKNOWN;
	return true;
}

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span impact = row->text[FEED_IMPACT];

	(void)reading;
	row->has_kind = true;
	if (is_maintenance(row, item)) {
		row->window.kind = WINDOW_MAINTENANCE;
		if (feed_text(item, "scheduled_for").size)
			row->text[FEED_START] = feed_text(item, "scheduled_for");
		if (!row->text[FEED_RESOLVED].size)
			row->text[FEED_END] = feed_text(item, "scheduled_until");
		row->name[FEED_END] = SPAN("scheduled_until");
	} else if (span_is(impact, SPAN("minor")) || span_is(impact, SPAN("none"))) {
		row->window.kind = WINDOW_DEGRADED;
	}
	if (!take_impacts(reading, item, &row->window))
		return false;
	if (row->window.from_us != TIME_UNKNOWN)
		row->text[FEED_START].size = 0;
	/* The first update says it better. */
	if (row->window.updates)
		row->text[FEED_ANNOUNCED].size = 0;
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const page[] = { "incidents", NULL };
	static const char *const planned[] = { "scheduled_maintenances", NULL };
	static const char *const widget[] = { "ongoing_incidents", NULL };
	static const char *const manage[] = { "incident_updates", "shortlink", NULL };

	return feed_has_members(text, '{', page) || feed_has_members(text, '{', planned) ||
			       feed_has_members(text, '{', widget) ||
			       feed_has_members(text, '[', manage)
		       ? 85
		       : 0;
}

static bool read_statuspage(struct feed_reading *reading)
{
	static const char *const array[] = { "", NULL };
	struct feed_shape whole = shape;
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	if (feed_text(root, "page.name").size)
		reading->service = feed_text(root, "page.name").at;
	if (root->kind == JSON_ARRAY)
		whole.lists = array;
	return feed_document_take(reading, root, &whole);
}

const struct feed feed_statuspage = {
	.name = "statuspage",
	.summary = "incidents.json of an Atlassian Statuspage and of those compatible with it",
	.follows = "doers.statuspage.io/api; incident.io's and others' compatible pages",
	.recognise = recognise,
	.read = read_statuspage,
};
