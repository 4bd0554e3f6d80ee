/*
 * feed_gcp.c - incidents.json of Google Cloud's and Google Workspace's status. Many an
 * incident is published only after it ended.
 */
#include "parsers/feed_document.h"

static const char *const lists[] = { "", NULL };

/* service_name is «Multiple Products» wherever it matters. */
static const struct feed_path paths[] = {
	{ FEED_ID, "id" },
	{ FEED_TITLE, "external_desc" },
	{ FEED_START, "begin" },
	{ FEED_END, "end" },
	{ FEED_ANNOUNCED, "created" },
	{ FEED_IMPACT, "severity" },
	{ FEED_URL, "uri" },
	{ FEED_COMPONENT, "affected_products" },
	{ FEED_COMPONENT, "service_name" },
	{ FEED_REGION, "currently_affected_locations" },
	{ FEED_REGION, "previously_affected_locations" },
	{ FEED_NONE, NULL },
};

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span impact = feed_text(item, "status_impact"), uri = row->text[FEED_URL];

	row->has_kind = true;
	row->window.kind = span_is(impact, SPAN("SERVICE_OUTAGE"))        ? WINDOW_OUTAGE
			   : span_is(impact, SPAN("SERVICE_INFORMATION")) ? WINDOW_INFO
									  : WINDOW_DEGRADED;
	if (span_starts(uri, SPAN("incidents/")))
		row->text[FEED_URL] = span_text(arena_print(reading->arena,
							    "https://status.cloud.google.com/%.*s",
							    (int)MIN(uri.size, 200), uri.at));
	/* What the service is called is the page's affair, a product is a part of it. */
	if (row->window.components)
		row->text[FEED_COMPONENT].size = 0;
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "begin", "external_desc", "status_impact", NULL };

	return feed_has_members(text, '[', members) ? 95 : 0;
}

static bool read_gcp(struct feed_reading *reading)
{
	reading->service = "Google Cloud";
	return feed_document_read(reading, &shape);
}

const struct feed feed_gcp = {
	.name = "gcp",
	.summary = "incidents.json of Google Cloud's or Workspace's status",
	.follows = "status.cloud.google.com/incidents.schema.json",
	.recognise = recognise,
	.read = read_gcp,
};
