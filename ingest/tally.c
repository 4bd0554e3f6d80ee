/* tally.c - see tally.h. */
#include "ingest/tally.h"

#include "core/clock.h"

#include <string.h>

void tally_start(struct tally *tally)
{
	*tally = (struct tally){ 0 };
	tally->from_us = tally->to_us = tally->end_us = TIME_UNKNOWN;
	tally->first_us = tally->last_us = TIME_UNKNOWN;
}

static uint64_t add_capped(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a == TIME_UNKNOWN || (b != TIME_UNKNOWN && b < a) ? b : a;
}

static void note_step_back(struct tally *tally, int64_t from_us, int64_t to_us, uint64_t line)
{
	tally->steps_back++;
	if (!tally->earliest.line || line < tally->earliest.line)
		tally->earliest = (struct step_back){ line, from_us, to_us };
}

/* Times in their order, as unsigned numbers; TIME_UNKNOWN behind all of them. */
static uint64_t order_of(int64_t time_us)
{
	return ((uint64_t)time_us ^ (uint64_t)INT64_MIN) - 1;
}

static int64_t time_of(uint64_t order)
{
	return (int64_t)((order + 1) ^ (uint64_t)INT64_MIN);
}

_Static_assert(TIME_UNKNOWN == INT64_MIN, "it is the least of all times");

/* When the row's period ends; mostly it has none. */
static int64_t end_of(const struct seiche_event *row)
{
	int64_t end_us;

	if (row->length_us <= 0)
		return row->time_us;
	return __builtin_add_overflow(row->time_us, row->length_us, &end_us) ? INT64_MAX : end_us;
}

/* The rows, and the steps from each to the next, from the last of the batch before on. */
static void count_rows(struct tally *tally, const struct seiche_batch *batch, uint64_t first_line,
		       uint32_t kept)
{
	const struct seiche_event *row = batch->row;
	uint64_t from = order_of(tally->from_us), weight = tally->weight, descents = 0;
	int64_t to_us = tally->to_us, end_us = tally->end_us, last_us = tally->last_us;

	if (!kept)
		return;
	tally->steps += kept;
	if (last_us == TIME_UNKNOWN) {
		tally->first_us = last_us = row->time_us;
		tally->first_event = first_line + row->line;
		tally->steps--;
	}
	for (uint32_t i = 0; i < kept; i++) {
		bool descends = row->time_us < last_us;

		descents += descends;
		if (descends && order_of(last_us) - order_of(row->time_us) > STEP_BACK_US)
			note_step_back(tally, last_us, row->time_us, first_line + row->line);
		last_us = row->time_us;
		from = MIN(from, order_of(last_us));
		to_us = MAX(to_us, last_us);
		end_us = MAX(end_us, end_of(row));
		weight = add_capped(weight, row->weight);
		row = (const struct seiche_event *)(const void *)((const char *)row +
								  batch->stride);
	}
	tally->from_us = time_of(from);
	tally->to_us = to_us;
	tally->end_us = end_us;
	tally->last_us = last_us;
	tally->weight = weight;
	tally->descents += descents;
}

void tally_step(struct tally *tally, int64_t from_us, int64_t to_us, uint64_t line)
{
	tally->steps++;
	if (to_us >= from_us)
		return;
	tally->descents++;
	if (order_of(from_us) - order_of(to_us) > STEP_BACK_US)
		note_step_back(tally, from_us, to_us, line);
}

void tally_batch(struct tally *tally, const struct seiche_chunk *chunk, uint64_t first_line,
		 const struct seiche_batch *batch, uint32_t kept)
{
	uint32_t line = batch->first_rejected;

	tally->events += kept;
	tally->filtered += batch->rows - kept;
	tally->continuation += batch->continued;
	tally->rejected += batch->rejected;
	tally->lines += (uint64_t)batch->rows + batch->continued + batch->rejected;
	tally->assumed |= batch->assumed;
	count_rows(tally, batch, first_line, kept);
	if (!batch->rejected || tally->first.why)
		return;
	tally->first.offset = chunk->offset + chunk->line[line];
	tally->first.line = first_line + line;
	tally->first.why = batch->why_rejected ? batch->why_rejected : "not of the format";
	quote_write(span_of(chunk->bytes + chunk->line[line],
			    chunk->line[line + 1] - chunk->line[line]),
		    tally->first.text);
}

void tally_add(struct tally *tally, const struct tally *more)
{
	tally->lines += more->lines;
	tally->events += more->events;
	tally->continuation += more->continuation;
	tally->filtered += more->filtered;
	tally->rejected += more->rejected;
	tally->weight = add_capped(tally->weight, more->weight);
	tally->from_us = earlier(tally->from_us, more->from_us);
	tally->to_us = MAX(tally->to_us, more->to_us);
	tally->end_us = MAX(tally->end_us, more->end_us);
	tally->assumed |= more->assumed;
	tally->steps += more->steps;
	tally->descents += more->descents;
	tally->steps_back += more->steps_back;
	if (more->earliest.line &&
	    (!tally->earliest.line || more->earliest.line < tally->earliest.line))
		tally->earliest = more->earliest;
	if (more->first.why && (!tally->first.why || more->first.offset < tally->first.offset))
		tally->first = more->first;
}

