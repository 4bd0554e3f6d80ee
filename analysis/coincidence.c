/*
 * coincidence.c - see coincidence.h.
 *
 * Services are paired with services, so what can be known of one alone is made once
 * for it: what is left for a pair is to go through the spikes of the one and the outages
 * of the other.
 */
#include "analysis/coincidence.h"
#include "core/clock.h"
#include "core/crew.h"

#include <math.h>
#include <stdlib.h>

/* The narrow window: an onset next to the outage's start. */
#define NEAR_START_US (15 * MINUTE_US)
#define STEP_US (5 * MINUTE_US)
#define STEPS 288          /* of a day */
#define KERNEL_SD 18.0     /* steps: 1.5 h */
#define UNIFORM_ONSETS 1.0 /* pseudo-count: onsets at no particular time of day */
#define CLASS_DAYS 7.0     /* pseudo-count of days by which a day class leans on all days */
#define OBSERVED_MIN_US (2 * DAY_US)
#define RATES 24 /* points at which the unknown rate is tried */

/* A service with outages. */
struct failing {
	const char *service;
	const struct outage *const *outage; /* by start */
	uint32_t outages;
};

/* A service with spikes, and what is asked of it again for each service with outages. */
struct spiking {
	const char *service;
	const struct spike *const *spike;
	uint32_t spikes;
	const struct observed *observed; /* NULL: for too short a time */
	/* Where it is looked at which of its days lie outside the windows under test. */
	int64_t first_us, stride_us;
	uint32_t points;
	uint32_t *weekends; /* [points + 1] of the points before */
	double *days;       /* [points + 1] that so many points stand for */
};

struct coincidences {
	const struct correlate_input *input;
	struct spiking *spiking; /* by name, as are the others */
	struct failing *failing;
	uint32_t spikings, failings;
	double kernel[STEPS / 2 + 1]; /* by steps away */
	double *p, *q;                /* [spikings x failings] */
};

/* How often a service's spikes begin by chance, a day, by class and time of day. */
struct onset_rate {
	double a_day[2];     /* weekdays, weekends */
	double shape[STEPS]; /* mean 1 */
	double onsets;       /* that it was learnt from, and Jeffreys' half */
};

double coincidence_tail(const double *p, uint32_t count, uint32_t hits)
{
	double *exactly; /* chance of exactly k so far, for k < hits; what goes past them is in the
			    tail */
	double tail = 0;

	if (!hits)
		return 1;
	if (hits > count)
		return 0;
	exactly = calloc(hits, sizeof(*exactly));
	invariant(exactly);
	exactly[0] = 1;
	for (uint32_t i = 0; i < count; i++) {
		tail += exactly[hits - 1] * p[i];
		for (uint32_t k = hits; k-- > 0;)
			exactly[k] = exactly[k] * (1 - p[i]) + (k ? exactly[k - 1] * p[i] : 0);
	}
	free(exactly);
	return MIN(tail, 1);
}

static int by_value(const void *left, const void *right, void *context)
{
	const double *p = context;
	double a = p[*(const uint32_t *)left];
	double b = p[*(const uint32_t *)right];

	return (a > b) - (a < b);
}

void false_discovery(const double *p, uint32_t count, double *q)
{
	uint32_t *order = calloc(count ? count : 1, sizeof(*order));
	uint32_t known = 0;
	double least = 1;

	invariant(order);
	for (uint32_t i = 0; i < count; i++) {
		q[i] = NAN;
		if (!isnan(p[i]))
			order[known++] = i;
	}
	qsort_r(order, known, sizeof(*order), by_value, (void *)(uintptr_t)p);
	for (uint32_t i = known; i-- > 0;) {
		least = MIN(least, p[order[i]] * known / (i + 1));
		q[order[i]] = least;
	}
	free(order);
}

static bool is_weekend(const struct zone *zone, int64_t at_us)
{
	int day = clock_weekday(at_us + zone_offset_s(zone, at_us) * SECOND_US);

	return day == 0 || day == 6;
}

static uint32_t step_of_day(const struct zone *zone, int64_t at_us)
{
	int64_t local_us = at_us + zone_offset_s(zone, at_us) * SECOND_US;
	int64_t of_day_us = ((local_us % DAY_US) + DAY_US) % DAY_US;

	return (uint32_t)(of_day_us / STEP_US);
}

/* Whether any of the outages may have drawn a spike that begins then. */
static bool is_met(const struct failing *failing, const struct observed *observed, int64_t at_us)
{
	const struct spike spike = { .from_us = at_us, .grain_us = observed->grain_us };

	for (uint32_t i = 0; i < failing->outages; i++)
		if (link_times_fit(&spike, failing->outage[i]))
			return true;
	return false;
}

