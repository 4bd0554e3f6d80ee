/* feed_pagerduty.c - incidents of PagerDuty's REST interface. Somebody was called: that is not
 * public. */
#include "parsers/feed_document.h"

static const char *const lists[] = { "incidents", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },
	{ FEED_TITLE, "title" },
	{ FEED_TITLE, "summary" },
	{ FEED_START, "created_at" },
	{ FEED_DETECTED, "created_at" },
	{ FEED_RESOLVED, "resolved_at" },
	{ FEED_SERVICE, "service.summary" },
	{ FEED_IMPACT, "priority.summary" },
	{ FEED_IMPACT, "urgency" },
	{ FEED_URL, "html_url" },
	{ FEED_NONE, NULL },
};

/* resolved_at came late to the interface; before, the last change of what is resolved is its end.
 */
static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	(void)reading;
	row->has_kind = true;
	if (!row->text[FEED_RESOLVED].size &&
	    span_is(feed_text(item, "status"), SPAN("resolved"))) {
		row->text[FEED_RESOLVED] = feed_text(item, "last_status_change_at");
		row->name[FEED_RESOLVED] = SPAN("last_status_change_at");
	}
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "incidents", "urgency", "service", NULL };

	return feed_has_members(text, '{', members) ? 95 : 0;
}

static bool read_pagerduty(struct feed_reading *reading)
{
	return feed_document_read(reading, &shape);
}

const struct feed feed_pagerduty = {
	.name = "pagerduty",
	.summary = "incidents of PagerDuty's REST interface",
	.follows = "developer.pagerduty.com/api-reference, list incidents",
	.recognise = recognise,
	.read = read_pagerduty,
};
