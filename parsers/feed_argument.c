/* feed_argument.c - one outage as given on the command line. */
#include "parsers/feed_window.h"

static const char advice[] = "give FROM/TO TITLE, as in "
			     "'2014-02-22T19:02Z/2014-02-22T22:30Z WhatsApp down'; "
			     "a length for either (PT3H30M, 2h), nothing for TO while it lasts";

/* Half of the interval: a time, or a length where it is no time. */
static bool read_half(const struct feed_reading *reading, struct span text, int64_t *time_us,
		      int64_t *length_us)
{
	return feed_time(reading, text, time_us) || (text.size && feed_length(text, length_us));
}

/* The slash that parts FROM and TO: dates of the form 2014/02/22 have some of their own. */
static bool cut_interval(const struct feed_reading *reading, struct span text, int64_t time_us[2],
			 int64_t length_us[2], bool *open)
{
	for (size_t at = 0; at < text.size; at++) {
		struct span to = span_of(text.at + at + 1, text.size - at - 1);

		if (text.at[at] != '/')
			continue;
		time_us[0] = time_us[1] = TIME_UNKNOWN;
		length_us[0] = length_us[1] = -1;
		*open = !to.size || span_is(to, SPAN(".."));
		if (read_half(reading, span_of(text.at, at), &time_us[0], &length_us[0]) &&
		    (*open || read_half(reading, to, &time_us[1], &length_us[1])))
			return true;
	}
	return false;
}

/* The longest beginning that is an interval: stamps may hold a space. */
static bool read_interval(const struct feed_reading *reading, struct span text,
			  struct window *window, struct span *title)
{
	size_t size = text.size;

	while (size) {
		int64_t time_us[2], length_us[2];
		bool open;

		if (cut_interval(reading, span_of(text.at, size), time_us, length_us, &open)) {
			if (time_us[0] == TIME_UNKNOWN && time_us[1] == TIME_UNKNOWN)
				return false;
			window->from_us =
				time_us[0] != TIME_UNKNOWN ? time_us[0] : time_us[1] - length_us[0];
			window->to_us = open                         ? TIME_UNKNOWN
					: time_us[1] != TIME_UNKNOWN ? time_us[1]
								     : time_us[0] + length_us[1];
			*title = span_trim(span_of(text.at + size, text.size - size));
			return open || window->to_us >= window->from_us;
		}
		while (size && text.at[size - 1] != ' ')
			size--;
		if (size)
			size--;
	}
	return false;
}

bool feed_read_argument(const char *text, const char *service, const struct clock_context *clock,
			struct arena *arena, struct window_list *windows, struct error *error)
{
	const struct feed_source source = {
		.path = "--window", .service = service, .text = span_text(text), .clock = *clock
	};
	struct feed_reading reading = { .source = &source,
					.arena = arena,
					.feed = "window",
					.service = "outages",
					.found = *windows,
					.line = 1,
					.error = error };
	struct feed_row row = feed_row_empty();

	if (source.text.size > 4096 ||
	    !read_interval(&reading, span_trim(source.text), &row.window, &row.text[FEED_TITLE]))
		return fail(error, FAULT_USAGE, "--window %.80s: %s", text, advice);
	if (!feed_take(&reading, &row))
		return false;
	*windows = reading.found;
	return true;
}
