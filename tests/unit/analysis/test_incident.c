/* test_incident.c - which findings are one story, and how it is told. */
#include "analysis/incident.h"
#include "analysis/timeline.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

#define T0 (INT64_C(1393095720) * SECOND_US) /* 2014-02-22 19:02:00 UTC */

static const struct window_update update[] = {
	{ T0 + 45 * MINUTE_US, "investigating", "we look into it" },
	{ T0 + 3 * HOUR_US, "resolved", NULL },
};
static const struct window window = { .service = "whatsapp", .path = "status.json", .line = 7,
				      .update = update, .updates = 2 };

static struct outage outage[] = {
	{ .id = 1, .service = "photohost", .kind = OUTAGE_DECLARED, .from_us = T0 - 5 * DAY_US,
	  .to_us = T0 - 5 * DAY_US + HOUR_US, .detected_us = TIME_UNKNOWN,
	  .acknowledged_us = TIME_UNKNOWN, .resolved_us = TIME_UNKNOWN, .first_us = TIME_UNKNOWN },
	{ .id = 2, .service = "whatsapp", .kind = OUTAGE_DECLARED, .from_us = T0,
	  .to_us = T0 + 210 * MINUTE_US, .title = "WhatsApp down", .declared = &window,
	  .detected_us = TIME_UNKNOWN, .acknowledged_us = T0 + 45 * MINUTE_US,
	  .resolved_us = T0 + 200 * MINUTE_US, .first_us = TIME_UNKNOWN },
	{ .id = 3, .service = "telegram", .kind = OUTAGE_ERRORS, .from_us = T0 + 72 * MINUTE_US,
	  .to_us = T0 + 120 * MINUTE_US, .failed_events = 1698, .detected_us = TIME_UNKNOWN,
	  .acknowledged_us = TIME_UNKNOWN, .resolved_us = TIME_UNKNOWN,
	  .first = { .path = "gateway", .line = 9 }, .first_us = T0 + 73 * MINUTE_US },
	{ .id = 4, .service = "whatsapp", .kind = OUTAGE_SILENCE, .from_us = T0 + 200 * MINUTE_US,
	  .to_us = T0 + 220 * MINUTE_US, .lost_events = 30, .ongoing = true,
	  .detected_us = TIME_UNKNOWN, .acknowledged_us = TIME_UNKNOWN,
	  .resolved_us = TIME_UNKNOWN, .first_us = TIME_UNKNOWN },
};

static struct spike spike[] = {
	{ .id = 1, .service = "blog", .from_us = T0 - 2 * DAY_US, .to_us = T0 - 2 * DAY_US + HOUR_US,
	  .peak_us = T0 - 2 * DAY_US, .peak_per_s = 0.5, .peak_ratio = NAN },
	{ .id = 2, .service = "telegram", .from_us = T0 + 4 * MINUTE_US, .to_us = T0 + 288 * MINUTE_US,
	  .peak_us = T0 + 103 * MINUTE_US, .peak_per_s = 98.2, .peak_ratio = 41, .events = 908650,
	  .expected = 2900 },
};

static const struct link links[] = {
	{ .spike = &spike[1], .outage = &outage[1], .verdict = LINK_LINKED },
	{ .spike = &spike[0], .outage = &outage[0], .verdict = LINK_POSSIBLE },
};

static void joins_what_belongs_together(void **state)
{
	struct arena arena = { 0 };
	uint32_t count;
	struct incident *incident =
		incidents_of(spike, 2, outage, 4, links, 2, &arena, &count);

	(void)state;
	assert_int_equal(count, 2);
	assert_string_equal(incident[0].title, "Outage of photohost");
	assert_true(incident[0].outages == 1 && incident[0].spikes == 0);
	assert_true(isnan(incident[0].time_to_acknowledge_s));
	assert_true(incident[0].time_to_resolve_s == 3600);
	assert_int_equal(incident[1].id, 2);
	assert_string_equal(incident[1].title, "WhatsApp down");
	assert_true(incident[1].outages == 3 && incident[1].spikes == 1);
	assert_true(incident[1].from_us == T0 && incident[1].to_us == T0 + 288 * MINUTE_US);
	assert_true(incident[1].time_to_acknowledge_s == 2700);
	assert_true(incident[1].time_to_resolve_s == 12000);
	assert_true(incident[1].time_to_detect_s == 2700); /* the notice: nobody says more */
	incidents_of(spike, 2, outage, 0, links, 0, &arena, &count);
	assert_int_equal(count, 0);
	arena_release(&arena);
}

static struct outage window_of(uint32_t id, const char *service, enum outage_kind kind,
			       int64_t from_min, int64_t to_min)
{
	return (struct outage){ .id = id, .service = service, .kind = kind,
				.from_us = T0 + from_min * MINUTE_US, .to_us = T0 + to_min * MINUTE_US,
				.detected_us = TIME_UNKNOWN, .acknowledged_us = TIME_UNKNOWN,
				.resolved_us = TIME_UNKNOWN, .first_us = TIME_UNKNOWN };
}

