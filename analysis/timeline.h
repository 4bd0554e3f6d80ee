/*
 * timeline.h - what happened when, as plain facts with numbers.
 */
#ifndef ANALYSIS_TIMELINE_H
#define ANALYSIS_TIMELINE_H

#include "analysis/findings.h"
#include "core/arena.h"

/* Marks this far from an incident still belong to it. */
#define TIMELINE_MARGIN_US HOUR_US

/*
 * Fill findings->entry (all of it) and each incident's entries, both in order of
 * time. Spikes, outages and incidents must be there; `marks` may be NULL.
 */
void timeline_build(struct findings *findings, const struct mark_list *marks, struct arena *arena);

#endif
