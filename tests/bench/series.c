/* series.c - the truth of made series: mean rates, and what is planted where. */
#include "tests/bench/series.h"

#include "tests/bench/rng_real.h"

#include <math.h>

#define BEGIN_US (INT64_C(16867) * DAY_US) /* 2016-03-07, a Monday; clocks move on 27 March */
#define TRIES 4000
#define APART_MIN (6 * 60)   /* minutes between what is planted */
#define MARGIN_MIN (24 * 60) /* to both ends of the data */

const double series_rate[SERIES_RATES] = { 0.1, 1, 10, 100, 1000, 10000 };

const char *series_kind_name(enum series_kind kind)
{
	static const char *const name[SERIES_KINDS] = { "flat",  "daily",     "weekly",
							"trend", "dispersed", "gaps",
							"dst",   "shift",     "peaked" };

	return name[kind];
}

const char *planted_kind_name(enum planted_kind kind)
{
	static const char *const name[PLANTED_KINDS] = { "spike",  "drop",    "silence",
							 "errors", "latency", "host" };

	return name[kind];
}

static double day_shape(double of_day, double depth)
{
	return 1 + depth * sin(2 * M_PI * (of_day - 0.35)) +
	       depth / 4 * sin(4 * M_PI * (of_day - 0.1));
}

/* The rate's factor at a minute, 1 on average or so. */
static double shape(const struct series *series, uint32_t minute, uint32_t step_at, double step)
{
	int64_t at_us = series->begin_us + minute * MINUTE_US;
	int64_t local_us = at_us + zone_offset_s(series->zone, at_us) * SECOND_US;
	double of_day = (double)(local_us % DAY_US) / DAY_US;
	double factor = series->kind == SERIES_FLAT  ? 1
			: series->kind == SERIES_DST ? day_shape(of_day, 0.75)
						     : day_shape(of_day, 0.55);

	if (series->kind == SERIES_WEEKLY && (local_us / DAY_US + 4) % 7 % 6 == 0)
		factor *= 0.45;
	if (series->kind == SERIES_TREND)
		factor *= pow(2.5, (double)minute / SERIES_MINUTES) / 1.6;
	if (series->kind == SERIES_SHIFT && minute >= step_at)
		factor *= step;
	if (series->kind == SERIES_PEAKED && of_day >= 7.0 / 24 && of_day < 7.5 / 24)
		factor *= 3;
	return factor;
}

static double noise_sd(enum series_kind kind)
{
	return kind == SERIES_FLAT ? 0.01 : kind == SERIES_DISPERSED ? 0.25 : 0.04;
}

static bool is_free(const struct series *series, int64_t from, int64_t to)
{
	for (uint32_t i = 0; i < series->events; i++) {
		int64_t begin = (series->event[i].from_us - series->begin_us) / MINUTE_US;
		int64_t end = (series->event[i].to_us - series->begin_us) / MINUTE_US;

		if (from < end + APART_MIN && begin < to + APART_MIN)
			return false;
	}
	for (int64_t i = MAX(from - 30, 0); i < MIN(to + 30, SERIES_MINUTES); i++)
		if (series->missing[i])
			return false;
	return from >= MARGIN_MIN && to <= SERIES_MINUTES - MARGIN_MIN;
}

static double expected(const struct series *series, int64_t from, int64_t to)
{
	double sum = 0;

	for (int64_t i = from; i < to; i++)
		sum += series->mean[i];
	return sum;
}

/*
 * -log10 p, nearly, of a count for somebody who knows the true mean and how far it
 * strays: the root of the negative-binomial deviance. What such an oracle would not
 * see at 10^-9 is not planted, for no method could be blamed for missing it.
 */
static double oracle_score(const struct series *series, double count, double mean, double minutes)
{
	/* Noise keeps for half an hour; over longer stretches it averages out. */
	double phi = series->noise_sd * series->noise_sd / fmax(minutes / 60, 1);
	double r = 1 / fmax(phi, 1e-9);
	double deviance = (count > 0 ? count * log(count / mean) : 0) -
			  (count + r) * log((count + r) / (mean + r));

	return deviance / M_LN10;
}

static bool is_visible(const struct series *series, const struct planted *event, int64_t from,
		       int64_t to)
{
	double mean = expected(series, from, to), minutes = (double)(to - from);

	switch (event->kind) {
	case PLANTED_SPIKE: {
		double share = event->decays ? 0.54 : 1; /* of the excess of a rectangle */
		double count = mean * (1 + share * (event->factor - 1));

		return count - mean >= 20 && oracle_score(series, count, mean, minutes) >= 9;
	}
	case PLANTED_DROP:
		return mean * (1 - event->factor) >= 20 &&
		       oracle_score(series, mean * event->factor, mean, minutes) >= 9;
	case PLANTED_SILENCE:
		return oracle_score(series, 0, mean, minutes) >= 9;
	case PLANTED_ERRORS:
		return mean * event->factor >= 12;
	case PLANTED_LATENCY:
		return mean >= 60;
	case PLANTED_HOST:
		return oracle_score(series, 0, mean / SERIES_HOSTS * 0.7, minutes) >= 9;
	case PLANTED_KINDS:
		break;
	}
	return false;
}

