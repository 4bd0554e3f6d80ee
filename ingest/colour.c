/* colour.c - see colour.h. */
#include "ingest/colour.h"

#include <string.h>

#define ESCAPE '\x1b'

/* Bytes of the control sequence at `at`; 0 where none is whole before `end`. */
static uint32_t sequence(const char *at, const char *end)
{
	const char *byte = at + 2;

	if (end - at < 3 || at[0] != ESCAPE || at[1] != '[')
		return 0;
	while (byte < end && *byte >= 0x20 && *byte <= 0x3f)
		byte++;
	return byte < end && *byte >= 0x40 && *byte <= 0x7e ? (uint32_t)(byte - at) + 1 : 0;
}

bool colour_found(const char *bytes, uint32_t size)
{
	const char *at = bytes, *end = bytes + size;

	for (; at < end && (at = memchr(at, ESCAPE, (size_t)(end - at))); at++)
		if (sequence(at, end))
			return true;
	return false;
}

/* One line, without its end. */
static void strip_line(char *from, const char *end)
{
	char *to = memchr(from, ESCAPE, (size_t)(end - from));
	const char *at = to;

	while (at && at < end) {
		uint32_t passed = sequence(at, end);

		if (passed)
			at += passed;
		else
			*to++ = *at++;
	}
	if (to)
		memset(to, ' ', (size_t)(end - to));
}

void colour_strip(char *bytes, uint32_t size)
{
	char *at = bytes, *end = bytes + size;

	while (at < end) {
		char *newline = memchr(at, '\n', (size_t)(end - at));
		char *stop = newline ? newline : end;
		char *last = stop > at && stop[-1] == '\r' ? stop - 1 : stop;

		strip_line(at, last);
		at = stop + 1;
	}
}
