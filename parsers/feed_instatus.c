/* feed_instatus.c - incidents and maintenances of Instatus. */
#include "parsers/feed_document.h"

static const char *const lists[] = { "", "incidents", "maintenances", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },       { FEED_TITLE, "name" },           { FEED_START, "started" },
	{ FEED_START, "start" }, { FEED_END, "resolved" },         { FEED_IMPACT, "impact" },
	{ FEED_URL, "url" },     { FEED_COMPONENT, "components" }, { FEED_MINUTES, "duration" },
	{ FEED_NONE, NULL },
};

/* INVESTIGATING … RESOLVED of an incident; NOTSTARTEDYET, INPROGRESS, COMPLETED of a maintenance.
 */
static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span status = feed_text(item, "status");
	bool planned = span_is(status, SPAN("NOTSTARTEDYET")) ||
		       span_is(status, SPAN("INPROGRESS")) || span_is(status, SPAN("COMPLETED"));

	(void)reading;
	row->has_kind = true;
	row->window.kind = planned ? WINDOW_MAINTENANCE : WINDOW_OUTAGE;
	/* The duration of what has ended is told by its end; an incident's may be of an update. */
	if (!planned || row->text[FEED_END].size)
		row->text[FEED_MINUTES].size = 0;
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "started", "resolved", "status", "name", NULL };
	static const char *const planned[] = { "start", "duration", "status", "name", NULL };

	if (feed_has_members(text, 0, members))
		return 88;
	return feed_has_members(text, 0, planned) &&
			       feed_holds(feed_front(text), "\"maintenances\"")
		       ? 88
		       : 0;
}

static bool read_instatus(struct feed_reading *reading)
{
	struct json_value *root;
	struct feed_shape whole = shape;

	if (!feed_document_parse(reading, &root))
		return false;
	/* "" is only for a document that is the array itself. */
	if (root->kind == JSON_OBJECT)
		whole.lists = lists + 1;
	return feed_document_take(reading, root, &whole);
}

const struct feed feed_instatus = {
	.name = "instatus",
	.summary = "incidents and maintenances of Instatus as JSON",
	.follows = "instatus.com/help/api",
	.recognise = recognise,
	.read = read_instatus,
};
