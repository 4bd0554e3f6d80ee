/*
 * fuzz_where.c - the first line as an expression, the rest as a log it is asked about: it
 * never fails but with a message, is asked without harm, and its denial holds where it
 * doesn't.
 */
#include "core/scan.h"
#include "core/zone.h"
#include "parsers/builtin.h"
#include "parsers/registry.h"
#include "parsers/where.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#define ROOM 64

static void ask(struct where_state *state, struct where_state *denial,
		const struct seiche_chunk *chunk)
{
	static const struct event_origin origin = { .service = "shop", .host = "web1" };
	const struct seiche_parser *parser = &parser_combined;
	const struct seiche_source source = {
		.size = sizeof(source), .path = "fuzz", .head = chunk->bytes, .zone = zone_utc
	};
	void *memory = calloc(1, parser->state_size + 1);
	struct seiche_event rows[ROOM];
	uint32_t at = 0;
	const char *why;

	if (parser_open(parser, memory, &source, &why))
		while (at < chunk->lines) {
			struct seiche_batch batch = { .row = rows,
						      .stride = sizeof(rows[0]),
						      .room = ROOM,
						      .wanted = ~0u,
						      .line = at };

			parser->parse(memory, &source, chunk, &batch, &parser_host);
			for (uint32_t i = 0; i < batch.rows; i++)
				invariant(where_holds(state, &origin, chunk, &rows[i]) !=
					  where_holds(denial, &origin, chunk, &rows[i]));
			at = batch.line;
		}
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct span rest = span_of((const char *)input, size), first = span_cut(&rest, '\n');
	char *bytes = calloc(1, rest.size + SEICHE_PADDING);
	uint32_t *line = calloc(rest.size + 2, sizeof(*line));
	struct seiche_chunk chunk = { .bytes = bytes, .size = (uint32_t)rest.size, .line = line };
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct where *where, *denial;
	const char *text = arena_copy(&arena, first.at, first.size);

	if (rest.size)
		memcpy(bytes, rest.at, rest.size);
	chunk.lines = scan_lines(bytes, chunk.size, line);
	if (!where_compile(text, &arena, &where, &error)) {
		invariant(error.text[0] && error.fault == FAULT_USAGE);
	} else if (where_compile(arena_print(&arena, "not (%s)", text), &arena, &denial, &error)) {
		struct where_state *state = where_begin(where);
		struct where_state *denies = where_begin(denial);

		ask(state, denies, &chunk);
		where_end(denies);
		where_end(state);
		where_release(denial);
		where_release(where);
	} else {
		where_release(where); /* too long or too deep with one more */
	}
	free(line);
	free(bytes);
	arena_release(&arena);
	return 0;
}
