/*
 * fuzz_format_string.c - a format string, two time patterns and a log: the first three
 * lines and the rest. What compiles reads the log as any parser must.
 */
#include "parsers/format_string.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/parser_check.h"

static const char *take_pattern(struct span *rest, struct arena *arena)
{
	struct span line = span_cut(rest, '\n');

	return line.size ? arena_copy(arena, line.at, line.size) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct span rest = span_of((const char *)input, size);
	struct format_string format = { .text = span_cut(&rest, '\n'), .origin = "fuzz" };
	const struct seiche_parser *parser;
	struct arena arena = { 0 };
	struct registry registry;
	struct error error = { 0 };

	registry_init(&registry, &arena);
	format.date = take_pattern(&rest, &arena);
	format.time = take_pattern(&rest, &arena);
	if (format_string_add(&registry, &format, &parser, &error))
		parser_check(parser, rest);
	else
		invariant(error.text[0]);
	registry_release(&registry);
	arena_release(&arena);
	return 0;
}
