/*
 * hour_set.h - which hours of which streams there were, where no more of them is kept.
 *
 * Hours of a stream follow each other, so the set holds 64 of them in a word.
 */
#ifndef ANALYSIS_HOUR_SET_H
#define ANALYSIS_HOUR_SET_H

#include "core/core.h"

#define HOUR_WORD 64

/* Hours from index x HOUR_WORD on. */
struct hour_word {
	int64_t index;
	uint64_t hours; /* by bit; 0: none, the slot is free */
	uint32_t stream;
};

/* All zero is empty. */
struct hour_set {
	struct hour_word *slot; /* in no order */
	uint32_t slots, words;
};

void hour_set_release(struct hour_set *set);

/* Add an hour; false where it was there. */
bool hour_set_add(struct hour_set *set, uint32_t stream, int64_t hour);

#endif
