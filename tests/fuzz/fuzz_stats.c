/*
 * fuzz_stats.c - statistics that are one document: printed or refused, whatever they
 * hold, and a table that was printed has as many fields in each row as in its header.
 */
#include "parsers/stats_document.h"
#include "parsers/table.h"
#include "tests/fuzz/fuzz.h"

#define CAP ((size_t)1 << 20)

static void check(struct span table)
{
	struct span field[TABLE_COLUMNS_MAX], line = span_cut(&table, '\n');
	uint32_t columns = table_cut(line, ',', field);

	while (table.size) {
		line = span_cut(&table, '\n');
		invariant(table_cut(line, ',', field) == columns);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span text = span_of((const char *)bytes, size);

	(void)stats_document_recognise(text);
	for (const struct stats_document *const *document = stats_documents; *document;
	     document++) {
		struct arena arena = { 0 };
		struct error error = { 0 };
		struct text table;

		text_init(&table, CAP);
		if (stats_document_print(*document, text,
					 &(struct stats_printing){ .path = "x",
								   .zone = zone_utc,
								   .arena = &arena,
								   .table = &table,
								   .error = &error }))
			check(text_span(&table));
		else
			invariant(error.text[0] || table.cut);
		text_release(&table);
		arena_release(&arena);
	}
	return 0;
}