/* The first of the points that is not before a time. */
static uint32_t point_at(const struct spiking *spiking, int64_t at_us)
{
	int64_t since_us = at_us - spiking->first_us;

	if (since_us <= 0)
		return 0;
	return (uint32_t)MIN((since_us + spiking->stride_us - 1) / spiking->stride_us,
			     (int64_t)spiking->points);
}

/* Days by class, without those points at which an outage would be met (is_met). */
static void days_outside(const struct spiking *spiking, const struct failing *failing,
			 double days[2])
{
	uint32_t weekends = spiking->weekends[spiking->points];
	uint32_t left[2] = { spiking->points - weekends, weekends };
	uint32_t covered = 0;

	for (uint32_t i = 0; i < failing->outages; i++) {
		const struct outage *outage = failing->outage[i];
		uint32_t from =
			point_at(spiking, outage->from_us - LINK_BEFORE_US -
						  link_slack_us(spiking->observed->grain_us));
		uint32_t to = point_at(spiking, outage->to_us + LINK_AFTER_US);

		from = MAX(from, covered);
		if (from >= to)
			continue;
		weekends = spiking->weekends[to] - spiking->weekends[from];
		left[0] -= to - from - weekends;
		left[1] -= weekends;
		covered = to;
	}
	for (int c = 0; c < 2; c++)
		days[c] = spiking->days[left[c]];
}

static void shape_add(const struct coincidences *coincidences, double shape[STEPS], uint32_t step)
{
	for (int32_t i = 0; i < STEPS; i++) {
		int32_t away = abs(i - (int32_t)step);

		shape[i] += coincidences->kernel[MIN(away, STEPS - away)];
	}
}

/*
 * The rate is that of the times outside the windows under test: the spikes that are
 * to be judged must not vouch for themselves. Jeffreys' half onset keeps it above 0.
 */
static struct onset_rate rate_of(const struct coincidences *coincidences,
				 const struct spiking *spiking, const struct failing *failing)
{
	const struct zone *zone = coincidences->input->zone;
	struct onset_rate rate = { 0 };
	double onsets[2] = { 0 };
	double days[2];
	double shaped = 0;
	double all;

	days_outside(spiking, failing, days);
	for (uint32_t i = 0; i < STEPS; i++)
		rate.shape[i] = UNIFORM_ONSETS;
	for (uint32_t i = 0; i < spiking->spikes; i++) {
		const struct spike *spike = spiking->spike[i];

		if (is_met(failing, spiking->observed, spike->from_us))
			continue;
		onsets[is_weekend(zone, spike->from_us)]++;
		/* Rows of days begin at midnight: no clock. */
		if (spiking->observed->grain_us < DAY_US) {
			shape_add(coincidences, rate.shape, step_of_day(zone, spike->from_us));
			shaped++;
		}
	}
	for (uint32_t i = 0; i < STEPS; i++)
		rate.shape[i] /= UNIFORM_ONSETS + shaped;
	rate.onsets = onsets[0] + onsets[1] + 0.5;
	all = rate.onsets / MAX(days[0] + days[1], 0.5);
	for (int c = 0; c < 2; c++)
		rate.a_day[c] = (onsets[c] + CLASS_DAYS * all) / (days[c] + CLASS_DAYS);
	return rate;
}

/* How many onsets are to be expected in [from, to), as far as the service was observed. */
static double onsets_in(const struct correlate_input *input, const struct onset_rate *rate,
			const struct observed *observed, int64_t from_us, int64_t to_us)
{
	double sum = 0;

	from_us = MAX(from_us, observed->from_us);
	to_us = MIN(to_us, observed->to_us);
	for (int64_t at = from_us; at < to_us; at += STEP_US) {
		double days = (double)MIN(STEP_US, to_us - at) / (double)DAY_US;

		sum += rate->a_day[is_weekend(input->zone, at)] *
		       rate->shape[step_of_day(input->zone, at)] * days;
	}
	return sum;
}

/* When an onset hits an outage; `narrow`: next to its start only. False: it was not observed. */
static bool window_of(const struct observed *observed, const struct outage *outage, bool narrow,
		      int64_t *from_us, int64_t *to_us)
{
	*from_us = outage->from_us - LINK_BEFORE_US - link_slack_us(observed->grain_us);
	*to_us = narrow ? outage->from_us + NEAR_START_US : outage->to_us + LINK_AFTER_US;
	return *to_us > observed->from_us && *from_us < observed->to_us;
}

static bool is_hit(const struct spiking *spiking, int64_t from_us, int64_t to_us)
{
	for (uint32_t i = 0; i < spiking->spikes; i++)
		if (spiking->spike[i]->from_us >= from_us && spiking->spike[i]->from_us < to_us)
			return true;
	return false;
}

