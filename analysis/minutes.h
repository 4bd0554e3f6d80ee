/*
 * minutes.h - the counts of an activity, packed until they are looked at again.
 *
 * Every service's stay until the report is written, of which there may be thousands; but
 * one at a time is looked at. Laid out, a month of one takes a megabyte; packed, as many bits
 * a cell as the largest of 64 in a row needs, a tenth of that.
 */
#ifndef ANALYSIS_MINUTES_H
#define ANALYSIS_MINUTES_H

#include "analysis/activity.h"

struct minutes;

/*
 * Its events, failures, bytes and what of them is known: exactly, but for numbers below
 * 1e-300 and -0, which no count is. In `arena`.
 */
const struct minutes *minutes_keep(const struct activity *activity, struct arena *arena);

/* That activity, by its `outline`, with its counts laid out in `arena`; no stamps, no durations. */
struct activity minutes_lay(const struct minutes *minutes, const struct activity *outline,
			    struct arena *arena);

#endif