void tally_losses(struct source *source, struct arena *arena, const struct cutter *cutter)
{
	const struct stream *stream = &cutter->stream;
	const struct cut_loss *long_lines = &cutter->too_long;
	char unpacked[NUMBER_TEXT_BYTES], raw[NUMBER_TEXT_BYTES], count[NUMBER_TEXT_BYTES];
	char lines[NUMBER_TEXT_BYTES];

	number_write(stream->at, unpacked);
	number_write(stream->raw_at - (stream->raw_to - stream->raw_from), raw);
	if (stream->broken == STREAM_DAMAGED)
		source_problem(source, arena,
			       "damaged after %s bytes unpacked (byte %s of the file): %s; "
			       "what precedes it was used",
			       unpacked, raw, stream->why);
	else if (stream->broken == STREAM_CUT_OFF)
		source_problem(source, arena,
			       "cut off after %s bytes unpacked (byte %s of the file); "
			       "what precedes it was used",
			       unpacked, raw);
	else if (stream->broken != STREAM_WHOLE)
		source_problem(source, arena,
			       "cannot be read past byte %s: %s; what precedes it was used", raw,
			       stream->why);
	if (cutter->half.lines)
		source_problem(source, arena, "line %s (byte %s) is not complete and was rejected",
			       number_write(cutter->half.first_line, unpacked),
			       number_write(cutter->half.first_at, raw));
	if (long_lines->lines)
		source_problem(
			source, arena,
			"%s line%s longer than 1 MiB rejected; the first is line %s (byte %s)",
			number_write(long_lines->lines, count), long_lines->lines == 1 ? "" : "s",
			number_write(long_lines->first_line, unpacked),
			number_write(long_lines->first_at, raw));
	if (cutter->records)
		source_problem(
			source, arena,
			"%s record%s longer than 1 MiB cut short, %s line%s rejected; the first "
			"begins at line %s (byte %s)",
			number_write(cutter->records, count), cutter->records == 1 ? "" : "s",
			number_write(cutter->rest.lines, lines), cutter->rest.lines == 1 ? "" : "s",
			number_write(cutter->rest.first_line, unpacked),
			number_write(cutter->rest.first_at, raw));
	source->lost |= stream->broken != STREAM_WHOLE || long_lines->lines || cutter->records;
}

static void note_rejects(const struct tally *tally, struct source *source, struct arena *arena)
{
	char count[NUMBER_TEXT_BYTES], all[NUMBER_TEXT_BYTES], line[NUMBER_TEXT_BYTES];
	char offset[NUMBER_TEXT_BYTES];

	source_problem(
		source, arena,
		"%s of %s lines rejected; the first is line %s (byte %s): %s: \"%s\"",
		number_write(tally->rejected, count), number_write(source->ledger.lines, all),
		number_write(tally->first.line, line), number_write(tally->first.offset, offset),
		tally->first.why, tally->first.text);
	source->lost |= tally->rejected > tally->lines / 2;
}

static void note_assumed(uint32_t assumed, struct source *source, struct arena *arena)
{
	char text[CLOCK_TEXT_BYTES];

	if (assumed & CLOCK_ASSUMED_YEAR) {
		clock_write(source->view.newest_us, text);
		source_problem(source, arena,
			       "stamps carry no year; taken as the latest that fits the file's "
			       "date %.10s",
			       text);
	}
	if ((assumed & (CLOCK_ASSUMED_DATE | CLOCK_ASSUMED_HOUR)) && !source->dates.count) {
		clock_write(source->view.base_us, text);
		source_problem(source, arena, "some stamps carry no date; read as of %.10s", text);
	}
	if (assumed & CLOCK_ASSUMED_LETTERS)
		source_problem(source, arena,
			       "stamps end in letters that name no known zone; read as %s",
			       zone_name(source->view.zone));
	else if (assumed & CLOCK_ASSUMED_ZONE)
		source_problem(source, arena, "stamps carry no zone; read as %s",
			       zone_name(source->view.zone));
	if (assumed & CLOCK_ASSUMED_FOLD)
		source_problem(source, arena,
			       "some stamps are of an hour that the clock of %s showed twice; read "
			       "as the first",
			       zone_name(source->view.zone));
	if (assumed & CLOCK_ASSUMED_GAP)
		source_problem(
			source, arena,
			"some stamps are of an hour that the clock of %s left out; is it the "
			"right zone?",
			zone_name(source->view.zone));
	if (assumed & SEICHE_CUT_OFF)
		source_problem(source, arena,
			       "some lines end inside of their record; what precedes the cut was "
			       "read");
}

static void note_order(const struct tally *tally, struct source *source, struct arena *arena)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES], count[NUMBER_TEXT_BYTES];
	char line[NUMBER_TEXT_BYTES];

	if (!tally->steps_back)
		return;
	if (tally->descents * 4 > tally->steps * 3) {
		source_problem(source, arena,
			       "runs backwards in time: the latest event comes first");
		return;
	}
	source_problem(
		source, arena,
		"time steps back by more than 10 min %s time%s; the first at line %s, from %s "
		"to %s",
		number_write(tally->steps_back, count), tally->steps_back == 1 ? "" : "s",
		number_write(tally->earliest.line, line),
		clock_write(tally->earliest.from_us, from), clock_write(tally->earliest.to_us, to));
}

void tally_settle(const struct tally *tally, struct source *source, struct arena *arena,
		  const struct cutter *cutter)
{
	uint64_t lost = cutter->too_long.lines + cutter->half.lines + cutter->rest.lines;
	struct ledger *ledger = &source->ledger;

	ledger->lines = tally->lines + lost;
	ledger->events = tally->events;
	ledger->continuation = tally->continuation;
	ledger->filtered = tally->filtered;
	ledger->rejected = tally->rejected + lost;
	ledger->weight = tally->weight;
	ledger->from_us = tally->from_us;
	ledger->to_us = tally->to_us;
	ledger->assumed = tally->assumed;
	tally_losses(source, arena, cutter);
	if (tally->rejected)
		note_rejects(tally, source, arena);
	note_assumed(tally->assumed, source, arena);
	note_order(tally, source, arena);
}
