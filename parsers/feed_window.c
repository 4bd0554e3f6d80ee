/* feed_window.c - see feed_window.h. */
#include "parsers/feed_window.h"

static const struct {
	const char *name;
	enum feed_field field;
} names[] = {
	/* In each group the name that wins over others of it comes first. */
	{ "downtime_start", FEED_START }, { "start", FEED_START },
	{ "from", FEED_START },           { "begin", FEED_START },
	{ "began", FEED_START },          { "started", FEED_START },
	{ "start_time", FEED_START },     { "starttime", FEED_START },
	{ "started_at", FEED_START },     { "starts_at", FEED_START },
	{ "down_utc", FEED_START },       { "down", FEED_START },
	{ "downtime_end", FEED_END },     { "end", FEED_END },
	{ "to", FEED_END },               { "until", FEED_END },
	{ "ended", FEED_END },            { "end_time", FEED_END },
	{ "endtime", FEED_END },          { "ended_at", FEED_END },
	{ "ends_at", FEED_END },          { "up_utc", FEED_END },
	{ "up", FEED_END },               { "duration", FEED_DURATION },
	{ "length", FEED_DURATION },      { "duration_s", FEED_DURATION },
	{ "minutes", FEED_MINUTES },      { "duration_minutes", FEED_MINUTES },
	{ "duration_min", FEED_MINUTES }, { "id", FEED_ID },
	{ "incident_id", FEED_ID },       { "service", FEED_SERVICE },
	{ "site", FEED_SERVICE },         { "monitor", FEED_SERVICE },
	{ "title", FEED_TITLE },          { "name", FEED_TITLE },
	{ "summary", FEED_TITLE },        { "description", FEED_TITLE },
	{ "reason", FEED_TITLE },         { "impact", FEED_IMPACT },
	{ "severity", FEED_IMPACT },      { "kind", FEED_KIND },
	{ "type", FEED_KIND },            { "url", FEED_URL },
	{ "link", FEED_URL },             { "shortlink", FEED_URL },
	{ "detected", FEED_DETECTED },    { "detected_at", FEED_DETECTED },
	{ "announced", FEED_ANNOUNCED },  { "announced_at", FEED_ANNOUNCED },
	{ "published", FEED_ANNOUNCED },  { "resolved_at", FEED_RESOLVED },
	{ "resolved", FEED_RESOLVED },
};

enum feed_field feed_field_of(struct span name)
{
	for (size_t i = 0; i < LENGTH(names); i++)
		if (span_is_caseless(span_trim(name), span_text(names[i].name)))
			return names[i].field;
	return FEED_NONE;
}

static bool is_nothing(struct span text)
{
	return !text.size || span_is(text, SPAN("-")) || span_is_caseless(text, SPAN("null")) ||
	       span_is_caseless(text, SPAN("ongoing"));
}

static bool read_time(const struct feed_place *place, const struct feed_row *row,
		      enum feed_field field, int64_t *out, struct error *error)
{
	struct span text = row->text[field], name = row->name[field];

	*out = TIME_UNKNOWN;
	if (is_nothing(text) ||
	    clock_read_any(text, &place->source->clock, out, NULL))
		return true;
	return fail(error, FAULT_INPUT, "%s:%llu: expected a time in column '%.*s', found \"%.*s\"",
		    place->source->path, (unsigned long long)place->line,
		    (int)MIN(name.size, 40), name.at, (int)MIN(text.size, 80), text.at);
}

static const char *keep(struct arena *arena, struct span text)
{
	return text.size ? arena_copy(arena, text.at, text.size) : NULL;
}

static bool holds(struct span text, const char *word)
{
	size_t size = strlen(word);

	for (size_t at = 0; at + size <= text.size; at++)
		if (span_is_caseless(span_of(text.at + at, size), span_of(word, size)))
			return true;
	return false;
}

static enum window_kind kind_of(const struct feed_row *row)
{
	struct span kind = row->text[FEED_KIND], impact = row->text[FEED_IMPACT];

