/* scan_plain.c - lines by memchr: for any processor, and the measure of the others. */
#include "core/scan_kernels.h"

#include <string.h>

static bool usable(void)
{
	return true;
}

static uint32_t lines(const char *bytes, uint32_t size, uint32_t *line)
{
	const char *at = bytes, *end = bytes + size;
	uint32_t *next = line;

	*next++ = 0;
	while (at < end) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			break;
		at++;
		*next++ = (uint32_t)(at - bytes);
	}
	return scan_finish(bytes, size, line, next);
}

const struct scan_kernel scan_plain = { .name = "plain", .usable = usable, .lines = lines };
