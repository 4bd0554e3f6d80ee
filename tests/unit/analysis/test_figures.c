/* test_figures.c - a service in numbers: availability, budget, downtime, buckets. */
#include "analysis/figures.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>

#define T0 (INT64_C(16115) * DAY_US)
#define LINES 1000

static struct outage window(const char *service, const char *host, enum outage_kind kind,
			    int64_t from_min, int64_t to_min, double lost)
{
	return (struct outage){ .service = service, .host = host, .kind = kind,
				.from_us = T0 + from_min * MINUTE_US, .to_us = T0 + to_min * MINUTE_US,
				.lost_events = lost };
}

static struct service service_with(const struct outage *outage, uint32_t outages, bool failures,
				   struct arena *arena)
{
	static struct happening line[LINES];
	struct survey *survey = survey_new(arena, MINUTE_US);
	struct watched watched = { .name = "site" };
	struct detection detection = { .watched = &watched, .watcheds = 1, .from_us = T0,
				       .to_us = T0 + 1000 * MINUTE_US,
				       .outage = (struct outage *)(uintptr_t)outage,
				       .outages = outages };
	struct arena scratch = { 0 };
	struct service service;
	const char *note;
	struct error error;

	for (uint32_t i = 0; i < LINES; i++)
		line[i] = (struct happening){ .at_us = T0 + i * MINUTE_US, .bytes = 3,
					      .status = !failures ? 0 : i < 20 ? 503 : i < 40 ? 404 : 200 };
	assert_true(feed_all(survey_sink(survey), line, LINES, (struct feed_plan){ 1, 64, false },
			     &error));
	watched.activity = survey_activity(survey, 0, arena, &note);
	watched.baseline = baseline_fit(&watched.activity, zone_utc, arena, &scratch);
	service = figures_of(&detection, survey, &watched, 10 * MINUTE_US, arena);
	survey_release(survey);
	arena_release(&scratch);
	return service;
}

static void sums_up_what_failed(void **state)
{
	const struct outage outage[] = {
		window("site", NULL, OUTAGE_SILENCE, -30, 10, 100), /* begins before the range */
		window("site", NULL, OUTAGE_DECLARED, 5, 30, NAN),  /* overlaps it */
		window("site", "web1", OUTAGE_SILENCE, 100, 200, 500), /* the others serve */
		window("other", NULL, OUTAGE_SILENCE, 300, 400, 700),
		window("site", NULL, OUTAGE_ERRORS, 990, 1100, NAN), /* ends after it */
	};
	struct arena arena = { 0 };
	struct service got = service_with(outage, LENGTH(outage), true, &arena);

	(void)state;
	assert_true(got.events == LINES && got.bytes == 3 * LINES && got.errors == 20);
	/* 20 failed and 100 were lost, of 1,100. */
	assert_true(got.failed == 120 && fabs(got.availability - (1 - 120.0 / 1100)) < 1e-12);
	assert_true(fabs(got.budget - 1.1) < 1e-12);
	assert_true(got.downtime_s == (30 + 10) * 60);
	assert_int_equal(got.curve.buckets, 100);
	assert_true(got.curve.events[0] == 10 && got.curve.failed[0] == 10);
	arena_release(&arena);
}

static void knows_no_availability_without_failures(void **state)
{
	struct arena arena = { 0 };
	struct service got = service_with(NULL, 0, false, &arena);

	(void)state;
	assert_true(isnan(got.availability) && isnan(got.failed) && isnan(got.budget));
	assert_true(got.downtime_s == 0);
	arena_release(&arena);
}

static void chooses_buckets(void **state)
{
	static const struct {
		int64_t range_us, asked_us, bucket_us;
	} cases[] = {
		{ 400 * MINUTE_US, 0, MINUTE_US },
		{ 401 * MINUTE_US, 0, 5 * MINUTE_US },
		{ 30 * DAY_US, 0, 3 * HOUR_US },
		{ 3000 * DAY_US, 0, DAY_US },
		{ 30 * DAY_US, MINUTE_US, MINUTE_US },
		{ 3000 * DAY_US, SECOND_US, 1000 * SECOND_US }, /* no more than a million */
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct detection detection = { .from_us = T0, .to_us = T0 + cases[i].range_us };

		assert_true(figures_bucket_us(&detection, cases[i].asked_us) == cases[i].bucket_us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_up_what_failed),
		cmocka_unit_test(knows_no_availability_without_failures),
		cmocka_unit_test(chooses_buckets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
