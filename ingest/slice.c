/*
 * slice.c - records kept in memory, laid away in sorted runs, merged.
 *
 * A run is a stretch of one unlinked file: for each record a struct laid and its
 * bytes, in order. Merging reads each run through a buffer of its own; which run
 * is next is a heap's to say.
 */
#include "ingest/slice.h"

#include "core/file.h"
#include "parsers/where.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MERGE_BYTES_MIN ((size_t)16 << 10)

/* A record in memory; its bytes are text[at] … */
struct kept {
	int64_t time_us;
	uint64_t line;
	uint32_t source, size;
	size_t at;
};

/* The same in front of its bytes in a run. */
struct laid {
	int64_t time_us;
	uint64_t line;
	uint32_t source, size;
};

struct run {
	uint64_t at, end; /* in the file: what was not read yet */
	struct laid next;
	char *buffer;
	size_t room, from, filled;
};

struct slice {
	struct event_sink sink; /* must be first */
	int64_t from_us, until_us;
	size_t bytes_max;
	struct where_state *where; /* NULL: all */
	bool forked;

	struct kept *kept;
	size_t count, room;
	char *text;
	size_t text_size, text_room;

	/* The record that lines without a row belong to. */
	bool open, inside;
	uint32_t source;
	uint64_t next_offset; /* of the chunk that continues it */
	int64_t time_us;

	int file; /* -1: nothing was laid away */
	uint64_t file_size;
	struct run *run;
	size_t runs, run_room;
	uint64_t records;
};

/* --- Taking --- */

static void *enlarge(void *items, size_t *room, size_t needed, size_t item)
{
	if (needed <= *room)
		return items;
	*room = MAX(needed, *room * 2);
	items = realloc(items, *room * item);
	invariant(items);
	return items;
}

static int by_time(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static bool lay_bytes(struct slice *slice, const void *bytes, size_t size, struct error *error)
{
	if (!file_write(&file_system, slice->file, bytes, size))
		return fail_errno(error, "cannot lay lines away in a temporary file");
	slice->file_size += size;
	return true;
}

/* Sort what is kept and write it as one run. */
static bool lay_away(struct slice *slice, struct error *error)
{
	uint64_t at = slice->file_size;

	if (slice->file < 0 && !file_temporary(&slice->file, error))
		return false;
	qsort(slice->kept, slice->count, sizeof(*slice->kept), by_time);
	for (size_t i = 0; i < slice->count; i++) {
		const struct kept *kept = &slice->kept[i];
		struct laid laid;

		memset(&laid, 0, sizeof(laid));
		laid.time_us = kept->time_us;
		laid.line = kept->line;
		laid.source = kept->source;
		laid.size = kept->size;
		if (!lay_bytes(slice, &laid, sizeof(laid), error) ||
		    !lay_bytes(slice, slice->text + kept->at, kept->size, error))
			return false;
	}
	slice->run = enlarge(slice->run, &slice->run_room, slice->runs + 1, sizeof(*slice->run));
	slice->run[slice->runs++] = (struct run){ .at = at, .end = slice->file_size };
	slice->count = 0;
	slice->text_size = 0;
	return true;
}

/* Keep lines [first, end) of a chunk as a record of the time that is open now. */
static bool keep(struct slice *slice, const struct event_origin *origin,
		 const struct seiche_chunk *chunk, uint32_t first, uint32_t end,
		 struct error *error)
{
	uint32_t at = chunk->line[first], size = chunk->line[end] - at;

	if (!slice->inside || !size)
		return true;
	if (slice->text_size + size + (slice->count + 1) * sizeof(*slice->kept) >
		    slice->bytes_max &&
	    slice->count && !lay_away(slice, error))
		return false;
	slice->kept = enlarge(slice->kept, &slice->room, slice->count + 1, sizeof(*slice->kept));
	slice->text = enlarge(slice->text, &slice->text_room, slice->text_size + size, 1);
	memcpy(slice->text + slice->text_size, chunk->bytes + at, size);
	slice->kept[slice->count++] = (struct kept){ .time_us = slice->time_us,
						     .line = origin->first_line + first,
						     .source = origin->source,
						     .size = size,
						     .at = slice->text_size };
	slice->text_size += size;
	slice->records++;
	return true;
}

static void open_record(struct slice *slice, const struct event_origin *origin,
			const struct seiche_chunk *chunk, const struct seiche_event *row)
{
	slice->open = true;
	slice->time_us = row->time_us;
	slice->inside = row->time_us >= slice->from_us && row->time_us < slice->until_us &&
			(!slice->where || where_holds(slice->where, origin, chunk, row));
}

/* Where the batch began: rows and other lines before it were handed over already. */
static uint32_t batch_start(const struct seiche_batch *batch)
{
	return batch->line - batch->rows - batch->continued - batch->rejected;
}

static bool take(void *part, const struct event_origin *origin, const struct seiche_chunk *chunk,
		 const struct seiche_batch *batch, struct error *error)
{
	struct slice *slice = part;
	uint32_t line = batch_start(batch);
	bool follows = slice->open && slice->source == origin->source &&
		       (line > 0 || slice->next_offset == chunk->offset);

	/* What stands before the first row of a source has no time: it goes with that row. */
	if (!follows) {
		slice->open = slice->inside = false;
		if (batch->rows && chunk->offset == 0)
			open_record(slice, origin, chunk, &batch->row[0]);
	}
	for (uint32_t i = 0; i < batch->rows; i++) {
		if (!keep(slice, origin, chunk, line, batch->row[i].line, error))
			return false;
		line = batch->row[i].line;
		open_record(slice, origin, chunk, &batch->row[i]);
	}
	slice->source = origin->source;
	slice->next_offset = chunk->offset + chunk->size;
	return keep(slice, origin, chunk, line, batch->line, error);
}

static void *fork_part(struct event_sink *sink)
{
	struct slice *slice = (struct slice *)sink;

	invariant(!slice->forked);
	slice->forked = true;
	return slice;
}

static bool join_part(struct event_sink *sink, void *part, struct error *error)
{
	(void)sink;
	(void)part;
	(void)error;
	return true;
}

struct slice *slice_new(int64_t from_us, int64_t until_us, const struct where *where, size_t bytes)
{
	struct slice *slice = calloc(1, sizeof(*slice));

	invariant(slice);
	*slice = (struct slice){
		.sink = { .wanted = where ? where_wanted(where) : 0,
			  .rowless = true,
			  .fork = fork_part,
			  .take = take,
			  .join = join_part },
		.where = where ? where_begin(where) : NULL,
		.from_us = from_us, /* unknown is before all times */
		.until_us = until_us == TIME_UNKNOWN ? INT64_MAX : until_us,
		.bytes_max = bytes ? bytes : SLICE_BYTES,
		.file = -1,
	};
	return slice;
}

void slice_release(struct slice *slice)
{
	for (size_t i = 0; i < slice->runs; i++)
		free(slice->run[i].buffer);
	if (slice->file >= 0)
		close(slice->file);
	where_end(slice->where);
	free(slice->run);
	free(slice->kept);
	free(slice->text);
	free(slice);
}

struct event_sink *slice_sink(struct slice *slice)
{
	return &slice->sink;
}

uint64_t slice_count(const struct slice *slice)
{
	return slice->records;
}

/* --- Merging --- */

/* See to it that `size` bytes of a run are in its buffer. */
static bool fill(struct slice *slice, struct run *run, size_t size, struct error *error)
{
	size_t left = run->filled - run->from, wanted;

	if (left >= size)
		return true;
	if (left)
		memmove(run->buffer, run->buffer + run->from, left);
	run->from = 0;
	run->filled = left;
	run->buffer = enlarge(run->buffer, &run->room, MAX(size, MERGE_BYTES_MIN), 1);
	wanted = (size_t)MIN((uint64_t)(run->room - left), run->end - run->at);
	if (file_pread(&file_system, slice->file, run->buffer + left, wanted, run->at) !=
		    (ssize_t)wanted ||
	    left + wanted < size)
		return fail_errno(error, "cannot read a temporary file again");
	run->at += wanted;
	run->filled += wanted;
	return true;
}

/* The next record's head; false with `*ended` where there is none. */
static bool advance(struct slice *slice, struct run *run, bool *ended, struct error *error)
{
	*ended = run->at == run->end && run->from == run->filled;
	if (*ended)
		return true;
	if (!fill(slice, run, sizeof(run->next), error))
		return false;
	memcpy(&run->next, run->buffer + run->from, sizeof(run->next));
	run->from += sizeof(run->next);
	return fill(slice, run, run->next.size, error);
}

static bool is_before(const struct run *a, const struct run *b)
{
	if (a->next.time_us != b->next.time_us)
		return a->next.time_us < b->next.time_us;
	if (a->next.source != b->next.source)
		return a->next.source < b->next.source;
	return a->next.line < b->next.line;
}

/* Let the run at `at` sink to its place among `count`. */
static void sift(struct run *run, size_t count, size_t at)
{
	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
			if (is_before(&run[child], &run[least]))
				least = child;
		if (least == at)
			return;

		struct run kept = run[at];

		run[at] = run[least];
		run[least] = kept;
		at = least;
	}
}

