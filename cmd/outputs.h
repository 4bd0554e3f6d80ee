/*
 * outputs.h - findings to every output that was asked for.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "cmd/request.h"

/*
 * Each file is replaced whole or left as it was; the first that fails ends it. A
 * draft is written into what is there (draft.h), and `diag` told what was kept.
 */
MUST_CHECK
bool outputs_write(const struct request *request, const struct findings *findings,
		   struct diag *diag, struct arena *arena, struct error *error);

#endif
