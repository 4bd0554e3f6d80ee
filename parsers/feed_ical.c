/*
 * feed_ical.c - a calendar (RFC 5545): each event is a window, maintenance where its
 * title or categories say so. Recurrences are followed up to now.
 *
 * Times of a zone need that zone's IANA name; the rules a calendar brings along for a
 * zone of its own are not read, and such a time is refused.
 */
#include "parsers/feed_window.h"
#include "parsers/ical_rule.h"

#include <string.h>

#define STEPS_MAX 10000000
#define ZONES_MAX 32
#define EXCEPTIONS_MAX 10000

/* A content line: unfolded, NAME;PARAMETERS:VALUE. */
struct property {
	struct span name, parameters, value;
};

struct moment {
	int64_t local_us, utc_us;
	const struct zone *zone; /* NULL: UTC */
	bool is_date, set;
};

struct event {
	uint64_t line;
	struct moment start, end, replaces;
	struct span uid, title, status, categories, location, url, rule, length;
	int64_t *except;
	size_t excepts, except_room;
};

struct calendar {
	struct feed_reading *reading;
	struct event *event;
	size_t events, room;
	const struct event **other; /* those that stand for one recurrence of an event */
	size_t others;
	struct {
		const char *name;
		const struct zone *zone;
	} zone[ZONES_MAX];
	uint32_t zones;
	uint64_t steps;
};

/* The next content line, its folds undone, and how many lines of the text it took. */
static struct span next_line(struct span *rest, struct arena *arena, uint64_t *lines)
{
	struct span line = span_cut(rest, '\n');
	char *joined = NULL;
	size_t size = 0, room = 0;

	*lines = 1;
	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	while (rest->size && (rest->at[0] == ' ' || rest->at[0] == '\t')) {
		struct span more = span_cut(rest, '\n');

		if (more.size && more.at[more.size - 1] == '\r')
			more.size--;
		if (!joined || size + more.size > room) {
			char *larger;

			room = (size + line.size + more.size) * 2;
			larger = arena_take(arena, room);
			if (joined)
				memcpy(larger, joined, size);
			else
				memcpy(larger, line.at, size = line.size);
			joined = larger;
		}
		memcpy(joined + size, more.at + 1, more.size ? more.size - 1 : 0);
		size += more.size ? more.size - 1 : 0;
		++*lines;
	}
	return joined ? span_of(joined, size) : line;
}

/* The colon that ends the name: one inside of quotes does not. */
static bool cut_property(struct span line, struct property *out)
{
	bool quoted = false;
	size_t name = 0, colon = 0;

	for (; colon < line.size; colon++) {
		char byte = line.at[colon];

		quoted ^= byte == '"';
		if (!quoted && byte == ';' && !name)
			name = colon;
		if (!quoted && byte == ':')
			break;
	}
	if (colon == line.size)
		return false;
	if (!name)
		name = colon;
	out->name = span_of(line.at, name);
	out->parameters = span_of(line.at + name, colon - name);
	out->value = span_of(line.at + colon + 1, line.size - colon - 1);
	return true;
}

static bool is(const struct property *property, const char *name)
{
	return span_is_caseless(property->name, span_text(name));
}

static struct span parameter(struct span parameters, const char *name)
{
	while (parameters.size) {
		struct span value = span_cut(&parameters, ';');
		struct span key = span_cut(&value, '=');

		if (!span_is_caseless(key, span_text(name)))
			continue;
		if (value.size >= 2 && value.at[0] == '"')
			value = span_of(value.at + 1, value.size - 2);
		return value;
	}
	return span_of(NULL, 0);
}

/* \n, \, \; and \\ of a text. */
static struct span unescaped(struct span text, struct arena *arena)
{
	char *copy, *to;

	if (!text.size || !memchr(text.at, '\\', text.size))
		return text;
	copy = to = arena_copy(arena, text.at, text.size);
	for (size_t at = 0; at < text.size; at++) {
		if (text.at[at] == '\\' && at + 1 < text.size) {
			at++;
			*to++ = text.at[at] == 'n' || text.at[at] == 'N' ? ' ' : text.at[at];
		} else {
			*to++ = text.at[at];
		}
	}
	return span_of(copy, (size_t)(to - copy));
}

static bool zone_of(struct calendar *calendar, struct span name, const struct zone **out)
{
	struct feed_reading *reading = calendar->reading;
	const char *text = arena_copy(reading->arena, name.at, name.size);

	for (uint32_t i = 0; i < calendar->zones; i++)
		if (strcmp(calendar->zone[i].name, text) == 0) {
			*out = calendar->zone[i].zone;
			return true;
		}
	if (calendar->zones == ZONES_MAX || !zone_find(text, reading->arena, out, reading->error))
		return feed_fail(reading, "expected a zone's IANA name, found TZID \"%.80s\"",
				 text);
	calendar->zone[calendar->zones].name = text;
	calendar->zone[calendar->zones++].zone = *out;
	return true;
}

