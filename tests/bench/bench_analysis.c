/*
 * bench_analysis.c - what the analysis costs once all is read: by days and services.
 *
 *   bench_analysis [--most MS]   status 1 where 90 days of 10 services take longer
 *
 * Minutes of made services; detection is timed in seconds of processor time, so that
 * other work on the machine hardly shows.
 */
#include "analysis/detect.h"
#include "tests/bench/rng_real.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BEGIN_US (INT64_C(16867) * DAY_US)
#define ROUNDS 3

struct site {
	char bytes[SEICHE_PADDING];
	uint32_t line[2];
	struct seiche_event row[1024];
	struct seiche_chunk chunk;
	struct seiche_batch batch;
};

/* Requests by the minute with a daily shape, some of them failed, and a spike in the middle. */
static bool feed(struct event_sink *sink, void *part, struct site *site, const char *name,
		 uint32_t minutes, struct rng *rng, struct error *error)
{
	const struct event_origin origin = { .service = name, .first_line = 1 };
	bool ok = true;

	for (uint32_t i = 0; i < minutes && ok; i++) {
		double rate = 60 * (1 + 0.6 * sin(i * 2 * M_PI / 1440)) *
			      (i / 60 == minutes / 120 ? 4 : 1);
		uint64_t count = rng_poisson(rng, rate);

		for (int failed = 0; failed < 2; failed++) {
			struct seiche_event *row = seiche_row(&site->batch);

			row->time_us = BEGIN_US + i * MINUTE_US + (failed ? 58 : 2) * SECOND_US;
			row->weight = failed ? count % 7 == 0 : count;
			row->kind = SEICHE_REQUEST;
			row->status = failed ? 500 : 200;
			row->has = SEICHE_STATUS;
			site->batch.rows += row->weight > 0;
		}
		if (site->batch.rows + 2 > LENGTH(site->row) || i + 1 == minutes) {
			ok = sink->take(part, &origin, &site->chunk, &site->batch, error);
			site->batch.rows = 0;
		}
	}
	return ok;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* In milliseconds. What is judged is let go of, so all is laid out each time. */
static double run_once(uint32_t days, uint32_t services)
{
	struct arena arena = { 0 };
	struct survey *survey = survey_new(&arena, MINUTE_US);
	struct event_sink *sink = survey_sink(survey);
	struct engine_options options = { .since_us = TIME_UNKNOWN,
					  .until_us = TIME_UNKNOWN,
					  .zone = zone_utc };
	static struct site site;
	struct rng rng = { .state = 1 };
	struct error error;
	void *part = sink->fork(sink);
	double start, taken;

	site.chunk = (struct seiche_chunk){ .bytes = site.bytes, .line = site.line };
	site.batch = (struct seiche_batch){ .row = site.row,
					    .stride = sizeof(site.row[0]),
					    .room = LENGTH(site.row) };
	for (uint32_t i = 0; i < services; i++)
		if (!feed(sink, part, &site, arena_print(&arena, "site%u", i), days * 1440, &rng,
			  &error)) {
			fprintf(stderr, "bench_analysis: %s\n", error.text);
			exit(2);
		}
	if (!sink->join(sink, part, &error))
		exit(2);
	start = seconds();
	detect(survey, &options, &arena);
	taken = (seconds() - start) * 1000;
	survey_release(survey);
	arena_release(&arena);
	return taken;
}

/* The least of some rounds. */
static double run(uint32_t days, uint32_t services)
{
	double best = INFINITY;

	for (int round = 0; round < ROUNDS; round++)
		best = fmin(best, run_once(days, services));
	return best;
}

int main(int count, char **argument)
{
	static const uint32_t days[] = { 10, 30, 90 };
	static const uint32_t services[] = { 1, 3, 10 };
	double most =
		count == 3 && !strcmp(argument[1], "--most") ? strtod(argument[2], NULL) : INFINITY;
	double last = 0;

	printf("milliseconds of one core\n| days of minutes |");
	for (size_t i = 0; i < LENGTH(services); i++)
		printf(" %u services |", services[i]);
	printf("\n| --- | --- | --- | --- |\n");
	for (size_t d = 0; d < LENGTH(days); d++) {
		printf("| %u |", days[d]);
		for (size_t i = 0; i < LENGTH(services); i++)
			printf(" %.1f |", last = run(days[d], services[i]));
		printf("\n");
	}
	return last <= most ? 0 : 1;
}
