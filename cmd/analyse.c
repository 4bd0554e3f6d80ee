/* analyse.c - survey, detect, inspect, conclude. */
#include "cmd/analyse.h"

#include "analysis/engine.h"
#include "core/clock.h"
#include "ingest/digest.h"
#include "parsers/where.h"

/* The reader's ledger in the words of the report. Called again after the inspection, for its
 * problems. */
static void copy_facts(const struct source_list *sources, struct source_facts *facts)
{
	for (uint32_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->item[i];
		const struct ledger *ledger = &source->ledger;

		facts[i] = (struct source_facts){
			.service = source->service,
			.host = source->host,
			.path = source->path,
			.format = source->parser ? source->parser->name : NULL,
			.compression = source->compression ? source->compression : "none",
			.metric = source->metric,
			.bytes = ledger->bytes,
			.lines = ledger->lines,
			.events = ledger->events,
			.continuation = ledger->continuation,
			.filtered = ledger->filtered,
			.rejected = ledger->rejected,
			.from_us = ledger->from_us,
			.to_us = ledger->to_us,
			.problem = source->problem,
			.problems = source->problems,
		};
	}
}

/* Last, so that a run that fails before does not pay for it. */
static void add_digests(const struct input *input, struct source_facts *facts, struct arena *arena)
{
	const char **digest = arena_array(arena, input->sources.count, sizeof(*digest));

	digest_sources(&input->sources, input->reading.ops, input->reading.jobs, arena, digest);
	for (uint32_t i = 0; i < input->sources.count; i++)
		facts[i].sha256 = digest[i];
}

/* Round by round, each of some services. */
static bool inspect(struct input *input, struct engine *engine, struct arena *arena,
		    struct error *error)
{
	struct ingest_options reading = input->reading;
	struct engine_round round;
	bool ok = true;

	while (ok && engine_round(engine, &round)) {
		reading.again = !round.is_last;
		ok = ingest_inspect(&input->sources, &reading, round.stretch, round.stretches,
				    engine_inspection(engine), arena, error);
	}
	return ok;
}

static bool conclude(struct input *input, const struct request *request, struct survey *survey,
		     struct arena *arena, const struct findings **findings, struct error *error)
{
	struct source_list *sources = &input->sources;
	struct source_facts *facts = arena_array(arena, sources->count, sizeof(*facts));
	const struct engine_options options = {
		.since_us = input->reading.since_us,
		.until_us = input->reading.until_us,
		.where = input->reading.where ? where_text(input->reading.where) : NULL,
		.bucket_us = request->bucket_us,
		.zone = input->reading.zone,
		.declared = &request->windows,
		.marks = &request->marks,
		.source = facts,
		.sources = sources->count,
		.jobs = input->reading.jobs,
		.explain = request->explain,
		.memory_bytes = request->memory_bytes,
	};
	struct engine *engine;
	bool ok;

	copy_facts(sources, facts);
	for (uint32_t i = 0; i < sources->count; i++)
		sources->item[i].sole = survey_sole_service(survey, i);
	engine = engine_detect(survey, &options, arena);
	/* Counts by time were all counted by the first pass. */
	ok = request->writing.view == VIEW_BUCKETS || inspect(input, engine, arena, error);
	if (ok) {
		copy_facts(sources, facts);
		if (request->digests)
			add_digests(input, facts, arena);
		*findings = engine_conclude(engine);
		if (input->redactor)
			*findings = redact_findings(input->redactor, *findings, arena);
	}
	engine_release(engine);
	return ok;
}

bool analyse(struct input *input, const struct request *request, struct arena *arena,
	     const struct findings **out, struct error *error)
{
	struct survey *survey = survey_new(
		arena, request->bucket_us && request->bucket_us < MINUTE_US ? request->bucket_us
									    : MINUTE_US);
	bool ok;

	survey_allow(survey, request->memory_bytes);
	ok = input_read(input, survey_sink(survey), arena, error);

	if (ok) {
		/* Declared outages alone are something to report on. */
		if (!input->sources.count || !input_judge(input).nothing_read)
			ok = conclude(input, request, survey, arena, out, error);
		else
			ok = fail(error, FAULT_INPUT,
				  "nothing could be read: no source holds an event");
	}
	survey_release(survey);
	return ok;
}
