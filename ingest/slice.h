/*
 * slice.h - the original lines of a range of time, from all sources, in order of time.
 *
 * A sink that keeps whole records: the lines from one row's first to the next
 * row's, so that a stack trace stays with its event, and what no parser could read
 * stays behind what precedes it. Needs the sources in order, each from front to
 * back, and all rows of them: run it with one worker and no since, until or where.
 *
 * Memory is bounded by SLICE_BYTES: past it records are sorted and laid away in
 * files without a name, and merged in the end.
 */
#ifndef INGEST_SLICE_H
#define INGEST_SLICE_H

#include "core/sink.h"
#include "core/span.h"

#define SLICE_BYTES ((size_t)64 << 20)

struct slice;
struct where;

struct slice_record {
	int64_t time_us;
	uint32_t source;   /* index in the run's list */
	uint64_t line;     /* of its first line, from 1 */
	struct span lines; /* one or several, each with its newline but perhaps the last */
};

/*
 * Records with from_us <= time < until_us, TIME_UNKNOWN: open, whose rows `where` holds for,
 * NULL: all. `bytes` is what may be kept in memory, 0 for SLICE_BYTES. Never NULL; give it
 * back with slice_release.
 */
struct slice *slice_new(int64_t from_us, int64_t until_us, const struct where *where, size_t bytes);
void slice_release(struct slice *slice);

struct event_sink *slice_sink(struct slice *slice);

/*
 * Hand out all records by time, then source, then line; false from `each` ends it
 * early without an error. Once only. FAULT_SYSTEM where the laid-away can't be read.
 */
MUST_CHECK
bool slice_each(struct slice *slice, bool (*each)(void *context, const struct slice_record *record),
		void *context, struct error *error);

/* How many records there are. */
uint64_t slice_count(const struct slice *slice);

#endif
