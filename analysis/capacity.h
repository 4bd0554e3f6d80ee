/*
 * capacity.h - at which rate errors began to rise during a spike.
 *
 * A hint, no limit: the rate of the minutes before an error window that begins in a
 * spike of the same service, and how much failed at lower rates before and at such
 * rates or higher ones after. What broke may have been something else.
 */
#ifndef ANALYSIS_CAPACITY_H
#define ANALYSIS_CAPACITY_H

#include "analysis/detect.h"

#define CAPACITY_BEFORE_US (5 * MINUTE_US) /* whose rate is taken */
#define CAPACITY_RATIO_MIN 1.3             /* of the usual rate: else it is not the load */

/*
 * Of the first error window that begins in the spike, which is one of `watched`, with its
 * counts; `outage` NULL where none does.
 */
struct capacity capacity_of(const struct detection *detection, const struct watched *watched,
			    const struct spike *spike);

#endif
