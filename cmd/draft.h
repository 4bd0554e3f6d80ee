/*
 * draft.h - writing a report over one that people have worked on.
 */
#ifndef CMD_DRAFT_H
#define CMD_DRAFT_H

#include "analysis/findings.h"
#include "cmd/request.h"

/*
 * Render and write one output whose format makes drafts: by the request's shape where there is
 * one (its text has {{names}}), and into what is there already where that is a
 * draft. Says on `diag` what it kept. FAULT_INPUT where old marks or the shape are
 * broken: the file stays as it was.
 */
MUST_CHECK
bool draft_write(const struct output *output, const struct findings *findings,
		 const struct request *request, struct diag *diag, struct arena *arena,
		 struct error *error);

/* List the blanks of a draft on stdout; *blanks is how many there are. */
MUST_CHECK
bool draft_check(const char *path, struct arena *arena, uint32_t *blanks, struct error *error);

#endif