	if (holds(kind, "maintenance") || holds(impact, "maintenance") || holds(kind, "scheduled"))
		return WINDOW_MAINTENANCE;
	if (holds(kind, "degraded"))
		return WINDOW_DEGRADED;
	if (holds(kind, "info") || holds(kind, "notice"))
		return WINDOW_INFO;
	return WINDOW_OUTAGE;
}

/* The file's name without folder and endings. */
static const char *stem(const char *path, struct arena *arena)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t size = strcspn(name, ".");

	return size ? arena_copy(arena, name, size) : "outages";
}

static bool read_end(const struct feed_place *place, const struct feed_row *row,
		     struct window *window, struct error *error)
{
	enum feed_field field = row->text[FEED_DURATION].size ? FEED_DURATION : FEED_MINUTES;
	int64_t length_us;

	if (!read_time(place, row, FEED_END, &window->to_us, error))
		return false;
	if (window->to_us != TIME_UNKNOWN || row->name[FEED_END].size || is_nothing(row->text[field]))
		return true;
	if (!clock_read_length(row->text[field], &length_us) || length_us < 0 ||
	    length_us > 400000 * DAY_US)
		return fail(error, FAULT_INPUT,
			    "%s:%llu: expected a length as 90s, 5m or 1h30m, found \"%.*s\"",
			    place->source->path, (unsigned long long)place->line,
			    (int)MIN(row->text[field].size, 80), row->text[field].at);
	if (field == FEED_MINUTES)
		length_us *= 60; /* a plain number is read as seconds */
	window->to_us = window->from_us + length_us;
	return true;
}

bool feed_window(const struct feed_place *place, const struct feed_row *row, struct arena *arena,
		 struct window *out, struct error *error)
{
	struct window window = { .kind = kind_of(row), .path = place->source->path, .line = place->line };
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];

	if (!read_time(place, row, FEED_START, &window.from_us, error))
		return false;
	if (window.from_us == TIME_UNKNOWN)
		return fail(error, FAULT_INPUT, "%s:%llu: expected a time in column 'start', found \"\"",
			    place->source->path, (unsigned long long)place->line);
	if (!read_end(place, row, &window, error) ||
	    !read_time(place, row, FEED_DETECTED, &window.detected_us, error) ||
	    !read_time(place, row, FEED_ANNOUNCED, &window.announced_us, error) ||
	    !read_time(place, row, FEED_RESOLVED, &window.resolved_us, error))
		return false;
	if (window.to_us == TIME_UNKNOWN)
		window.to_us = window.resolved_us;
	if (window.to_us != TIME_UNKNOWN && window.to_us < window.from_us)
		return fail(error, FAULT_INPUT, "%s:%llu: it ends (%s) before it starts (%s)",
			    place->source->path, (unsigned long long)place->line,
			    clock_write(window.to_us, to), clock_write(window.from_us, from));
	window.service = place->source->service ? arena_print(arena, "%s", place->source->service)
						: keep(arena, row->text[FEED_SERVICE]);
	if (!window.service)
		window.service = stem(place->source->path, arena);
	window.id = keep(arena, row->text[FEED_ID]);
	window.title = keep(arena, row->text[FEED_TITLE]);
	window.impact = keep(arena, row->text[FEED_IMPACT]);
	window.url = keep(arena, row->text[FEED_URL]);
	*out = window;
	return true;
}

bool feed_add(const struct feed_source *source, struct arena *arena, struct window_list *list,
	      const struct window *window, struct error *error)
{
	if (list->count == FEED_WINDOWS_MAX)
		return fail(error, FAULT_LIMIT, "%s: more than %d outages", source->path,
			    FEED_WINDOWS_MAX);
	list->item = arena_grow(arena, list->item, list->count, &list->room, sizeof(*window));
	list->item[list->count++] = *window;
	return true;
}

uint64_t feed_line(struct span text, size_t offset)
{
	const char *newline = text.size ? memchr(text.at, '\n', text.size) : NULL;
	uint64_t line = 1;

	if (!newline || (size_t)(newline + 1 - text.at) == text.size)
		return offset + 1;
	for (const char *at = text.at; at < text.at + offset; at++)
		line += *at == '\n';
	return line;
}
