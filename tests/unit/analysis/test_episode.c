/* test_episode.c - what all detectors together make of made activities whose truth is known. */
#include "analysis/episode.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/slim_add.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY0 (INT64_C(16867) * DAY_US) /* 2016-03-07, a Monday */
#define DAYS 21
#define CELLS (DAYS * 24 * 60)
#define AT(day, hour, minute) (((day)*24 + (hour)) * 60 + (minute))

/* Ten or so events a minute, 2 in 1000 of them failed, changed from `from` to `to`. */
struct change {
	uint32_t from, to; /* minutes */
	double events;     /* factor */
	double failed;     /* share; 0: as usual */
};

struct made {
	struct arena arena;
	double *events, *failed, *bytes;
	uint8_t *known;
	int64_t *first_us, *last_us;
	struct activity activity;
};

static double usual(uint32_t minute)
{
	return 8 + minute * UINT32_C(2654435761) / UINT32_C(858993460); /* 8 to 12 */
}

static struct made make(uint32_t cells, const struct change *change, size_t changes)
{
	struct made made = { .arena = { 0 } };

	made.events = arena_array(&made.arena, cells, sizeof(double));
	made.failed = arena_array(&made.arena, cells, sizeof(double));
	made.bytes = arena_array(&made.arena, cells, sizeof(double));
	made.known = arena_array(&made.arena, cells, 1);
	made.first_us = arena_array(&made.arena, cells, sizeof(int64_t));
	made.last_us = arena_array(&made.arena, cells, sizeof(int64_t));
	for (uint32_t i = 0; i < cells; i++) {
		double events = usual(i);

		made.failed[i] = i % 50 == 7;
		for (size_t k = 0; k < changes; k++) {
			if (i < change[k].from || i >= change[k].to)
				continue;
			/* Parts of events come as whole ones now and then. */
			events = floor(events * change[k].events * (i + 1)) -
				 floor(events * change[k].events * i);
			if (change[k].failed > 0)
				made.failed[i] = round(events * change[k].failed);
		}
		made.events[i] = events;
		made.failed[i] = fmin(made.failed[i], events);
		made.known[i] = 1;
		made.first_us[i] = made.last_us[i] = TIME_UNKNOWN;
		if (events > 0) {
			made.first_us[i] = DAY0 + i * MINUTE_US + 2 * SECOND_US;
			made.last_us[i] = DAY0 + i * MINUTE_US + 58 * SECOND_US;
		}
	}
	made.activity = (struct activity){ .service = "shop",
					   .begin_us = DAY0,
					   .width_us = MINUTE_US,
					   .cells = cells,
					   .events = made.events,
					   .failed = made.failed,
					   .bytes = made.bytes,
					   .known = made.known,
					   .first_us = made.first_us,
					   .last_us = made.last_us,
					   .has_failures = true };
	return made;
}

static struct episodes find(struct made *made)
{
	struct arena scratch = { 0 };
	struct episodes episodes = episodes_find(&made->activity, zone_utc, &episode_defaults, 2,
						 &made->arena, &scratch);

	arena_release(&scratch);
	return episodes;
}

static const char *kind_name(enum episode_kind kind)
{
	static const char *const name[] = { "spike", "drop", "silence", "errors", "latency" };

	return name[kind];
}

/* Exactly these, each end within `slack_s`. */
static void expect(const struct episodes *found, enum episode_kind kind, uint32_t from, uint32_t to,
		   int64_t slack_s)
{
	for (uint32_t i = 0; i < found->count; i++)
		print_message("  %s from %.1f to %.1f min\n", kind_name(found->item[i].kind),
			      (double)(found->item[i].from_us - DAY0) / MINUTE_US,
			      (double)(found->item[i].to_us - DAY0) / MINUTE_US);
	assert_int_equal(found->count, 1);
	assert_string_equal(kind_name(found->item[0].kind), kind_name(kind));
	assert_in_range(llabs(found->item[0].from_us - DAY0 - from * MINUTE_US), 0,
			slack_s * SECOND_US);
	assert_in_range(llabs(found->item[0].to_us - DAY0 - to * MINUTE_US), 0,
			slack_s * SECOND_US);
}

