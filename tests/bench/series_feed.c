/*
 * series_feed.c - the events of a made series, handed to the survey as a reader would.
 *
 * Many events of a minute go as few rows with a weight: the first and the last keep
 * their stamps, which is all of a minute that is kept of stamps. Durations go as
 * weighted strata of their distribution.
 */
#include "tests/bench/series.h"

#include "tests/bench/rng_real.h"

#include <string.h>

#define EVEN 15 /* strata of a sixteenth */
#define EVEN_OF 16
#define TAIL (1.0 / 16) /* what they leave */
#define STRATA 24
#define FAILED_SHARE 0.002 /* usually */
#define MEDIAN_US 50000.0  /* of durations, with a lognormal spread */
#define DURATION_SIGMA 0.6
#define NOISE_KEEPS 0.9672 /* of its value after a minute: e^(-1/30) */

struct feeder {
	struct event_sink *sink;
	void *part;
	char bytes[256 + SEICHE_PADDING]; /* the hosts' names */
	uint32_t line[2];
	struct seiche_event row[1024];
	struct seiche_chunk chunk;
	struct seiche_batch batch;
	struct seiche_span host[SERIES_HOSTS];
	struct error *error;
	bool ok;
};

static void feeder_start(struct feeder *feeder, struct event_sink *sink, struct error *error)
{
	*feeder = (struct feeder){
		.sink = sink, .part = sink->fork(sink), .error = error, .ok = true
	};
	for (uint32_t i = 0; i < SERIES_HOSTS; i++) {
		char name[] = "web1 ";

		name[3] = (char)('1' + i);
		feeder->host[i] = (struct seiche_span){ feeder->chunk.size, 4 };
		memcpy(feeder->bytes + feeder->chunk.size, name, 5);
		feeder->chunk.size += 5;
	}
	feeder->chunk.bytes = feeder->bytes;
	feeder->chunk.line = feeder->line;
	feeder->batch = (struct seiche_batch){ .stride = sizeof(feeder->row[0]),
					       .row = feeder->row,
					       .room = LENGTH(feeder->row) };
}

static void feeder_flush(struct feeder *feeder)
{
	static const struct event_origin origin = { .service = "site", .first_line = 1 };

	if (feeder->ok && feeder->batch.rows)
		feeder->ok = feeder->sink->take(feeder->part, &origin, &feeder->chunk,
						&feeder->batch, feeder->error);
	feeder->batch.rows = 0;
}

static struct seiche_event *feeder_row(struct feeder *feeder, int64_t at_us, uint64_t weight)
{
	struct seiche_event *row;

	if (feeder->batch.rows == LENGTH(feeder->row))
		feeder_flush(feeder);
	row = seiche_row(&feeder->batch);
	row->time_us = at_us;
	row->weight = weight;
	row->kind = SEICHE_REQUEST;
	feeder->batch.rows++;
	return row;
}

/* What one minute holds, for one host or the whole. */
struct minute {
	int64_t from_us, to_us; /* within which stamps fall */
	uint64_t count;
	double failed_share, slowness;
	int host; /* -1: none is named */
};

static void request(struct feeder *feeder, const struct minute *minute, int64_t at_us,
		    uint64_t weight, uint16_t status, int64_t duration_us)
{
	struct seiche_event *row;

	if (!weight)
		return;
	row = feeder_row(feeder, at_us, weight);
	row->status = status;
	row->duration_us = duration_us;
	row->has = SEICHE_STATUS | SEICHE_DURATION | (minute->host < 0 ? 0 : SEICHE_HOST);
	if (minute->host >= 0)
		row->host = feeder->host[minute->host];
}

