/* message_memo.c - see message_memo.h. */
#include "analysis/message_memo.h"
#include "core/hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

void message_memo_release(struct message_memo *memo)
{
	free(memo->entry);
	memo->entry = NULL;
}

/* Each byte that is a digit becomes '1'. */
static uint64_t digits_alike(uint64_t word)
{
	const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t digits = word ^ UINT64_C(0x3030303030303030);

	/* The upper bit of each byte that is no digit; no carry leaves a byte. */
	uint64_t others = (digits | ((digits & low7) + UINT64_C(0x7676767676767676))) & ~low7;
	uint64_t mask = (~others & ~low7) >> 7;

	mask *= 0xff; /* each set byte by itself: all bits of it */
	return (word & ~mask) | (mask & UINT64_C(0x3131313131313131));
}

void message_memo_canonical(struct span text, char *to)
{
	const char *end = text.at + text.size;
	size_t at = 0;

	for (; at + 8 <= text.size; at += 8) {
		uint64_t word;

		memcpy(&word, text.at + at, 8);
		word = digits_alike(word);
		memcpy(to + at, &word, 8);
	}
	for (; at < text.size; at++)
		to[at] = (unsigned char)(text.at[at] - '0') < 10 ? '1' : text.at[at];
	for (const char *x = text.at; (x = memchr(x, 'x', (size_t)(end - x))); x++)
		if (x > text.at && x[-1] == '0')
			to[x - 1 - text.at] = '0';
}

struct memo_entry *message_memo_find(struct message_memo *memo, struct span program,
				     struct span message)
{
	char key[MEMO_KEY_BYTES + 8];
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
	entry->is_shaped = entry->is_judged = false;
	memcpy(entry->key, key, size);
	return entry;
}
