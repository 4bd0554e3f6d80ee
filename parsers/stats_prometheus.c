/*
 * stats_prometheus.c - a range of a Prometheus counter: what it grew by from sample to
 * sample. A counter that falls was reset, and its value is what it grew by since.
 *
 * Only counters (…_total, …_count) are read. A gauge, a rate and an increase look the
 * same, so a result without such a name is refused. Across a missing sample nothing is
 * known.
 */
#include "parsers/feed_document.h"
#include "parsers/stats.h"
#include "parsers/stats_document.h"

#include <math.h>

static bool recognise(struct span front)
{
	static const char *const members[] = { "resultType", "result", "values", NULL };

	return feed_has_members(front, '{', members);
}

static bool read_sample(struct stats_printing *printing, const struct json_value *pair,
			int64_t *at_us, double *value)
{
	const struct clock_context context = { .zone = zone_utc };

	if (pair->kind == JSON_ARRAY && pair->count == 2 &&
	    clock_read_any(feed_text(pair->first, ""), &context, at_us, NULL) &&
	    span_decimal(feed_text(pair->first->next, ""), value) && *value >= 0 && *value < 9e15)
		return true;
	return fail(printing->error, FAULT_INPUT,
		    "%s: expected a sample [time, \"value\"] of a counter", printing->path);
}

static bool print_series(struct stats_printing *printing, const struct json_value *series)
{
	const struct json_value *metric = feed_member(series, "metric");
	const struct json_value *values = feed_member(series, "values");
	struct span name = feed_text(metric, "__name__");
	struct span service = feed_text(metric, "service"), code = feed_text(metric, "code");
	int64_t before_us = TIME_UNKNOWN, step_us = INT64_MAX, at_us;
	double before = 0, value;
	uint64_t status;

	if (!span_ends(name, SPAN("_total")) && !span_ends(name, SPAN("_count")))
		return fail(printing->error, FAULT_INPUT,
			    "%s: expected a counter, a series named …_total or …_count; of a rate "
			    "nobody can tell how much it counted",
			    printing->path);
	if (!service.size)
		service = feed_text(metric, "job");
	for (const struct json_value *pair = values ? values->first : NULL; pair;
	     pair = pair->next) {
		if (!read_sample(printing, pair, &at_us, &value))
			return false;
		if (before_us != TIME_UNKNOWN && at_us > before_us)
			step_us = MIN(step_us, at_us - before_us);
		before_us = at_us;
	}
	before_us = TIME_UNKNOWN;
	for (const struct json_value *pair = values ? values->first : NULL; pair;
	     pair = pair->next) {
		if (!read_sample(printing, pair, &at_us, &value))
			return false;
		if (before_us != TIME_UNKNOWN && at_us > before_us &&
		    at_us - before_us < step_us + step_us / 2 + 1) {
			struct stats_row row = { .time_us = before_us,
						 .width_us = at_us - before_us,
						 .bytes = -1,
						 .service = service };

			row.count = (uint64_t)llround(value >= before ? value - before : value);
			if (span_number(code, &status) && status >= 100 && status <= 999)
				row.status = (uint32_t)status;
			stats_row(printing, &row);
		}
		before_us = at_us;
		before = value;
	}
	return true;
}

static bool print(struct stats_printing *printing, const struct json_value *root)
{
	const struct json_value *result = feed_member(root, "data.result");

	stats_header(printing, "count");
	for (const struct json_value *series = result ? result->first : NULL; series;
	     series = series->next)
		if (!print_series(printing, series))
			return false;
	return true;
}

const struct stats_document stats_prometheus = {
	.name = "prometheus-counter",
	.summary = "query_range of a Prometheus counter: its growth from sample to sample",
	.follows = "prometheus.io/docs/prometheus/latest/querying/api",
	.recognise = recognise,
	.print = print,
};
