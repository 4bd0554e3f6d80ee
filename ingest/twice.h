/*
 * twice.h - the same content listed twice is counted once.
 *
 * A log and its packed copy, or a file and the longer one that it is the beginning of
 * (a copy taken before the log was truncated or went on), are one log. Whether they are
 * the same is told by comparing all of it, unpacked, so files that merely begin alike
 * are never taken for one. Compared are sources of one service and, where what they
 * hold is short or the user named the hosts, of one host: two machines may well write
 * the same few lines.
 */
#ifndef INGEST_TWICE_H
#define INGEST_TWICE_H

#include "ingest/source.h"

/* What a source begins with, unpacked, as far as it was looked at. */
struct source_head {
	uint32_t bytes; /* TWICE_HEAD_BYTES, or as many as there are; 0: not looked at */
	uint64_t hash;  /* of them */
	uint64_t line;  /* of the first line */
};

#define TWICE_HEAD_BYTES 4096

struct source_head head_of_bytes(const char *bytes, uint32_t size);

/*
 * Leave out what is there twice: its source becomes `useless`, with a problem that
 * names the one that is counted, the plain rather than the packed one, else the first.
 * `head` is of each source.
 */
void twice_leave_out(struct source_list *sources, const struct source_head *head,
		     struct arena *arena);

#endif