/* One value of it: EXDATE holds several. */
static bool read_moment(struct calendar *calendar, const struct property *property,
			struct span value, struct moment *out)
{
	struct feed_reading *reading = calendar->reading;
	struct span zone = parameter(property->parameters, "TZID");
	struct moment moment = { .zone = reading->source->clock.zone, .set = true };
	bool is_utc;

	if (!ical_time_read(span_trim(value), &moment.local_us, &is_utc, &moment.is_date))
		return feed_fail(reading, "expected a time in %.*s, found \"%.*s\"",
				 (int)MIN(property->name.size, 40), property->name.at,
				 (int)MIN(value.size, 80), value.at);
	if (is_utc)
		moment.zone = zone_utc;
	else if (zone.size && !zone_of(calendar, zone, &moment.zone))
		return false;
	moment.utc_us = zone_to_utc(moment.zone, moment.local_us);
	*out = moment;
	return true;
}

static bool read_exceptions(struct calendar *calendar, const struct property *property,
			    struct event *event)
{
	struct span rest = property->value;

	while (rest.size) {
		struct moment moment;

		if (!read_moment(calendar, property, span_cut(&rest, ','), &moment))
			return false;
		if (event->excepts == EXCEPTIONS_MAX)
			return feed_fail(calendar->reading, "more than %d exceptions",
					 EXCEPTIONS_MAX);
		event->except = arena_grow(calendar->reading->arena, event->except, event->excepts,
					   &event->except_room, sizeof(*event->except));
		event->except[event->excepts++] = moment.utc_us;
	}
	return true;
}

static bool read_property(struct calendar *calendar, const struct property *property,
			  struct event *event)
{
	if (is(property, "DTSTART"))
		return read_moment(calendar, property, property->value, &event->start);
	if (is(property, "DTEND"))
		return read_moment(calendar, property, property->value, &event->end);
	if (is(property, "RECURRENCE-ID"))
		return read_moment(calendar, property, property->value, &event->replaces);
	if (is(property, "EXDATE"))
		return read_exceptions(calendar, property, event);
	if (is(property, "RDATE") || is(property, "EXRULE"))
		return feed_fail(calendar->reading, "%.*s is not understood",
				 (int)property->name.size, property->name.at);
	if (is(property, "RRULE") && event->rule.size)
		return feed_fail(calendar->reading, "two recurrences of one event");
	if (is(property, "RRULE"))
		event->rule = property->value;
	else if (is(property, "DURATION"))
		event->length = property->value;
	else if (is(property, "SUMMARY"))
		event->title = unescaped(property->value, calendar->reading->arena);
	else if (is(property, "UID"))
		event->uid = property->value;
	else if (is(property, "STATUS"))
		event->status = property->value;
	else if (is(property, "CATEGORIES"))
		event->categories = property->value;
	else if (is(property, "LOCATION"))
		event->location = unescaped(property->value, calendar->reading->arena);
	else if (is(property, "URL"))
		event->url = property->value;
	return true;
}

static bool add_event(struct calendar *calendar, const struct event *event)
{
	if (!event->start.set) {
		calendar->reading->line = event->line;
		return feed_fail(calendar->reading, "expected DTSTART in an event, found none");
	}
	if (calendar->events == FEED_WINDOWS_MAX)
		return feed_fail(calendar->reading, "more than %d events", FEED_WINDOWS_MAX);
	calendar->event = arena_grow(calendar->reading->arena, calendar->event, calendar->events,
				     &calendar->room, sizeof(*event));
	calendar->event[calendar->events++] = *event;
	return true;
}

/* What stands inside of an event's alarm is not the event's. */
static bool read_events(struct calendar *calendar)
{
	struct feed_reading *reading = calendar->reading;
	struct span rest = reading->source->text;
	struct event event = { 0 };
	uint32_t inside = 0;
	uint64_t lines;

	for (reading->line = 1; rest.size; reading->line += lines) {
		struct span line = next_line(&rest, reading->arena, &lines);
		struct property property;

		if (!cut_property(line, &property))
			continue;
		if (is(&property, "BEGIN")) {
			if (!inside && span_is_caseless(property.value, SPAN("VEVENT"))) {
				event = (struct event){ .line = reading->line };
				inside = 1;
			} else if (inside) {
				inside++;
			}
		} else if (is(&property, "END") && inside) {
			if (--inside == 0 && !add_event(calendar, &event))
				return false;
		} else if (inside == 1 && !read_property(calendar, &property, &event)) {
			return false;
		}
	}
	return !inside || feed_fail(reading, "expected END:VEVENT, found the end of the file");
}

