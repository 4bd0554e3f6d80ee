/* late.c - see late.h. */
#include "ingest/late.h"

#include "core/clock.h"
#include "core/scan.h"
#include "ingest/colour.h"
#include "ingest/index.h"
#include "ingest/intake.h"
#include "parsers/judge.h"
#include "parsers/mixture.h"

#include <stdlib.h>
#include <string.h>

/* So many lines, and so large a share of all, must be left over to be looked at. */
#define LEFT_LINES_MIN 3
#define LEFT_PERCENT 5

/*
 * Where lines are looked at: with 32 places of them a part of one in twenty holds one at
 * least. Of each place so much of what is left over is kept.
 */
#define PLACES 32
#define PLACE_BYTES FURTHER_BYTES
#define LEFT_BYTES 2048

struct look {
	struct rows *rows;
	const struct seiche_parser *parser;
	struct source *source;
	char bytes[PLACE_BYTES + SEICHE_PADDING];
	uint32_t line[PLACE_BYTES + 2];
	char left[PLACES * LEFT_BYTES + SEICHE_PADDING];
	uint32_t size, lines; /* in `left` */
};

/* Parsers that take what they don't know for a part of the event before it. */
static bool is_vague(const struct seiche_parser *parser)
{
	return parser->rank < RANK_SPECIFIC;
}

static bool is_share(uint64_t lines, uint64_t of, uint32_t percent)
{
	return lines >= LEFT_LINES_MIN && lines >= of / 100 * percent + of % 100 * percent / 100;
}

static bool leaves_lines(const struct source *source)
{
	const struct intake *intake = source->intake;
	const struct tally *tally;

	if (!intake || !source->parser || source->useless || intake->asked || source->parser->cut ||
	    source->parser->metric || intake->refused.fault)
		return false;
	tally = &intake->tally;
	return is_share(tally->rejected, tally->lines, LEFT_PERCENT) ||
	       (is_vague(source->parser) &&
		is_share(tally->continuation, tally->lines, intake->usual + LEFT_PERCENT));
}

/* --- The lines that are left over --- */

/* Is the line neither an event nor, for certain, a part of one? */
static bool is_left(const struct look *look, struct span line, const struct seiche_batch *batch)
{
	if (batch->rows || !span_trim(line).size)
		return false;
	return batch->rejected ||
	       (is_vague(look->parser) && line.at[0] != ' ' && line.at[0] != '\t');
}

static bool look_at_lines(struct look *look, struct seiche_chunk chunk, struct error *error)
{
	uint32_t lines = chunk.lines, room = look->size + LEFT_BYTES;

	for (uint32_t i = 0; i < lines; i++) {
		struct span line =
			span_of(chunk.bytes + chunk.line[i], chunk.line[i + 1] - chunk.line[i]);
		struct seiche_batch batch;

		chunk.lines = i + 1;
		if (!rows_read(look->rows, &chunk, i, 0, &batch, error))
			return false;
		if (!is_left(look, line, &batch) || look->size + line.size > room)
			continue;
		memcpy(look->left + look->size, line.at, line.size);
		look->size += (uint32_t)line.size;
		look->lines++;
	}
	return true;
}

