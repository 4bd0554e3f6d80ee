/*
 * feed_upptime_issues.c - Upptime's issues, as GitHub's interface lists them: an issue
 * is open while the site is down. Maintenance is an issue too, its times in a comment
 * of its body.
 */
#include "parsers/feed_document.h"
#include "parsers/upptime.h"

#define SITES_MAX 64

static const char *const lists[] = { "", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "number" },     { FEED_TITLE, "title" },  { FEED_START, "created_at" },
	{ FEED_END, "closed_at" }, { FEED_URL, "html_url" }, { FEED_NONE, NULL },
};

static bool has_label(const struct json_value *item, const char *name)
{
	const struct json_value *labels = feed_member(item, "labels");

	for (const struct json_value *label = labels ? labels->first : NULL; label;
	     label = label->next)
		if (span_is(feed_text(label, label->kind == JSON_OBJECT ? "name" : ""),
			    span_text(name)))
			return true;
	return false;
}

/* "start: …" on a line of its own. */
static struct span line_value(struct span body, const char *key)
{
	size_t size = strlen(key);

	while (body.size) {
		struct span line = span_trim(span_cut(&body, '\n'));

		if (line.size > size && memcmp(line.at, key, size) == 0 && line.at[size] == ':')
			return span_trim(span_of(line.at + size + 1, line.size - size - 1));
	}
	return span_of(NULL, 0);
}

static void plan(struct feed_reading *reading, const struct json_value *item, struct feed_row *row)
{
	struct span body = feed_text(item, "body"), sites = line_value(body, "expectedDown");
	const char **list = arena_array(reading->arena, SITES_MAX, sizeof(*list));
	struct window *window = &row->window;

	window->kind = WINDOW_MAINTENANCE;
	row->text[FEED_START] = line_value(body, "start");
	row->text[FEED_END] = line_value(body, "end");
	row->name[FEED_START] = SPAN("start");
	row->name[FEED_END] = SPAN("end");
	if (!sites.size)
		sites = line_value(body, "expectedDegraded");
	while (sites.size && window->components < SITES_MAX) {
		struct span site = span_trim(span_cut(&sites, ','));

		if (site.size)
			list[window->components++] = arena_copy(reading->arena, site.at, site.size);
	}
	window->component = list;
	if (window->components == 1)
		row->text[FEED_SERVICE] = span_text(list[0]);
}

/* The title is a sign, the site's name and what is said of it. */
static struct span site_of(struct span title)
{
	const char *verb = upptime_verb(title), *at = title.at;

	if (!verb)
		return span_of(NULL, 0);
	while (at < verb && ((unsigned char)*at >= 0x80 || *at == ' '))
		at++;
	return span_of(at, (size_t)(verb - at));
}

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span title = row->text[FEED_TITLE];

	row->has_kind = true;
	if (has_label(item, "maintenance")) {
		plan(reading, item, row);
		return true;
	}
	row->skip = !has_label(item, "status");
	row->window.precision = WINDOW_POLLED;
	row->window.kind = feed_holds(title, "degraded") ? WINDOW_DEGRADED : WINDOW_OUTAGE;
	row->text[FEED_SERVICE] = site_of(title);
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const members[] = { "closed_at", "created_at", "labels", "number",
					       NULL };

	return feed_has_members(text, '[', members) ? 90 : 0;
}

static bool read_issues(struct feed_reading *reading)
{
	return feed_document_read(reading, &shape);
}

const struct feed feed_upptime_issues = {
	.name = "upptime-issues",
	.summary = "Upptime's issues as GitHub's interface lists them",
	.follows = "upptime.js.org/docs/how-it-works",
	.recognise = recognise,
	.read = read_issues,
};
