/* feed_healthchecks.c - the flips of a check at Healthchecks: an array of timestamp and up, newest
 * first. */
#include "parsers/feed_document.h"
#include "parsers/feed_states.h"

static bool read_flips(struct feed_reading *reading)
{
	struct feed_states states = { 0 };
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	for (const struct json_value *flip = root->first; flip; flip = flip->next) {
		struct feed_state state = { 0 };
		struct span up = feed_text(flip, "up");

		feed_stand_at(reading, flip->offset);
		if (!feed_time(reading, feed_text(flip, "timestamp"), &state.at_us) ||
		    (!span_is(up, SPAN("0")) && !span_is(up, SPAN("1"))))
			return feed_fail(reading, "expected a flip with timestamp and up, 0 or 1");
		state.line = reading->line;
		state.condition = span_is(up, SPAN("1")) ? FEED_UP : FEED_DOWN;
		if (!feed_states_add(reading, &states, &state))
			return false;
	}
	return feed_states_take(reading, &states,
				&(struct feed_watch){ .precision = WINDOW_POLLED });
}

static int recognise(struct span text)
{
	static const char *const members[] = { "timestamp", "up", NULL };

	return feed_has_members(text, '[', members) ? 85 : 0;
}

const struct feed feed_healthchecks = {
	.name = "healthchecks",
	.summary = "the flips of a check at Healthchecks",
	.follows = "healthchecks.io/docs/api, flips",
	.recognise = recognise,
	.read = read_flips,
};
