/* fuzz_escape.c - what comes out of an escape is inert in its tongue. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/escape_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	invariant(!escape_check_all(span_of((const char *)bytes, size)));
	return 0;
}
