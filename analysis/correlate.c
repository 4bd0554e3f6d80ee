/* correlate.c - which spikes go with which outages, and how often chance does as well. */
#include "analysis/correlate.h"
#include "core/clock.h"

#include <math.h>
#include <stdlib.h>

#define Q_LINKED 0.05
#define CONTENT_LINKED 0.30
#define NEAR_START_US \
	(15 * MINUTE_US) /* the narrow window: an onset next to the outage's start \
			  */
#define STEP_US (5 * MINUTE_US)
#define STEPS 288          /* of a day */
#define KERNEL_SD 18.0     /* steps: 1.5 h */
#define UNIFORM_ONSETS 1.0 /* pseudo-count: onsets at no particular time of day */
#define CLASS_DAYS 7.0     /* pseudo-count of days by which a day class leans on all days */
#define OBSERVED_MIN_US (2 * DAY_US)
#define RATES 24 /* points at which the unknown rate is tried */

/* One pair of services. */
struct group {
	const char *spiking, *failing;
	const struct outage *const *outage; /* of the failing service */
	uint32_t outages;
	double p, q;
};

/* How often a service's spikes begin by chance, a day, by class and time of day. */
struct onset_rate {
	double a_day[2];     /* weekdays, weekends */
	double shape[STEPS]; /* mean 1 */
	double onsets;       /* that it was learnt from, and Jeffreys' half */
};

/* How much earlier a spike may seem to begin than it does: a minute more or less is in
 * LINK_BEFORE_US. */
static int64_t slack_us(int64_t grain_us)
{
	return grain_us > MINUTE_US ? grain_us : 0;
}

bool link_times_fit(const struct spike *spike, const struct outage *outage)
{
	return spike->from_us >= outage->from_us - LINK_BEFORE_US - slack_us(spike->grain_us) &&
	       spike->from_us < outage->to_us + LINK_AFTER_US;
}

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

/* Whether any of the group's outages may have drawn a spike that begins then. */
static bool is_met(const struct group *group, const struct observed *observed, int64_t at_us)
{
	const struct spike spike = { .from_us = at_us, .grain_us = observed->grain_us };

	for (uint32_t i = 0; i < group->outages; i++)
		if (link_times_fit(&spike, group->outage[i]))
			return true;
	return false;
}

static void shape_add(double shape[STEPS], uint32_t step)
{
	for (int32_t i = 0; i < STEPS; i++) {
		int32_t away = abs(i - (int32_t)step);
		double sd = MIN(away, STEPS - away) / KERNEL_SD;

		shape[i] += STEPS / (KERNEL_SD * sqrt(2 * M_PI)) * exp(-sd * sd / 2);
	}
}

/*
 * The rate is that of the times outside the windows under test: the spikes that are
 * to be judged must not vouch for themselves. Jeffreys' half onset keeps it above 0.
 */