static bool length_of(struct feed_reading *reading, const struct event *event, int64_t *length_us)
{
	if (event->end.set)
		*length_us = event->end.utc_us - event->start.utc_us;
	else if (event->length.size && !feed_length(event->length, length_us))
		return feed_fail(reading, "expected a DURATION, found \"%.*s\"",
				 (int)MIN(event->length.size, 80), event->length.at);
	else if (!event->length.size)
		*length_us = event->start.is_date ? DAY_US : 0;
	return true;
}

/* Whether another event of the calendar stands for this one of its recurrences. */
static bool is_replaced(const struct calendar *calendar, const struct event *event, int64_t at_us)
{
	for (size_t i = 0; i < event->excepts; i++)
		if (event->except[i] == at_us)
			return true;
	for (size_t i = 0; i < calendar->others; i++)
		if (calendar->other[i]->replaces.utc_us == at_us &&
		    span_is(calendar->other[i]->uid, event->uid))
			return true;
	return false;
}

static void find_others(struct calendar *calendar)
{
	calendar->other = arena_array(calendar->reading->arena, calendar->events,
				      sizeof(const struct event *));
	for (size_t i = 0; i < calendar->events; i++)
		if (calendar->event[i].replaces.set)
			calendar->other[calendar->others++] = &calendar->event[i];
}

static bool take_at(struct calendar *calendar, const struct event *event, int64_t at_us,
		    int64_t length_us)
{
	struct feed_row row = feed_row_empty();
	bool planned = feed_holds(event->title, "maintenance") ||
		       feed_holds(event->categories, "maintenance") ||
		       feed_holds(event->title, "planned") || feed_holds(event->title, "upgrade");

	row.has_kind = true;
	row.window.kind = planned ? WINDOW_MAINTENANCE : WINDOW_OUTAGE;
	row.window.precision = event->start.is_date ? WINDOW_DAY : WINDOW_STAMPED;
	row.window.from_us = at_us;
	row.window.to_us = at_us + length_us;
	row.text[FEED_TITLE] = event->title;
	row.text[FEED_ID] = event->uid;
	row.text[FEED_URL] = event->url;
	row.text[FEED_REGION] = event->location;
	return feed_take(calendar->reading, &row);
}

static bool take_recurrences(struct calendar *calendar, const struct event *event,
			     int64_t length_us)
{
	struct feed_reading *reading = calendar->reading;
	const struct zone *zone = event->start.zone;
	int64_t now_us = MIN(reading->source->clock.newest_us, INT64_C(7258118400) * SECOND_US);
	struct ical_rule rule;
	int64_t *start_us;
	uint32_t count;

	if (!ical_rule_read(event->rule, &rule, reading->error))
		return error_within(reading->error, "%s:%llu", reading->source->path,
				    (unsigned long long)reading->line);
	if (rule.until_is_utc)
		rule.until_us += zone_offset_s(zone, rule.until_us) * SECOND_US;
	if (!ical_rule_expand(&rule, event->start.local_us,
			      now_us + zone_offset_s(zone, now_us) * SECOND_US, reading->arena,
			      &calendar->steps, &start_us, &count, reading->error))
		return error_within(reading->error, "%s:%llu", reading->source->path,
				    (unsigned long long)reading->line);
	for (uint32_t i = 0; i < count; i++) {
		int64_t at_us = zone_to_utc(zone, start_us[i]);
		uint64_t looks = event->excepts + calendar->others;

		if (calendar->steps < looks)
			return feed_fail(reading, "too many exceptions from recurrences to follow");
		calendar->steps -= looks;

		if (!is_replaced(calendar, event, at_us) &&
		    !take_at(calendar, event, at_us, length_us))
			return false;
	}
	return true;
}

static bool read_ical(struct feed_reading *reading)
{
	struct calendar calendar = { .reading = reading, .steps = STEPS_MAX };

	if (!read_events(&calendar))
		return false;
	find_others(&calendar);
	for (size_t i = 0; i < calendar.events; i++) {
		const struct event *event = &calendar.event[i];
		int64_t length_us;

		reading->line = event->line;
		if (span_is_caseless(event->status, SPAN("CANCELLED")))
			continue;
		if (!length_of(reading, event, &length_us))
			return false;
		if (event->rule.size ? !take_recurrences(&calendar, event, length_us)
				     : !take_at(&calendar, event, event->start.utc_us, length_us))
			return false;
	}
	return true;
}

static int recognise(struct span text)
{
	text = span_trim(text);
	return text.size >= 15 && span_is_caseless(span_of(text.at, 15), SPAN("BEGIN:VCALENDAR"))
		       ? 100
		       : 0;
}

const struct feed feed_ical = {
	.name = "icalendar",
	.summary = "a calendar: its events, with common recurrences",
	.follows = "RFC 5545",
	.recognise = recognise,
	.read = read_ical,
};
