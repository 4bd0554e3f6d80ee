/*
 * feed_json.c - outages as JSON of anybody's making: an array, or one object a line,
 * with the names of feed_window.c in whatever order.
 */
#include "parsers/feed_document.h"

static bool is_value(const struct json_value *member)
{
	return member->kind == JSON_STRING || member->kind == JSON_NUMBER;
}

static void fill_row(struct feed_reading *reading, const struct json_value *object,
		     struct feed_row *row)
{
	uint32_t best[FEED_FIELDS];

	for (const struct json_value *member = object->first; member; member = member->next) {
		struct span name = span_text(member->key);
		uint32_t rank = 0;
		enum feed_field field = feed_field_of(name, &rank);

		if (field == FEED_COMPONENT)
			feed_names(reading, member, &row->window.component,
				   &row->window.components);
		if (field == FEED_REGION)
			feed_names(reading, member, &row->window.region, &row->window.regions);
		/* An empty text counts too: an end that is "" says that it is still open. */
		if (!field || !is_value(member) || (row->name[field].size && best[field] < rank))
			continue;
		best[field] = rank;
		row->text[field] = member->text;
		row->name[field] = name;
	}
}

static bool take_object(struct feed_reading *reading, const struct json_value *object)
{
	struct feed_row row = feed_row_empty();

	if (object->kind != JSON_OBJECT)
		return feed_fail(reading, "expected an object, found another value");
	fill_row(reading, object, &row);
	return feed_updates(reading, object, &row.window) && feed_take(reading, &row);
}

static bool read_lines(struct feed_reading *reading)
{
	struct span rest = reading->source->text;

	for (reading->line = 1; rest.size; reading->line++) {
		struct span line = span_trim(span_cut(&rest, '\n'));
		struct json_value *object;

		if (!line.size)
			continue;
		if (!json_read(line, reading->arena, &object, reading->error))
			return error_within(reading->error, "%s:%llu", reading->source->path,
					    (unsigned long long)reading->line);
		if (!take_object(reading, object))
			return false;
	}
	return true;
}

static bool read_json(struct feed_reading *reading)
{
	struct json_value *root;

	if (span_trim(reading->source->text).at[0] == '{')
		return read_lines(reading);
	if (!feed_document_parse(reading, &root))
		return false;
	for (const struct json_value *item = root->first; item; item = item->next) {
		feed_stand_at(reading, item->offset);
		if (!take_object(reading, item))
			return false;
	}
	return true;
}

static int recognise(struct span text)
{
	static const char *const any[] = { NULL };

	return feed_has_members(text, 0, any) ? 50 : 0;
}

const struct feed feed_json = {
	.name = "json",
	.summary = "a JSON array or JSON lines of objects with start, end, title",
	.follows = "docs/FORMATS.md: names of members",
	.recognise = recognise,
	.read = read_json,
};
