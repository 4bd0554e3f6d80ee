/* engine.c - the order of the stages. */
#include "analysis/engine.h"
#include "analysis/account.h"
#include "analysis/aftermath.h"
#include "analysis/classify.h"
#include "analysis/content.h"
#include "analysis/correlate.h"
#include "analysis/detect.h"
#include "analysis/explain.h"
#include "analysis/figures.h"
#include "analysis/incident.h"
#include "analysis/inspect.h"
#include "analysis/looks.h"
#include "analysis/messages.h"
#include "analysis/review.h"
#include "analysis/rounds.h"
#include "analysis/sets.h"
#include "analysis/stable_hash.h"
#include "analysis/timeline.h"

#include <math.h>
#include <string.h>

/* A spike that begins so soon after an outage's end is its own users coming back. */
#define RETRY_WITHIN_US (15 * MINUTE_US)
#define RETRY_SLACK_US (2 * MINUTE_US) /* both ends are estimates */

struct engine {
	struct arena *arena;
	const struct survey *survey;
	struct engine_options options;
	struct detection detection;
	struct looks looks;
	struct rounds rounds;
	uint32_t round; /* how many were begun */
	struct inspection *inspection;
	/* What of the rounds that are over is not among the findings, but needed for them. */
	bool *explained;             /* by episode */
	double *reference;           /* by episode: events of its references */
	struct returning *returning; /* by spike */
	struct content *content;     /* by spike */
	struct intern asked;         /* of the contents */
	double thinning[DIMENSIONS], clients_thinning, messages_thinning; /* of the worst round */
	struct findings findings;
	size_t warning_room;
};

/*
 * What decides which values are kept where not all can be: the same for the same events,
 * and known to nobody who writes only some of them.
 */
static uint64_t seed_of(const struct engine_options *options)
{
	int64_t from_us = INT64_MAX, to_us = INT64_MIN;
	uint64_t events = 0;

	for (uint32_t i = 0; i < options->sources; i++) {
		const struct source_facts *source = &options->source[i];

		events += source->events;
		if (source->from_us == TIME_UNKNOWN)
			continue;
		from_us = MIN(from_us, source->from_us);
		to_us = MAX(to_us, source->to_us);
	}
	return stable_mix(stable_mix(stable_mix(events) ^ (uint64_t)from_us) ^ (uint64_t)to_us);
}

struct engine *engine_detect(struct survey *survey, const struct engine_options *options,
			     struct arena *arena)
{
	struct engine *engine = arena_take(arena, sizeof(*engine));
	struct allowance allowance = allowance_of(options->memory_bytes);
	double round_events = options->round_events > 0 ? options->round_events : ROUND_EVENTS;
	const struct detection *detection = &engine->detection;

	engine->arena = arena;
	engine->survey = survey;
	engine->options = *options;
	engine->options.jobs = MAX(options->jobs, 1);
	if (!engine->options.zone)
		engine->options.zone = zone_utc;
	engine->detection = detect(survey, &engine->options, arena);
	engine->looks = looks_of(&engine->detection, survey, engine->options.zone, arena);
	engine->rounds = rounds_plan(
		&engine->looks, MIN(round_events, (double)allowance_events(&allowance)), arena);
	engine->inspection = inspection_new(arena, engine->looks.episodes, options->source,
					    options->sources, &allowance, seed_of(options));
	engine->explained = arena_array(arena, engine->looks.episodes, sizeof(bool));
	engine->reference = arena_array(arena, engine->looks.episodes, sizeof(double));
	engine->returning = arena_array(arena, detection->spikes, sizeof(*engine->returning));
	engine->content = arena_array(arena, detection->spikes, sizeof(*engine->content));
	content_ask(&engine->asked, detection->outage, detection->outages, arena);
	for (int i = 0; i < DIMENSIONS; i++)
		engine->thinning[i] = 1;
	engine->clients_thinning = engine->messages_thinning = 1;
	return engine;
}

