/*
 * sample_findings.h - findings made by hand, for tests of the report.
 */
#ifndef SUPPORT_SAMPLE_FINDINGS_H
#define SUPPORT_SAMPLE_FINDINGS_H

#include "analysis/findings.h"

/*
 * A small version of an evening of February 2014: a messenger is down and says so
 * late, an old article of a blog is found by search engines, a rival's sign-ups
 * rise until some fail; a crawler and an outage of a mail service have nothing to
 * do with it. Lives in `arena`.
 */
const struct findings *sample_story(struct arena *arena);

/* The same with `text` in every text that may come from a log or a feed. */
const struct findings *sample_hostile(struct arena *arena, const char *text);

/* Nothing read; and one service in which nothing was found. */
const struct findings *sample_empty(struct arena *arena);
const struct findings *sample_quiet(struct arena *arena);

#endif
