/*
 * engine.h - the analysis from survey to findings: the order of the stages, and
 * nothing of what they compute.
 *
 *   survey ── detect ──► rounds of stretches ── inspect, explain ──► link, tell
 *
 * The reader is not known here: cmd reads the archive into the survey's sink, asks
 * for the stretches of one round after the other, reads those into the inspection's sink,
 * and asks for the findings.
 */
#ifndef ANALYSIS_ENGINE_H
#define ANALYSIS_ENGINE_H

#include "analysis/findings.h"
#include "analysis/survey.h"
#include "core/sink.h"
#include "core/window.h"
#include "core/zone.h"

struct engine_options {
	int64_t since_us, until_us; /* the report's range; TIME_UNKNOWN: as far as the events go */
	const char *where;          /* which events were read, in the user's words; NULL: all */
	int64_t bucket_us;          /* of the printed curves; 0: chosen from the data */
	const struct zone *zone;    /* whose clock daily profiles follow */
	const struct window_list *declared;
	const struct mark_list *marks;
	const struct source_facts *source; /* the reader's ledger, passed through */
	uint32_t sources;
	uint32_t jobs;
	const char *explain;   /* id of the episode to give an account of; NULL: of none */
	uint64_t memory_bytes; /* of counting tables: as survey_allow was told; 0: their own bounds
				*/
	double round_events;   /* of a round of several services (rounds.h); 0: ROUND_EVENTS */
};

struct engine;

/* Detect. `survey`, the options and all they point at must outlive the engine. */
struct engine *engine_detect(struct survey *survey, const struct engine_options *options,
			     struct arena *arena);

/* What the second pass should read in one go. */
struct engine_round {
	const struct stretch *stretch;
	size_t stretches;
	bool is_last;
};

/*
 * Begin the next round of the second pass, after the one before is read; false where there is
 * none, from the first on where nothing was found. What is told of a round's episodes is made
 * when the next is asked for: ask until there is none, or not at all.
 */
bool engine_round(struct engine *engine, struct engine_round *out);

/* What each round fills. */
struct event_sink *engine_inspection(struct engine *engine);

/* Link, build incidents and timeline; without rounds nothing is explained. Lives in the engine's
 * arena. */
const struct findings *engine_conclude(struct engine *engine);

/* Give back what lies outside the arena; the findings stay. */
void engine_release(struct engine *engine);

#endif
