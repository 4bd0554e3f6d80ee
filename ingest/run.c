/*
 * run.c - the two passes: workers take chunks under a source's lock and read them outside.
 *
 * A worker stays with its source while it can lock it, else it takes the first in
 * the list that is free. So many files spread over the workers, one big file is
 * shared by all, and no more sources are open than there are workers.
 */
#include "ingest/run.h"

#include "core/crew.h"
#include "core/scan.h"
#include "ingest/colour.h"
#include "ingest/directive.h"
#include "ingest/index.h"
#include "ingest/intake.h"
#include "ingest/late.h"
#include "ingest/rows.h"
#include "parsers/where.h"

#include <stdlib.h>
#include <string.h>

struct run {
	struct source_list *sources;
	const struct ingest_options *options;
	struct event_sink *sink;
	struct arena *arena;
	const struct times *times; /* of each source; NULL in the survey */
	bool late;                 /* a second survey, of sources whose intake has a `rest` */
	void **part;               /* of each worker */
	atomic_uint first;         /* all sources before it are done */
	atomic_bool halt;
	pthread_mutex_t lock; /* for what follows, tallies and indexes */
	struct error *error;
	bool failed;
};

/* What a worker holds: its buffers, and the chunk it reads. */
struct worker {
	struct run *run;
	void *part;
	struct cut_room room;
	struct rows rows;
	struct where_state *where; /* NULL: all rows count */
	uint32_t source; /* where the chunk is from, and where to look first for the next */
	uint32_t entry;  /* of the source's index */
	uint64_t first_line;
	struct seiche_chunk chunk;
};

/* End the run with what `error` says, unless another worker was earlier. */
static void run_fail(struct run *run, const struct error *error)
{
	pthread_mutex_lock(&run->lock);
	if (!run->failed)
		*run->error = *error;
	run->failed = true;
	pthread_mutex_unlock(&run->lock);
	atomic_store(&run->halt, true);
}

static bool run_ended(struct run *run)
{
	struct progress *progress = run->options->progress;

	return atomic_load(&run->halt) || (progress && atomic_load(&progress->stop));
}

/* --- Taking chunks: the source's lock is held --- */

static void note_progress(struct run *run, struct intake *intake, const struct seiche_chunk *chunk)
{
	struct progress *progress = run->options->progress;
	uint64_t raw = intake->cutter.stream.raw_at;

	if (!progress || run->late)
		return;
	atomic_fetch_add(&progress->bytes, chunk->size);
	atomic_fetch_add(&progress->lines, chunk->lines);
	if (raw > intake->raw_told)
		atomic_fetch_add(&progress->read_bytes, raw - intake->raw_told);
	intake->raw_told = MAX(raw, intake->raw_told);
}

/* Hand the chunk the directive that precedes it, and keep its own for the next; under the run's
 * lock. */
static void pass_directive(struct run *run, struct intake *intake, struct seiche_chunk *chunk)
{
	struct span found;

	if (!chunk->offset)
		intake->directives = directive_expected(chunk);
	if (!intake->directives)
		return;
	chunk->directive = intake->directive.at;
	chunk->directive_size = (uint32_t)intake->directive.size;
	if (directive_find(chunk, &found) && !span_is(found, intake->directive))
		intake->directive =
			span_of(arena_copy(run->arena, found.at, found.size), found.size);
}

/* Give the new chunk its place in the index; its times follow when it is read. */
static void index_chunk(struct worker *worker, struct source *source)
{
	struct run *run = worker->run;
	size_t room;

	pthread_mutex_lock(&run->lock);
	pass_directive(run, source->intake, &worker->chunk);
	room = source->intake->index_room;
	source->index = arena_grow(run->arena, source->index, source->entries, &room,
				   sizeof(*source->index));
	source->intake->index_room = room;
	source->index[source->entries] = (struct index_entry){
		.offset = worker->chunk.offset,
		.first_line = worker->first_line,
		.size = worker->chunk.size,
		.lines = worker->chunk.lines,
		.from_us = TIME_UNKNOWN,
		.to_us = TIME_UNKNOWN,
		.first_us = TIME_UNKNOWN,
		.last_us = TIME_UNKNOWN,
		.directive = span_of(worker->chunk.directive, worker->chunk.directive_size),
	};
	worker->entry = source->entries++;
	pthread_mutex_unlock(&run->lock);
}

