/*
 * account.h - how the numbers of one episode came about: what was counted around it
 * and what was expected, what it was compared with, how far it strayed.
 */
#ifndef ANALYSIS_ACCOUNT_H
#define ANALYSIS_ACCOUNT_H

#include "analysis/inspect.h"
#include "analysis/looks.h"

/*
 * Of the spike or outage with that id ("s1", "o2"); NULL where there is none. `reference`: of each
 * episode, events of its references (inspection_reference). In `arena`.
 */
const struct account *account_of(const struct detection *detection, const struct looks *looks,
				 const double *reference, const struct findings *findings,
				 const char *id, struct arena *arena);

#endif
