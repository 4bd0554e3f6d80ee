/*
 * fuzz_declared.c - a file of formats, seiche's or lnav's (with grok in it or not), and
 * behind a line "--" a log. Whatever loads reads the log as any parser must.
 */
#include "parsers/declared.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/parser_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct span json = span_of((const char *)input, size), log = { 0 };
	const char *dash = size ? memmem(input, size, "\n--\n", 4) : NULL;
	struct arena arena = { 0 };
	struct registry registry;
	struct error error = { 0 };
	size_t before;

	if (dash) {
		log = span_of(dash + 4, (size_t)(json.at + size - dash) - 4);
		json.size = (size_t)(dash - json.at);
	}
	registry_init(&registry, &arena);
	before = registry.count;
	if (!declared_load(json, "fuzz", &registry, &error)) {
		invariant(error.text[0] && registry.count == before);
	} else {
		for (size_t i = before; i < registry.count; i++) {
			parser_check(registry.item[i].parser, log);
			(void)!declared_check(registry.item[i].parser, &error);
		}
	}
	registry_release(&registry);
	arena_release(&arena);
	return 0;
}
