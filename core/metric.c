/* metric.c - see metric.h. */
#include "core/metric.h"

static const struct {
	const char *many, *one;
} words[] = {
	[SEICHE_COUNTS_EVENTS] = { "events", "event" },
	[SEICHE_COUNTS_REQUESTS] = { "requests", "request" },
	[SEICHE_COUNTS_HITS] = { "hits", "hit" },
	[SEICHE_COUNTS_PAGEVIEWS] = { "pageviews", "pageview" },
	[SEICHE_COUNTS_VISITS] = { "visits", "visit" },
	[SEICHE_COUNTS_VISITORS] = { "visitors", "visitor" },
};

uint32_t metric_known(uint32_t metric)
{
	return metric < LENGTH(words) ? metric : SEICHE_COUNTS_EVENTS;
}

const char *metric_name(uint32_t metric)
{
	return words[metric_known(metric)].many;
}

const char *metric_singular(uint32_t metric)
{
	return words[metric_known(metric)].one;
}
