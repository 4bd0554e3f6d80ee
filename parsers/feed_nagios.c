/*
 * feed_nagios.c - the log of Nagios, and of Icinga's compat log: alerts in HARD states,
 * the states that a rotated log begins with, and downtimes, which are maintenance.
 *
 * A line is "[epoch] TYPE: a;b;c", or that behind a syslog header. Lines of other types
 * are passed over; SOFT states are tries, not yet outages.
 */
#include "parsers/feed_states.h"

static const struct line_type {
	const char *name;
	bool service, downtime;
} types[] = {
	{ "CURRENT SERVICE STATE: ", true, false }, { "INITIAL SERVICE STATE: ", true, false },
	{ "CURRENT HOST STATE: ", false, false },   { "INITIAL HOST STATE: ", false, false },
	{ "SERVICE DOWNTIME ALERT: ", true, true }, { "HOST DOWNTIME ALERT: ", false, true },
	{ "SERVICE ALERT: ", true, false },         { "HOST ALERT: ", false, false },
};

static const struct {
	const char *word;
	enum feed_condition condition;
} words[] = {
	{ "OK", FEED_UP },
	{ "UP", FEED_UP },
	{ "WARNING", FEED_DEGRADED },
	{ "CRITICAL", FEED_DOWN },
	{ "DOWN", FEED_DOWN },
	{ "UNKNOWN", FEED_UNKNOWN },
	{ "UNREACHABLE", FEED_UNKNOWN }, /* what lies before it is down */
};

static bool condition_of(struct span word, enum feed_condition *condition)
{
	for (size_t i = 0; i < LENGTH(words); i++)
		if (span_is(word, span_text(words[i].word))) {
			*condition = words[i].condition;
			return true;
		}
	return false;
}

/* Its type and what stands behind and before it; NULL where it is of none. */
static const struct line_type *type_of(struct span line, struct span *before, struct span *rest)
{
	for (size_t i = 0; i < LENGTH(types); i++) {
		size_t size = strlen(types[i].name);
		const char *at = memmem(line.at, line.size, types[i].name, size);

		if (!at)
			continue;
		*before = span_of(line.at, (size_t)(at - line.at));
		*rest = span_of(at + size, line.size - before->size - size);
		return &types[i];
	}
	return NULL;
}

/* "[1386000000] ", or a syslog header, of which only the stamp matters. */
static bool read_stamp(const struct feed_reading *reading, struct span before, int64_t *at_us)
{
	const struct clock_context *clock = &reading->source->clock;

	if (before.size && before.at[0] == '[') {
		before = span_of(before.at + 1, before.size - 1);
		return feed_time(reading, span_cut(&before, ']'), at_us);
	}
	return clock_read(CLOCK_SYSLOG, before, clock, at_us, NULL) ||
	       clock_read(CLOCK_ISO, before, clock, at_us, NULL);
}

static struct span subject_of(struct feed_reading *reading, struct span host, struct span service)
{
	if (!service.size)
		return host;
	return span_text(arena_print(reading->arena, "%.*s/%.*s", (int)MIN(host.size, 200), host.at,
				     (int)MIN(service.size, 200), service.at));
}

static bool read_downtime(struct span *rest, struct feed_state *state)
{
	struct span word = span_cut(rest, ';');

	state->condition = span_is(word, SPAN("STARTED")) ? FEED_MAINTENANCE : FEED_UP;
	state->text = span_trim(*rest);
	return state->condition == FEED_MAINTENANCE || span_is(word, SPAN("STOPPED")) ||
	       span_is(word, SPAN("CANCELLED"));
}

/* state;HARD;attempt;output. False with *soft where it is a try. */
static bool read_alert(struct span *rest, struct feed_state *state, bool *soft)
{
	struct span word = span_cut(rest, ';'), kind = span_cut(rest, ';');

	*soft = span_is(kind, SPAN("SOFT"));
	span_cut(rest, ';');
	state->text = span_trim(*rest);
	return condition_of(word, &state->condition) && (*soft || span_is(kind, SPAN("HARD")));
}

static bool take_line(struct feed_reading *reading, const struct line_type *type,
		      struct span before, struct span rest, struct feed_states *alerts,
		      struct feed_states *downtimes)
{
	struct span host = span_cut(&rest, ';');
	struct span service = type->service ? span_cut(&rest, ';') : span_of(NULL, 0);
	struct feed_state state = { .line = reading->line };
	bool soft = false;

	if (!read_stamp(reading, before, &state.at_us))
		return feed_fail(reading, "expected [seconds since 1970] at the start of the line");
	if (type->downtime ? !read_downtime(&rest, &state) : !read_alert(&rest, &state, &soft))
		return feed_fail(reading, "expected a state and HARD or SOFT, or STARTED, STOPPED "
					  "or CANCELLED");
	if (soft)
		return true;
	state.service = subject_of(reading, host, service);
	return feed_states_add(reading, type->downtime ? downtimes : alerts, &state);
}

static bool read_nagios(struct feed_reading *reading)
{
	static const struct feed_watch watch = { .precision = WINDOW_POLLED };
	static const struct feed_watch planned = { .precision = WINDOW_STAMPED };
	struct span rest = reading->source->text;
	struct feed_states alerts = { 0 }, downtimes = { 0 };

	for (reading->line = 1; rest.size; reading->line++) {
		struct span line = span_trim(span_cut(&rest, '\n')), before, behind;
		const struct line_type *type = type_of(line, &before, &behind);

		if (type && !take_line(reading, type, before, behind, &alerts, &downtimes))
			return false;
	}
	return feed_states_take(reading, &alerts, &watch) &&
	       feed_states_take(reading, &downtimes, &planned);
}

static int recognise(struct span text)
{
	struct span front = feed_front(text);

	if (!front.size || front.at[0] == '{')
		return 0;
	for (size_t i = 0; i < LENGTH(types); i++)
		if (memmem(front.at, front.size, types[i].name, strlen(types[i].name)))
			return 75;
	return 0;
}

const struct feed feed_nagios = {
	.name = "nagios",
	.summary = "the log of Nagios or Icinga: HARD states and downtimes",
	.follows = "assets.nagios.com/downloads/nagioscore/docs, log file",
	.recognise = recognise,
	.read = read_nagios,
};