static bool take_next(struct worker *worker, struct source *source)
{
	struct intake *intake = source->intake;
	uint32_t aim = worker->run->options->chunk_bytes;

	aim = aim ? MIN(MAX(aim, CHUNK_BYTES_MIN), CHUNK_AIM_MAX) : CHUNK_BYTES;
	if (!cutter_next(&intake->cutter, aim, &worker->room, &worker->chunk, &worker->first_line))
		return false;
	index_chunk(worker, source);
	return true;
}

/* Does the inspection's next chunk hold lines without a row, right behind what was taken last? */
static bool goes_on(const struct worker *worker, const struct source *source, uint32_t first)
{
	uint32_t next = source->intake->next;

	return worker->run->sink->rowless && next == first && first > 0 &&
	       source->index[next].from_us == TIME_UNKNOWN;
}

/* The same for the inspection: the next chunk of the index that is wanted. */
static bool take_wanted(struct worker *worker, struct source *source)
{
	const struct times *times = &worker->run->times[worker->source];
	struct intake *intake = source->intake;
	struct stream *stream = &intake->cutter.stream;
	struct decoder *decoder = &intake->cutter.decoder;
	struct cut_room *room = &worker->room;
	const struct index_entry *entry;
	uint32_t lines, first = intake->next;

	while (intake->next < source->entries &&
	       !times_touch(times, &source->index[intake->next]) && !goes_on(worker, source, first))
		intake->next++;
	if (intake->next == source->entries || intake->changed)
		return false;
	entry = &source->index[intake->next++];
	decoder_forward(decoder, entry->offset, room->bytes, CHUNK_BYTES);
	if (decoder_read(decoder, room->bytes, entry->size) < entry->size) {
		intake->changed = stream->why ? stream->why : "became shorter";
		return false;
	}
	memset(room->bytes + entry->size, 0, SEICHE_PADDING);
	lines = scan_lines(room->bytes, entry->size, room->line);
	if (lines != entry->lines) {
		intake->changed = "was written to";
		return false;
	}
	worker->first_line = entry->first_line;
	worker->chunk = (struct seiche_chunk){
		.bytes = room->bytes,
		.size = entry->size,
		.line = room->line,
		.lines = lines,
		.offset = entry->offset,
		.directive = entry->directive.at,
		.directive_size = (uint32_t)entry->directive.size,
	};
	return true;
}

/* Open the source where nobody has, and take its next chunk; false where it is done. */
static bool take_locked(struct worker *worker, struct source *source)
{
	struct run *run = worker->run;
	struct intake *intake = source->intake;

	if (atomic_load(&intake->done))
		return false;
	if (!intake->begun && !intake_begin(source, &intake->refused)) {
		atomic_store(&intake->done, true);
		return false;
	}
	if (run->times ? take_wanted(worker, source) : take_next(worker, source)) {
		if (intake->coloured)
			colour_strip(worker->room.bytes, worker->chunk.size);
		note_progress(run, intake, &worker->chunk);
		return true;
	}
	if (intake->cutter.stream.broken == STREAM_NO_SPOOL) {
		struct error error;

		fail(&error, FAULT_SYSTEM, "cannot keep a copy of %s: %s", source->path,
		     intake->cutter.stream.why);
		run_fail(run, &error);
	}
	intake_end(source);
	atomic_store(&intake->done, true);
	return false;
}

/* Is there anything to take from the source? Without the lock: a hint. */
static bool is_open(const struct run *run, const struct source *source)
{
	return source->parser && !source->useless && (!run->late || source->intake->rest) &&
	       !atomic_load(&source->intake->done);
}

/* Try a source; `wait` for its lock or give up where somebody holds it. */
static bool take_from(struct worker *worker, uint32_t index, bool wait)
{
	struct source *source = &worker->run->sources->item[index];
	bool taken;

	if (!is_open(worker->run, source))
		return false;
	if (wait)
		intake_lock(source->intake);
	else if (pthread_mutex_trylock(&source->intake->lock))
		return false;
	worker->source = index;
	taken = take_locked(worker, source);
	pthread_mutex_unlock(&source->intake->lock);
	return taken;
}

