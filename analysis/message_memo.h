/*
 * message_memo.h - what is known of messages that were seen lately: their shape and what they
 * tell of, which both take longer to find out than all else that is counted of a line.
 *
 * A message's key is itself with each digit replaced by one and the same, for neither shape
 * nor trigger depends on which digits stand where digits stand; but for the zero of "0x".
 * Keys are compared whole, so an answer is always that of the message.
 */
#ifndef ANALYSIS_MESSAGE_MEMO_H
#define ANALYSIS_MESSAGE_MEMO_H

#include "analysis/trigger.h"
#include "core/span.h"

#define MEMO_ENTRIES 8192
#define MEMO_KEY_BYTES 160 /* of a program, a line end and a message; longer ones are not kept */
#define MEMO_VALUE_BYTES 160

struct memo_entry {
	uint32_t number; /* of its count in `episode`; it holds while `renumbered` is the same */
	uint32_t episode, renumbered;
	uint32_t hash;       /* of the value; is_shaped */
	uint16_t key_size;   /* 0: free */
	uint16_t value_size; /* is_shaped */
	uint8_t trigger;     /* enum trigger_kind; is_judged */
	bool is_shaped, is_judged, is_counted;
	char key[MEMO_KEY_BYTES];
	char value[MEMO_VALUE_BYTES]; /* program, a line end, the shape */
};

struct message_memo {
	struct memo_entry *entry; /* [MEMO_ENTRIES]; NULL until the first message */
};

/* All zero is an empty memo. */
void message_memo_release(struct message_memo *memo);

/* The entry of a message, empty where it was not known; NULL: it is too long to keep. */
struct memo_entry *message_memo_find(struct message_memo *memo, struct span program,
				     struct span message);

/* The key's form of a text, in `to`, which has room for it. */
void message_memo_canonical(struct span text, char *to);

#endif
