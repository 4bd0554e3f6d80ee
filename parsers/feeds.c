/* feeds.c - the one table of outage feeds, and the choice among them. */
#include "core/text.h"
#include "core/utf16.h"
#include "parsers/feed_window.h"

const struct feed *const feeds[] = {
	/* clang-format off */
	&feed_statuspage,
	&feed_instatus,
	&feed_betterstack,
	&feed_slack,
	&feed_heroku,
	&feed_gcp,
	&feed_aws,
	&feed_upptime,
	&feed_upptime_issues,
	&feed_upptime_history,
	&feed_kuma,
	&feed_gatus,
	&feed_uptimerobot,
	&feed_healthchecks,
	&feed_pagerduty,
	&feed_alertmanager,
	&feed_prometheus,
	&feed_nagios,
	&feed_ical,
	&feed_rss,
	&feed_json,
	&feed_csv,
	NULL,
	/* clang-format on */
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

const struct feed *feed_recognise(const struct feed_source *source, struct arena *arena)
{
	struct span text = utf16_to_utf8(source->text, arena);
	const struct feed *best = NULL;
	int sureness = 0;

	for (const struct feed *const *feed = feeds; *feed; feed++) {
		int found = (*feed)->recognise(text);

		if (found > sureness) {
			sureness = found;
			best = *feed;
		}
	}
	return best;
}

bool feed_read(const struct feed_source *source, struct arena *arena, struct window_list *windows,
	       struct error *error)
{
	struct feed_source decoded = *source;
	struct feed_reading reading = {
		.source = &decoded, .arena = arena, .found = *windows, .error = error
	};
	const struct feed *feed;

	if (source->text.size > FEED_MAX_BYTES)
		return fail(error, FAULT_LIMIT, "%s: more than %zu bytes", source->path,
			    FEED_MAX_BYTES);
	decoded.text = utf16_to_utf8(source->text, arena);
	feed = feed_recognise(&decoded, arena);
	if (!feed)
		return unknown(source, error);
	reading.one_line = one_line(decoded.text);
	reading.feed = feed->name;
	if (!feed->read(&reading))
		return false;
	*windows = reading.found;
	return true;
}