/* The change is what is found. */
static const struct {
	const char *what;
	struct change change;
	enum episode_kind kind;
	int64_t slack_s;
} found_cases[] = {
	{ "three times as much for an hour",
	  { AT(9, 14, 0), AT(9, 15, 0), 3, 0 },
	  EPISODE_SPIKE,
	  0 },
	{ "five times for seven minutes", { AT(9, 14, 3), AT(9, 14, 10), 5, 0 }, EPISODE_SPIKE, 0 },
	{ "half as much again for a day",
	  { AT(9, 0, 0), AT(10, 0, 0), 1.5, 0 },
	  EPISODE_SPIKE,
	  300 },
	{ "a third for two hours", { AT(9, 14, 0), AT(9, 16, 0), 0.33, 0 }, EPISODE_DROP, 60 },
	{ "a tenth for two hours, with lulls",
	  { AT(9, 14, 0), AT(9, 16, 0), 0.1, 0 },
	  EPISODE_DROP,
	  300 },
	/* The ends are stamps: two seconds before the minute, two after. */
	{ "nothing for four minutes", { AT(9, 14, 0), AT(9, 14, 4), 0, 0 }, EPISODE_SILENCE, 2 },
	{ "nothing for two days", { AT(9, 0, 0), AT(11, 0, 0), 0, 0 }, EPISODE_SILENCE, 2 },
	{ "a third fails for twelve minutes",
	  { AT(9, 14, 0), AT(9, 14, 12), 1, 0.34 },
	  EPISODE_ERRORS,
	  60 },
	{ "all fails for a minute", { AT(9, 14, 0), AT(9, 14, 1), 1, 1 }, EPISODE_ERRORS, 0 },
};

static void finds_what_was_changed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(found_cases); i++) {
		struct made made = make(CELLS, &found_cases[i].change, 1);
		struct episodes episodes;

		print_message("%s\n", found_cases[i].what);
		episodes = find(&made);
		expect(&episodes, found_cases[i].kind, found_cases[i].change.from,
		       found_cases[i].change.to, found_cases[i].slack_s);
		arena_release(&made.arena);
	}
}

static void daily_job(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++)
		if (i % (24 * 60) >= AT(0, 7, 0) && i % (24 * 60) < AT(0, 7, 10))
			made->events[i] *= 6;
}

static void weekly_show(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++)
		if (i % (7 * 24 * 60) >= AT(2, 20, 0) && i % (7 * 24 * 60) < AT(2, 21, 0))
			made->events[i] *= 3;
}

static void night_batch_fails(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++)
		if (i % (24 * 60) >= AT(0, 3, 0) && i % (24 * 60) < AT(0, 4, 0))
			made->failed[i] = 4;
}

static void moves_to_another_level(struct made *made)
{
	for (uint32_t i = AT(11, 13, 22); i < CELLS; i++)
		made->events[i] *= 2;
}

static void hole_in_counts(struct made *made)
{
	made->activity.counted = true;
	made->activity.first_us = made->activity.last_us = NULL;
	for (uint32_t i = AT(9, 3, 0); i < AT(9, 9, 0); i++)
		made->known[i] = made->events[i] = made->failed[i] = 0;
}

static void one_row_of_zero(struct made *made)
{
	made->activity.counted = true;
	made->activity.first_us = made->activity.last_us = NULL;
	made->events[AT(9, 3, 0)] = made->failed[AT(9, 3, 0)] = 0;
}

static void stamps_of_whole_minutes(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++)
		made->first_us[i] = made->last_us[i] = DAY0 + i * MINUTE_US;
}

static void a_job_every_other_minute(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++) {
		if (i % 2)
			made->events[i] = 0;
		made->events[i] *= 30;
		made->first_us[i] = made->last_us[i] = i % 2 ? TIME_UNKNOWN : DAY0 + i * MINUTE_US;
	}
}

static void unknown_before_and_after(struct made *made)
{
	for (uint32_t i = 0; i < CELLS; i++)
		if (i < AT(2, 0, 0) || i >= AT(19, 0, 0)) {
			made->known[i] = made->events[i] = made->failed[i] = 0;
			made->first_us[i] = made->last_us[i] = TIME_UNKNOWN;
		}
}

/* What is no episode, however it looks to who knows no better. */
static const struct {
	const char *what;
	void (*change)(struct made *made);
} quiet_cases[] = {
	{ "a job at seven every day", daily_job },
	{ "a batch that fails every night", night_batch_fails },
	{ "twice as much from one minute on", moves_to_another_level },
	{ "rows that are missing", hole_in_counts },
	{ "one row of zero", one_row_of_zero },
	{ "stamps of whole minutes", stamps_of_whole_minutes },
	{ "a job every other minute", a_job_every_other_minute },
	{ "no data before and after", unknown_before_and_after },
};

static void keeps_quiet(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(quiet_cases); i++) {
		struct made made = make(CELLS, NULL, 0);
		struct episodes episodes;

		print_message("%s\n", quiet_cases[i].what);
		quiet_cases[i].change(&made);
		episodes = find(&made);
		for (uint32_t k = 0; k < episodes.count; k++)
			print_message("  %s from %.1f min\n", kind_name(episodes.item[k].kind),
				      (double)(episodes.item[k].from_us - DAY0) / MINUTE_US);
		assert_int_equal(episodes.count, 0);
		arena_release(&made.arena);
	}
}

