/* feeds.c - the one table of outage feeds, and the choice among them. */
#include "parsers/feed_window.h"

const struct feed *const feeds[] = {
	&feed_statuspage,
	&feed_json,
	&feed_csv,
	NULL,
};

bool feed_read(const struct feed_source *source, struct arena *arena, struct window_list *windows,
	       struct error *error)
{
	const struct feed *best = NULL;
	int sureness = 0;

	if (source->text.size > FEED_MAX_BYTES)
		return fail(error, FAULT_LIMIT, "%s: more than %zu bytes", source->path,
			    FEED_MAX_BYTES);
	for (const struct feed *const *feed = feeds; *feed; feed++) {
		int found = (*feed)->recognise(source->text);

		if (found > sureness) {
			sureness = found;
			best = *feed;
		}
	}
	if (!best)
		return fail(error, FAULT_INPUT,
			    "%s: no outage feed that is known; tried statuspage, json, csv",
			    source->path);
	return best->read(source, arena, windows, error);
}
