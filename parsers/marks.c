/* marks.c - the user's annotations: CSV with time and text, or JSON lines. */
#include "core/json.h"
#include "parsers/feed.h"
#include "parsers/table.h"

enum { TIME, TEXT, SERVICE, COLUMNS };

static const char *const names[COLUMNS][4] = {
	[TIME] = { "time", "at", "date", "timestamp" },
	[TEXT] = { "text", "title", "message", "mark" },
	[SERVICE] = { "service", "service", "service", "service" },
};

static int column_of(struct span name)
{
	for (int column = 0; column < COLUMNS; column++)
		for (size_t i = 0; i < LENGTH(names[column]); i++)
			if (span_is_caseless(name, span_text(names[column][i])))
				return column;
	return COLUMNS;
}

static bool add_mark(const struct feed_source *source, uint64_t line,
		     const struct span text[COLUMNS], struct arena *arena, struct mark_list *list,
		     struct error *error)
{
	struct mark mark = { .path = source->path, .line = line };

	if (!clock_read_any(text[TIME], &source->clock, &mark.at_us, NULL))
		return fail(error, FAULT_INPUT, "%s:%llu: expected a time in column 'time', found \"%.*s\"",
			    source->path, (unsigned long long)line, (int)MIN(text[TIME].size, 80),
			    text[TIME].at ? text[TIME].at : "");
	if (list->count == FEED_WINDOWS_MAX)
		return fail(error, FAULT_LIMIT, "%s: more than %d marks", source->path,
			    FEED_WINDOWS_MAX);
	mark.text = text[TEXT].size ? arena_copy(arena, text[TEXT].at, text[TEXT].size) : "";
	if (source->service)
		mark.service = arena_print(arena, "%s", source->service);
	else if (text[SERVICE].size)
		mark.service = arena_copy(arena, text[SERVICE].at, text[SERVICE].size);
	list->item = arena_grow(arena, list->item, list->count, &list->room, sizeof(mark));
	list->item[list->count++] = mark;
	return true;
}

static bool cut_object(const struct feed_source *source, uint64_t number, struct span line,
		       struct span text[COLUMNS], struct arena *arena, struct error *error)
{
	struct json_value *object;

	if (!json_read(line, arena, &object, error))
		return error_within(error, "%s:%llu", source->path, (unsigned long long)number);
	if (object->kind != JSON_OBJECT)
		return fail(error, FAULT_INPUT, "%s:%llu: expected an object with time and text",
			    source->path, (unsigned long long)number);
	for (const struct json_value *member = object->first; member; member = member->next) {
		int column = column_of(span_text(member->key));

		if (column < COLUMNS && !text[column].size &&
		    (member->kind == JSON_STRING || member->kind == JSON_NUMBER))
			text[column] = member->text;
	}
	return true;
}

bool marks_read(const struct feed_source *source, struct arena *arena, struct mark_list *marks,
		struct error *error)
{
	struct span rest = table_text(source->text), field[TABLE_COLUMNS_MAX], first = rest;
	int column[TABLE_COLUMNS_MAX] = { TIME, TEXT, SERVICE };
	struct mark_list found = *marks;
	char delimiter;
	uint32_t columns, known = COLUMNS;
	uint64_t number = 0;
	bool has_header;

	first = span_cut(&first, '\n');
	delimiter = table_delimiter(first);
	columns = table_cut(first, delimiter, field);
	has_header = columns && column_of(field[0]) != COLUMNS;
	for (uint32_t i = 0; has_header && i < columns; i++)
		column[i] = column_of(field[i]);
	if (has_header)
		known = columns;
	while (rest.size) {
		struct span line = span_trim(span_cut(&rest, '\n')), text[COLUMNS] = { 0 };

		if (++number == 1 && has_header)
			continue;
		if (!line.size)
			continue;
		if (line.at[0] == '{') {
			if (!cut_object(source, number, line, text, arena, error))
				return false;
		} else {
			columns = table_cut(line, delimiter, field);
			for (uint32_t i = 0; i < MIN(columns, known); i++)
				if (column[i] < COLUMNS)
					text[column[i]] = field[i];
		}
		if (!add_mark(source, number, text, arena, &found, error))
			return false;
	}
	*marks = found;
	return true;
}
