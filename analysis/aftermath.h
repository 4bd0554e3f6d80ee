/*
 * aftermath.h - what an incident left behind at each of its services: how long traffic
 * stayed raised, whether its level changed for good, whether those who came first in
 * a spike came again. Each with an interval, or with what is missing to tell.
 */
#ifndef ANALYSIS_AFTERMATH_H
#define ANALYSIS_AFTERMATH_H

#include "analysis/detect.h"

#define AFTERMATH_WINDOW_US (15 * MINUTE_US)
#define AFTERMATH_CALM 4 /* windows in a row as expected: the glow is over */
#define AFTERMATH_GLOW_MAX_US (7 * DAY_US)
#define AFTERMATH_RETURNING_MIN 30 /* new clients; fewer say nothing */

/*
 * List the incident's aftermath: one for each of its services whose events are known, with
 * who came again. `returning` is by spike as in the detection. In `arena`.
 */
void aftermath_list(struct incident *incident, const struct detection *detection,
		    const struct returning *returning, struct arena *arena);

/* Fill in the rest of what is listed of a service, which is given with its counts. */
void aftermath_fill(const struct incident *incident, const struct watched *watched);

#endif
