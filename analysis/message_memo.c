/* message_memo.c - see message_memo.h. */
#include "analysis/message_memo.h"
#include "core/hash.h"

#include <stdlib.h>
#include <string.h>

void message_memo_release(struct message_memo *memo)
{
	free(memo->entry);
	memo->entry = NULL;
}

/* So many bytes at once; any processor that has no such registers does it with several. */
#define VECTOR_BYTES 16

typedef unsigned char vector __attribute__((vector_size(VECTOR_BYTES)));

/* Each byte that is a digit becomes '1'; returns whether any is an 'x'. */
static bool digits_alike(const char *from, char *to)
{
	vector bytes, digits, letters;
	uint64_t half[2];

	memcpy(&bytes, from, sizeof(bytes));
	letters = (vector)(bytes == 'x');
	digits = (vector)((vector)(bytes - '0') < 10);
	bytes = (bytes & ~digits) | (digits & '1');
	memcpy(to, &bytes, sizeof(bytes));
	memcpy(half, &letters, sizeof(half));
	return (half[0] | half[1]) != 0;
}

void message_memo_canonical(struct span text, char *to)
{
	const char *end = text.at + text.size;
	bool any_x = text.size < VECTOR_BYTES;
	size_t at = 0;

	for (; at + VECTOR_BYTES <= text.size; at += VECTOR_BYTES)
		any_x |= digits_alike(text.at + at, to + at);
	/* The last ones, with some of those before them once more. */
	if (at && at < text.size)
		any_x |= digits_alike(end - VECTOR_BYTES, to + text.size - VECTOR_BYTES);
	for (; at < text.size && text.size < VECTOR_BYTES; at++)
		to[at] = (unsigned char)(text.at[at] - '0') < 10 ? '1' : text.at[at];
	if (!any_x)
		return;
	for (const char *x = text.at; (x = memchr(x, 'x', (size_t)(end - x))); x++)
		if (x > text.at && x[-1] == '0')
			to[x - 1 - text.at] = '0';
}

struct memo_entry *message_memo_find(struct message_memo *memo, struct span program,
				     struct span message)
{
	char key[MEMO_KEY_BYTES];
	size_t size = program.size + 1 + message.size;
	struct memo_entry *entry;

	if (size > MEMO_KEY_BYTES)
		return NULL;
	if (!memo->entry) {
		memo->entry = calloc(MEMO_ENTRIES, sizeof(*memo->entry));
		invariant(memo->entry);
	}
	if (program.size)
		memcpy(key, program.at, program.size);
	key[program.size] = '\n';
	message_memo_canonical(message, key + program.size + 1);
	entry = &memo->entry[hash_bytes(span_of(key, size)) % MEMO_ENTRIES];
	if (entry->key_size == size && memcmp(entry->key, key, size) == 0)
		return entry;
	entry->key_size = (uint16_t)size;
	entry->is_shaped = entry->is_judged = entry->is_counted = false;
	memcpy(entry->key, key, size);
	return entry;
}
