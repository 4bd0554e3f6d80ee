/* fuzz_parsers.c - any bytes under every parser of the table. */
#include "parsers/registry.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/parser_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	for (size_t i = 0; parsers_builtin[i]; i++)
		parser_check(parsers_builtin[i], span_of((const char *)input, size));
	return 0;
}