static void a_weekly_show_needs_four_weeks(void **state)
{
	struct made made = make(CELLS, NULL, 0);
	struct episodes episodes;

	(void)state;
	weekly_show(&made);
	episodes = find(&made); /* three weeks: each is still an episode */
	assert_int_equal(episodes.count, 3);
	arena_release(&made.arena);
}

static void rows_of_zero_are_a_silence(void **state)
{
	const struct change change = { AT(9, 23, 49), AT(10, 0, 11), 0, 0 };
	struct made made = make(CELLS, &change, 1);
	struct episodes episodes;

	(void)state;
	made.activity.counted = true;
	made.activity.first_us = made.activity.last_us = NULL;
	episodes = find(&made);
	expect(&episodes, EPISODE_SILENCE, change.from, change.to, 0);
	assert_true(fabs(episodes.item[0].expected - 220) < 10); /* 22 minutes of ten */
	assert_true(episodes.item[0].events == 0);
	arena_release(&made.arena);
}

static void a_trickle_belongs_to_the_silence(void **state)
{
	const struct change change[] = { { AT(9, 14, 0), AT(9, 15, 0), 0, 0 },
					 { AT(9, 15, 0), AT(9, 15, 20), 0.1, 0 } };
	struct made made = make(CELLS, change, 2);
	struct episodes episodes;

	(void)state;
	episodes = find(&made);
	expect(&episodes, EPISODE_SILENCE, change[0].from, change[1].to, 60);
	arena_release(&made.arena);
}

static void a_short_past_is_said(void **state)
{
	struct made made = make(40, NULL, 0);
	struct episodes episodes = find(&made);

	(void)state;
	assert_non_null(strstr(episodes.note, "too few buckets"));
	assert_int_equal(episodes.count, 0);
	arena_release(&made.arena);
	made = make(24 * 60, NULL, 0);
	episodes = find(&made);
	assert_non_null(strstr(episodes.note, "less than two days"));
	arena_release(&made.arena);
	made = make(CELLS, NULL, 0);
	assert_null(find(&made).note);
	arena_release(&made.arena);
}

/* Three hosts of a service, of which one is changed. */
static struct episodes find_host(struct made *host, struct made *service,
				 const struct change *change, double others)
{
	struct arena scratch = { 0 };
	struct episodes episodes;

	*host = make(CELLS, change, 1);
	*service = make(CELLS, NULL, 0);
	for (uint32_t i = 0; i < CELLS; i++) {
		bool inside = i >= change->from && i < change->to;

		service->events[i] = host->events[i] + 2 * usual(i + 1) * (inside ? others : 1);
	}
	episodes = episodes_find_host(&service->activity, &host->activity, zone_utc,
				      &episode_defaults, 2, &host->arena, &scratch);
	arena_release(&scratch);
	return episodes;
}

static const struct {
	const char *what;
	struct change change;
	double others; /* factor, meanwhile */
	bool found;
	enum episode_kind kind;
} host_cases[] = {
	{ "one is dead, the others do as ever",
	  { AT(9, 14, 0), AT(9, 15, 0), 0, 0 },
	  1,
	  true,
	  EPISODE_SILENCE },
	{ "one is dead, the others do its work",
	  { AT(9, 14, 0), AT(9, 15, 0), 0, 0 },
	  1.5,
	  true,
	  EPISODE_SILENCE },
	{ "one does a quarter of its work",
	  { AT(9, 14, 0), AT(9, 16, 0), 0.25, 0 },
	  1,
	  true,
	  EPISODE_DROP },
	{ "one fails", { AT(9, 14, 0), AT(9, 15, 0), 1, 0.5 }, 1, true, EPISODE_ERRORS },
	{ "all are dead: the service's outage", { AT(9, 14, 0), AT(9, 15, 0), 0, 0 }, 0, false, 0 },
	{ "the others cry out", { AT(9, 14, 0), AT(9, 15, 0), 1, 0 }, 8, false, 0 },
};

static void judges_hosts_by_the_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(host_cases); i++) {
		struct made host;
		struct made service;
		struct episodes episodes;

		print_message("%s\n", host_cases[i].what);
		episodes = find_host(&host, &service, &host_cases[i].change, host_cases[i].others);
		if (host_cases[i].found) {
			expect(&episodes, host_cases[i].kind, host_cases[i].change.from,
			       host_cases[i].change.to, 60);
			/* A third, or a quarter where others do half as much again. */
			assert_true(fabs(episodes.item[0].share - 0.3) < 0.07);
		} else {
			assert_int_equal(episodes.count, 0);
		}
		arena_release(&host.arena);
		arena_release(&service.arena);
	}
}

