/* surveyed.h - a survey of some events, for tests of what it says of them. */
#ifndef TESTS_SURVEYED_H
#define TESTS_SURVEYED_H

#include "analysis/survey.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#define T0 (INT64_C(1393095600) * SECOND_US) /* 2014-02-22 19:00:00 UTC */

static const struct feed_plan plain = { .parts = 1, .batch = 64 };

struct fixture {
	struct arena arena;
	struct survey *survey;
};

static inline void given(struct fixture *fixture, const struct happening *happening, uint32_t count,
		  struct feed_plan plan)
{
	struct error error;

	*fixture = (struct fixture){ 0 };
	fixture->survey = survey_new(&fixture->arena, MINUTE_US);
	assert_true(feed_all(survey_sink(fixture->survey), happening, count, plan, &error));
}

static inline void done(struct fixture *fixture)
{
	survey_release(fixture->survey);
	arena_release(&fixture->arena);
}

#endif
