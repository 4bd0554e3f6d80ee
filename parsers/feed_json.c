/*
 * feed_json.c - outages as JSON: a Statuspage's incidents.json, an array, or one object a line.
 *
 * All of them are objects with the names of feed_window.c; a list of updates is
 * told as `updates` or `incident_updates`.
 */
#include "core/json.h"
#include "parsers/feed_window.h"

#define LOOK_BYTES 4096

static struct span trimmed(struct span text)
{
	struct span mark = SPAN("\xef\xbb\xbf");

	if (span_starts(text, mark))
		text = span_of(text.at + mark.size, text.size - mark.size);
	return span_trim(text);
}

static int recognise_statuspage(struct span text)
{
	struct span front;

	text = trimmed(text);
	front = span_of(text.at, MIN(text.size, LOOK_BYTES));
	return span_starts(front, SPAN("{")) &&
			       memmem(front.at, front.size, "\"incidents\"", 11)
		       ? 90
		       : 0;
}

static int recognise_json(struct span text)
{
	text = trimmed(text);
	return text.size && (text.at[0] == '{' || text.at[0] == '[') ? 70 : 0;
}

static const char *first_text(const struct json_value *object, const char *const *name)
{
	const char *text = NULL;

	while (!text && *name)
		text = json_member_text(object, *name++);
	return text;
}

static bool read_update(const struct feed_place *place, const struct json_value *item,
			struct arena *arena, struct window_update *out, struct error *error)
{
	static const char *const at_names[] = { "display_at", "at", "created_at", "when", NULL };
	static const char *const text_names[] = { "body", "message", "text", NULL };
	const char *at = first_text(item, at_names), *status = json_member_text(item, "status");
	const char *text = first_text(item, text_names);

	if (!at || !clock_read_any(span_text(at), &place->source->clock, &out->at_us, NULL))
		return fail(error, FAULT_INPUT, "%s:%llu: expected a time in an update, found \"%.80s\"",
			    place->source->path, (unsigned long long)place->line, at ? at : "");
	out->status = status ? arena_print(arena, "%s", status) : NULL;
	out->text = text ? arena_print(arena, "%s", text) : NULL;
	return true;
}

/* In order of time, whatever order they stand in (a Statuspage has the newest first). */
static bool read_updates(const struct feed_place *place, const struct json_value *object,
			 struct arena *arena, struct window *window, struct error *error)
{
	const struct json_value *list = json_member(object, "incident_updates");
	struct window_update *update;
	bool newest_first;

	if (!list)
		list = json_member(object, "updates");
	if (!list || list->kind != JSON_ARRAY || !list->count)
		return true;
	update = arena_array(arena, list->count, sizeof(*update));
	for (const struct json_value *item = list->first; item; item = item->next)
		if (!read_update(place, item, arena, &update[window->updates++], error))
			return false;
	newest_first = update[0].at_us > update[window->updates - 1].at_us;
	for (uint32_t i = 0; newest_first && i < window->updates / 2; i++) {
		struct window_update swapped = update[i];

		update[i] = update[window->updates - 1 - i];
		update[window->updates - 1 - i] = swapped;
	}
	window->announced_us = update[0].at_us;
	for (uint32_t i = 0; i < window->updates; i++)
		window->announced_us = MIN(window->announced_us, update[i].at_us);
	window->update = update;
	return true;
}

/* Names in the order of feed_window.c's preference: a start that comes first in it wins. */
static void fill_row(const struct json_value *object, struct feed_row *row)
{
	for (const struct json_value *member = object->first; member; member = member->next) {
		struct span name = span_text(member->key);
		enum feed_field field = feed_field_of(name);

		if (!field || (member->kind != JSON_STRING && member->kind != JSON_NUMBER))
			continue;
		if (row->text[field].size && !span_starts(name, SPAN("downtime")) &&
		    !span_starts(name, SPAN("started")))
			continue;
		if (row->text[field].size && span_starts(row->name[field], SPAN("downtime")))
			continue;
		row->text[field] = member->text;
		row->name[field] = name;
	}
	if (!row->text[FEED_START].size) {
		const struct json_value *created = json_member(object, "created_at");

		if (created && created->kind == JSON_STRING) {
			row->text[FEED_START] = created->text;
			row->name[FEED_START] = SPAN("created_at");
		}
	}
}

static bool read_object(const struct feed_source *source, const struct json_value *object,
			uint64_t line, struct arena *arena, struct window_list *list,
			struct error *error)
{
	struct feed_place place = { .source = source, .line = line };
	struct feed_row row = { 0 };
	struct window window;

	if (object->kind != JSON_OBJECT)
		return fail(error, FAULT_INPUT, "%s:%llu: expected an object, found another value",
			    source->path, (unsigned long long)line);
	fill_row(object, &row);
	return feed_window(&place, &row, arena, &window, error) &&
	       read_updates(&place, object, arena, &window, error) &&
	       feed_add(source, arena, list, &window, error);
}

static bool read_array(const struct feed_source *source, const struct json_value *array,
		       struct arena *arena, struct window_list *windows, struct error *error)
{
	struct window_list found = *windows;

	for (const struct json_value *item = array ? array->first : NULL; item; item = item->next)
		if (!read_object(source, item, feed_line(source->text, item->offset), arena, &found,
				 error))
			return false;
	*windows = found;
	return true;
}

static bool read_statuspage(const struct feed_source *source, struct arena *arena,
			    struct window_list *windows, struct error *error)
{
	struct json_value *root;

	if (!json_read(trimmed(source->text), arena, &root, error))
		return error_within(error, "%s:1", source->path);
	/* incident.io's page gives null for an empty list. */
	return read_array(source, json_member(root, "incidents"), arena, windows, error);
}

static bool read_lines(const struct feed_source *source, struct arena *arena,
		       struct window_list *windows, struct error *error)
{
	struct window_list found = *windows;
	struct span rest = trimmed(source->text);
	uint64_t number = 0;

	while (rest.size) {
		struct span line = span_trim(span_cut(&rest, '\n'));
		struct json_value *object;

		number++;
		if (!line.size)
			continue;
		if (!json_read(line, arena, &object, error))
			return error_within(error, "%s:%llu", source->path,
					    (unsigned long long)number);
		if (!read_object(source, object, number, arena, &found, error))
			return false;
	}
	*windows = found;
	return true;
}

static bool read_json(const struct feed_source *source, struct arena *arena,
		      struct window_list *windows, struct error *error)
{
	struct span text = trimmed(source->text);
	struct json_value *root;

	if (text.at[0] == '{')
		return read_lines(source, arena, windows, error);
	if (!json_read(text, arena, &root, error))
		return error_within(error, "%s:1", source->path);
	return read_array(source, root, arena, windows, error);
}

const struct feed feed_statuspage = {
	.name = "statuspage",
	.summary = "incidents.json of an Atlassian Statuspage and of those compatible with it",
	.recognise = recognise_statuspage,
	.read = read_statuspage,
};

const struct feed feed_json = {
	.name = "json",
	.summary = "a JSON array or JSON lines of objects with start, end, title",
	.recognise = recognise_json,
	.read = read_json,
};
