/*
 * fuzz_feeds.c - every feed reads, or refuses, whatever it is given: also what it
 * would not have recognised as its own.
 */
#include "parsers/feed.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct window *window)
{
	invariant(window->service && window->service[0]);
	invariant(window->feed && window->path && window->line);
	invariant(window->from_us != TIME_UNKNOWN);
	invariant(window->to_us == TIME_UNKNOWN || window->to_us >= window->from_us);
	for (uint32_t i = 1; i < window->updates; i++)
		invariant(window->update[i - 1].at_us <= window->update[i].at_us);
	for (uint32_t i = 0; i < window->components; i++)
		invariant(window->component[i]);
	for (uint32_t i = 0; i < window->regions; i++)
		invariant(window->region[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct feed_source source = { .path = "feed",
				      .text = span_of((const char *)bytes, size),
				      .clock = { .zone = zone_utc,
						 .newest_us = INT64_C(1700000000) * SECOND_US } };
	struct window_list windows = { 0 };
	struct mark_list marks = { 0 };
	struct arena arena = { 0 };
	struct error error = { 0 };

	if (feed_read(&source, &arena, &windows, &error))
		for (size_t i = 0; i < windows.count; i++)
			check(&windows.item[i]);
	else
		invariant(!windows.count && error.text[0]);
	for (const struct feed *const *feed = feeds; *feed; feed++) {
		struct feed_reading reading = {
			.source = &source, .arena = &arena, .feed = (*feed)->name, .error = &error
		};

		if ((*feed)->recognise(source.text) && (*feed)->read(&reading))
			for (size_t i = 0; i < reading.found.count; i++)
				check(&reading.found.item[i]);
	}
	if (!marks_read(&source, &arena, &marks, &error))
		invariant(!marks.count && error.text[0]);
	arena_release(&arena);
	return 0;
}
