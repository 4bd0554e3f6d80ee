/*
 * metric.h - what was counted, in words.
 */
#ifndef CORE_METRIC_H
#define CORE_METRIC_H

#include "core/core.h"
#include "seiche/parser.h"

/* Of an enum seiche_metric, as reports have it: "events", "visitors". */
const char *metric_name(uint32_t metric);

/* One of them: "event". */
const char *metric_singular(uint32_t metric);

/* The metric where it is one of the enum; else SEICHE_COUNTS_EVENTS. */
uint32_t metric_known(uint32_t metric);

#endif