static struct onset_rate rate_of(const struct correlate_input *input, const struct group *group,
				 const struct observed *observed)
{
	struct onset_rate rate = { 0 };
	double days[2] = { 0 };
	double onsets[2] = { 0 };
	double shaped = 0;
	double all;

	/* Days without the windows under test, looked at every quarter of an hour or 2,000 times.
	 */
	int64_t stride_us = MAX((observed->to_us - observed->from_us) / 2000, 15 * MINUTE_US);

	for (int64_t at = observed->from_us + stride_us / 2; at < observed->to_us; at += stride_us)
		if (!is_met(group, observed, at))
			days[is_weekend(input->zone, at)] += (double)stride_us / (double)DAY_US;
	for (uint32_t i = 0; i < STEPS; i++)
		rate.shape[i] = UNIFORM_ONSETS;
	for (uint32_t i = 0; i < input->spikes; i++) {
		const struct spike *spike = &input->spike[i];

		if (strcmp(spike->service, group->spiking) != 0 ||
		    is_met(group, observed, spike->from_us))
			continue;
		onsets[is_weekend(input->zone, spike->from_us)]++;
		if (observed->grain_us < DAY_US) { /* rows of days begin at midnight: no clock */
			shape_add(rate.shape, step_of_day(input->zone, spike->from_us));
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

static bool is_hit(const struct correlate_input *input, const char *service, int64_t from_us,
		   int64_t to_us)
{
	for (uint32_t i = 0; i < input->spikes; i++)
		if (input->spike[i].from_us >= from_us && input->spike[i].from_us < to_us &&
		    !strcmp(input->spike[i].service, service))
			return true;
	return false;
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

/* The tail over the outages of the group; `narrow` asks for onsets next to the start only. */
static double group_tail(const struct correlate_input *input, const struct group *group,
			 const struct observed *observed, const struct onset_rate *rate,
			 bool narrow)
{
	double *onsets = calloc(group->outages, sizeof(*onsets));
	uint32_t count = 0;
	uint32_t hits = 0;
	double tail;

	invariant(onsets);
	for (uint32_t i = 0; i < group->outages; i++) {
		const struct outage *outage = group->outage[i];
		int64_t from_us = outage->from_us - LINK_BEFORE_US - slack_us(observed->grain_us);
		int64_t to_us =
			narrow ? outage->from_us + NEAR_START_US : outage->to_us + LINK_AFTER_US;

		if (to_us <= observed->from_us || from_us >= observed->to_us)
			continue;
		onsets[count++] = onsets_in(input, rate, observed, from_us, to_us);
		hits += is_hit(input, group->spiking, from_us, to_us);
	}
	tail = tail_over_rates(onsets, count, hits, rate->onsets);
	free(onsets);
	return tail;
}

/*
 * Two questions are asked of each group, so each answer counts twice: is it hit at
 * all, and is it hit right at the start, where a cause would show?
 */
static double group_p(const struct correlate_input *input, const struct group *group)
{
	const struct observed *observed = NULL;
	struct onset_rate rate;
	double wide, narrow;

	for (uint32_t i = 0; i < input->services; i++)
		if (!strcmp(input->observed[i].service, group->spiking))
			observed = &input->observed[i];
	if (!observed || observed->to_us - observed->from_us < OBSERVED_MIN_US)
		return NAN;
	rate = rate_of(input, group, observed);
	wide = group_tail(input, group, observed, &rate, false);
	narrow = group_tail(input, group, observed, &rate, true);
	return MIN(1, 2 * MIN(wide, narrow));
}

static int groups_compare(const void *left, const void *right)
{
	const struct group *a = left;
	const struct group *b = right;
	int order = strcmp(a->spiking, b->spiking);

	return order ? order : strcmp(a->failing, b->failing);
}

static int names_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char **spiking_services(const struct correlate_input *input, struct arena *arena,
				     uint32_t *count)
{
	const char **name = arena_array(arena, input->spikes, sizeof(*name));
	uint32_t kept = 0;

	for (uint32_t i = 0; i < input->spikes; i++)
		name[i] = input->spike[i].service;
	qsort(name, input->spikes, sizeof(*name), names_compare);
	for (uint32_t i = 0; i < input->spikes; i++)
		if (!kept || strcmp(name[i], name[kept - 1]) != 0)
			name[kept++] = name[i];
	*count = kept;
	return name;
}

static int outages_compare(const void *left, const void *right)
{
	const struct outage *a = *(const struct outage *const *)left;
	const struct outage *b = *(const struct outage *const *)right;
	int order = strcmp(a->service, b->service);

	return order ? order : a->id < b->id ? -1 : a->id > b->id;
}

static const struct outage **outages_by_service(const struct correlate_input *input,
						struct arena *arena)
{
	const struct outage **outage = arena_array(arena, input->outages, sizeof(*outage));

	for (uint32_t i = 0; i < input->outages; i++)
		outage[i] = &input->outage[i];
	qsort(outage, input->outages, sizeof(*outage), outages_compare);
	return outage;
}

/* All pairs of a service with spikes and one with outages, judged; sorted. */
static struct group *groups_of(const struct correlate_input *input, struct arena *arena,
			       uint32_t *groups)
{
	const struct outage **outage = outages_by_service(input, arena);
	struct group *group = NULL;
	size_t room = 0;
	uint32_t names;
	const char **name = spiking_services(input, arena, &names);
	double *p, *q;

	*groups = 0;
	for (uint32_t n = 0; n < names; n++)
		for (uint32_t i = 0, end; i < input->outages; i = end) {
			for (end = i + 1; end < input->outages &&
					  !strcmp(outage[i]->service, outage[end]->service);)
				end++;
			group = arena_grow(arena, group, *groups, &room, sizeof(*group));
			group[*groups] = (struct group){ .spiking = name[n],
							 .failing = outage[i]->service,
							 .outage = outage + i,
							 .outages = end - i };
			++*groups;
		}
	p = arena_array(arena, *groups, sizeof(*p));
	q = arena_array(arena, *groups, sizeof(*q));
	for (uint32_t i = 0; i < *groups; i++)
		p[i] = group[i].p = group_p(input, &group[i]);
	false_discovery(p, *groups, q);
	for (uint32_t i = 0; i < *groups; i++)
		group[i].q = q[i];
	return group;
}

static int64_t distance_us(const struct spike *spike, const struct outage *outage)
{
	if (link_times_fit(spike, outage))
		return 0;
	if (spike->from_us >= outage->to_us)
		return spike->from_us - outage->to_us;
	return MAX(outage->from_us - spike->from_us, 0);
}

static double overlap_of(const struct spike *spike, const struct outage *outage)
{
	int64_t from_us = MAX(spike->from_us, outage->from_us);
	int64_t to_us = MIN(spike->to_us, outage->to_us);
	int64_t length_us = spike->to_us - spike->from_us;

	return to_us > from_us && length_us > 0 ? (double)(to_us - from_us) / (double)length_us : 0;
}

/* Crawlers and attacks come when they please: coincidence alone doesn't link them. */
static enum link_verdict verdict_of(const struct link *link)
{
	bool crowd = link->spike->class != CLASS_CRAWLER && link->spike->class != CLASS_ATTACK;

	if (!link_times_fit(link->spike, link->outage))
		return LINK_UNRELATED;
	if ((crowd && link->q_value <= Q_LINKED) || link->content_share >= CONTENT_LINKED)
		return LINK_LINKED;
	return LINK_POSSIBLE;
}

static struct link link_of(const struct correlate_input *input, const struct group *group,
			   uint32_t groups, uint32_t spike, uint32_t outage, struct arena *arena)
{
	struct link link = { .spike = &input->spike[spike], .outage = &input->outage[outage] };
	struct group key = { .spiking = link.spike->service, .failing = link.outage->service };
	const struct group *of = bsearch(&key, group, groups, sizeof(key), groups_compare);
	bool same = !strcmp(key.spiking, key.failing);
	bool fits = link_times_fit(link.spike, link.outage);

	invariant(of);
	link.relation = same ? LINK_SAME_SERVICE : LINK_OTHER_SERVICE;
	link.lag_us = link.spike->from_us - link.outage->from_us;
	link.overlap = overlap_of(link.spike, link.outage);
	link.p_value = fits || isnan(of->p) ? of->p : 1;
	link.q_value = fits || isnan(of->q) ? of->q : 1;
	if (!same && fits)
		link.content_share =
			content_shared(&input->content[spike], key.spiking, key.failing,
				       link.outage->title, arena, &link.content_words);
	link.verdict = verdict_of(&link);
	return link;
}

struct near {
	int64_t distance_us;
	uint32_t spike, outage;
};

static int near_compare(const void *left, const void *right)
{
	const struct near *a = left;
	const struct near *b = right;

	if (a->distance_us != b->distance_us)
		return a->distance_us < b->distance_us ? -1 : 1;
	if (a->spike != b->spike)
		return a->spike < b->spike ? -1 : 1;
	return a->outage < b->outage ? -1 : a->outage > b->outage;
}

static int links_compare(const void *left, const void *right)
{
	const struct link *a = left;
	const struct link *b = right;

	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->spike->id != b->spike->id)
		return a->spike->id < b->spike->id ? -1 : 1;
	return a->outage->id < b->outage->id ? -1 : a->outage->id > b->outage->id;
}

struct link *correlate(const struct correlate_input *input, struct arena *arena, uint32_t *links)
{
	struct near *near = NULL;
	size_t room = 0;
	uint32_t count = 0;
	uint32_t groups;
	struct group *group;
	struct link *link;

	*links = 0;
	if (!input->spikes || !input->outages)
		return NULL;
	group = groups_of(input, arena, &groups);
	for (uint32_t s = 0; s < input->spikes; s++)
		for (uint32_t o = 0; o < input->outages; o++) {
			int64_t away_us = distance_us(&input->spike[s], &input->outage[o]);

			if (away_us > LINK_NEAR_US)
				continue;
			near = arena_grow(arena, near, count, &room, sizeof(*near));
			near[count++] = (struct near){ away_us, s, o };
		}
	if (count)
		qsort(near, count, sizeof(*near), near_compare);
	count = MIN(count, (uint32_t)LINKS_MAX);
	link = arena_array(arena, count, sizeof(*link));
	for (uint32_t i = 0; i < count; i++)
		link[i] = link_of(input, group, groups, near[i].spike, near[i].outage, arena);
	if (count)
		qsort(link, count, sizeof(*link), links_compare);
	*links = count;
	return link;
}