/* From `low` to `high`, evenly on a log scale. */
static double between(struct rng *rng, double low, double high)
{
	return low * pow(high / low, rng_unit(rng));
}

static struct planted draw(struct rng *rng, enum planted_kind kind, double *minutes)
{
	struct planted event = { .kind = kind };

	switch (kind) {
	case PLANTED_SPIKE:
		event.factor = between(rng, 1.6, 20);
		event.decays = rng_unit(rng) < 0.5;
		*minutes = between(rng, 10, 12 * 60);
		break;
	case PLANTED_DROP:
		event.factor = 0.05 + 0.3 * rng_unit(rng);
		*minutes = between(rng, 15, 12 * 60);
		break;
	case PLANTED_SILENCE:
		*minutes = between(rng, 3, 12 * 60);
		break;
	case PLANTED_ERRORS:
		event.factor = between(rng, 0.08, 0.9);
		*minutes = between(rng, 10, 8 * 60);
		break;
	case PLANTED_LATENCY:
		event.factor = between(rng, 5, 30);
		*minutes = between(rng, 15, 8 * 60);
		break;
	case PLANTED_HOST:
	case PLANTED_KINDS:
		event.host = (int)(rng_next(rng) % SERIES_HOSTS);
		event.moves = rng_unit(rng) < 0.5;
		*minutes = between(rng, 15, 12 * 60);
		break;
	}
	return event;
}

/* A place for one more; without one that would be visible nothing is planted. */
static void plant(struct series *series, struct rng *rng, enum planted_kind kind)
{
	for (int i = 0; i < TRIES && series->events < SERIES_EVENTS_MAX; i++) {
		double minutes = 0;
		struct planted event = draw(rng, kind, &minutes);
		int64_t from = (int64_t)(rng_unit(rng) * SERIES_MINUTES);
		int64_t to = from + (int64_t)minutes;
		int64_t jitter_us = (int64_t)(rng_unit(rng) * MINUTE_US);

		if (!is_free(series, from, to) || !is_visible(series, &event, from, to))
			continue;
		/* Silences and dead hosts begin within a minute; counts are drawn by the minute. */
		if (kind != PLANTED_SILENCE || series->kind == SERIES_GAPS)
			jitter_us = 0;
		event.from_us = series->begin_us + from * MINUTE_US + jitter_us;
		event.to_us = series->begin_us + to * MINUTE_US + jitter_us;
		series->event[series->events++] = event;
		return;
	}
}

static void lose_stretches(struct series *series, struct rng *rng)
{
	for (int n = 0; n < 4; n++) {
		int64_t minutes = (int64_t)between(rng, 20, 18 * 60);
		int64_t from = (int64_t)(rng_unit(rng) * (SERIES_MINUTES - 18 * 60));

		for (int64_t i = from; i < from + minutes; i++)
			series->missing[i] = 1;
	}
}

struct series series_make(enum series_kind kind, double rate, enum series_plan plan, uint64_t seed,
			  const struct zone *dst, struct arena *arena)
{
	static const enum planted_kind planted[] = { PLANTED_SPIKE,  PLANTED_SPIKE,
						     PLANTED_DROP,   PLANTED_SILENCE,
						     PLANTED_ERRORS, PLANTED_LATENCY };
	struct series series = {
		.kind = kind,
		.rate = rate,
		.zone = kind == SERIES_DST ? dst : zone_utc,
		.begin_us = BEGIN_US,
		.mean = arena_array(arena, SERIES_MINUTES, sizeof(double)),
		.missing = arena_array(arena, SERIES_MINUTES, 1),
		.noise_sd = noise_sd(kind),
		.plan = plan,
		.seed = seed * 1000003 + (uint64_t)kind * 101 + (uint64_t)(rate * 10) * 7919 + plan,
	};
	struct rng rng = { .state = series.seed };
	uint32_t step_at = 12 * 24 * 60 + (uint32_t)(rng_next(&rng) % (18 * 24 * 60));
	double step = rng_unit(&rng) < 0.5 ? 1.8 : 1 / 1.8;

	for (uint32_t i = 0; i < SERIES_MINUTES; i++)
		series.mean[i] = rate * shape(&series, i, step_at, step);
	if (kind == SERIES_GAPS)
		lose_stretches(&series, &rng);
	for (size_t i = 0; plan == SERIES_PLANTED && i < LENGTH(planted); i++)
		/* Rows of counts say nothing of failures and durations. */
		if (kind != SERIES_GAPS || planted[i] < PLANTED_ERRORS)
			plant(&series, &rng, planted[i]);
	if (plan == SERIES_HOST_DIES)
		plant(&series, &rng, PLANTED_HOST);
	return series;
}
