/*
 * feed_heroku.c - incidents of Heroku's status. `state` is to be believed, `resolved`
 * is not; the end is the update that says so.
 */
#include "parsers/feed_document.h"

static const char *const lists[] = { "", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "id" },        { FEED_TITLE, "title" }, { FEED_START, "created_at" },
	{ FEED_URL, "full_url" }, { FEED_NONE, NULL },
};

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	const struct window *window = &row->window;
	const struct window_update *last =
		window->updates ? &window->update[window->updates - 1] : NULL;

	if (!span_is_caseless(feed_text(item, "state"), SPAN("resolved")))
		return true;
	if (last)
		row->window.to_us = last->at_us;
	else
		return feed_member_time(reading, item, "updated_at", &row->window.to_us);
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "state", "created_at", "updates", "update_type",
					       NULL };

	return feed_has_members(text, '[', members) ? 90 : 0;
}

static bool read_heroku(struct feed_reading *reading)
{
	return feed_document_read(reading, &shape);
}

const struct feed feed_heroku = {
	.name = "heroku",
	.summary = "incidents of Heroku's status as JSON",
	.follows = "status.heroku.com/api/v4/incidents",
	.recognise = recognise,
	.read = read_heroku,
};