struct event_sink *engine_inspection(struct engine *engine)
{
	return inspection_sink(engine->inspection);
}

static void warn(struct engine *engine, const char *text)
{
	struct findings *findings = &engine->findings;

	findings->warning = arena_grow(engine->arena, (void *)findings->warning, findings->warnings,
				       &engine->warning_room, sizeof(*findings->warning));
	findings->warning[findings->warnings++] = text;
}

static void warn_of_services(struct engine *engine)
{
	const struct detection *detection = &engine->detection;

	for (uint32_t i = 0; i < detection->watcheds; i++) {
		const struct watched *watched = &detection->watched[i];

		for (size_t n = 0; n < LENGTH(watched->note); n++)
			if (watched->note[n])
				warn(engine, arena_print(engine->arena, "%s: %s", watched->name,
							 watched->note[n]));
		if (survey_hosts_given_up(engine->survey, watched->index))
			warn(engine,
			     survey_pages_given_up(engine->survey, watched->index)
				     ? arena_print(engine->arena,
						   "%s: no room to count its hosts apart: it "
						   "was counted as a whole",
						   watched->name)
				     : arena_print(engine->arena,
						   "%s: more than %d hosts: it was counted as a "
						   "whole",
						   watched->name, SURVEY_HOSTS_MAX));
	}
}

/* Which figures are estimates, and how good they are. */
static void warn_of_samples(struct engine *engine)
{
	double clients = engine->clients_thinning;
	double messages = engine->messages_thinning;

	for (int i = 0; i < DIMENSIONS; i++) {
		double values = engine->thinning[i];

		if (values > 1)
			warn(engine, arena_print(engine->arena,
						 "too many different values of %s to keep all: "
						 "one in %.0f was, whose counts are exact; of "
						 "the others those that hold much of an episode "
						 "are told, with estimated counts",
						 dimension_name((enum dimension)i), values));
	}
	if (messages > 1)
		warn(engine, arena_print(engine->arena,
					 "too many different messages to keep all: one in %.0f "
					 "was, whose counts are exact; others are missing",
					 messages));
	if (clients > 1)
		warn(engine, arena_print(engine->arena,
					 "numbers of a value's distinct clients are estimates: one "
					 "client in %.0f was kept, or more; the standard error of "
					 "a number n is the square root of %.0f n or less",
					 clients, clients - 1));
}

static void warn_of_the_rest(struct engine *engine)
{
	const struct detection *detection = &engine->detection;

	if (survey_latency_given_up(engine->survey))
		warn(engine, "too many hours of durations to keep them by time: no windows of "
			     "high latency were looked for");
	if (detection->asides)
		warn(engine, arena_print(engine->arena,
					 "%u declared maintenance windows and notices are told "
					 "apart from outages",
					 detection->asides));
	if (detection->outside)
		warn(engine,
		     arena_print(engine->arena,
				 "%u declared outages more than a day outside the range left out",
				 detection->outside));
	if (engine->looks.left_out)
		warn(engine, arena_print(engine->arena,
					 "%u weaker episodes were not taken apart: at most %d are",
					 engine->looks.left_out, LOOKS_EPISODES_MAX));
	warn_of_samples(engine);
}

/* How long after the end of an outage of its own service a spike began; TIME_UNKNOWN: after none.
 */
static int64_t after_own_outage(const struct detection *detection, const struct spike *spike,
				uint32_t *outage_id)
{
	int64_t after_us = TIME_UNKNOWN;

	for (uint32_t i = 0; i < detection->outages; i++) {
		const struct outage *outage = &detection->outage[i];
		int64_t since_us = spike->from_us - outage->to_us;

		if (outage->ongoing || outage->from_us >= spike->from_us ||
		    since_us < -RETRY_SLACK_US || since_us > RETRY_WITHIN_US ||
		    strcmp(outage->service, spike->service) != 0)
			continue;
		after_us = MAX(since_us, 0);
		*outage_id = outage->id;
	}
	return after_us;
}

