/* feed_window.c - see feed_window.h. */
#include "parsers/feed_window.h"

#include <stdio.h>

#define LENGTH_MAX_US (400000 * DAY_US)

static const struct {
	const char *name;
	enum feed_field field;
} names[] = {
	/* In each group the name that wins over others of it comes first. */
	{ "downtime_start", FEED_START },
	{ "start", FEED_START },
	{ "from", FEED_START },
	{ "begin", FEED_START },
	{ "began", FEED_START },
	{ "started", FEED_START },
	{ "start_time", FEED_START },
	{ "starttime", FEED_START },
	{ "started_at", FEED_START },
	{ "starts_at", FEED_START },
	{ "startsat", FEED_START },
	{ "down_utc", FEED_START },
	{ "down", FEED_START },
	{ "down_at", FEED_START },
	{ "created_at", FEED_START },
	{ "created_on", FEED_START },
	{ "downtime_end", FEED_END },
	{ "end", FEED_END },
	{ "to", FEED_END },
	{ "until", FEED_END },
	{ "ended", FEED_END },
	{ "end_time", FEED_END },
	{ "endtime", FEED_END },
	{ "ended_at", FEED_END },
	{ "ends_at", FEED_END },
	{ "endsat", FEED_END },
	{ "up_utc", FEED_END },
	{ "up", FEED_END },
	{ "up_at", FEED_END },
	{ "closed_at", FEED_END },
	{ "duration", FEED_DURATION },
	{ "length", FEED_DURATION },
	{ "duration_s", FEED_DURATION },
	{ "duration_seconds", FEED_DURATION },
	{ "minutes", FEED_MINUTES },
	{ "duration_minutes", FEED_MINUTES },
	{ "duration_mins", FEED_MINUTES },
	{ "duration_min", FEED_MINUTES },
	{ "duration (in mins.)", FEED_MINUTES },
	{ "id", FEED_ID },
	{ "incident_id", FEED_ID },
	{ "service", FEED_SERVICE },
	{ "site", FEED_SERVICE },
	{ "monitor", FEED_SERVICE },
	{ "check", FEED_SERVICE },
	{ "host", FEED_SERVICE },
	{ "component", FEED_COMPONENT },
	{ "components", FEED_COMPONENT },
	{ "services", FEED_COMPONENT },
	{ "region", FEED_REGION },
	{ "regions", FEED_REGION },
	{ "title", FEED_TITLE },
	{ "name", FEED_TITLE },
	{ "summary", FEED_TITLE },
	{ "event", FEED_TITLE },
	{ "incident", FEED_TITLE },
	{ "description", FEED_TITLE },
	{ "reason", FEED_TITLE },
	{ "impact", FEED_IMPACT },
	{ "severity", FEED_IMPACT },
	{ "priority", FEED_IMPACT },
	{ "urgency", FEED_IMPACT },
	{ "kind", FEED_KIND },
	{ "type", FEED_KIND },
	{ "url", FEED_URL },
	{ "link", FEED_URL },
	{ "shortlink", FEED_URL },
	{ "detected", FEED_DETECTED },
	{ "detected_at", FEED_DETECTED },
	{ "announced", FEED_ANNOUNCED },
	{ "announced_at", FEED_ANNOUNCED },
	{ "published", FEED_ANNOUNCED },
	{ "resolved_at", FEED_RESOLVED },
	{ "resolved", FEED_RESOLVED },
	{ "resolved_on", FEED_RESOLVED },
};

enum feed_field feed_field_of(struct span name, uint32_t *rank)
{
	for (uint32_t i = 0; i < LENGTH(names); i++)
		if (span_is_caseless(span_trim(name), span_text(names[i].name))) {
			*rank = i;
			return names[i].field;
		}
	return FEED_NONE;
}

struct feed_row feed_row_empty(void)
{
	return (struct feed_row){ .window = { .from_us = TIME_UNKNOWN,
					      .to_us = TIME_UNKNOWN,
					      .detected_us = TIME_UNKNOWN,
					      .announced_us = TIME_UNKNOWN,
					      .resolved_us = TIME_UNKNOWN } };
}

