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
	       const struct seiche_source *source, const char **why)
{
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

bool rows_read(struct rows *rows, const struct seiche_chunk *chunk, uint32_t from, uint32_t wanted,
	       struct seiche_batch *batch, struct error *error)
{
	const char *name = rows->parser->name;
	uint64_t told;

	*batch = (struct seiche_batch){
		.row = rows->row,
		.stride = sizeof(*rows->row),
		.room = BATCH_ROWS,
		.wanted = wanted,
		.line = from,
	};
	rows->parser->parse(rows->state, rows->source, chunk, batch, &parser_host);
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