/* Whether words of it can tell of an outage that is another service's. */
static bool is_near_others(const struct detection *detection, const struct spike *spike)
{
	for (uint32_t i = 0; i < detection->outages; i++)
		if (strcmp(detection->outage[i].service, spike->service) != 0 &&
		    link_times_fit(spike, &detection->outage[i]))
			return true;
	return false;
}

/* What it consists of, its class, and the words in it if it may be linked. */
static void explain_spike(struct engine *engine, uint32_t number)
{
	const struct detection *detection = &engine->detection;
	struct spike *spike = &detection->spike[number];
	struct excess excess = excess_of(engine->inspection, number, spike->expected);
	uint32_t outage_id = 0;
	int64_t after_us = after_own_outage(detection, spike, &outage_id);
	struct class_found found;

	spike->clients = clientele_of(&excess);
	found = classify(&excess, &spike->clients, after_us, outage_id, engine->arena);
	spike->class = found.class;
	spike->class_why = found.why;
	spike->explained_by = explain(&excess, engine->arena);
	spike->explained_by_sets = sets_of(&excess, engine->arena);
	engine->returning[number] = clients_returning(&excess);
	if (is_near_others(detection, spike))
		content_build(&engine->content[number], &excess, &engine->asked, engine->arena);
}

static void explain_outage(struct engine *engine, uint32_t number)
{
	uint32_t index = number - engine->detection.spikes;
	struct outage *outage = &engine->detection.outage[index];
	struct excess excess;

	if (outage->kind == OUTAGE_DECLARED)
		return;
	outage->first =
		inspection_evidence(engine->inspection, number, engine->arena, &outage->first_us);
	if (outage->kind != OUTAGE_ERRORS)
		return;
	excess = excess_of(engine->inspection, number,
			   engine->detection.outage_origin[index].episode->expected);
	outage->explained_by = explain(&excess, engine->arena);
	outage->explained_by_sets = sets_of(&excess, engine->arena);
}

/* By what was counted of it in this round. Of an episode of no round that is nothing. */
static void explain_episode(struct engine *engine, uint32_t number)
{
	engine->explained[number] = true;
	engine->reference[number] = inspection_reference(engine->inspection, number);
	if (number < engine->detection.spikes)
		explain_spike(engine, number);
	else
		explain_outage(engine, number);
}

static void note_thinning(struct engine *engine)
{
	const struct inspection *inspection = engine->inspection;

	for (int i = 0; i < DIMENSIONS; i++)
		engine->thinning[i] = MAX(engine->thinning[i],
					  inspection_thinning(inspection, (enum dimension)i));
	engine->clients_thinning =
		MAX(engine->clients_thinning, inspection_clients_thinning(inspection));
	engine->messages_thinning =
		MAX(engine->messages_thinning, inspection_messages_thinning(inspection));
}

/* Explain the round's episodes, and give back what was counted of them. */
static void end_round(struct engine *engine)
{
	const uint32_t *episode;
	uint32_t episodes;

	inspection_settle(engine->inspection, engine->options.jobs);
	note_thinning(engine);
	episode = inspection_episodes(engine->inspection, &episodes);
	for (uint32_t i = 0; i < episodes; i++)
		explain_episode(engine, episode[i]);
	inspection_end(engine->inspection);
}

bool engine_round(struct engine *engine, struct engine_round *out)
{
	const struct round *round;

	if (engine->round)
		end_round(engine);
	if (engine->round == engine->rounds.count)
		return false;
	round = &engine->rounds.item[engine->round++];
	inspection_begin(engine->inspection, &engine->looks.look[round->from],
			 round->to - round->from);
	*out = (struct engine_round){
		.stretch = &engine->looks.stretch[round->from],
		.stretches = round->to - round->from,
		.is_last = engine->round == engine->rounds.count,
	};
	return true;
}