/* A run that is read to its end goes behind those that are not. */
static void retire(struct run *run, size_t *open, size_t at)
{
	struct run kept = run[at];

	run[at] = run[--*open];
	run[*open] = kept;
}

static bool merge(struct slice *slice,
		  bool (*each)(void *context, const struct slice_record *record), void *context,
		  struct error *error)
{
	struct run *run = slice->run;
	size_t open = slice->runs;
	bool ended;

	for (size_t i = 0; i < open;) {
		if (!advance(slice, &run[i], &ended, error))
			return false;
		if (ended)
			retire(run, &open, i);
		else
			i++;
	}
	for (size_t i = open; i-- > 0;)
		sift(run, open, i);
	while (open) {
		const struct slice_record record = {
			.time_us = run->next.time_us,
			.source = run->next.source,
			.line = run->next.line,
			.lines = span_of(run->buffer + run->from, run->next.size),
		};

		if (!each(context, &record))
			return true;
		run->from += run->next.size;
		if (!advance(slice, run, &ended, error))
			return false;
		if (ended)
			retire(run, &open, 0);
		sift(run, open, 0);
	}
	return true;
}

bool slice_each(struct slice *slice, bool (*each)(void *context, const struct slice_record *record),
		void *context, struct error *error)
{
	if (slice->runs)
		return (!slice->count || lay_away(slice, error)) &&
		       merge(slice, each, context, error);
	if (slice->count)
		qsort(slice->kept, slice->count, sizeof(*slice->kept), by_time);
	for (size_t i = 0; i < slice->count; i++) {
		const struct kept *kept = &slice->kept[i];
		const struct slice_record record = {
			.time_us = kept->time_us,
			.source = kept->source,
			.line = kept->line,
			.lines = span_of(slice->text + kept->at, kept->size),
		};

		if (!each(context, &record))
			return true;
	}
	return true;
}
