/*
 * count_parser.c - runs one parser over one file, for callgrind to count.
 *
 *     count_parser PARSER FILE survey|all LINES
 *
 * PARSER is the name of a built-in one, a format string with a '$' or '%' in it, or a
 * file of a declared format, *.json.
 * The file is read over and over until LINES lines are through. Says how many were,
 * and keeps all that is to be counted below count_pass (valgrind
 * --toggle-collect=count_pass).
 */
#include "core/arena.h"
#include "core/file.h"
#include "core/scan.h"
#include "core/zone.h"
#include "parsers/declared.h"
#include "parsers/format_string.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 256
#define FILE_BYTES_MAX ((size_t)64 << 20)

/* What the survey looks at; see survey_new. */
#define SURVEY_WANTS \
	(SEICHE_STATUS | SEICHE_BYTES | SEICHE_DURATION | SEICHE_LEVEL | SEICHE_HOST | \
	 SEICHE_SERVICE)

struct count {
	const struct seiche_parser *parser;
	void *state;
	struct seiche_source source;
	struct seiche_chunk chunk;
	struct seiche_event row[ROWS];
	uint32_t wanted;
};

/* One pass over the file; returns the rows. Never inlined: it is what callgrind looks for. */
uint64_t count_pass(struct count *count);

__attribute__((noinline)) uint64_t count_pass(struct count *count)
{
	uint64_t rows = 0;

	for (uint32_t line = 0; line < count->chunk.lines;) {
		struct seiche_batch batch = {
			.row = count->row,
			.stride = sizeof(count->row[0]),
			.room = ROWS,
			.wanted = count->wanted,
			.line = line,
		};

		count->parser->parse(count->state, &count->source, &count->chunk, &batch,
				     &parser_host);
		invariant(batch.line > line);
		line = batch.line;
		rows += batch.rows;
	}
	return rows;
}

static const struct seiche_parser *parser_of(const char *name, struct registry *registry)
{
	const struct format_string format = { .text = span_text(name), .origin = "count_parser" };
	const struct seiche_parser *parser = NULL;
	struct error error;

	if (span_ends(format.text, SPAN(".json"))) {
		struct span text;

		if (file_load(&file_system, name, DECLARED_BYTES_MAX, registry->arena, &text,
			      &error) &&
		    declared_load(text, name, registry, &error))
			return registry->item[registry->count - 1].parser;
		fprintf(stderr, "count_parser: %s\n", error.text);
		return NULL;
	}
	if (!strpbrk(name, "$%"))
		return registry_find(registry, name);
	if (!format_string_add(registry, &format, &parser, &error))
		fprintf(stderr, "count_parser: %s\n", error.text);
	return parser;
}

int main(int arguments, char **argument)
{
	struct arena arena = { 0 };
	struct count count = { 0 };
	struct registry registry;
	struct error error;
	struct span text;
	char *bytes;
	const char *why = "";
	uint64_t lines, done = 0, rows = 0;

	registry_init(&registry, &arena);
	if (arguments != 5 || !(count.parser = parser_of(argument[1], &registry))) {
		fputs("usage: count_parser PARSER FILE survey|all LINES\n", stderr);
		return 2;
	}
	if (!file_load(&file_system, argument[2], FILE_BYTES_MAX, &arena, &text, &error)) {
		fprintf(stderr, "count_parser: %s\n", error.text);
		return 2;
	}
	count.wanted = strcmp(argument[3], "survey") == 0 ? SURVEY_WANTS : UINT32_MAX;
	lines = strtoull(argument[4], NULL, 10);
	bytes = arena_take(&arena, text.size + SEICHE_PADDING);
	memcpy(bytes, text.at, text.size);
	uint32_t *line = arena_array(&arena, text.size + 2, sizeof(*line));

	count.chunk = (struct seiche_chunk){
		.bytes = bytes,
		.size = (uint32_t)text.size,
		.line = line,
		.lines = scan_lines(bytes, (uint32_t)text.size, line),
	};
	count.source = (struct seiche_source){
		.size = sizeof(count.source),
		.path = argument[2],
		.head = bytes,
		.head_size = (uint32_t)text.size,
		.newest_us = INT64_C(1800000000) * SECOND_US,
		.zone = zone_utc,
	};
	count.state = arena_take(&arena, count.parser->state_size + 1);
	if (!parser_open(count.parser, count.state, &count.source, &why)) {
		fprintf(stderr, "count_parser: %s: %s\n", argument[2], why);
		return 2;
	}
	while (count.chunk.lines && done < lines) {
		rows += count_pass(&count);
		done += count.chunk.lines;
	}
	printf("%" PRIu64 " lines, %" PRIu64 " events\n", done, rows);
	registry_release(&registry);
	arena_release(&arena);
	return 0;
}
