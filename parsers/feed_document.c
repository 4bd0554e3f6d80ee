/* feed_document.c - see feed_document.h. */
#include "parsers/feed_document.h"

#include <stdlib.h>

static bool has_member(struct span front, const char *name)
{
	size_t size = strlen(name);
	const char *at = front.at, *end = front.at + front.size;

	while ((at = memmem(at, (size_t)(end - at), name, size))) {
		const char *behind = at + size;

		if (at > front.at && at[-1] == '"' && behind < end && *behind == '"') {
			struct span rest = span_of(behind + 1, (size_t)(end - behind - 1));

			while (rest.size && strchr(" \t\r\n", rest.at[0]) && rest.at[0])
				rest = span_of(rest.at + 1, rest.size - 1);
			if (rest.size && rest.at[0] == ':')
				return true;
		}
		at++;
	}
	return false;
}

bool feed_has_members(struct span text, char first, const char *const *names)
{
	struct span front = feed_front(span_trim(text));

	if (!front.size ||
	    (first ? front.at[0] != first : front.at[0] != '{' && front.at[0] != '['))
		return false;
	for (; *names; names++)
		if (!has_member(front, *names))
			return false;
	return true;
}

const struct json_value *feed_member(const struct json_value *value, const char *path)
{
	while (value && *path) {
		size_t size = strcspn(path, ".");
		const struct json_value *member = value->kind == JSON_OBJECT ? value->first : NULL;

		while (member && (strncmp(member->key, path, size) != 0 || member->key[size]))
			member = member->next;
		value = member;
		path += size + (path[size] == '.');
	}
	return value;
}

struct span feed_text(const struct json_value *value, const char *path)
{
	const struct json_value *member = feed_member(value, path);

	if (member && (member->kind == JSON_STRING || member->kind == JSON_NUMBER))
		return member->text;
	return span_of(NULL, 0);
}

bool feed_member_time(struct feed_reading *reading, const struct json_value *value,
		      const char *path, int64_t *time_us)
{
	struct span text = feed_text(value, path);

	*time_us = TIME_UNKNOWN;
	if (!text.size || feed_time(reading, text, time_us))
		return true;
	return feed_fail(reading, "expected a time in '%s', found \"%.*s\"", path,
			 (int)MIN(text.size, 80), text.at);
}

bool feed_document_parse(struct feed_reading *reading, struct json_value **root)
{
	if (json_read(reading->source->text, reading->arena, root, reading->error))
		return true;
	return error_within(reading->error, "%s:1", reading->source->path);
}

void feed_names(struct feed_reading *reading, const struct json_value *array,
		const char *const **item, uint32_t *count)
{
	static const char *const names[] = { "current_title", "title", "name", "service_name",
					     "id" };
	const char **list;

	if (!array || array->kind != JSON_ARRAY || !array->count)
		return;
	list = arena_array(reading->arena, array->count, sizeof(*list));
	for (const struct json_value *at = array->first; at; at = at->next) {
		struct span text = feed_text(at, "");

		for (size_t i = 0; !text.size && i < LENGTH(names); i++)
			text = feed_text(at, names[i]);
		if (text.size)
			list[(*count)++] = arena_copy(reading->arena, text.at, text.size);
	}
	*item = list;
}

