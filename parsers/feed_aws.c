/*
 * feed_aws.c - AWS Health: what `aws health describe-events` prints, the public
 * currentevents (in UTF-16), and the old data.json.
 *
 * currentevents has only what goes on: an event ends when its log says status 0. The
 * old data.json says only when something was published.
 */
#include "parsers/feed_document.h"

static const char *const events_lists[] = { "events", NULL };
static const char *const current_lists[] = { "", NULL };
static const char *const old_lists[] = { "archive", "current", NULL };

static const struct feed_path events_paths[] = {
	{ FEED_ID, "arn" },      { FEED_SERVICE, "service" }, { FEED_START, "startTime" },
	{ FEED_END, "endTime" }, { FEED_REGION, "region" },   { FEED_TITLE, "eventTypeCode" },
	{ FEED_NONE, NULL },
};

static const struct feed_path current_paths[] = {
	{ FEED_ID, "arn" },        { FEED_SERVICE, "service_name" }, { FEED_START, "date" },
	{ FEED_TITLE, "summary" }, { FEED_REGION, "region_name" },   { FEED_IMPACT, "status" },
	{ FEED_NONE, NULL },
};

static const struct feed_path old_paths[] = {
	{ FEED_SERVICE, "service_name" }, { FEED_START, "date" }, { FEED_ANNOUNCED, "date" },
	{ FEED_TITLE, "summary" },        { FEED_ID, "service" }, { FEED_NONE, NULL },
};

static bool finish_event(struct feed_reading *reading, const struct json_value *item,
			 struct feed_row *row)
{
	struct span category = feed_text(item, "eventTypeCategory");

	(void)reading;
	row->has_kind = true;
	row->window.kind = span_is(category, SPAN("issue"))             ? WINDOW_OUTAGE
			   : span_is(category, SPAN("scheduledChange")) ? WINDOW_MAINTENANCE
									: WINDOW_INFO;
	return true;
}

/* 0 normal, 1 informational, 2 degraded, 3 disrupted. */
static bool finish_current(struct feed_reading *reading, const struct json_value *item,
			   struct feed_row *row)
{
	const struct window *window = &row->window;
	struct span status = row->text[FEED_IMPACT];

	(void)reading;
	(void)item;
	row->has_kind = true;
	row->window.kind = span_is(status, SPAN("3"))   ? WINDOW_OUTAGE
			   : span_is(status, SPAN("1")) ? WINDOW_INFO
							: WINDOW_DEGRADED;
	if (window->updates && window->update[window->updates - 1].status &&
	    strcmp(window->update[window->updates - 1].status, "0") == 0)
		row->window.to_us = window->update[window->updates - 1].at_us;
	return true;
}

static bool finish_old(struct feed_reading *reading, const struct json_value *item,
		       struct feed_row *row)
{
	row->has_kind = true;
	row->window.kind = WINDOW_INFO;
	row->window.precision = WINDOW_PUBLISHED;
	return feed_member_time(reading, item, "date", &row->window.to_us);
}

static const struct feed_shape events = { events_lists, events_paths, finish_event };
static const struct feed_shape current = { current_lists, current_paths, finish_current };
static const struct feed_shape old = { old_lists, old_paths, finish_old };

static const char *const events_members[] = { "events", "eventTypeCode", "startTime", NULL };
static const char *const current_members[] = { "arn", "date", "region_name", NULL };
static const char *const old_members[] = { "archive", "service_name", "date", NULL };

static int recognise(struct span text)
{
	return feed_has_members(text, '{', events_members) ||
			       feed_has_members(text, '[', current_members) ||
			       feed_has_members(text, '{', old_members)
		       ? 95
		       : 0;
}

static bool read_aws(struct feed_reading *reading)
{
	struct span text = reading->source->text;

	return feed_document_read(reading, feed_has_members(text, '[', current_members) ? &current
					   : feed_has_members(text, '{', old_members)   ? &old
											: &events);
}

const struct feed feed_aws = {
	.name = "aws",
	.summary = "AWS Health: describe-events, currentevents, the old data.json",
	.follows = "docs.aws.amazon.com/health/latest/APIReference/API_Event.html",
	.recognise = recognise,
	.read = read_aws,
};
