/*
 * feed_slack.c - the history of Slack's status: an array of incidents, notices and
 * outages. It says when an incident was last changed, not when it ended: of one that
 * is over, that is its end.
 */
#include "parsers/feed_document.h"

static const char *const lists[] = { "", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },   { FEED_TITLE, "title" },        { FEED_START, "date_created" },
	{ FEED_URL, "url" }, { FEED_COMPONENT, "services" }, { FEED_IMPACT, "type" },
	{ FEED_NONE, NULL },
};

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span type = row->text[FEED_IMPACT], status = feed_text(item, "status");

	(void)reading;
	row->has_kind = true;
	row->window.kind = span_is(type, SPAN("outage"))   ? WINDOW_OUTAGE
			   : span_is(type, SPAN("notice")) ? WINDOW_INFO
							   : WINDOW_DEGRADED;
	if (feed_holds(type, "maintenance"))
		row->window.kind = WINDOW_MAINTENANCE;
	if (span_is(status, SPAN("resolved")) || span_is(status, SPAN("completed"))) {
		row->text[FEED_END] = feed_text(item, "date_updated");
		row->name[FEED_END] = SPAN("date_updated");
	}
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "date_created", "date_updated", "title", NULL };

	return feed_has_members(text, '[', members) ? 90 : 0;
}

static bool read_slack(struct feed_reading *reading)
{
	return feed_document_read(reading, &shape);
}

const struct feed feed_slack = {
	.name = "slack",
	.summary = "the history of Slack's status as JSON",
	.follows = "slack-status.com/api/v2.0.0/history",
	.recognise = recognise,
	.read = read_slack,
};
