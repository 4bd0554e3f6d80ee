/*
 * analyse.h - the two passes and the analysis between them: where the two arms meet.
 */
#ifndef CMD_ANALYSE_H
#define CMD_ANALYSE_H

#include "analysis/findings.h"
#include "cmd/input.h"

/*
 * Survey an open input as `request` says, detect, inspect, conclude: *out lives in
 * `arena`. FAULT_INPUT where there is nothing to analyse, other faults where the
 * run can't go on. The input stays open.
 */
MUST_CHECK
bool analyse(struct input *input, const struct request *request, struct arena *arena,
	     const struct findings **out, struct error *error);

#endif
