/*
 * outputs.h - findings to every output that was asked for.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "cmd/request.h"

/* Each file is replaced whole or left as it was; the first that fails ends it. */
MUST_CHECK
bool outputs_write(const struct request *request, const struct findings *findings,
		   struct error *error);

#endif