/* A hundred requests of 10 to 30 ms every five minutes; eight times as long from `from` to `to`. */
static void give_latency(struct made *made, uint32_t from, uint32_t to)
{
	struct latency *latency = arena_take(&made->arena, sizeof(*latency));
	const struct slim **cell = arena_array(&made->arena, CELLS / 5, sizeof(*cell));

	for (uint32_t i = 0; i < CELLS / 5; i++) {
		struct slim *slim = arena_take(&made->arena, sizeof(*slim));

		for (int k = 0; k < 100; k++)
			slim_add(slim, (10000 + k * 200) * (i * 5 >= from && i * 5 < to ? 8 : 1),
				 1);
		cell[i] = slim;
	}
	*latency = (struct latency){ .begin_us = DAY0, .cells = CELLS / 5, .cell = cell };
	made->activity.latency = latency;
}

static void slow_answers_are_an_outage(void **state)
{
	struct made made = make(CELLS, NULL, 0);
	struct episodes episodes;

	(void)state;
	give_latency(&made, AT(9, 14, 0), AT(9, 14, 25));
	episodes = find(&made);
	expect(&episodes, EPISODE_LATENCY, AT(9, 14, 0), AT(9, 14, 25), 0);
	/* The 90th of 10 to 29.8 ms in a hundred steps is 27.8 ms, eight times that 222.4. */
	assert_true(fabs(episodes.item[0].usual_latency_ms - 27.8) < 2.8);
	assert_true(fabs(episodes.item[0].latency_ms - 222.4) < 22.4);
	arena_release(&made.arena);
	made = make(CELLS, NULL, 0);
	give_latency(&made, 0, 0);
	assert_int_equal(find(&made).count, 0);
	arena_release(&made.arena);
}

/* Everything of `period` minutes in its minute 3, as where stamps are rounded. */
static void rounded_stamps_are_counted_wider(void **state)
{
	static const uint32_t period[] = { 5, 15, 60 };

	(void)state;
	for (size_t n = 0; n < LENGTH(period); n++) {
		struct made made = make(CELLS, NULL, 0);
		const char *note;
		struct activity wide;

		for (uint32_t i = 0; i < CELLS; i++)
			if (i % period[n] != 3)
				made.events[i] = made.failed[i] = 0;
		print_message("%u minutes\n", period[n]);
		assert_int_equal(activity_honest_width(&made.activity, &note),
				 period[n] * MINUTE_US);
		assert_non_null(strstr(note, "rounded"));
		wide = activity_coarsen(&made.activity, period[n] * MINUTE_US, &made.arena);
		assert_null(wide.first_us);
		made.activity = wide;
		assert_int_equal(find(&made).count, 0);
		arena_release(&made.arena);
	}
}

/* Of any stretch what is expected is the sum over its cells, a cell's part for a part of it. */
static void sums_what_is_expected(void **state)
{
	struct made made = make(CELLS, NULL, 0);
	struct arena scratch = { 0 };
	const struct baseline *baseline =
		baseline_fit(&made.activity, zone_utc, &made.arena, &scratch);
	double *mean = arena_array(&made.arena, CELLS, sizeof(*mean));

	(void)state;
	baseline_cells(baseline, &made.activity, NULL, mean);
	/* Ends within cells and between them, at the ends of the data too. */
	for (uint32_t i = 0; i < 500; i++) {
		int64_t from_us = (int64_t)(i * UINT32_C(7919) % CELLS) * MINUTE_US + i % 3 * 20 * SECOND_US;
		int64_t to_us = i == 499 ? CELLS * MINUTE_US
					 : MIN(from_us + i * i * 2 * SECOND_US, CELLS * MINUTE_US);
		double expected = 0;

		if (i == 499)
			from_us = 0;
		for (uint32_t cell = 0; cell < CELLS; cell++) {
			int64_t both_us = MIN(to_us, (cell + 1) * MINUTE_US) -
					  MAX(from_us, cell * MINUTE_US);

			if (both_us > 0)
				expected += mean[cell] * (double)both_us / MINUTE_US;
		}
		assert_true(fabs(baseline_expected(baseline, DAY0 + from_us, DAY0 + to_us) -
				 expected) < 1e-6);
	}
	arena_release(&scratch);
	arena_release(&made.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_was_changed),
		cmocka_unit_test(keeps_quiet),
		cmocka_unit_test(a_weekly_show_needs_four_weeks),
		cmocka_unit_test(rows_of_zero_are_a_silence),
		cmocka_unit_test(a_trickle_belongs_to_the_silence),
		cmocka_unit_test(a_short_past_is_said),
		cmocka_unit_test(judges_hosts_by_the_others),
		cmocka_unit_test(slow_answers_are_an_outage),
		cmocka_unit_test(sums_what_is_expected),
		cmocka_unit_test(rounded_stamps_are_counted_wider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