/* The next chunk from wherever there is one; false where all is read. */
static bool take(struct worker *worker)
{
	struct run *run = worker->run;
	uint32_t count = run->sources->count;

	while (!run_ended(run)) {
		uint32_t first = atomic_load(&run->first);

		if (worker->source < count && take_from(worker, worker->source, false))
			return true;
		while (first < count && !is_open(run, &run->sources->item[first]))
			first++;
		atomic_store(&run->first, first); /* an older value does no harm */
		if (first == count)
			return false;
		for (uint32_t i = first; i < count && !run_ended(run); i++)
			if (take_from(worker, i, false))
				return true;
		if (!run_ended(run) && take_from(worker, first, true))
			return true;
	}
	return false;
}

/* --- Reading chunks: no lock is held --- */

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

	if (run->times)
		return; /* it was counted by the survey */
	pthread_mutex_lock(&run->lock);
	tally_add(&source->intake->tally, tally);
	source->index[worker->entry].from_us = tally->from_us;
	source->index[worker->entry].to_us = tally->end_us;
	source->index[worker->entry].first_us = tally->first_us;
	source->index[worker->entry].last_us = tally->last_us;
	source->index[worker->entry].first_event = tally->first_event;
	pthread_mutex_unlock(&run->lock);
}

static void work(void *context, uint32_t number)
{
	struct run *run = context;
	struct worker worker = { .run = run, .source = UINT32_MAX };
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
	while (take(&worker)) {
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
		total_known &= run->times || !source->spool || source->spool->ended;
	}
	if (progress) {
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
	crew_run(jobs, work, run);
	if (!run->times && find_late(run)) {
		run->late = true;
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
	for (uint32_t i = 0; i < run->sources->count; i++)
		if (run->sources->item[i].intake)
			intake_end(&run->sources->item[i]);
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
	intake->changed = NULL;
}

bool ingest_survey(struct source_list *sources, const struct ingest_options *options,
		   struct event_sink *sink, struct arena *arena, struct error *error)
{
	struct run run = { .sources = sources, .options = options, .sink = sink, .arena = arena };

	/* What nobody looks at may be there all the same. */
	for (uint32_t i = 0; i < sources->count; i++)
		if (sources->item[i].intake)
			sources->item[i].intake->tally.fields = ~sink->wanted;
	if (!run_pass(&run, error))
		return false;
	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		if (source->useless || !source->parser)
			continue;
		tally_settle(&source->intake->tally, source, arena, &source->intake->cutter);
		source->ledger.bytes = intake_bytes(source);
		source->useless = source->intake->refused.fault != FAULT_NONE;
		note_trouble(source, arena);
	}
	return true;
}

/* The only service that events of a source can be of; NULL where lines name their own. */
static const char *sole_service(const struct source *source)
{
	bool named = source->intake->tally.fields & SEICHE_SERVICE;

	return source->service_given || !named ? source->service : NULL;
}

bool ingest_inspect(struct source_list *sources, const struct ingest_options *options,
		    const struct stretch *stretch, size_t stretches, struct event_sink *sink,
		    struct arena *arena, struct error *error)
{
	struct arena scratch = { 0 };
	struct times *times = arena_array(&scratch, sources->count, sizeof(*times));
	struct run run = { .sources = sources, .options = options, .sink = sink, .arena = arena };
	bool ok;

	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		if (source->intake && !source->useless)
			times[i] = times_of(stretch, stretches, sole_service(source), &scratch);
	}
	run.times = times;
	ok = run_pass(&run, error);
	for (uint32_t i = 0; i < sources->count && ok; i++)
		if (sources->item[i].intake && !sources->item[i].useless)
			note_trouble(&sources->item[i], arena);
	arena_release(&scratch);
	return ok;
}

void ingest_close(struct source_list *sources)
{
	for (uint32_t i = 0; i < sources->count; i++)
		intake_close(&sources->item[i]);
}
