/*
 * test_svg.c - what a chart draws besides its curve of events: the share that failed,
 * the lag between an outage and its spike, the hosts that were down.
 *
 * Places are worked out by hand: 884 units of width for 4 h from x = 64, so that an
 * hour is 221; the curves end at y = 24 + 110 + 22 + 36 = 192, lanes are 18 high.
 */
#include "core/text.h"
#include "report/svg.h"
#include "tests/support/test.h"

#include <string.h>

#define HOSTS 10

struct story {
	double events[4], failed[4];
	bool has_failures;
	int64_t spike_us, lag_from_us;
	uint32_t hosts;
};

static struct text draw(const struct story *story)
{
	struct outage_host host[HOSTS];
	const struct service service = {
		.name = "mail",
		.has_failures = story->has_failures,
		.curve = { .width_us = HOUR_US,
			   .buckets = 4,
			   .events = story->events,
			   .failed = story->failed },
	};
	const struct chart_mark mark[] = {
		{ .from_us = HOUR_US,
		  .to_us = 2 * HOUR_US,
		  .label = "o1",
		  .tone = TONE_OUTAGE,
		  .host = host,
		  .hosts = story->hosts },
		{ .from_us = story->spike_us,
		  .to_us = 3 * HOUR_US,
		  .label = "s1",
		  .tone = TONE_SPIKE,
		  .lag = "30 min after o1",
		  .lag_from_us = story->lag_from_us },
		{ .label = NULL },
	};
	const struct service *const services[] = { &service };
	const struct chart_mark *const marks[] = { mark };
	const struct chart chart = { .title = "Traffic",
				     .to_us = 4 * HOUR_US,
				     .service = services,
				     .mark = marks,
				     .services = 1 };
	struct text text;
	struct out out;

	for (size_t i = 0; i < HOSTS; i++)
		host[i] = (struct outage_host){ .host = "mx<1>",
						.from_us = HOUR_US,
						.to_us = 2 * HOUR_US };
	text_init(&text, 1u << 20);
	out_open_text(&out, &text);
	svg_chart(&out, &chart, zone_utc, 1);
	return text;
}

static size_t count(const struct text *text, const char *what)
{
	size_t found = 0;

	for (const char *at = text->at; (at = strstr(at, what)); at++)
		found++;
	return found;
}

static const struct {
	const char *what;
	struct story story;
	const char *has[7], *has_not[4];
} cases[] = {
	{ "all of it",
	  { .events = { 100, 100, 200, 100 },
	    .failed = { 0, 25, 0, 0 },
	    .has_failures = true,
	    .spike_us = HOUR_US * 3 / 2,
	    .lag_from_us = HOUR_US,
	    .hosts = 2 },
	  { "viewBox=\"0 0 960 290\"", ">25 %</text>",
	    "at most 25 % failed, at 1970-01-01 01:00:00",
	    "d=\"M285.0 196.0V212.5H395.5M390.5 209.5L395.5 212.5L390.5 215.5\"",
	    "s1<tspan class=\"unit\"> 30 min after o1</tspan>", "y=\"229.0\" width=\"221.0\"",
	    "Host mx&lt;1&gt; down 1970-01-01 01:00:00 to 02:00:00" },
	  { "more hosts" } },
	{ "nothing failed",
	  { .events = { 100, 100, 200, 100 },
	    .has_failures = true,
	    .spike_us = HOUR_US * 3 / 2,
	    .lag_from_us = HOUR_US },
	  { "viewBox=\"0 0 960 196\"", "d=\"M285.0 138.0V154.5H395.5" },
	  { "failed", "host", "Host" } },
	{ "whether they failed is not known",
	  { .events = { 100, 100, 200, 100 }, .failed = { 0, 25, 0, 0 }, .spike_us = HOUR_US },
	  { "viewBox=\"0 0 960 196\"" },
	  { "failed" } },
	{ "failures without events are no share",
	  { .failed = { 5, 5, 5, 5 }, .has_failures = true, .spike_us = HOUR_US },
	  { "viewBox=\"0 0 960 196\"" },
	  { "failed" } },
	{ "so few events are no share",
	  { .events = { 4, 4, 4, 5 },
	    .failed = { 4, 0, 0, 1 },
	    .has_failures = true,
	    .spike_us = HOUR_US },
	  { ">20 %</text>", "at most 20 % failed, at 1970-01-01 03:00:00" },
	  { NULL } },
	{ "the spike came first",
	  { .spike_us = HOUR_US / 2, .lag_from_us = HOUR_US },
	  { "d=\"M285.0 138.0V154.5H174.5M179.5 151.5L174.5 154.5L179.5 157.5\"" },
	  { NULL } },
	{ "a lag too short to be seen",
	  { .spike_us = HOUR_US + MINUTE_US / 2, .lag_from_us = HOUR_US },
	  { ">s1</text>", ", 30 min after o1." },
	  { "class=\"lag\"", "Arrows" } },
	{ "an outage from before the chart",
	  { .spike_us = HOUR_US, .lag_from_us = -HOUR_US },
	  { ">s1</text>" },
	  { "class=\"lag\"", "Arrows" } },
	{ "more hosts than lanes",
	  { .spike_us = HOUR_US, .hosts = HOSTS },
	  { "viewBox=\"0 0 960 358\"", "and 2 more hosts", "And 2 more hosts" },
	  { NULL } },
};

static void draws(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct text text = draw(&cases[i].story);

		for (size_t n = 0; n < LENGTH(cases[i].has) && cases[i].has[n]; n++) {
			print_message("%s: %s\n", cases[i].what, cases[i].has[n]);
			assert_non_null(strstr(text.at, cases[i].has[n]));
		}
		for (size_t n = 0; n < LENGTH(cases[i].has_not) && cases[i].has_not[n]; n++) {
			print_message("%s: not %s\n", cases[i].what, cases[i].has_not[n]);
			assert_null(strstr(text.at, cases[i].has_not[n]));
		}
		assert_int_equal(count(&text, "class=\"host-strip\""),
				 MIN(cases[i].story.hosts, 8u));
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(draws) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
