/* archive_begins.c - whether bytes begin an archive; see archive.h. */
#include "ingest/archive.h"

#include <string.h>

#define SUM_AT 148
#define SUM_BYTES 8

/* The octal number of a tar header's check sum; false where it is none. */
static bool read_sum(const char *text, uint32_t *sum)
{
	uint32_t digits = 0, at = 0;

	while (at < SUM_BYTES && text[at] == ' ')
		at++;
	for (*sum = 0; at < SUM_BYTES && text[at] >= '0' && text[at] <= '7'; at++, digits++)
		*sum = *sum * 8 + (uint32_t)(text[at] - '0');
	return digits && (at == SUM_BYTES || !text[at] || text[at] == ' ');
}

/* A tar header of any age: the sum of its bytes, its own field taken as spaces, is in it. */
static bool is_tar(const char *head, size_t size)
{
	uint32_t said, sum = 0;

	if (size < ARCHIVE_HEAD_BYTES || !head[0] || !read_sum(head + SUM_AT, &said))
		return false;
	for (size_t i = 0; i < ARCHIVE_HEAD_BYTES; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : (unsigned char)head[i];
	return sum == said;
}

static bool is_zip(const char *head, size_t size)
{
	return size >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0);
}

bool archive_begins(const char *head, size_t size)
{
	return is_tar(head, size) || is_zip(head, size);
}
