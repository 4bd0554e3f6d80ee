/* run.c - the two passes: workers take chunks (take.c) and read them. */
#include "ingest/run.h"

#include "core/crew.h"
#include "ingest/index.h"
#include "ingest/late.h"
#include "ingest/run_parts.h"
#include "parsers/where.h"

#include <stdlib.h>
#include <string.h>

void run_fail(struct run *run, const struct error *error)
{
	pthread_mutex_lock(&run->lock);
	if (!run->failed)
		*run->error = *error;
	run->failed = true;
	pthread_mutex_unlock(&run->lock);
	atomic_store(&run->halt, true);
}

bool run_ended(struct run *run)
{
	struct progress *progress = run->options->progress;

	return atomic_load(&run->halt) || (progress && atomic_load(&progress->stop));
}

/* Move the rows that count to the front, those in [since, until) for which the expression holds;
 * returns how many there are. */
static uint32_t keep_inside(struct worker *worker, const struct event_origin *origin,
			    struct seiche_batch *batch)
{
	const struct ingest_options *options = worker->run->options;
	int64_t since = options->since_us; /* unknown is before all times */
	int64_t until = options->until_us == TIME_UNKNOWN ? INT64_MAX : options->until_us;
	uint32_t kept = 0;

	if (since == TIME_UNKNOWN && until == INT64_MAX && !worker->where)
		return batch->rows;
	for (uint32_t i = 0; i < batch->rows; i++) {
		if (batch->row[i].time_us < since || batch->row[i].time_us >= until)
			continue;
		if (worker->where &&
		    !where_holds(worker->where, origin, &worker->chunk, &batch->row[i]))
			continue;
		if (kept != i)
			batch->row[kept] = batch->row[i];
		kept++;
	}
	return kept;
}

/* By that parser; its rows go to the sink, unless it is only to be counted what there is. */
static bool read_chunk(struct worker *worker, const struct source *source,
		       const struct seiche_parser *parser, bool only_count, struct tally *tally,
		       struct error *error)
{
	const struct where *where = worker->run->options->where;
	struct event_sink *sink = worker->run->sink;
	uint32_t wanted = sink->wanted | (where ? where_wanted(where) : 0);
	struct event_origin origin = {
		.source = worker->source,
		.service = source->service,
		.host = source->host,
		.service_given = source->service_given,
		.host_given = source->host_given,
		.measure = source->measure,
		.metric = source->metric,
		.first_line = worker->first_line,
	};
	struct seiche_batch batch = { 0 };
	const char *why;

	if (!rows_open(&worker->rows, parser, &source->view, &source->dates, &why))
		return fail(error, FAULT_PLUGIN, "%s: the parser '%s' changed its mind: %s",
			    source->path, parser->name, why);
	while (batch.line < worker->chunk.lines) {
		if (!rows_read(&worker->rows, &worker->chunk, batch.line, wanted, &batch, error))
			return false;

		uint32_t kept = keep_inside(worker, &origin, &batch);

		tally_batch(tally, &worker->chunk, worker->first_line, &batch, kept);
		batch.rows = kept;
		if (only_count)
			continue;
		if ((kept || sink->rowless) &&
		    !sink->take(worker->part, &origin, &worker->chunk, &batch, error))
			return false;
	}
	return true;
}

/*
 * The second time all is counted anew, as times step from lines of one format to those of
 * another; but the sink has the rows of the first already.
 */
static bool read_late(struct worker *worker, const struct source *source, struct tally *tally,
		      struct error *error)
{
	struct tally rest;

	tally_start(&rest);
	return read_chunk(worker, source, source->parser, true, tally, error) &&
	       read_chunk(worker, source, source->intake->rest, false, &rest, error);
}

/* Add what a chunk held to its source and to the index. */
static void record(struct worker *worker, struct source *source, const struct tally *tally)
{
	struct run *run = worker->run;
	struct intake *intake = source->intake;
	struct index_entry *entry;

	if (run->times)
		return; /* it was counted by the survey */
	pthread_mutex_lock(&run->lock);
	tally_add(&intake->tally, tally);
	borders_add(&intake->borders, worker->entry, tally, &intake->tally, run->arena);
	entry = index_at(&source->index, worker->entry);
	entry->from_us = tally->from_us;
	entry->to_us = tally->end_us;
	pthread_mutex_unlock(&run->lock);
}

static void work(void *context, uint32_t number)
{
	struct run *run = context;
	struct worker worker = { .run = run, .strand = UINT32_MAX };
	struct error error;

	if (!cut_room_init(&worker.room)) {
		fail(&error, FAULT_SYSTEM, "out of memory");
		run_fail(run, &error);
		return;
	}
	rows_init(&worker.rows);
	worker.where = run->options->where ? where_begin(run->options->where) : NULL;
	if (!run->part[number])
		run->part[number] = run->sink->fork(run->sink);
	worker.part = run->part[number];
	while (take_chunk(&worker)) {
		struct source *source = &run->sources->item[worker.source];
		struct tally tally;

		tally_start(&tally);
		if (run->late
			    ? !read_late(&worker, source, &tally, &error)
			    : !read_chunk(&worker, source, source->parser, false, &tally, &error)) {
			run_fail(run, &error);
			break;
		}
		record(&worker, source, &tally);
	}
	where_end(worker.where);
	rows_release(&worker.rows);
	cut_room_release(&worker.room);
}

