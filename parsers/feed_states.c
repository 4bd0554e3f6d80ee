/* feed_states.c - see feed_states.h. */
#include "parsers/feed_states.h"

#include <stdlib.h>

bool feed_states_add(struct feed_reading *reading, struct feed_states *states,
		     const struct feed_state *state)
{
	if (states->count == FEED_STATES_MAX)
		return fail(reading->error, FAULT_LIMIT, "%s: more than %d states",
			    reading->source->path, FEED_STATES_MAX);
	states->item = arena_grow(reading->arena, states->item, states->count, &states->room,
				  sizeof(*state));
	states->item[states->count] = *state;
	states->item[states->count].order = states->count;
	states->count++;
	return true;
}

static int compare_services(const struct feed_state *a, const struct feed_state *b)
{
	size_t size = MIN(a->service.size, b->service.size);
	int order = size ? memcmp(a->service.at, b->service.at, size) : 0;

	if (order)
		return order;
	return (a->service.size > b->service.size) - (a->service.size < b->service.size);
}

static int compare_states(const void *left, const void *right)
{
	const struct feed_state *a = left, *b = right;
	int order = compare_services(a, b);

	if (order)
		return order;
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static bool take(struct feed_reading *reading, const struct feed_state *state, int64_t to_us,
		 enum window_precision precision)
{
	static const enum window_kind kinds[] = {
		[FEED_DOWN] = WINDOW_OUTAGE,
		[FEED_DEGRADED] = WINDOW_DEGRADED,
		[FEED_MAINTENANCE] = WINDOW_MAINTENANCE,
	};
	struct feed_row row = feed_row_empty();

	row.text[FEED_SERVICE] = state->service;
	row.text[FEED_TITLE] = state->text;
	row.window.kind = kinds[state->condition];
	row.has_kind = true;
	row.window.precision = precision;
	row.window.from_us = state->at_us;
	row.window.to_us = to_us;
	reading->line = state->line;
	return feed_take(reading, &row);
}

/* When the monitor stops to speak of the service of state `i`; TIME_UNKNOWN: it goes on. */
static int64_t silent_from(const struct feed_states *states, size_t i, int64_t newest_us,
			   const struct feed_watch *watch)
{
	const struct feed_state *state = &states->item[i];
	bool last = i + 1 == states->count || compare_services(state, state + 1) != 0;
	int64_t next_us = last ? newest_us : state[1].at_us;

	if (!watch->silence_us || next_us - state->at_us <= watch->silence_us)
		return TIME_UNKNOWN;
	return state->at_us + watch->hold_us;
}

bool feed_states_take(struct feed_reading *reading, struct feed_states *states,
		      const struct feed_watch *watch)
{
	const struct feed_state *open = NULL;
	int64_t newest_us = INT64_MIN;

	if (states->count)
		qsort(states->item, states->count, sizeof(*states->item), compare_states);
	for (size_t i = 0; i < states->count; i++)
		newest_us = MAX(newest_us, states->item[i].at_us);
	for (size_t i = 0; i < states->count; i++) {
		const struct feed_state *state = &states->item[i];
		bool same = open && compare_services(open, state) == 0;
		int64_t silent_us = silent_from(states, i, newest_us, watch);

		if (!same || open->condition != state->condition) {
			if (open && !take(reading, open, same ? state->at_us : TIME_UNKNOWN,
					  watch->precision))
				return false;
			open = state->condition == FEED_UP || state->condition == FEED_UNKNOWN
				       ? NULL
				       : state;
		}
		if (open && silent_us != TIME_UNKNOWN) {
			if (!take(reading, open, silent_us, watch->precision))
				return false;
			open = NULL;
		}
	}
	return !open || take(reading, open, TIME_UNKNOWN, watch->precision);
}

bool feed_condition_of(struct span word, enum feed_condition *condition)
{
	static const struct {
		const char *word;
		enum feed_condition condition;
	} words[] = {
		{ "up", FEED_UP },
		{ "ok", FEED_UP },
		{ "1", FEED_UP },
		{ "true", FEED_UP },
		{ "online", FEED_UP },
		{ "healthy", FEED_UP },
		{ "operational", FEED_UP },
		{ "resolved", FEED_UP },
		{ "down", FEED_DOWN },
		{ "0", FEED_DOWN },
		{ "false", FEED_DOWN },
		{ "offline", FEED_DOWN },
		{ "unhealthy", FEED_DOWN },
		{ "critical", FEED_DOWN },
		{ "outage", FEED_DOWN },
		{ "unreachable", FEED_DOWN },
		{ "major_outage", FEED_DOWN },
		{ "partial_outage", FEED_DEGRADED },
		{ "degraded", FEED_DEGRADED },
		{ "degraded_performance", FEED_DEGRADED },
		{ "warning", FEED_DEGRADED },
		{ "maintenance", FEED_MAINTENANCE },
		{ "under_maintenance", FEED_MAINTENANCE },
		{ "unknown", FEED_UNKNOWN },
		{ "paused", FEED_UNKNOWN },
		{ "pending", FEED_UNKNOWN },
	};

	for (size_t i = 0; i < LENGTH(words); i++)
		if (span_is_caseless(span_trim(word), span_text(words[i].word))) {
			*condition = words[i].condition;
			return true;
		}
	return false;
}