/* How many of the outages are hit. */
static uint32_t hits_of(const struct spiking *spiking, const struct failing *failing, bool narrow)
{
	uint32_t hits = 0;

	for (uint32_t i = 0; i < failing->outages; i++) {
		int64_t from_us, to_us;

		hits += window_of(spiking->observed, failing->outage[i], narrow, &from_us,
				  &to_us) &&
			is_hit(spiking, from_us, to_us);
	}
	return hits;
}

/*
 * The tail where the rate is known as well as a few onsets tell it: the mean over what
 * it may be, a gamma distribution of that many onsets (its quantiles by Wilson and
 * Hilferty 1931). With the one likeliest rate, spikes that hit by chance and so did
 * not count for the rate would look rarer than they are.
 */
static double tail_over_rates(const double *onsets, uint32_t count, uint32_t hits, double learnt)
{
	/* Normal quantiles of (i + 1/2) / RATES; the other half mirrors it. */
	static const double half[RATES / 2] = { 2.036834, 1.534121, 1.258162, 1.054472,
						0.887147, 0.741594, 0.610295, 0.488776,
						0.374095, 0.264147, 0.157311, 0.052245 };
	double *chance = calloc(count ? count : 1, sizeof(*chance));
	double sum = 0;

	invariant(chance);
	for (uint32_t i = 0; i < RATES; i++) {
		double z = i < RATES / 2 ? -half[i] : half[RATES - 1 - i];
		double root = 1 - 1 / (9 * learnt) + z / (3 * sqrt(learnt));
		double factor = root > 0 ? root * root * root : 0;

		for (uint32_t k = 0; k < count; k++)
			chance[k] = -expm1(-factor * onsets[k]);
		sum += coincidence_tail(chance, count, hits);
	}
	free(chance);
	return sum / RATES;
}

/* The tail over all outages. */
static double pair_tail(const struct correlate_input *input, const struct spiking *spiking,
			const struct failing *failing, const struct onset_rate *rate, bool narrow)
{
	double *onsets = calloc(failing->outages, sizeof(*onsets));
	uint32_t count = 0;
	double tail;

	invariant(onsets);
	for (uint32_t i = 0; i < failing->outages; i++) {
		int64_t from_us, to_us;

		if (window_of(spiking->observed, failing->outage[i], narrow, &from_us, &to_us))
			onsets[count++] = onsets_in(input, rate, spiking->observed, from_us, to_us);
	}
	tail = tail_over_rates(onsets, count, hits_of(spiking, failing, narrow), rate->onsets);
	free(onsets);
	return tail;
}

/*
 * Two questions are asked of each pair, so each answer counts twice: is it hit at
 * all, and is it hit right at the start, where a cause would show?
 */
static double pair_p(const struct coincidences *coincidences, const struct spiking *spiking,
		     const struct failing *failing)
{
	struct onset_rate rate;
	double wide, narrow;

	/* No hit at all is no surprise at any rate; of many services nearly all pairs are such. */
	if (!hits_of(spiking, failing, false))
		return 1;
	rate = rate_of(coincidences, spiking, failing);
	wide = pair_tail(coincidences->input, spiking, failing, &rate, false);
	narrow = pair_tail(coincidences->input, spiking, failing, &rate, true);
	return MIN(1, 2 * MIN(wide, narrow));
}

/* Its days are looked at every quarter of an hour, or 2,000 times. */
static void spiking_look(struct spiking *spiking, const struct zone *zone, struct arena *arena)
{
	const struct observed *observed = spiking->observed;
	int64_t length_us = observed->to_us - observed->from_us;

	spiking->stride_us = MAX(length_us / 2000, 15 * MINUTE_US);
	spiking->first_us = observed->from_us + spiking->stride_us / 2;
	spiking->points =
		(uint32_t)((observed->to_us - spiking->first_us + spiking->stride_us - 1) /
			   spiking->stride_us);
	spiking->weekends =
		arena_array(arena, (size_t)spiking->points + 1, sizeof(*spiking->weekends));
	spiking->days = arena_array(arena, (size_t)spiking->points + 1, sizeof(*spiking->days));
	for (uint32_t i = 0; i < spiking->points; i++) {
		spiking->weekends[i + 1] =
			spiking->weekends[i] +
			is_weekend(zone, spiking->first_us + i * spiking->stride_us);
		spiking->days[i + 1] =
			spiking->days[i] + (double)spiking->stride_us / (double)DAY_US;
	}
}

/* A service with spikes against all with outages. */
static void spiking_judge(void *context, uint32_t item)
{
	const struct coincidences *coincidences = context;
	struct spiking spiking = coincidences->spiking[item];
	double *p = coincidences->p + (size_t)item * coincidences->failings;
	struct arena scratch = { 0 };

	if (spiking.observed)
		spiking_look(&spiking, coincidences->input->zone, &scratch);
	for (uint32_t i = 0; i < coincidences->failings; i++)
		p[i] = spiking.observed ? pair_p(coincidences, &spiking, &coincidences->failing[i])
					: NAN;
	arena_release(&scratch);
}

