/* fuzz_otlp.c - any bytes as a request of OpenTelemetry: a line for each record, JSON each. */
#include "core/json.h"
#include "parsers/otlp.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct span line = span_of((const char *)input, size), rest;
	struct arena arena = { 0 };
	struct text out;
	uint64_t records, lines = 0;

	if (memchr(line.at, '\n', line.size))
		return 0;
	text_init(&out, (size_t)1 << 24);
	records = otlp_print(line, &arena, &out);
	for (rest = text_span(&out); rest.size; lines++) {
		struct span record = span_cut(&rest, '\n');
		struct json_value *root;
		struct error error;

		invariant(!records || json_read(record, &arena, &root, &error));
	}
	invariant(lines == records || (!records && lines <= 1));
	text_release(&out);
	arena_release(&arena);
	return 0;
}
