/* allowance.c - see allowance.h. */
#include "analysis/allowance.h"

#include "analysis/census.h"
#include "analysis/inspect.h"
#include "analysis/messages.h"
#include "analysis/survey.h"
#include "analysis/tally.h"

#include <math.h>

/*
 * What an entry takes, with its place in the hash table, the text that is kept of it
 * and what is lost when arrays double. A value is taken to be of 100 bytes, with a line
 * as evidence.
 */
/* Of an hour whose minutes have each a million lines, a TB, and stamps of microseconds. */
#define PAGE_BYTES 1200
#define LATENCY_BYTES (LATENCY_PAGE_BYTES_MAX + 200)
#define VALUE_BYTES (sizeof(struct count) + sizeof(struct count_more) + 370)
#define SHAPE_BYTES (sizeof(struct count) + sizeof(struct count_more) + 650)
#define CLIENT_BYTES (sizeof(struct count) + 70)

static uint32_t entries(double bytes, size_t entry_bytes, uint32_t most)
{
	double count = bytes / (double)entry_bytes;

	return count < (double)most ? (uint32_t)count : most;
}

/* What each dimension gets of all values' room: a log has very many of few dimensions only. */
static const double part_of[DIMENSIONS] = {
	[DIMENSION_PATH] = .35,  [DIMENSION_REFERRER] = .1, [DIMENSION_AGENT] = .15,
	[DIMENSION_HOST] = .05,  [DIMENSION_STATUS] = .05,  [DIMENSION_METHOD] = .05,
	[DIMENSION_QUERY] = .15, [DIMENSION_LEVEL] = .05,   [DIMENSION_PROGRAM] = .05,
};

static void share_values(struct allowance *allowance, double value_bytes, double distinct_bytes)
{
	for (int d = 0; d < DIMENSIONS; d++) {
		if (d == DIMENSION_CLIENT)
			continue;
		allowance->values[d] =
			entries(value_bytes * part_of[d], VALUE_BYTES, INSPECT_VALUES_MAX);
		allowance->distinct[d] = entries(distinct_bytes * part_of[d],
						 ALLOWANCE_DISTINCT_BYTES, INSPECT_DISTINCT_MAX);
	}
}

struct allowance allowance_of(uint64_t bytes)
{
	double tables = ALLOWANCE_WORKERS + 1;
	double survey = bytes ? (double)bytes / tables : HUGE_VAL;
	/* The survey's sum stays while the inspection's tables fill. */
	double inspection = bytes ? (double)bytes - survey : HUGE_VAL;
	struct allowance allowance;

	allowance = (struct allowance){
		.pages = entries(survey * 0.7, PAGE_BYTES, SURVEY_PAGES_MAX),
		.latencies = entries(survey * 0.3, LATENCY_BYTES, SURVEY_LATENCY_MAX),
		.shapes = entries(inspection * 0.1 / tables, SHAPE_BYTES, MESSAGES_SHAPES_MAX),
		.clients = entries(inspection * 0.25, CLIENT_BYTES, INSPECT_CLIENTS_MAX),
	};
	share_values(&allowance, inspection * 0.45, inspection * 0.2);
	return allowance;
}

uint32_t allowance_events(const struct allowance *allowance)
{
	uint32_t least = allowance->clients;

	for (int d = 0; d < DIMENSIONS; d++)
		if (d != DIMENSION_CLIENT)
			least = MIN(least, MIN(allowance->values[d], allowance->distinct[d]));
	return least;
}