static int spikes_compare(const void *left, const void *right)
{
	const struct spike *a = *(const struct spike *const *)left;
	const struct spike *b = *(const struct spike *const *)right;
	int order = strcmp(a->service, b->service);

	return order ? order : (a > b) - (a < b);
}

static int outages_compare(const void *left, const void *right)
{
	const struct outage *a = *(const struct outage *const *)left;
	const struct outage *b = *(const struct outage *const *)right;
	int order = strcmp(a->service, b->service);

	if (order)
		return order;
	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static const struct observed *observed_of(const struct correlate_input *input, const char *service)
{
	for (uint32_t i = input->services; i-- > 0;)
		if (!strcmp(input->observed[i].service, service))
			return input->observed[i].to_us - input->observed[i].from_us <
					       OBSERVED_MIN_US
				       ? NULL
				       : &input->observed[i];
	return NULL;
}

static void spikings_of(struct coincidences *coincidences, struct arena *arena)
{
	const struct correlate_input *input = coincidences->input;
	const struct spike **spike = arena_array(arena, input->spikes, sizeof(*spike));

	for (uint32_t i = 0; i < input->spikes; i++)
		spike[i] = &input->spike[i];
	qsort(spike, input->spikes, sizeof(*spike), spikes_compare);
	coincidences->spiking = arena_array(arena, input->spikes, sizeof(*coincidences->spiking));
	for (uint32_t i = 0, end; i < input->spikes; i = end) {
		for (end = i + 1;
		     end < input->spikes && !strcmp(spike[i]->service, spike[end]->service);)
			end++;
		coincidences->spiking[coincidences->spikings++] = (struct spiking){
			.service = spike[i]->service,
			.spike = spike + i,
			.spikes = end - i,
			.observed = observed_of(input, spike[i]->service),
		};
	}
}

static void failings_of(struct coincidences *coincidences, struct arena *arena)
{
	const struct correlate_input *input = coincidences->input;
	const struct outage **outage = arena_array(arena, input->outages, sizeof(*outage));

	for (uint32_t i = 0; i < input->outages; i++)
		outage[i] = &input->outage[i];
	qsort(outage, input->outages, sizeof(*outage), outages_compare);
	coincidences->failing = arena_array(arena, input->outages, sizeof(*coincidences->failing));
	for (uint32_t i = 0, end; i < input->outages; i = end) {
		for (end = i + 1;
		     end < input->outages && !strcmp(outage[i]->service, outage[end]->service);)
			end++;
		coincidences->failing[coincidences->failings++] = (struct failing){
			.service = outage[i]->service,
			.outage = outage + i,
			.outages = end - i,
		};
	}
}

struct coincidences *coincidences_of(const struct correlate_input *input, struct arena *arena)
{
	struct coincidences *coincidences = arena_take(arena, sizeof(*coincidences));
	size_t pairs;

	coincidences->input = input;
	spikings_of(coincidences, arena);
	failings_of(coincidences, arena);
	pairs = (size_t)coincidences->spikings * coincidences->failings;
	coincidences->p = arena_array(arena, pairs, sizeof(*coincidences->p));
	coincidences->q = arena_array(arena, pairs, sizeof(*coincidences->q));
	for (uint32_t i = 0; i < LENGTH(coincidences->kernel); i++) {
		double sd = i / KERNEL_SD;

		coincidences->kernel[i] = STEPS / (KERNEL_SD * sqrt(2 * M_PI)) * exp(-sd * sd / 2);
	}
	crew_each(MAX(input->jobs, 1), coincidences->spikings, spiking_judge, coincidences);
	false_discovery(coincidences->p, (uint32_t)pairs, coincidences->q);
	return coincidences;
}

static int by_spiking(const void *key, const void *item)
{
	return strcmp(key, ((const struct spiking *)item)->service);
}

static int by_failing(const void *key, const void *item)
{
	return strcmp(key, ((const struct failing *)item)->service);
}

struct coincidence coincidence_between(const struct coincidences *coincidences, const char *spiking,
				       const char *failing)
{
	const struct spiking *s = bsearch(spiking, coincidences->spiking, coincidences->spikings,
					  sizeof(*coincidences->spiking), by_spiking);
	const struct failing *f = bsearch(failing, coincidences->failing, coincidences->failings,
					  sizeof(*coincidences->failing), by_failing);
	size_t pair;

	invariant(s && f);
	pair = (size_t)(s - coincidences->spiking) * coincidences->failings +
	       (size_t)(f - coincidences->failing);
	return (struct coincidence){ coincidences->p[pair], coincidences->q[pair] };
}
