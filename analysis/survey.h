/*
 * survey.h - the first pass: counts of each service and host, minute by minute.
 *
 * An event_sink. Parts are merged by sums, minima and maxima, so the result does
 * not depend on threads or chunks. Memory is bounded: cells live in pages of an
 * hour, and at most SURVEY_PAGES_MAX pages are kept; past them the run ends with
 * FAULT_LIMIT and advice (narrow it with --since and --until).
 */
#ifndef ANALYSIS_SURVEY_H
#define ANALYSIS_SURVEY_H

#include "analysis/activity.h"
#include "core/arena.h"
#include "core/sink.h"

struct survey;

/* `cell_us`: width of a cell, a divisor of an hour; 60 s unless --bucket is finer. */
struct survey *survey_new(struct arena *arena, int64_t cell_us);
struct event_sink *survey_sink(struct survey *survey);
void survey_release(struct survey *survey); /* what lies outside the arena */

/*
 * After all is joined: services in order of their names. A service that has both
 * logs and statistics, or statistics of several widths, gives its finest series;
 * `note` then says what was left aside.
 */
uint32_t survey_services(const struct survey *survey);
const char *survey_service(const struct survey *survey, uint32_t service);
struct activity survey_activity(const struct survey *survey, uint32_t service, struct arena *arena,
				const char **note);
/* Its hosts, by name, each on the service's grid. */
uint32_t survey_hosts(const struct survey *survey, uint32_t service);
struct activity survey_host_activity(const struct survey *survey, uint32_t service, uint32_t host,
				     struct arena *arena);

/* First and last event or row end over all services; false where there is none. */
bool survey_range(const struct survey *survey, int64_t *from_us, int64_t *to_us);

#endif
