/*
 * claims.h - several windows of one outage: who says that it began and ended when.
 *
 * Windows of one service in an incident that overlap are of one outage: what status
 * pages and feeds declare, and what the logs show. None is changed or dropped; each
 * is set against one of them: the first that the logs show of the whole service, else
 * of a host, else the earliest that somebody declared.
 */
#ifndef ANALYSIS_CLAIMS_H
#define ANALYSIS_CLAIMS_H

#include "analysis/findings.h"
#include "core/arena.h"

/* Fill the incident's claims from its outages, which are by start. In `arena`. */
void claims_of(struct incident *incident, struct arena *arena);

#endif
