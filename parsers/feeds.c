/* feeds.c - the one table of outage feeds, and the choice among them. */
#include "core/text.h"
#include "core/utf16.h"
#include "parsers/feed_window.h"

const struct feed *const feeds[] = {
	&feed_statuspage, &feed_upptime, &feed_json, &feed_csv, NULL,
};

static bool unknown(const struct feed_source *source, struct error *error)
{
	struct text names;

	text_init(&names, sizeof(error->text));
	for (const struct feed *const *feed = feeds; *feed; feed++)
		text_print(&names, "%s%s", names.size ? ", " : "", (*feed)->name);
	fail(error, FAULT_INPUT, "%s: no outage feed that is known; tried %s", source->path,
	     text_span(&names).at);
	text_release(&names);
	return false;
}

static bool one_line(struct span text)
{
	const char *newline = text.size ? memchr(text.at, '\n', text.size) : NULL;

	return !newline || (size_t)(newline + 1 - text.at) == text.size;
}

bool feed_read(const struct feed_source *source, struct arena *arena, struct window_list *windows,
	       struct error *error)
{
	struct feed_source decoded = *source;
	struct feed_reading reading = {
		.source = &decoded, .arena = arena, .found = *windows, .error = error
	};
	const struct feed *best = NULL;
	int sureness = 0;

	if (source->text.size > FEED_MAX_BYTES)
		return fail(error, FAULT_LIMIT, "%s: more than %zu bytes", source->path,
			    FEED_MAX_BYTES);
	decoded.text = utf16_to_utf8(source->text, arena);
	reading.one_line = one_line(decoded.text);
	for (const struct feed *const *feed = feeds; *feed; feed++) {
		int found = (*feed)->recognise(decoded.text);

		if (found > sureness) {
			sureness = found;
			best = *feed;
		}
	}
	if (!best)
		return unknown(source, error);
	reading.feed = best->name;
	if (!best->read(&reading))
		return false;
	*windows = reading.found;
	return true;
}