bool feed_fail(struct feed_reading *reading, const char *format, ...)
{
	char text[sizeof(reading->error->text)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return fail(reading->error, FAULT_INPUT, "%s:%llu: %s", reading->source->path,
		    (unsigned long long)reading->line, text);
}

/* Words for «there is none»; year 1 is how Go writes a time that isn't set. */
static bool is_nothing(struct span text)
{
	return !text.size || span_is(text, SPAN("-")) || span_is_caseless(text, SPAN("null")) ||
	       span_is_caseless(text, SPAN("ongoing")) || span_starts(text, SPAN("0001-01-01"));
}

bool feed_time(const struct feed_reading *reading, struct span text, int64_t *time_us)
{
	text = span_trim(text);
	return clock_read_any(text, &reading->source->clock, time_us, NULL) ||
	       clock_read_minutes(text, &reading->source->clock, time_us);
}

static bool read_time(struct feed_reading *reading, const struct feed_row *row,
		      enum feed_field field, int64_t *out)
{
	struct span text = row->text[field], name = row->name[field];

	if (is_nothing(text) || feed_time(reading, text, out))
		return true;
	return feed_fail(reading, "expected a time in column '%.*s', found \"%.*s\"",
			 (int)MIN(name.size, 40), name.at, (int)MIN(text.size, 80), text.at);
}

/* What stands before a NUL, if there is one: it would end the text all the same. */
static const char *keep(struct arena *arena, struct span text)
{
	size_t size = text.size ? strnlen(text.at, text.size) : 0;

	return size ? arena_copy(arena, text.at, size) : NULL;
}

bool feed_holds(struct span text, const char *word)
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

	if (feed_holds(kind, "maintenance") || feed_holds(impact, "maintenance") ||
	    feed_holds(kind, "scheduled"))
		return WINDOW_MAINTENANCE;
	if (feed_holds(kind, "degraded"))
		return WINDOW_DEGRADED;
	if (feed_holds(kind, "info") || feed_holds(kind, "notice"))
		return WINDOW_INFO;
	return WINDOW_OUTAGE;
}

const char *feed_service(struct feed_reading *reading)
{
	const char *path = reading->source->path, *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t size = strcspn(name, ".");

	if (reading->source->service)
		return arena_print(reading->arena, "%s", reading->source->service);
	if (reading->service && reading->service[0])
		return reading->service;
	return size ? arena_copy(reading->arena, name, size) : "outages";
}

/* "1:30:00" and "90:00"; false where it is neither. */
static bool read_clock_length(struct span text, int64_t *length_us)
{
	uint64_t part, total = 0;
	int parts = 0;

	while (text.size && parts < 3) {
		struct span piece = span_cut(&text, ':');

		if (!span_number(piece, &part) || part > 1000000 || (parts && part > 59))
			return false;
		total = total * 60 + part;
		parts++;
	}
	*length_us = (int64_t)total * SECOND_US;
	return parts >= 2 && !text.size;
}

bool feed_length(struct span text, int64_t *length_us)
{
	double seconds;
	int64_t found_us;

	text = span_trim(text);
	if (!clock_read_length(text, &found_us) && !read_clock_length(text, &found_us)) {
		if (!span_decimal(text, &seconds) || !(seconds >= 0 && seconds < 1e11))
			return false;
		found_us = (int64_t)(seconds * SECOND_US);
	}
	if (found_us < 0 || found_us > LENGTH_MAX_US)
		return false;
	*length_us = found_us;
	return true;
}

static bool read_end(struct feed_reading *reading, const struct feed_row *row,
		     struct window *window)
{
	enum feed_field field = row->text[FEED_DURATION].size ? FEED_DURATION : FEED_MINUTES;
	struct span text = row->text[field];
	int64_t length_us;

	if (!read_time(reading, row, FEED_END, &window->to_us))
		return false;
	if (window->to_us != TIME_UNKNOWN || row->name[FEED_END].size || is_nothing(text))
		return true;
	if (!feed_length(text, &length_us) ||
	    (field == FEED_MINUTES && length_us > LENGTH_MAX_US / 60))
		return feed_fail(reading, "expected a length as 90s, 5m or 1h30m, found \"%.*s\"",
				 (int)MIN(text.size, 80), text.at);
	if (field == FEED_MINUTES)
		length_us *= 60; /* a plain number is read as seconds */
	window->to_us = window->from_us + length_us;
	return true;
}