/* What was told of before each episode, and what is new in what is told inside. */
static void listen(struct engine *engine)
{
	struct detection *detection = &engine->detection;
	const struct message_findings *told = inspection_messages(engine->inspection);

	for (uint32_t i = 0; i < detection->spikes; i++) {
		struct spike *spike = &detection->spike[i];

		spike->template_item = messages_new(told, i, &spike->templates);
		spike->precedent_item =
			messages_before(told, i, spike->from_us, engine->options.marks,
					engine->arena, &spike->precedents);
	}
	for (uint32_t i = 0; i < detection->outages; i++) {
		struct outage *outage = &detection->outage[i];
		uint32_t number = detection->spikes + i;
		int64_t from_us = MAX(outage->from_us, outage->first_us);

		/* A silence begins with the last thing said: that may be what tells of it. */
		from_us += outage->kind == OUTAGE_SILENCE;
		outage->template_item = messages_new(told, number, &outage->templates);
		outage->precedent_item =
			messages_before(told, number, from_us, engine->options.marks, engine->arena,
					&outage->precedents);
	}
}

static void link_all(struct engine *engine)
{
	const struct detection *detection = &engine->detection;
	struct findings *findings = &engine->findings;
	struct observed *observed =
		arena_array(engine->arena, detection->watcheds, sizeof(*observed));

	for (uint32_t i = 0; i < detection->watcheds; i++) {
		const struct activity *activity = &detection->watched[i].activity;

		observed[i] = (struct observed){
			.service = detection->watched[i].name,
			.from_us = activity->begin_us,
			.to_us = activity->begin_us + activity->cells * activity->width_us,
			.grain_us = activity->width_us,
		};
	}
	findings->link = correlate(
		&(struct correlate_input){
			.spike = detection->spike,
			.spikes = detection->spikes,
			.content = engine->content,
			.outage = detection->outage,
			.outages = detection->outages,
			.observed = observed,
			.services = detection->watcheds,
			.zone = engine->options.zone,
			.jobs = engine->options.jobs,
		},
		engine->arena, &findings->links);
	findings->incident = incidents_of(detection->spike, detection->spikes, detection->outage,
					  detection->outages, findings->link, findings->links,
					  engine->arena, &findings->incidents);
}

const struct findings *engine_conclude(struct engine *engine)
{
	struct detection *detection = &engine->detection;
	struct findings *findings = &engine->findings;

	/* The others were not looked at: too weak, only declared, or nobody asked for it. */
	for (uint32_t i = 0; i < engine->looks.episodes; i++)
		if (!engine->explained[i])
			explain_episode(engine, i);
	findings->from_us = detection->from_us;
	findings->to_us = detection->to_us;
	findings->where = engine->options.where;
	findings->bucket_us = figures_bucket_us(detection, engine->options.bucket_us);
	link_all(engine);
	for (uint32_t i = 0; i < findings->incidents; i++)
		aftermath_list(&findings->incident[i], detection, engine->returning, engine->arena);
	listen(engine);
	findings->spike = detection->spike;
	findings->spikes = detection->spikes;
	findings->outage = detection->outage;
	findings->outages = detection->outages;
	findings->aside = detection->aside;
	findings->asides = detection->asides;
	findings->services = detection->watcheds;
	findings->service =
		review(detection, engine->survey, findings->incident, findings->incidents,
		       findings->bucket_us, engine->options.jobs, engine->arena);
	findings->sources = engine->options.sources;
	findings->source = (struct source_facts *)(uintptr_t)engine->options.source;
	if (engine->options.explain)
		findings->account = account_of(detection, &engine->looks, engine->reference,
					       findings, engine->options.explain, engine->arena);
	timeline_build(findings, engine->options.marks, engine->arena);
	warn_of_services(engine);
	warn_of_the_rest(engine);
	/* Of nothing, not even the time is known. */
	if (findings->from_us == findings->to_us && engine->options.since_us == TIME_UNKNOWN &&
	    engine->options.until_us == TIME_UNKNOWN)
		findings->from_us = findings->to_us = TIME_UNKNOWN;
	return findings;
}

void engine_release(struct engine *engine)
{
	inspection_release(engine->inspection);
}
