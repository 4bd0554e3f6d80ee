/*
 * feed_prometheus.c - a range of Prometheus: samples of up, probe_success or ALERTS as
 * `query_range` returns them.
 *
 * A missing sample is neither up nor down: a window ends where the samples end, once
 * two steps have passed without one. A sample is good for a step.
 */
#include "parsers/feed_document.h"
#include "parsers/feed_states.h"

enum series { SERIES_UP, SERIES_ALERT, SERIES_OTHER };

static enum series series_of(const struct json_value *metric)
{
	struct span name = feed_text(metric, "__name__");

	if (span_is(name, SPAN("up")) || span_is(name, SPAN("probe_success")))
		return SERIES_UP;
	return span_is(name, SPAN("ALERTS")) ? SERIES_ALERT : SERIES_OTHER;
}

/* What is watched: the service where it is named, else the instance, else the job. */
static struct span service_of(const struct json_value *metric)
{
	static const char *const names[] = { "service", "instance", "job", "alertname" };

	for (size_t i = 0; i < LENGTH(names); i++)
		if (feed_text(metric, names[i]).size)
			return feed_text(metric, names[i]);
	return span_of(NULL, 0);
}

static bool read_sample(struct feed_reading *reading, const struct json_value *pair, int64_t *at_us,
			double *value)
{
	const struct json_value *number = pair->first ? pair->first->next : NULL;

	feed_stand_at(reading, pair->offset);
	if (pair->kind != JSON_ARRAY || pair->count != 2 ||
	    !feed_time(reading, feed_text(pair->first, ""), at_us) || number->kind != JSON_STRING)
		return feed_fail(reading, "expected a sample [time, \"value\"]");
	/* NaN and infinities are values too, of which nothing follows. */
	if (!span_decimal(number->text, value))
		*value = -1;
	return true;
}

/* The step: the smallest gap between samples. */
static bool step_of(struct feed_reading *reading, const struct json_value *values, int64_t *step_us)
{
	int64_t last_us = TIME_UNKNOWN, at_us;
	double value;

	for (const struct json_value *pair = values->first; pair; pair = pair->next) {
		if (!read_sample(reading, pair, &at_us, &value))
			return false;
		if (last_us != TIME_UNKNOWN && at_us > last_us)
			*step_us = MIN(*step_us, at_us - last_us);
		last_us = at_us;
	}
	return true;
}

static bool add_series(struct feed_reading *reading, const struct json_value *series,
		       enum series kind, struct feed_states *states)
{
	const struct json_value *metric = feed_member(series, "metric");
	const struct json_value *values = feed_member(series, "values");
	bool firing = span_is(feed_text(metric, "alertstate"), SPAN("firing"));

	for (const struct json_value *pair = values ? values->first : NULL; pair;
	     pair = pair->next) {
		struct feed_state state = { .service = service_of(metric) };
		double value;

		if (!read_sample(reading, pair, &state.at_us, &value))
			return false;
		state.line = reading->line;
		state.text = feed_text(metric, "alertname");
		if (kind == SERIES_UP)
			state.condition = value == 0  ? FEED_DOWN
					  : value > 0 ? FEED_UP
						      : FEED_UNKNOWN;
		else
			state.condition = value == 1 && firing ? FEED_DOWN : FEED_UP;
		if (!feed_states_add(reading, states, &state))
			return false;
	}
	return true;
}

/* Each series by itself: two of one service must not end each other's windows. */
static bool take_series(struct feed_reading *reading, const struct json_value *series)
{
	const struct json_value *values = feed_member(series, "values");
	enum series kind = series_of(feed_member(series, "metric"));
	struct feed_watch watch = { .precision = WINDOW_POLLED, .silence_us = DAY_US };
	struct feed_states states = { 0 };

	feed_stand_at(reading, series->offset);
	if (kind == SERIES_OTHER)
		return feed_fail(reading, "expected a series of up, probe_success or ALERTS; "
					  "others don't say what is down");
	if (!values || !step_of(reading, values, &watch.silence_us))
		return !values;
	watch.hold_us = watch.silence_us;
	watch.silence_us *= 2;
	return add_series(reading, series, kind, &states) &&
	       feed_states_take(reading, &states, &watch);
}

static bool read_range(struct feed_reading *reading)
{
	const struct json_value *result;
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	result = feed_member(root, "data.result");
	for (const struct json_value *series = result ? result->first : NULL; series;
	     series = series->next)
		if (!take_series(reading, series))
			return false;
	return true;
}

static int recognise(struct span text)
{
	static const char *const members[] = { "resultType", "result", NULL };

	return feed_has_members(text, '{', members) ? 95 : 0;
}

const struct feed feed_prometheus = {
	.name = "prometheus",
	.summary = "query_range of Prometheus: up, probe_success, ALERTS",
	.follows = "prometheus.io/docs/prometheus/latest/querying/api",
	.recognise = recognise,
	.read = read_range,
};
