/* fuzz_scan.c - every kernel that this processor can run says what the plain one says. */
#include "core/scan.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_BYTES ((size_t)1 << 16)

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	uint32_t used = (uint32_t)MIN(size, SIZE_MAX_BYTES), newlines = 0, lines;
	char *bytes = malloc(used + SCAN_PADDING);
	uint32_t *wanted, *line;
	size_t last = 0;

	invariant(bytes);
	if (used)
		memcpy(bytes, input, used);
	memset(bytes + used, '\n', SCAN_PADDING); /* must not count */
	for (uint32_t i = 0; i < used; i++)
		newlines += bytes[i] == '\n';
	/* No more room than is promised to suffice. */
	wanted = malloc((newlines + 2) * sizeof(*wanted));
	line = malloc((newlines + 2) * sizeof(*line));
	invariant(wanted && line);
	while (scan_kernels[last + 1])
		last++;
	lines = scan_kernels[last]->lines(bytes, used, wanted);
	invariant(lines == newlines + (used && bytes[used - 1] != '\n'));
	for (size_t i = 0; i < last; i++) {
		if (!scan_kernels[i]->usable())
			continue;
		invariant(scan_kernels[i]->lines(bytes, used, line) == lines);
		invariant(memcmp(line, wanted, (lines + 1) * sizeof(*line)) == 0);
	}
	free(line);
	free(wanted);
	free(bytes);
	return 0;
}
