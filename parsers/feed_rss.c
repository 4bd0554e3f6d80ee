/*
 * feed_rss.c - RSS and Atom of a status page: the least that can be known of an outage.
 *
 * An entry says when it was published and what was written. Where the text has the
 * stamps of a Statuspage's updates ("Mar 14, 15:02 UTC Resolved - …") the window goes
 * from the first to the one that says it is over; else the entry is a notice, at the
 * time it was published.
 */
#include "parsers/feed_window.h"

#define UPDATES_MAX 1000

static const struct {
	const char *item, *title, *time, *other_time, *id, *text, *other_text;
} kinds[] = {
	{ "item", "title", "pubDate", "dc:date", "guid", "description", "content:encoded" },
	{ "entry", "title", "published", "updated", "id", "content", "summary" },
};

static const char *find_tag(const char *at, const char *end, const char *name, bool closing)
{
	size_t size = strlen(name);

	while ((at = memchr(at, '<', (size_t)(end - at)))) {
		const char *word = at + 1 + closing;

		if ((size_t)(end - at) > size + 1 + closing && (!closing || at[1] == '/') &&
		    memcmp(word, name, size) == 0 && strchr(" \t\r\n>/", word[size]))
			return at;
		at++;
	}
	return NULL;
}

/* The inside of the first element of that name, from `*at` on, which is moved behind it. */
static bool element(const char **at, const char *end, const char *name, struct span *inside)
{
	const char *open = find_tag(*at, end, name, false), *from, *close;

	if (!open)
		return false;
	from = memchr(open, '>', (size_t)(end - open));
	if (!from)
		return false;
	if (from[-1] == '/') {
		*inside = span_of(NULL, 0);
		*at = from + 1;
		return true;
	}
	close = find_tag(from, end, name, true);
	if (!close)
		return false;
	*inside = span_trim(span_of(from + 1, (size_t)(close - from - 1)));
	*at = close + 1;
	return true;
}

static struct span child(struct span item, const char *name)
{
	const char *at = item.at;
	struct span inside = { 0 };

	if (item.size)
		element(&at, item.at + item.size, name, &inside);
	return inside;
}

/* The character that an entity stands for, one byte; 0 where it is none of the usual. */
static char entity(struct span text, size_t *size)
{
	static const struct {
		const char *name;
		char byte;
	} entities[] = { { "&lt;", '<' },   { "&gt;", '>' },    { "&amp;", '&' },
			 { "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' },
			 { "&#34;", '"' },  { "&nbsp;", ' ' },  { "&#x27;", '\'' } };

	for (size_t i = 0; i < LENGTH(entities); i++)
		if (span_starts(text, span_text(entities[i].name))) {
			*size = strlen(entities[i].name);
			return entities[i].byte;
		}
	return 0;
}

static struct span decoded(struct span text, struct arena *arena)
{
	char *copy = arena_take(arena, text.size + 1), *to = copy;
	size_t used = 1;

	if (span_starts(text, SPAN("<![CDATA["))) {
		text = span_of(text.at + 9, text.size - 9);
		if (span_ends(text, SPAN("]]>")))
			text.size -= 3;
		memcpy(copy, text.at, text.size);
		return span_of(copy, text.size);
	}
	for (size_t at = 0; at < text.size; at += used) {
		char byte = text.at[at] == '&'
				    ? entity(span_of(text.at + at, text.size - at), &used)
				    : 0;

		if (!byte) {
			byte = text.at[at];
			used = 1;
		}
		*to++ = byte;
	}
	return span_of(copy, (size_t)(to - copy));
}

/* Without tags, white space as one space; entities once more, for HTML has its own. */
static struct span plain(struct span html, struct arena *arena)
{
	char *copy = arena_take(arena, html.size + 1), *to = copy;
	bool tag = false;

	for (size_t at = 0; at < html.size; at++) {
		char byte = html.at[at];
		bool space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';

		if (byte == '<')
			tag = true;
		if ((space || byte == '<' || tag) && to > copy && to[-1] != ' ' &&
		    (space ? !tag : byte == '<'))
			*to++ = ' ';
		if (!tag && !space)
			*to++ = byte;
		if (byte == '>')
			tag = false;
	}
	return decoded(span_of(copy, (size_t)(to - copy)), arena);
}

/*
 * "Mar 14 , 15:02 UTC": spaces are where the tags were. Of other zones than UTC nothing
 * is taken: PST may be anybody's. The year is the one nearest to `published_us`.
 */
static size_t read_stamp(struct span text, int64_t published_us, int64_t *at_us)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil civil = { 0 }, published;
	uint32_t part[3] = { 0 };
	size_t at = 3;

	for (uint8_t i = 0; text.size > 3 && i < 12; i++)
		if (memcmp(text.at, months + 3 * i, 3) == 0)
			civil.month = (uint8_t)(i + 1);
	if (!civil.month)
		return 0;
	for (int i = 0; i < 3; i++) {
		size_t digits = 0;

		while (at < text.size &&
		       (text.at[at] == ' ' || text.at[at] == ',' || (i == 2 && text.at[at] == ':')))
			at++;
		for (; at < text.size && text.at[at] >= '0' && text.at[at] <= '9' && digits < 2;
		     at++, digits++)
			part[i] = part[i] * 10 + (uint32_t)(text.at[at] - '0');
		if (!digits)
			return 0;
	}
	while (at < text.size && text.at[at] == ' ')
		at++;
	if (!span_starts(span_of(text.at + at, text.size - at), SPAN("UTC")) || !part[0] ||
	    part[0] > 31 || part[1] > 23 || part[2] > 59)
		return 0;
	clock_to_civil(published_us, &published);
	civil.day = (uint8_t)part[0];
	civil.hour = (uint8_t)part[1];
	civil.minute = (uint8_t)part[2];
	civil.year = published.year;
	*at_us = clock_from_civil(&civil);
	if (*at_us - published_us > 183 * DAY_US)
		civil.year--;
	else if (published_us - *at_us > 183 * DAY_US)
		civil.year++;
	*at_us = clock_from_civil(&civil);
	clock_to_civil(*at_us, &published);
	return published.day == civil.day ? at + 3 : 0; /* no 31 February */
}

