/*
 * axis.h - where a chart's time axis has its ticks, and what stands there.
 */
#ifndef REPORT_AXIS_H
#define REPORT_AXIS_H

#include "core/zone.h"

/* A step people can read a clock by, so that `length_us` has at most about `ticks` of them. */
int64_t axis_step(int64_t length_us, uint32_t ticks);

/* The first whole step of the zone's wall clock at or after `from_us`. */
int64_t axis_first_tick(const struct zone *zone, int64_t from_us, int64_t step_us);

/* "02-22", "19:00" or "19:02:30", by the step. */
void axis_label(const struct zone *zone, int64_t time_us, int64_t step_us, char *label,
		size_t size);

#endif