static int compare_texts(struct span a, struct span b)
{
	size_t size = MIN(a.size, b.size);
	int order = size ? memcmp(a.at, b.at, size) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_items(const void *left, const void *right, void *key)
{
	return compare_texts(feed_text(*(const struct json_value *const *)left, key),
			     feed_text(*(const struct json_value *const *)right, key));
}

struct feed_index feed_index_of(struct feed_reading *reading, const struct json_value *array,
				const char *key)
{
	struct feed_index index = { .key = key };

	if (!array || array->kind != JSON_ARRAY || !array->count)
		return index;
	index.item = arena_array(reading->arena, array->count, sizeof(const struct json_value *));
	for (const struct json_value *item = array->first; item; item = item->next)
		index.item[index.count++] = item;
	qsort_r(index.item, index.count, sizeof(const struct json_value *), compare_items,
		(void *)(uintptr_t)key);
	return index;
}

const struct json_value *feed_index_find(const struct feed_index *index, struct span text)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_texts(feed_text(index->item[middle], index->key), text);

		if (!order)
			return index->item[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Where the update stands in the list breaks ties of time. */
struct ordered_update {
	struct window_update update;
	uint32_t order;
};

static int compare_updates(const void *left, const void *right)
{
	const struct ordered_update *a = left, *b = right;

	if (a->update.at_us != b->update.at_us)
		return a->update.at_us < b->update.at_us ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static const char *first_text(struct feed_reading *reading, const struct json_value *item,
			      const char *const *names)
{
	for (; *names; names++) {
		struct span text = feed_text(item, *names);

		if (text.size)
			return arena_copy(reading->arena, text.at, text.size);
	}
	return NULL;
}

static bool read_update(struct feed_reading *reading, const struct json_value *item,
			struct window_update *out)
{
	static const char *const at_names[] = { "display_at", "at",        "created_at",
						"when",       "created",   "date_created",
						"timestamp",  "createdAt", "started",
						NULL };
	static const char *const text_names[] = { "body", "message", "text", "contents", NULL };
	static const char *const status_names[] = { "status", "update_type", NULL };
	const char *at = first_text(reading, item, at_names);

	if (!at || !feed_time(reading, span_text(at), &out->at_us))
		return feed_fail(reading, "expected a time in an update, found \"%.80s\"",
				 at ? at : "");
	out->status = first_text(reading, item, status_names);
	out->text = first_text(reading, item, text_names);
	return true;
}

static const struct json_value *updates_of(const struct json_value *item)
{
	static const char *const names[] = { "incident_updates", "updates", "notes", "event_log" };

	for (size_t i = 0; i < LENGTH(names); i++) {
		const struct json_value *list = json_member(item, names[i]);

		if (list && list->kind == JSON_ARRAY && list->count)
			return list;
	}
	return NULL;
}

bool feed_updates(struct feed_reading *reading, const struct json_value *item,
		  struct window *window)
{
	const struct json_value *list = updates_of(item);
	struct ordered_update *found;
	struct window_update *update;
	uint32_t count = 0;
	bool newest_first;

	if (!list)
		return true;
	found = arena_array(reading->arena, list->count, sizeof(*found));
	for (const struct json_value *at = list->first; at; at = at->next, count++)
		if (!read_update(reading, at, &found[count].update))
			return false;
	/* Two of one minute keep their order; a Statuspage has the newest first. */
	newest_first = found[0].update.at_us > found[count - 1].update.at_us;
	for (uint32_t i = 0; i < count; i++)
		found[i].order = newest_first ? count - i : i;
	qsort(found, count, sizeof(*found), compare_updates);
	update = arena_array(reading->arena, count, sizeof(*update));
	for (uint32_t i = 0; i < count; i++)
		update[i] = found[i].update;
	window->update = update;
	window->updates = count;
	window->announced_us = update[0].at_us;
	return true;
}

static void fill_row(struct feed_reading *reading, const struct json_value *item,
		     const struct feed_path *path, struct feed_row *row)
{
	for (; path->field; path++) {
		struct span text = feed_text(item, path->path);

		if (text.size && !row->text[path->field].size) {
			row->text[path->field] = text;
			row->name[path->field] = span_text(path->path);
		}
		if (path->field == FEED_COMPONENT && !row->window.components)
			feed_names(reading, feed_member(item, path->path), &row->window.component,
				   &row->window.components);
		if (path->field == FEED_REGION && !row->window.regions)
			feed_names(reading, feed_member(item, path->path), &row->window.region,
				   &row->window.regions);
	}
}

bool feed_item_take(struct feed_reading *reading, const struct json_value *item,
		    const struct feed_shape *shape)
{
	struct feed_row row = feed_row_empty();

	if (item->kind != JSON_OBJECT)
		return feed_fail(reading, "expected an object, found another value");
	fill_row(reading, item, shape->path, &row);
	if (!feed_updates(reading, item, &row.window) ||
	    (shape->finish && !shape->finish(reading, item, &row)))
		return false;
	return row.skip || feed_take(reading, &row);
}

bool feed_list_take(struct feed_reading *reading, const struct json_value *list,
		    const struct feed_shape *shape)
{
	for (const struct json_value *item = list ? list->first : NULL; item; item = item->next) {
		feed_stand_at(reading, item->offset);
		if (!feed_item_take(reading, item, shape))
			return false;
	}
	return true;
}

bool feed_document_take(struct feed_reading *reading, const struct json_value *root,
			const struct feed_shape *shape)
{
	for (const char *const *path = shape->lists; *path; path++) {
		const struct json_value *list = feed_member(root, *path);

		if (!list || list->kind == JSON_NULL)
			continue;
		if (list->kind != JSON_ARRAY) {
			feed_stand_at(reading, list->offset);
			return feed_fail(reading, "expected an array in '%s', found another value",
					 *path);
		}
		if (!feed_list_take(reading, list, shape))
			return false;
	}
	return true;
}

bool feed_document_read(struct feed_reading *reading, const struct feed_shape *shape)
{
	struct json_value *root;

	return feed_document_parse(reading, &root) && feed_document_take(reading, root, shape);
}
