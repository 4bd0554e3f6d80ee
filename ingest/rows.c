/* rows.c - see rows.h. */
#include "ingest/rows.h"

#include "ingest/limits.h"
#include "parsers/registry.h"

void rows_init(struct rows *rows)
{
	*rows = (struct rows){ 0 };
	rows->row = arena_array(&rows->arena, BATCH_ROWS, sizeof(*rows->row));
	rows->mark = arena_mark(&rows->arena);
}

void rows_release(struct rows *rows)
{
	arena_release(&rows->arena);
}

bool rows_open(struct rows *rows, const struct seiche_parser *parser,
	       const struct seiche_source *source, const struct dates *dates, const char **why)
{
	rows->dates = dates;
	if (rows->source == source && rows->parser == parser)
		return true;
	arena_rewind(&rows->arena, rows->mark);
	rows->source = NULL;
	rows->state = arena_take(&rows->arena, parser->state_size);
	*why = NULL;
	if (!parser_open(parser, rows->state, source, why)) {
		if (!*why)
			*why = "no reason given";
		return false;
	}
	rows->parser = parser;
	rows->source = source;
	return true;
}

/* The lines from `from` on that are of its day, and the source as of then. */
static struct seiche_chunk same_day(const struct dates *dates, const struct seiche_chunk *chunk,
				    uint32_t from, struct seiche_source *view)
{
	uint32_t at = dates_at(dates, chunk->offset + chunk->line[from]);
	uint32_t low = from + 1, high = chunk->lines;
	struct seiche_chunk day = *chunk;

	view->base_us = dates->mark[at].base_us;
	if (at + 1 == dates->count)
		return day;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (chunk->offset + chunk->line[middle] < dates->mark[at + 1].offset)
			low = middle + 1;
		else
			high = middle;
	}
	day.lines = low;
	return day;
}

bool rows_read(struct rows *rows, const struct seiche_chunk *chunk, uint32_t from, uint32_t wanted,
	       struct seiche_batch *batch, struct error *error)
{
	const char *name = rows->parser->name;
	struct seiche_source view;
	struct seiche_chunk day;
	uint64_t told;

	*batch = (struct seiche_batch){
		.row = rows->row,
		.stride = sizeof(*rows->row),
		.room = BATCH_ROWS,
		.wanted = wanted,
		.line = from,
	};
	if (rows->dates && rows->dates->count) {
		view = *rows->source;
		day = same_day(rows->dates, chunk, from, &view);
		rows->parser->parse(rows->state, &view, &day, batch, &parser_host);
	} else {
		rows->parser->parse(rows->state, rows->source, chunk, batch, &parser_host);
	}
	told = (uint64_t)batch->rows + batch->continued + batch->rejected;
	if (batch->row != rows->row || batch->rows > BATCH_ROWS || batch->line > chunk->lines ||
	    batch->line < from || told != batch->line - from ||
	    (batch->rejected &&
	     (batch->first_rejected < from || batch->first_rejected >= batch->line)))
		return fail(error, FAULT_PLUGIN, "%s: the parser '%s' loses count of the lines",
			    rows->source->path, name);
	if (batch->line == from)
		return fail(error, FAULT_PLUGIN, "%s: the parser '%s' does not get on",
			    rows->source->path, name);
	return true;
}
