/*
 * feed_upptime.c - what Upptime's monitor wrote into the subjects of its commits: one
 * a line, the stamp before it, as of `git log --format='%cI %s'`.
 *
 * A subject is a coloured square, the site's name, "is up", "is down" or "has degraded
 * performance", and the answer in parentheses. Other commits are passed over.
 */
#include "parsers/feed_states.h"
#include "parsers/upptime.h"

static const struct {
	struct span square;
	enum feed_condition condition;
} squares[] = {
	{ { "\xf0\x9f\x9f\xa9", 4 }, FEED_UP },
	{ { "\xf0\x9f\x9f\xa5", 4 }, FEED_DOWN },
	{ { "\xf0\x9f\x9f\xa8", 4 }, FEED_DEGRADED },
};

/* It commits once a day whatever happens: a site it doesn't speak of for three was taken off. */
static const struct feed_watch watch = {
	.precision = WINDOW_POLLED,
	.silence_us = 3 * DAY_US,
};

static struct span between(const char *from, const char *to)
{
	return span_of(from, (size_t)(to - from));
}

/* The stamp is the last word before the subject, whatever else stands there. */
static bool read_stamp(const struct feed_reading *reading, struct span before, int64_t *at_us)
{
	const char *at;

	before = span_trim(before);
	at = before.at + before.size;
	while (at > before.at && at[-1] != ' ' && at[-1] != '\t')
		at--;
	return feed_time(reading, between(at, before.at + before.size), at_us);
}

static bool read_subject(struct span subject, struct feed_state *state)
{
	const char *verb = upptime_verb(subject), *end = subject.at + subject.size;
	const char *open = verb ? memchr(verb, '(', (size_t)(end - verb)) : NULL;
	const char *close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;

	if (!verb)
		return false;
	state->service = span_trim(between(subject.at, verb));
	if (close)
		state->text = between(subject.at, close + 1);
	return state->service.size != 0;
}

/* False where the line is no monitor's commit. */
static bool read_line(const struct feed_reading *reading, struct span line,
		      struct feed_state *state)
{
	for (size_t i = 0; i < LENGTH(squares); i++) {
		struct span square = squares[i].square;
		const char *at = memmem(line.at, line.size, square.at, square.size), *behind;

		if (!at)
			continue;
		behind = at + square.size;
		*state = (struct feed_state){ .condition = squares[i].condition };
		if (!read_subject(span_trim(between(behind, line.at + line.size)), state) ||
		    !read_stamp(reading, between(line.at, at), &state->at_us))
			return false;
		return true;
	}
	return false;
}

static bool read_log(struct feed_reading *reading)
{
	struct span rest = reading->source->text;
	struct feed_states states = { 0 };

	for (reading->line = 1; rest.size; reading->line++) {
		struct feed_state state;

		if (!read_line(reading, span_cut(&rest, '\n'), &state))
			continue;
		state.line = reading->line;
		if (!feed_states_add(reading, &states, &state))
			return false;
	}
	if (!states.count)
		return fail(reading->error, FAULT_INPUT,
			    "%s: expected a time before each commit's subject, as git log "
			    "--format='%%cI %%s' writes, found none",
			    reading->source->path);
	return feed_states_take(reading, &states, &watch);
}

static int recognise(struct span text)
{
	struct span front = feed_front(text);

	if (!memmem(front.at, front.size, "[upptime]", 9))
		return 0;
	for (size_t i = 0; i < LENGTH(squares); i++)
		if (memmem(front.at, front.size, squares[i].square.at, squares[i].square.size))
			return 80;
	return 0;
}

const struct feed feed_upptime = {
	.name = "upptime-log",
	.summary = "Upptime's commits: git log --format='%cI %s'",
	.follows = "github.com/upptime/uptime-monitor, src/update.ts",
	.recognise = recognise,
	.read = read_log,
};
