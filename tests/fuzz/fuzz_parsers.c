/* fuzz_parsers.c - any bytes under every parser of the table, and under columns that are named. */
#include "parsers/csv_columns.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/parser_check.h"

static void check_columns(struct span text)
{
	static const struct csv_columns columns[] = { { "when", "2" },
						      { "1", NULL },
						      { NULL, NULL } };
	/* Padded, as heads are. */
	char head[4096 + SEICHE_PADDING] = { 0 };

	if (text.size > 4096)
		return;
	memcpy(head, text.at, text.size);
	for (size_t i = 0; i < LENGTH(columns); i++) {
		const struct seiche_source source = {
			.size = sizeof(source),
			.path = "x",
			.head = head,
			.head_size = (uint32_t)text.size,
			.newest_us = INT64_C(1700000000000000),
		};
		struct arena arena = { 0 };
		struct registry registry;
		struct objection objection;

		registry_init(&registry, &arena);
		csv_columns_use(&registry, &columns[i]);
		parser_check(registry_find(&registry, "csv-stats"), text);
		objection = registry_objection(&registry, &source, NULL, &arena);
		invariant(objection.text ? objection.text[0] != 0 : !objection.harmless);
		registry_release(&registry);
		arena_release(&arena);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	for (size_t i = 0; parsers_builtin[i]; i++)
		parser_check(parsers_builtin[i], span_of((const char *)input, size));
	if (size)
		check_columns(span_of((const char *)input, size));
	return 0;
}
