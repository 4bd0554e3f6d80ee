/* allowance.c - see allowance.h. */
#include "analysis/allowance.h"

#include "analysis/census.h"
#include "analysis/inspect.h"
#include "analysis/messages.h"
#include "analysis/survey.h"
#include "analysis/tally.h"

/*
 * What an entry takes, with its place in the hash table, the text that is kept of it
 * and what is lost when arrays double. A value is taken to be of 100 bytes, with a line
 * as evidence.
 */
#define PAGE_BYTES (PAGE_BYTES_MAX + 200)
#define LATENCY_BYTES (LATENCY_PAGE_BYTES_MAX + 200)
#define VALUE_BYTES (sizeof(struct count) + sizeof(struct count_more) + 650)
#define CLIENT_BYTES (sizeof(struct count) + 150)
/* member_set.h, and twice while a set grows. */
#define DISTINCT_BYTES 16

static uint32_t entries(double bytes, size_t entry_bytes, uint32_t most)
{
	double count = bytes / (double)entry_bytes;

	return count < (double)most ? (uint32_t)count : most;
}

struct allowance allowance_of(uint64_t bytes)
{
	double tables = ALLOWANCE_WORKERS + 1;
	double survey = (double)bytes / tables;
	/* The survey's sum stays while the inspection's tables fill. */
	double inspection = (double)bytes - survey;

	if (!bytes)
		return (struct allowance){
			.pages = SURVEY_PAGES_MAX,
			.latencies = SURVEY_LATENCY_MAX,
			.shapes = MESSAGES_SHAPES_MAX,
			.values = INSPECT_VALUES_MAX,
			.clients = INSPECT_CLIENTS_MAX,
			.distinct = INSPECT_DISTINCT_MAX,
		};
	return (struct allowance){
		.pages = entries(survey * 0.7, PAGE_BYTES, SURVEY_PAGES_MAX),
		.latencies = entries(survey * 0.3, LATENCY_BYTES, SURVEY_LATENCY_MAX),
		.shapes = entries(inspection * 0.2 / tables, VALUE_BYTES, MESSAGES_SHAPES_MAX),
		.values = entries(inspection * 0.3 / DIMENSIONS, VALUE_BYTES, INSPECT_VALUES_MAX),
		.clients = entries(inspection * 0.25, CLIENT_BYTES, INSPECT_CLIENTS_MAX),
		.distinct = entries(inspection * 0.25, DISTINCT_BYTES, INSPECT_DISTINCT_MAX),
	};
}
