/*
 * take.c - workers take chunks, each under the lock of the strand that it is of.
 *
 * A worker stays with its strand while it can lock it, else it takes the first in
 * the list that is free. So many files spread over the workers, one big file is
 * shared by all, and no more files are open than there are workers.
 */
#include "core/scan.h"
#include "ingest/colour.h"
#include "ingest/directive.h"
#include "ingest/index.h"
#include "ingest/run_parts.h"

#include <string.h>

/* Whom to tell of what is read the first time; NULL: nobody. */
static struct progress *told(const struct run *run)
{
	return run->late || run->times ? NULL : run->options->progress;
}

/* Tell how far a source is read; under its lock. */
static void note_reading(struct run *run, struct intake *intake)
{
	struct progress *progress = told(run);
	uint64_t raw = intake->cutter.stream.raw_at;

	if (!progress || raw <= intake->raw_told)
		return;
	atomic_fetch_add(&progress->read_bytes, raw - intake->raw_told);
	intake->raw_told = raw;
}

static void note_chunk(struct run *run, const struct seiche_chunk *chunk)
{
	struct progress *progress = told(run);

	if (!progress)
		return;
	atomic_fetch_add(&progress->bytes, chunk->size);
	atomic_fetch_add(&progress->lines, chunk->lines);
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
	const struct seiche_chunk *chunk = &worker->chunk;
	struct index_entry *entry;

	pthread_mutex_lock(&run->lock);
	pass_directive(run, source->intake, &worker->chunk);
	worker->entry = source->index.entries;
	entry = index_add(&source->index, run->arena);
	entry->offset = chunk->offset;
	entry->first_line = worker->first_line;
	entry->size = chunk->size;
	entry->lines = chunk->lines;
	index_direct(&source->index, span_of(chunk->directive, chunk->directive_size), run->arena);
	pthread_mutex_unlock(&run->lock);
}

/* The survey's next chunk, whose lines are to be counted: count_lines. */
static bool take_next(struct worker *worker, struct source *source)
{
	uint32_t aim = worker->run->options->chunk_bytes;

	aim = aim ? MIN(MAX(aim, CHUNK_BYTES_MIN), CHUNK_AIM_MAX) : CHUNK_BYTES;
	return cutter_cut(&source->intake->cutter, aim, &worker->room, &worker->chunk);
}

/* Find its lines and give it its place in the index, while another worker cuts the next. */
static void count_lines(struct worker *worker, struct source *source)
{
	struct cutter *cutter = &source->intake->cutter;

	worker->first_line = cutter_count(cutter, &worker->room, &worker->chunk);
	index_chunk(worker, source);
	cutter_pass_turn(cutter);
}

/* The same for the inspection: the next chunk of the strand that is wanted. */
static bool take_wanted(struct worker *worker, struct strand *strand, const struct source *source)
{
	struct intake *intake = strand->intake;
	struct stream *stream = &intake->cutter.stream;
	struct decoder *decoder = &intake->cutter.decoder;
	struct cut_room *room = &worker->room;
	const struct index_entry *entry;
	const struct index *index = &source->index;
	struct span directive;
	uint32_t lines;

	while (strand->next < strand->end && !index_at(index, strand->next)->wanted)
		strand->next++;
	if (strand->next == strand->end || intake->changed)
		return false;
	entry = index_at(index, strand->next);
	directive = index_directive(index, strand->next++);
	cut_room_place(room, -entry->offset); /* pages begin there in the file */
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
		.directive = directive.at,
		.directive_size = (uint32_t)directive.size,
	};
	return true;
}

/* Open the source where nobody has, and take the strand's next chunk; false where there is none.
 * Under the strand's lock. */
static bool take_locked(struct worker *worker, struct strand *strand)
{
	struct run *run = worker->run;
	struct source *source = &run->sources->item[strand->source];
	struct intake *intake = strand->intake;

	if (atomic_load(&intake->done))
		return false;
	if (!intake->begun && !intake_begin(source, intake, &intake->refused)) {
		atomic_store(&intake->done, true);
		return false;
	}
	if (run->times ? take_wanted(worker, strand, source) : take_next(worker, source)) {
		note_reading(run, intake);
		return true;
	}
	if (intake->cutter.stream.broken == STREAM_NO_SPOOL) {
		struct error error;

		fail(&error, FAULT_SYSTEM, "cannot keep a copy of %s: %s", source->path,
		     intake->cutter.stream.why);
		run_fail(run, &error);
	}
	intake_end(source, intake);
	atomic_store(&intake->done, true);
	return false;
}

/* Is there anything to take from the strand? Without the lock: a hint. */
static bool is_open(const struct run *run, uint32_t strand)
{
	return !atomic_load(&run->strands.item[strand].intake->done);
}

/* Try a strand; `wait` for its lock or give up where somebody holds it. */
static bool take_from(struct worker *worker, uint32_t number, bool wait)
{
	struct run *run = worker->run;
	struct strand *strand = &run->strands.item[number];
	struct source *source = &run->sources->item[strand->source];
	bool taken;

	if (!is_open(run, number))
		return false;
	if (wait)
		intake_lock(strand->intake);
	else if (pthread_mutex_trylock(&strand->intake->lock))
		return false;
	worker->strand = number;
	worker->source = strand->source;
	taken = take_locked(worker, strand);
	pthread_mutex_unlock(&strand->intake->lock);
	if (!taken)
		return false;
	/* Before lines that name columns are looked for: they may be coloured, too. */
	if (strand->intake->coloured)
		colour_strip(worker->room.bytes, worker->chunk.size);
	if (!run->times)
		count_lines(worker, source);
	note_chunk(run, &worker->chunk);
	return true;
}

bool take_chunk(struct worker *worker)
{
	struct run *run = worker->run;
	uint32_t count = run->strands.count;

	while (!run_ended(run)) {
		uint32_t first = atomic_load(&run->first);

		if (worker->strand < count && take_from(worker, worker->strand, false))
			return true;
		while (first < count && !is_open(run, first))
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
