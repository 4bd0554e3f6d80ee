/* analyse.c - survey, detect, inspect, conclude. */
#include "cmd/analyse.h"

#include "analysis/engine.h"
#include "cmd/progress.h"
#include "core/clock.h"
#include "ingest/spool.h"

#include <unistd.h>

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

static void say_sources(const struct source_list *sources, struct diag *diag)
{
	for (uint32_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->item[i];

		if (source->parser)
			diag_info(diag, "%s: %s, service %s%s%s, %llu events in %llu lines",
				  source->path, source->parser->name, source->service,
				  source->host ? ", host " : "", source->host ? source->host : "",
				  (unsigned long long)source->ledger.events,
				  (unsigned long long)source->ledger.lines);
		if (source->spool)
			diag_info(diag, "%s: kept in a temporary file to be read twice, %llu bytes",
				  source->path, (unsigned long long)source->spool->copied);
		for (uint32_t k = 0; k < source->problems; k++)
			diag_file(diag, DIAG_WARN, source->path, source->problem[k]);
	}
}

static void judge(const struct source_list *sources, const struct request *request,
		  struct outcome *outcome)
{
	outcome->nothing_read = true;
	for (uint32_t i = 0; i < sources->count; i++) {
		const struct ledger *ledger = &sources->item[i].ledger;

		outcome->nothing_read &= ledger->events == 0 && ledger->filtered == 0;
		outcome->lost |= sources->item[i].lost;
	}
	/* Declared outages alone are something to report on. */
	if (!sources->count && request->windows.count)
		outcome->nothing_read = false;
}

static bool survey_all(struct source_list *sources, const struct ingest_options *reading,
		       struct survey *survey, struct arena *arena, struct error *error)
{
	return ingest_recognise(sources, reading, arena, error) &&
	       ingest_survey(sources, reading, survey_sink(survey), arena, error);
}

static bool conclude(struct source_list *sources, const struct request *request,
		     const struct survey *survey, struct arena *arena, struct outcome *outcome,
		     struct error *error)
{
	struct source_facts *facts = arena_array(arena, sources->count, sizeof(*facts));
	const struct engine_options options = {
		.since_us = request->reading.since_us,
		.until_us = request->reading.until_us,
		.bucket_us = request->bucket_us,
		.zone = request->reading.zone,
		.declared = &request->windows,
		.marks = &request->marks,
		.source = facts,
		.sources = sources->count,
		.jobs = request->reading.jobs,
	};
	struct engine *engine;
	const struct stretch *stretch;
	size_t stretches;
	bool ok = true;

	copy_facts(sources, facts);
	engine = engine_detect(survey, &options, arena);
	stretch = engine_stretches(engine, &stretches);
	if (stretches)
		ok = ingest_inspect(sources, &request->reading, stretch, stretches,
				    engine_inspection(engine), arena, error);
	if (ok) {
		copy_facts(sources, facts);
		outcome->findings = engine_conclude(engine);
	}
	engine_release(engine);
	return ok;
}

bool analyse(const struct options *options, const struct request *request, struct diag *diag,
	     struct arena *arena, struct outcome *out, struct error *error)
{
	struct ingest_options reading = request->reading;
	struct source_list sources = { 0 };
	struct outcome outcome = { 0 };
	struct progress progress = { 0 };
	struct survey *survey;
	bool ok;

	if (!sources_find(options->source, options->sources, arena, &sources, error))
		return false;
	survey = survey_new(arena, request->bucket_us && request->bucket_us < MINUTE_US
					   ? request->bucket_us
					   : MINUTE_US);
	reading.progress = &progress;
	progress_start(&progress,
		       isatty(STDERR_FILENO) && !options->no_progress && !options->quiet);
	ok = survey_all(&sources, &reading, survey, arena, error);
	progress_stop();
	if (ok) {
		judge(&sources, request, &outcome);
		if (!outcome.nothing_read)
			ok = conclude(&sources, request, survey, arena, &outcome, error);
		judge(&sources, request, &outcome);
		say_sources(&sources, diag);
	}
	survey_release(survey);
	ingest_close(&sources);
	if (ok)
		*out = outcome;
	return ok;
}
