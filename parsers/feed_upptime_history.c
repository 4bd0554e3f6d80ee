/*
 * feed_upptime_history.c - history/SITE.yml of Upptime: what the site is now. One that
 * is down has been so since the stamp at the latest; what was before is in the commits.
 */
#include "parsers/feed_window.h"

static struct span value_of(struct span text, const char *key)
{
	size_t size = strlen(key);

	while (text.size) {
		struct span line = span_trim(span_cut(&text, '\n'));

		if (line.size > size && memcmp(line.at, key, size) == 0 && line.at[size] == ':')
			return span_trim(span_of(line.at + size + 1, line.size - size - 1));
	}
	return span_of(NULL, 0);
}

static bool read_history(struct feed_reading *reading)
{
	struct span text = reading->source->text, status = value_of(text, "status");
	struct feed_row row = feed_row_empty();

	reading->line = 1;
	if (span_is(status, SPAN("up")))
		return true;
	if (!span_is(status, SPAN("down")) && !span_is(status, SPAN("degraded")))
		return feed_fail(reading, "expected status up, down or degraded, found \"%.*s\"",
				 (int)MIN(status.size, 40), status.size ? status.at : "");
	row.has_kind = true;
	row.window.kind = span_is(status, SPAN("down")) ? WINDOW_OUTAGE : WINDOW_DEGRADED;
	row.window.precision = WINDOW_POLLED;
	row.text[FEED_START] = value_of(text, "lastUpdated");
	row.name[FEED_START] = SPAN("lastUpdated");
	row.text[FEED_URL] = value_of(text, "url");
	return feed_take(reading, &row);
}

static int recognise(struct span text)
{
	struct span front = feed_front(text);

	return span_starts(front, SPAN("url:")) && value_of(front, "status").size &&
			       value_of(front, "lastUpdated").size
		       ? 90
		       : 0;
}

const struct feed feed_upptime_history = {
	.name = "upptime-history",
	.summary = "history/SITE.yml of Upptime",
	.follows = "github.com/upptime/uptime-monitor, src/update.ts",
	.recognise = recognise,
	.read = read_history,
};