/* The word behind a stamp, up to " - ". */
static struct span status_of(struct span text)
{
	const char *dash = memmem(text.at, MIN(text.size, (size_t)60), " - ", 3);

	return dash ? span_trim(span_of(text.at, (size_t)(dash - text.at))) : span_of(NULL, 0);
}

static bool is_over(struct span status)
{
	return span_is_caseless(status, SPAN("resolved")) ||
	       span_is_caseless(status, SPAN("completed"));
}

static bool is_planned(struct span status)
{
	return span_is_caseless(status, SPAN("scheduled")) ||
	       span_is_caseless(status, SPAN("in progress")) ||
	       span_is_caseless(status, SPAN("completed"));
}

/* What its stamps say; false where there are none. */
static bool read_updates(struct span text, int64_t published_us, struct window *window)
{
	uint32_t found = 0;

	window->kind = WINDOW_OUTAGE;
	for (size_t at = 0; at + 3 < text.size && found < UPDATES_MAX; at++) {
		struct span rest = span_of(text.at + at, text.size - at), status;
		int64_t at_us;
		size_t used = read_stamp(rest, published_us, &at_us);

		if (!used)
			continue;
		status = status_of(span_of(rest.at + used, rest.size - used));
		found++;
		at += used;
		if (window->from_us == TIME_UNKNOWN || at_us < window->from_us)
			window->from_us = at_us;
		if (is_over(status))
			window->to_us = MAX(window->to_us, at_us);
		if (is_planned(status))
			window->kind = WINDOW_MAINTENANCE;
	}
	window->announced_us = window->from_us;
	return found != 0;
}

static bool take_entry(struct feed_reading *reading, size_t kind, struct span item)
{
	struct feed_row row = feed_row_empty();
	struct span time = child(item, kinds[kind].time), text = child(item, kinds[kind].text);
	int64_t published_us;

	if (!time.size)
		time = child(item, kinds[kind].other_time);
	if (!feed_time(reading, time, &published_us))
		return feed_fail(reading, "expected a time in %s, found \"%.*s\"", kinds[kind].time,
				 (int)MIN(time.size, 80), time.size ? time.at : "");
	if (!text.size)
		text = child(item, kinds[kind].other_text);
	row.text[FEED_TITLE] =
		plain(decoded(child(item, kinds[kind].title), reading->arena), reading->arena);
	row.text[FEED_ID] = decoded(child(item, kinds[kind].id), reading->arena);
	row.text[FEED_URL] = decoded(child(item, "link"), reading->arena);
	row.has_kind = true;
	if (!read_updates(plain(decoded(text, reading->arena), reading->arena), published_us,
			  &row.window)) {
		row.window.kind = WINDOW_INFO;
		row.window.precision = WINDOW_PUBLISHED;
		row.window.from_us = row.window.to_us = row.window.announced_us = published_us;
	}
	return feed_take(reading, &row);
}

static bool read_rss(struct feed_reading *reading)
{
	struct span text = reading->source->text, item;
	const char *at = text.at, *end = text.at + text.size;
	size_t kind = find_tag(text.at, end, "feed", false) ? 1 : 0;

	while (element(&at, end, kinds[kind].item, &item)) {
		feed_stand_at(reading, item.size ? (size_t)(item.at - text.at) : 0);
		if (!take_entry(reading, kind, item))
			return false;
	}
	if (find_tag(at, end, kinds[kind].item, false)) {
		feed_stand_at(reading, (size_t)(at - text.at));
		return feed_fail(reading, "expected </%s>, found none", kinds[kind].item);
	}
	return true;
}

static int recognise(struct span text)
{
	struct span front = feed_front(span_trim(text));
	const char *end = front.at + front.size;

	if (!front.size || front.at[0] != '<')
		return 0;
	return find_tag(front.at, end, "rss", false) || find_tag(front.at, end, "feed", false) ? 90
											       : 0;
}

const struct feed feed_rss = {
	.name = "rss",
	.summary = "RSS or Atom of a status page: the least certain of all",
	.follows = "RSS 2.0, RFC 4287; the stamps of Statuspage's history.rss",
	.recognise = recognise,
	.read = read_rss,
};