/* The columns in force there, as far as a chunk's start knows them. */
static struct span directive_at(const struct source *source, uint64_t offset)
{
	uint32_t low = 0, high = source->index.entries;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (index_at(&source->index, middle)->offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return index_directive(&source->index, low);
}

/* Whole lines of the next PLACE_BYTES, the decoder being at `offset`. */
static bool look_at_place(struct look *look, uint64_t offset, struct error *error)
{
	struct decoder *decoder = &look->source->intake->cutter.decoder;
	struct span directive = directive_at(look->source, offset);
	uint32_t size = decoder_read(decoder, look->bytes, PLACE_BYTES), from = 0;
	struct seiche_chunk chunk = {
		.line = look->line,
		.directive = directive.at,
		.directive_size = (uint32_t)directive.size,
	};

	if (offset) {
		const char *newline = memchr(look->bytes, '\n', size);

		from = newline ? (uint32_t)(newline - look->bytes) + 1 : size;
	}
	while (size > from && look->bytes[size - 1] != '\n')
		size--;
	chunk.bytes = look->bytes + from;
	chunk.size = size - from;
	chunk.offset = offset + from;
	memset(look->bytes + size, 0, SEICHE_PADDING);
	if (look->source->intake->coloured)
		colour_strip(look->bytes + from, chunk.size);
	chunk.lines = scan_lines(chunk.bytes, chunk.size, look->line);
	return look_at_lines(look, chunk, error);
}

static bool look_at_places(struct look *look, struct error *error)
{
	struct source *source = look->source;
	uint64_t size = index_end(&source->index), behind = 0;
	const char *why;
	bool ok = true;

	if (!intake_begin(source, source->intake, error))
		return error_within(error, "%s", source->path);
	if (!rows_open(look->rows, look->parser, &source->view, &source->dates, &why))
		ok = fail(error, FAULT_PLUGIN, "%s: the parser '%s' changed its mind: %s",
			  source->path, look->parser->name, why);
	for (uint64_t i = 0; ok && i < PLACES; i++) {
		uint64_t offset = MAX(size / PLACES * i, behind);

		decoder_forward(&source->intake->cutter.decoder, offset, look->bytes, PLACE_BYTES);
		ok = look_at_place(look, offset, error);
		behind = offset + PLACE_BYTES;
	}
	intake_end(source, source->intake);
	return ok;
}

/* --- What they are of --- */

static uint32_t events_of(const struct choice *choice)
{
	uint32_t events = 0;

	for (uint32_t i = 0; i < choice->members; i++)
		events += choice->member[i].events;
	return events;
}

/* A parser of the lines that are left over; false where they are of no format. */
static bool choose_for_left(const struct look *look, const struct registry *registry,
			    struct arena *arena, struct seiche_source *view, struct choice *choice)
{
	struct span left = span_of(look->left, look->size), head = left;
	struct verdict *verdict = calloc(VERDICTS_MAX, sizeof(*verdict));

	invariant(verdict != NULL);
	if (head.size > HEAD_BYTES) {
		const char *newline = memrchr(head.at, '\n', HEAD_BYTES);

		head.size = newline ? (size_t)(newline - head.at) + 1 : head.size;
	}
	*view = look->source->view;
	view->head = arena_copy(arena, head.at, head.size + SEICHE_PADDING);
	view->head_size = (uint32_t)head.size;
	registry_choose(registry, view, (struct sample){ .front = left }, arena, choice, verdict);
	/* What precedes the format may be of none. */
	if (!choice->parser)
		registry_choose_lines(registry, view, (struct sample){ .front = left },
				      LEFT_PERCENT, arena, choice, verdict);
	free(verdict);
	/* Times without a date would need the days of these lines to be found as well. */
	return choice->parser && !choice->parser->cut && !choice->parser->metric &&
	       !(choice->assumed & (CLOCK_ASSUMED_DATE | CLOCK_ASSUMED_HOUR)) &&
	       is_share(events_of(choice), choice->lines, LEFT_PERCENT);
}

/* Let the next survey find the source as if none had been. */
static void forget_survey(struct source *source)
{
	struct intake *intake = source->intake;

	tally_start(&intake->tally);
	intake->directive = span_of(NULL, 0);
	index_clear(&source->index);
	intake->borders.runs = 0;
	atomic_store(&intake->done, false);
}

/* Whether there is one that reads them; the source is read by both from now on. */
static bool add_format(struct source *source, const struct look *look,
		       const struct registry *registry, struct arena *arena)
{
	struct member member[2] = { { .parser = look->parser, .view = source->view },
				    { .later = true } };
	struct choice choice;

	if (!choose_for_left(look, registry, arena, &member[1].view, &choice))
		return false;
	member[1].parser = choice.parser;
	source->parser = mixture_then(member, false, arena);
	source->intake->rest = mixture_then(member, true, arena);
	source_problem(source, arena,
		       "lines of '%s' as well, which the lines that its format was told by did "
		       "not show",
		       choice.parser->name);
	forget_survey(source);
	return true;
}

bool late_find(struct source *source, const struct ingest_options *options, struct rows *rows,
	       struct arena *arena, bool *found, struct error *error)
{
	struct look *look;
	bool ok;

	*found = false;
	if (options->parser || !leaves_lines(source))
		return true;
	source->intake->grew = false; /* before the survey, that was */
	look = calloc(1, sizeof(*look));
	invariant(look != NULL);
	look->rows = rows;
	look->parser = source->parser;
	look->source = source;
	ok = look_at_places(look, error);
	*found = ok && add_format(source, look, options->registry, arena);
	free(look);
	return ok;
}