/* The normal quantile (Acklam's rational approximation, to 1e-9 in the middle). */
static double quantile(double u)
{
	static const double a[] = { -39.69683028665376, 220.9460984245205,  -275.9285104469687,
				    138.3577518672690,  -30.66479806614716, 2.506628277459239 };
	static const double b[] = { -54.47609879822406, 161.5858368580409, -155.6989798598866,
				    66.80131188771972, -13.28068155288572 };
	static const double c[] = { -0.007784894002430293, -0.3223964580411365, -2.400758277161838,
				    -2.549732539343734,    4.374664141464968,   2.938163982698783 };
	static const double d[] = { 0.007784695709041462, 0.3224671290700398, 2.445134137142996,
				    3.754408661907416 };
	double q = u - 0.5, r = q * q;

	if (u < 0.02425 || u > 0.97575) {
		double t = sqrt(-2 * log(u < 0.5 ? u : 1 - u));
		double z = (((((c[0] * t + c[1]) * t + c[2]) * t + c[3]) * t + c[4]) * t + c[5]) /
			   ((((d[0] * t + d[1]) * t + d[2]) * t + d[3]) * t + 1);

		return u < 0.5 ? z : -z;
	}
	return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
	       (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

static int64_t duration(double u, double slowness)
{
	return (int64_t)(MEDIAN_US * slowness * exp(DURATION_SIGMA * quantile(u)));
}

/* How many of a count lie below a quantile. */
static uint64_t upto(uint64_t count, double quantile_of)
{
	return (uint64_t)((double)count * quantile_of + 0.5);
}

static void request_stratum(struct feeder *feeder, const struct minute *minute, int64_t at_us,
			    uint64_t weight, uint64_t bad, int64_t took_us)
{
	bad = MIN(bad, weight);
	request(feeder, minute, at_us, weight - bad, 200, took_us);
	request(feeder, minute, at_us, bad, 500, took_us);
}

static void feed_minute(struct feeder *feeder, struct rng *rng, const struct minute *minute)
{
	int64_t length_us = minute->to_us - minute->from_us, first_us, last_us;
	uint64_t failed, left = minute->count;

	if (!left || length_us <= 0)
		return;
	if (left <= STRATA) {
		for (uint64_t i = 0; i < left; i++)
			request(feeder, minute,
				minute->from_us + (int64_t)(rng_unit(rng) * (double)length_us), 1,
				rng_unit(rng) < minute->failed_share ? 500 : 200,
				duration(rng_unit(rng), minute->slowness));
		return;
	}
	failed = rng_binomial(rng, left, minute->failed_share);
	first_us = minute->from_us +
		   (int64_t)((1 - pow(rng_unit(rng), 1.0 / (double)left)) * (double)length_us);
	last_us = minute->to_us - 1 -
		  (int64_t)((1 - pow(rng_unit(rng), 1.0 / (double)left)) * (double)length_us);
	last_us = last_us < first_us ? first_us : last_us;
	for (uint64_t i = 0; i < STRATA; i++) {
		/* Even strata, then each half of what is left: the slowest are not a lump. */
		double from = i < EVEN ? (double)i / EVEN_OF : 1 - ldexp(TAIL, -(int)(i - EVEN));
		double to = i + 1 < EVEN     ? (double)(i + 1) / EVEN_OF
			    : i + 1 < STRATA ? 1 - ldexp(TAIL, -(int)(i + 1 - EVEN))
					     : 1;
		uint64_t weight = upto(minute->count, to) - upto(minute->count, from);
		uint64_t bad = upto(failed, to) - upto(failed, from);

		request_stratum(feeder, minute, i % 2 ? last_us : first_us, weight, bad,
				duration(from + (to - from) * rng_unit(rng), minute->slowness));
	}
}

static void feed_row(struct feeder *feeder, int64_t at_us, uint64_t count)
{
	struct seiche_event *row = feeder_row(feeder, at_us, count);

	row->kind = SEICHE_SAMPLE;
	row->length_us = MINUTE_US;
}

/* What is planted changes a minute. */
static double affect(const struct planted *event, struct minute *minute, int host)
{
	double into = (double)(minute->from_us - event->from_us) /
		      (double)(event->to_us - event->from_us);

	if (minute->to_us <= event->from_us || minute->from_us >= event->to_us)
		return 1;
	switch (event->kind) {
	case PLANTED_SPIKE:
		/* Its end is where a quarter of the first excess is left. */
		return 1 + (event->factor - 1) * (event->decays ? pow(0.25, into) : 1);
	case PLANTED_DROP:
		return event->factor;
	case PLANTED_SILENCE: {
		int64_t length_us = minute->to_us - minute->from_us;

		if (event->from_us > minute->from_us)
			minute->to_us = event->from_us;
		else if (event->to_us < minute->to_us)
			minute->from_us = event->to_us;
		else
			return 0;
		return (double)(minute->to_us - minute->from_us) / (double)length_us;
	}
	case PLANTED_ERRORS:
		minute->failed_share = event->factor;
		return 1;
	case PLANTED_LATENCY:
		minute->slowness = event->factor;
		return 1;
	case PLANTED_HOST:
		if (host < 0 || host == event->host)
			return 0;
		return event->moves ? 1.5 : 1;
	case PLANTED_KINDS:
		break;
	}
	return 1;
}

bool series_feed(const struct series *series, struct event_sink *sink, struct error *error)
{
	struct rng rng = { .state = series->seed ^ 0x5eed };
	struct feeder feeder;
	double noise = 0;
	int hosts = series->plan == SERIES_HOST_DIES ? SERIES_HOSTS : 1;

	feeder_start(&feeder, sink, error);
	for (uint32_t i = 0; i < SERIES_MINUTES; i++) {
		noise = NOISE_KEEPS * noise +
			sqrt(1 - NOISE_KEEPS * NOISE_KEEPS) * series->noise_sd * rng_normal(&rng);
		if (series->missing[i])
			continue;
		for (int host = 0; host < hosts; host++) {
			struct minute minute = { .from_us = series->begin_us + i * MINUTE_US,
						 .to_us = series->begin_us + (i + 1) * MINUTE_US,
						 .failed_share = FAILED_SHARE,
						 .slowness = 1,
						 .host = hosts > 1 ? host : -1 };
			double mean = series->mean[i] / hosts *
				      exp(noise - series->noise_sd * series->noise_sd / 2);

			for (uint32_t k = 0; k < series->events; k++)
				mean *= affect(&series->event[k], &minute, host);
			minute.count = rng_poisson(&rng, mean);
			if (series->kind == SERIES_GAPS)
				feed_row(&feeder, minute.from_us, minute.count);
			else
				feed_minute(&feeder, &rng, &minute);
		}
	}
	feeder_flush(&feeder);
	return sink->join(sink, feeder.part, error) && feeder.ok;
}