static bool read_times(struct feed_reading *reading, const struct feed_row *row,
		       struct window *window)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];

	if (!read_time(reading, row, FEED_START, &window->from_us))
		return false;
	if (window->from_us == TIME_UNKNOWN)
		return feed_fail(reading, "expected a time in column 'start', found \"\"");
	if (!read_end(reading, row, window) ||
	    !read_time(reading, row, FEED_DETECTED, &window->detected_us) ||
	    !read_time(reading, row, FEED_ANNOUNCED, &window->announced_us) ||
	    !read_time(reading, row, FEED_RESOLVED, &window->resolved_us))
		return false;
	if (window->to_us == TIME_UNKNOWN)
		window->to_us = window->resolved_us;
	if (window->to_us != TIME_UNKNOWN && window->to_us < window->from_us)
		return feed_fail(reading, "it ends (%s) before it starts (%s)",
				 clock_write(window->to_us, to),
				 clock_write(window->from_us, from));
	return true;
}

/* A list of one, where there is none yet. */
static void keep_list(struct arena *arena, struct span text, const char *const **item,
		      uint32_t *count)
{
	const char **list, *kept = keep(arena, text);

	if (*count || !kept)
		return;
	list = arena_array(arena, 1, sizeof(*list));
	list[0] = kept;
	*item = list;
	*count = 1;
}

/* Who was down: as the command line says, else the document; what it names then is a part of it. */
static void read_service(struct feed_reading *reading, const struct feed_row *row,
			 struct window *window)
{
	struct span service = row->text[FEED_SERVICE], component = row->text[FEED_COMPONENT];

	keep_list(reading->arena, component, &window->component, &window->components);
	keep_list(reading->arena, row->text[FEED_REGION], &window->region, &window->regions);
	if (reading->source->service)
		keep_list(reading->arena, service, &window->component, &window->components);
	else
		window->service = keep(reading->arena, service.size ? service : component);
	if (!window->service)
		window->service = feed_service(reading);
}

bool feed_take(struct feed_reading *reading, const struct feed_row *row)
{
	struct window window = row->window;

	if (!read_times(reading, row, &window))
		return false;
	if (!row->has_kind)
		window.kind = kind_of(row);
	read_service(reading, row, &window);
	window.id = keep(reading->arena, row->text[FEED_ID]);
	window.title = keep(reading->arena, row->text[FEED_TITLE]);
	window.impact = keep(reading->arena, row->text[FEED_IMPACT]);
	window.url = keep(reading->arena, row->text[FEED_URL]);
	return feed_add(reading, &window);
}

bool feed_add(struct feed_reading *reading, const struct window *window)
{
	struct window_list *list = &reading->found;

	if (list->count == FEED_WINDOWS_MAX)
		return fail(reading->error, FAULT_LIMIT, "%s: more than %d outages",
			    reading->source->path, FEED_WINDOWS_MAX);
	list->item =
		arena_grow(reading->arena, list->item, list->count, &list->room, sizeof(*window));
	list->item[list->count] = *window;
	list->item[list->count].feed = reading->feed;
	list->item[list->count].path = reading->source->path;
	list->item[list->count++].line = reading->line;
	return true;
}

void feed_stand_at(struct feed_reading *reading, size_t offset)
{
	if (reading->one_line) {
		reading->line = offset + 1;
		return;
	}
	/* Back by what lies between, not from the start: a list may be walked twice. */
	while (reading->counted_to > offset)
		reading->counted -= reading->source->text.at[--reading->counted_to] == '\n';
	for (; reading->counted_to < offset; reading->counted_to++)
		reading->counted += reading->source->text.at[reading->counted_to] == '\n';
	reading->line = reading->counted + 1;
}

struct span feed_front(struct span text)
{
	return span_of(text.at, MIN(text.size, FEED_FRONT_BYTES));
}