/* The status page, a monitor and the logs tell of one outage, and none agree. */
static void keeps_all_claims(void **state)
{
	struct outage all[] = {
		window_of(1, "shop", OUTAGE_DECLARED, -5, 40), /* the monitor */
		window_of(2, "shop", OUTAGE_SILENCE, 0, 50),
		window_of(3, "pay", OUTAGE_ERRORS, 3, 48),    /* begins with it */
		window_of(4, "shop", OUTAGE_DECLARED, 12, 60), /* the status page */
		window_of(5, "pay", OUTAGE_ERRORS, 30, 200),  /* begins much later */
		window_of(6, "mail", OUTAGE_DECLARED, 30, 50), /* somebody else's */
		window_of(7, "shop", OUTAGE_DECLARED, 300, 310),
	};
	static const struct {
		uint32_t id, against;
		double start_s, end_s;
	} want[] = { { 1, 2, -300, -600 }, { 2, 0, NAN, NAN }, { 4, 2, 720, 600 },
		     { 3, 0, NAN, NAN },   { 5, 3, 1620, 9120 } };
	struct arena arena = { 0 };
	struct incident *incident;
	uint32_t count;

	(void)state;
	all[3].acknowledged_us = T0 + 20 * MINUTE_US;
	all[3].resolved_us = T0 + 90 * MINUTE_US;
	all[0].detected_us = T0 + 2 * MINUTE_US;
	incident = incidents_of(NULL, 0, all, LENGTH(all), NULL, 0, &arena, &count);
	assert_int_equal(count, 3); /* shop with pay; mail; shop once more */
	assert_int_equal(incident[0].outages, 5);
	assert_int_equal(incident[0].claims, LENGTH(want));
	for (size_t i = 0; i < LENGTH(want); i++) {
		const struct claim *claim = &incident[0].claim[i];

		print_message("o%u\n", claim->outage->id);
		assert_int_equal(claim->outage->id, want[i].id);
		assert_int_equal(claim->against ? claim->against->id : 0, want[i].against);
		assert_true(want[i].against ? claim->start_after_s == want[i].start_s &&
						      claim->end_after_s == want[i].end_s
					    : isnan(claim->start_after_s) && isnan(claim->end_after_s));
	}
	/* From the monitor's start, five minutes before the logs': its alert, the page's words. */
	assert_true(incident[0].time_to_detect_s == 7 * 60);
	assert_true(incident[0].time_to_acknowledge_s == 25 * 60);
	assert_true(incident[0].time_to_resolve_s == 95 * 60);
	assert_int_equal(incident[1].claims, 0);
	all[3].resolved_us = TIME_UNKNOWN;
	all[3].ongoing = true;
	incident = incidents_of(NULL, 0, all, LENGTH(all), NULL, 0, &arena, &count);
	assert_true(isnan(incident[0].time_to_resolve_s));
	assert_true(isnan(incident[0].claim[2].end_after_s));
	arena_release(&arena);
}

static const struct entry *entry_of(const struct incident *incident, enum entry_kind kind,
				    const char *ref)
{
	for (uint32_t i = 0; i < incident->entries; i++)
		if (incident->entry[i].kind == kind &&
		    (!ref || (incident->entry[i].ref && !strcmp(incident->entry[i].ref, ref))))
			return &incident->entry[i];
	return NULL;
}

static void tells_in_order(void **state)
{
	static struct mark mark[] = {
		{ .at_us = T0 - 30 * MINUTE_US, .text = "near" },
		{ .at_us = T0 - 2 * HOUR_US, .text = "too early" },
		{ .at_us = T0 - 30 * DAY_US, .text = "another month" },
	};
	const struct mark_list marks = { .item = mark, .count = 3 };
	struct arena arena = { 0 };
	struct findings findings = { .from_us = T0 - 8 * DAY_US, .to_us = T0 + DAY_US,
				     .spike = spike, .spikes = 2, .outage = outage, .outages = 4 };
	const struct incident *second;

	(void)state;
	findings.incident = incidents_of(spike, 2, outage, 4, links, 2, &arena, &findings.incidents);
	timeline_build(&findings, &marks, &arena);
	second = &findings.incident[1];
	for (uint32_t i = 1; i < findings.entries; i++)
		assert_true(findings.entry[i - 1].at_us <= findings.entry[i].at_us);
	assert_string_equal(entry_of(second, ENTRY_MARK, NULL)->text, "near");
	assert_string_equal(entry_of(second, ENTRY_OUTAGE_START, "o2")->text,
			    "declared: WhatsApp down (published 45 min later)");
	assert_string_equal(entry_of(second, ENTRY_OUTAGE_START, "o2")->evidence.path, "status.json");
	assert_string_equal(entry_of(second, ENTRY_NOTICE, "o2")->text, "investigating: we look into it");
	assert_string_equal(entry_of(second, ENTRY_SPIKE_PEAK, "s2")->text,
			    "98 a second at the peak, 41 x the expected");
	assert_string_equal(entry_of(&(struct incident){ .entry = findings.entry,
							 .entries = findings.entries },
				     ENTRY_SPIKE_PEAK, "s1")
				    ->text,
			    "30 a minute at the peak");
	assert_true(entry_of(second, ENTRY_FIRST_ERROR, "o3")->at_us == T0 + 73 * MINUTE_US);
	assert_null(entry_of(second, ENTRY_OUTAGE_END, "o4")); /* it goes on */
	assert_string_equal(entry_of(second, ENTRY_OUTAGE_END, "o2")->text,
			    "declared over after 3 h 30 min");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_what_belongs_together),
		cmocka_unit_test(keeps_all_claims),
		cmocka_unit_test(tells_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
