/*
 * survey.h - the first pass: counts of each service and host, minute by minute.
 *
 * An event_sink. Parts are merged by sums, minima and maxima, so the result does
 * not depend on threads or chunks. Memory is bounded: cells live in pages of 60 (an
 * hour of minutes), and at most SURVEY_PAGES_MAX pages are kept. A service whose hosts
 * would take more than three quarters of them is counted as a whole only; where there
 * are too many all the same, all services are; where that is not enough, the run
 * ends with FAULT_LIMIT and advice (narrow it with --since and --until), as it does
 * past SURVEY_SERVICES_MAX services. All of that depends on what came alone (tally.h).
 * Of more than SURVEY_HOSTS_MAX hosts of a service none is told, nor kept. Durations are kept every
 * five minutes for SURVEY_LATENCY_MAX hours of services; past them only each service's own sum is.
 */
#ifndef ANALYSIS_SURVEY_H
#define ANALYSIS_SURVEY_H

#include "analysis/activity.h"
#include "analysis/allowance.h"
#include "core/arena.h"
#include "core/sink.h"

/* Of 56 to 2,928 bytes, usually some 300: at most 384 MB; or 15 years of one host's minutes. */
#define SURVEY_PAGES_MAX 131072
#define SURVEY_SERVICES_MAX 4096
#define SURVEY_HOSTS_MAX 1024
/* Hours of services, of 60 to 5,848 bytes, usually some 200: at most 96 MB; or 22 months of one. */
#define SURVEY_LATENCY_MAX 16384
#define SURVEY_CELLS_MAX (4u << 20) /* of one activity; a longer one gets wider cells */

struct survey;

/* `cell_us`: width of a cell, a divisor of an hour; 60 s unless --bucket is finer. */
struct survey *survey_new(struct arena *arena, int64_t cell_us);
/* Before the first event: what counting tables may take (allowance.h). */
void survey_allow(struct survey *survey, uint64_t memory_bytes);
struct event_sink *survey_sink(struct survey *survey);
void survey_release(struct survey *survey); /* what lies outside the arena */

/*
 * After all is joined: services in order of their names. A service that has both
 * logs and statistics, or statistics of several widths, gives its finest series, one
 * that has more than one count if any has (rows that go by a calendar are of one
 * width: a day of 23 hours is a day, February a month);
 * `note` then says what was left aside, and likewise where a few stray stamps lie
 * more than 400 days from the rest (clocks that were not set). NULL where nothing was.
 */
uint32_t survey_services(const struct survey *survey);
const char *survey_service(const struct survey *survey, uint32_t service);
struct activity survey_activity(const struct survey *survey, uint32_t service, struct arena *arena,
				const char **note);
/* Its hosts, by name, each on the service's grid. They are laid out together: to find one's
 * cells takes a look at all of them. In `arena`. */
uint32_t survey_hosts(const struct survey *survey, uint32_t service);
struct survey_layout;
const struct survey_layout *survey_lay_hosts(const struct survey *survey, uint32_t service,
					     struct arena *arena);
struct activity survey_host_activity(const struct survey_layout *layout, uint32_t host,
				     struct arena *arena);

/*
 * Nothing more is counted: after that services can be forgotten, each by whoever is done with its
 * activity and those of its hosts, at once with others. What is told below stays known.
 */
void survey_close(struct survey *survey);
void survey_forget(struct survey *survey, uint32_t service);

/* The duration that a share of `quantile` of its requests stay at or below; NAN: none is known. */
double survey_latency_ms(const struct survey *survey, uint32_t service, double quantile);

/* Whether there were too many hours of durations to keep them by time. */
bool survey_latency_given_up(const struct survey *survey);

/* The only service that a source's events are of; NULL: of several, or it has none. */
const char *survey_sole_service(const struct survey *survey, uint32_t source);

/* Whether any source that has events of it has events of other services, too. */
bool survey_shares_sources(const struct survey *survey, uint32_t service);

/* Whether it has too many hosts, or hosts for which there were too few pages; the latter alone. */
bool survey_hosts_given_up(const struct survey *survey, uint32_t service);
bool survey_pages_given_up(const struct survey *survey, uint32_t service);

#endif
