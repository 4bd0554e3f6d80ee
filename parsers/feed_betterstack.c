/* feed_betterstack.c - index.json of a Better Stack status page: JSON:API, reports among the
 * included. */
#include "parsers/feed_document.h"

static const char *const lists[] = { "included", "data", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },
	{ FEED_TITLE, "attributes.title" },
	{ FEED_START, "attributes.starts_at" },
	{ FEED_END, "attributes.ends_at" },
	{ FEED_IMPACT, "attributes.aggregate_state" },
	{ FEED_COMPONENT, "attributes.affected_resources" },
	{ FEED_NONE, NULL },
};

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span type = feed_text(item, "attributes.report_type");
	struct span state = feed_text(item, "attributes.aggregate_state");

	(void)reading;
	row->skip = !span_is(feed_text(item, "type"), SPAN("status_report"));
	row->has_kind = true;
	if (span_is(type, SPAN("maintenance")))
		row->window.kind = WINDOW_MAINTENANCE;
	else if (span_is(state, SPAN("degraded")))
		row->window.kind = WINDOW_DEGRADED;
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "data", "attributes", NULL };

	return feed_has_members(text, '{', members) && feed_holds(feed_front(text), "\"status_")
		       ? 90
		       : 0;
}

/* The page's own name stands in `data`, which is an object there and a list in a list of reports.
 */
static bool read_betterstack(struct feed_reading *reading)
{
	struct feed_shape whole = shape;
	struct json_value *root;
	static const char *const included[] = { "included", NULL };

	if (!feed_document_parse(reading, &root))
		return false;
	reading->service = feed_text(root, "data.attributes.company_name").at;
	if (feed_member(root, "data.attributes"))
		whole.lists = included;
	return feed_document_take(reading, root, &whole);
}

const struct feed feed_betterstack = {
	.name = "betterstack",
	.summary = "index.json of a Better Stack status page",
	.follows = "betterstack.com/docs/uptime/api",
	.recognise = recognise,
	.read = read_betterstack,
};
