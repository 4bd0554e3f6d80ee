/*
 * analyse.h - the two passes and the analysis between them: where the two arms meet.
 */
#ifndef CMD_ANALYSE_H
#define CMD_ANALYSE_H

#include "analysis/findings.h"
#include "cmd/request.h"

/* What became of reading, for the exit status. */
struct outcome {
	const struct findings *findings; /* lives in `arena` */
	bool nothing_read;               /* no source gave a single event */
	bool lost;                       /* some input could not be read whole */
};

/*
 * Read the sources of `options` as `request` says, analyse, and say on `diag` what
 * was wrong with any source. FAULT_… where the whole run can't go on.
 */
MUST_CHECK
bool analyse(const struct options *options, const struct request *request, struct diag *diag,
	     struct arena *arena, struct outcome *out, struct error *error);

#endif