/* --- Passes --- */

static void begin_pass(struct run *run)
{
	struct progress *progress = run->options->progress;
	uint64_t total = 0;
	bool total_known = true;

	for (uint32_t i = 0; i < run->sources->count; i++) {
		struct source *source = &run->sources->item[i];

		if (!source->intake)
			continue;
		atomic_store(&source->intake->done, false);
		source->intake->refused.fault = FAULT_NONE;
		if (source->useless)
			continue;
		total += source->ledger.bytes;
		/* What is still to come through a pipe nobody knows. */
		total_known &= !source->spool || source->spool->ended;
	}
	if (progress && !run->times) {
		atomic_store(&progress->read_bytes, 0);
		atomic_store(&progress->total_bytes, total_known ? total : 0);
	}
}

/* Are there sources to survey again, for a format that they change to? */
static bool find_late(struct run *run)
{
	struct rows rows;
	struct error error;
	bool any = false;

	rows_init(&rows);
	for (uint32_t i = 0; i < run->sources->count && !run_ended(run); i++) {
		bool found;

		if (!late_find(&run->sources->item[i], run->options, &rows, run->arena, &found,
			       &error))
			run_fail(run, &error);
		else
			any |= found;
	}
	rows_release(&rows);
	return any && !run_ended(run);
}

static bool run_pass(struct run *run, struct error *error)
{
	uint32_t jobs = MAX(run->options->jobs, 1);
	const struct progress *progress = run->options->progress;
	struct arena scratch = { 0 };
	struct error join_error;

	begin_pass(run);
	run->error = error;
	run->part = arena_array(&scratch, jobs, sizeof(*run->part));
	invariant(pthread_mutex_init(&run->lock, NULL) == 0);
	run->strands = run->times ? strands_of_times(run->sources, run->times, run->sink->rowless,
						     run->options->again, &scratch)
				  : strands_of_sources(run->sources, false, &scratch);
	crew_run(jobs, work, run);
	if (!run->times && find_late(run)) {
		run->late = true;
		run->strands = strands_of_sources(run->sources, true, &scratch);
		atomic_store(&run->first, 0);
		crew_run(jobs, work, run);
	}
	pthread_mutex_destroy(&run->lock);
	for (uint32_t i = 0; i < jobs; i++)
		if (run->part[i] && !run->sink->join(run->sink, run->part[i], &join_error) &&
		    !run->failed) {
			*error = join_error;
			run->failed = true;
		}
	strands_end(&run->strands, run->sources);
	arena_release(&scratch);
	if (!run->failed && progress && atomic_load(&progress->stop))
		return fail(error, FAULT_SYSTEM, "interrupted");
	return !run->failed;
}

/* What a pass found wrong with a source besides its lines. */
static void note_trouble(struct source *source, struct arena *arena)
{
	struct intake *intake = source->intake;

	if (intake->refused.fault)
		source_problem(source, arena, "%s", intake->refused.text);
	if (intake->changed)
		source_problem(source, arena,
			       "%s while it was read; figures of its episodes may lack some of it",
			       intake->changed);
	source->lost |= intake->refused.fault || intake->changed;
}

bool ingest_survey(struct source_list *sources, const struct ingest_options *options,
		   struct event_sink *sink, struct arena *arena, struct error *error)
{
	struct run run = { .sources = sources, .options = options, .sink = sink, .arena = arena };

	if (!run_pass(&run, error))
		return false;
	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		if (source->useless || !source->parser)
			continue;
		tally_settle(&source->intake->tally, source, arena, &source->intake->cutter);
		source->ledger.bytes = intake_bytes(source);
		source->useless = source->intake->refused.fault != FAULT_NONE;
		/* What came between the two surveys is in the ledger of the second alone. */
		if (source->intake->rest && source->intake->grew && !source->intake->changed)
			source->intake->changed = "grew";
		note_trouble(source, arena);
		source->intake->changed = NULL;
	}
	return true;
}

bool ingest_inspect(struct source_list *sources, const struct ingest_options *options,
		    const struct stretch *stretch, size_t stretches, struct event_sink *sink,
		    struct arena *arena, struct error *error)
{
	struct arena scratch = { 0 };
	const struct times **times =
		arena_array(&scratch, sources->count, sizeof(const struct times *));
	struct times_asked asked;
	struct run run = { .sources = sources, .options = options, .sink = sink, .arena = arena };
	bool ok;

	times_ask(&asked, stretch, stretches, &scratch);
	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		if (source->intake && !source->useless)
			times[i] = times_of(&asked, source->sole);
	}
	run.times = times;
	ok = run_pass(&run, error);
	for (uint32_t i = 0; i < sources->count && ok; i++) {
		struct source *source = &sources->item[i];

		if (!times[i] || source->intake->troubled)
			continue;
		note_trouble(source, arena);
		source->intake->troubled = source->intake->changed || source->intake->refused.fault;
	}
	arena_release(&scratch);
	return ok;
}

void ingest_close(struct source_list *sources)
{
	for (uint32_t i = 0; i < sources->count; i++)
		intake_close(&sources->item[i]);
}
