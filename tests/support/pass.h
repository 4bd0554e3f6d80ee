/*
 * pass.h - recognise, survey and inspect what lies at a place, for tests.
 */
#ifndef SUPPORT_PASS_H
#define SUPPORT_PASS_H

#include "core/file.h"
#include "ingest/run.h"
#include "tests/support/collect.h"
#include "tests/support/plain_parser.h"

struct pass {
	struct arena arena;
	struct source_list sources;
	struct ingest_options options;
	struct collect collect;
	struct error error;
};

/* Options of one worker, the plain parser, all times, now 2016-01-01. */
static inline void pass_init(struct pass *pass)
{
	*pass = (struct pass){
		.options = {
			.jobs = 1,
			.since_us = TIME_UNKNOWN,
			.until_us = TIME_UNKNOWN,
			.date_us = TIME_UNKNOWN,
			.zone = NULL,
			.now_us = INT64_C(1451606400) * SECOND_US,
			.parser = &plain_parser,
			.ops = &file_system,
		},
	};
	collect_init(&pass->collect);
}

/* Find `path` as service "s" and recognise and survey it. */
static inline bool pass_survey(struct pass *pass, const char *path)
{
	struct source_request request = { .path = path, .service = "s" };

	return sources_find(&request, 1, &pass->arena, &pass->sources, &pass->error) &&
	       ingest_recognise(&pass->sources, &pass->options, &pass->arena, &pass->error) &&
	       ingest_survey(&pass->sources, &pass->options, &pass->collect.sink, &pass->arena,
			     &pass->error);
}

static inline bool pass_inspect(struct pass *pass, const struct stretch *stretch, size_t count)
{
	pass->collect.got = (struct collected){ 0 };
	return ingest_inspect(&pass->sources, &pass->options, stretch, count, &pass->collect.sink,
			      &pass->arena, &pass->error);
}

static inline void pass_release(struct pass *pass)
{
	ingest_close(&pass->sources);
	arena_release(&pass->arena);
}

#endif
