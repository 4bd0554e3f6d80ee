/*
 * redraft.h - a draft that is written again: people's text stays, seiche's is renewed.
 *
 * What lies between the parts, and whatever people wrote into theirs, is kept as it
 * stands. A part of seiche's that nobody edited is replaced, or dropped where there
 * is no such thing any more. One that was edited is kept, and where seiche would
 * now write something else than it did, that is set behind it as a part of kind
 * "new". What is new altogether comes after what precedes it in a fresh draft.
 */
#ifndef REPORT_REDRAFT_H
#define REPORT_REDRAFT_H

#include "core/arena.h"
#include "core/error.h"
#include "report/draft.h"

struct redraft_counts {
	uint32_t renewed, added, dropped;
	uint32_t edited; /* parts kept as people made them, with something new beside */
};

/* Whether a text has marks of a draft at all. */
bool redraft_is_draft(struct span text);

/*
 * Write to `out` what becomes of `old` where `fresh` is a draft made now. FAULT_INPUT
 * with "line N: …" where the marks of `old` are broken: then nothing was written.
 */
MUST_CHECK
bool redraft_merge(struct span old, struct span fresh, struct arena *arena, struct out *out,
		   struct redraft_counts *counts, struct error *error);

/*
 * Write `shape`, a text with {{names}} in it, with parts of `fresh` in their place: a
 * name stands for the part of that id and all whose id begins with it and a '-'.
 * {{rest}} stands for all that is named nowhere. FAULT_INPUT with "line N: …" and
 * the names that there are.
 */
MUST_CHECK
bool redraft_shape(struct span shape, struct span fresh, struct arena *arena, struct out *out,
		   struct error *error);

/* A blank that nobody filled in. */
struct redraft_blank {
	uint32_t line; /* from 1 */
	struct span id, asks;
};

/* The next blank behind `*at`, which moves on; false where there is none. Begin with *at = 0. */
MUST_CHECK
bool redraft_next_blank(struct span text, size_t *at, struct redraft_blank *blank);

#endif
