/*
 * fuzz_clock.c - every form on every line; the memo of clock_read_clf must never show.
 */
#include "core/clock.h"
#include "tests/fuzz/fuzz.h"

static const struct clock_context context = { .newest_us = INT64_C(1700000000) * SECOND_US };

static void each_form(struct span line, const struct clock_context *with)
{
	for (int form = CLOCK_CLF; form <= CLOCK_LAST_FORM; form++) {
		int64_t time_us = -1;
		uint32_t assumed = 0;
		size_t used = clock_read((enum clock_form)form, line, with, &time_us, &assumed);

		invariant(used <= line.size);
		invariant(!used == (time_us == -1));
		invariant(!used || (time_us >= 0 && time_us <= INT64_C(7258118400) * SECOND_US));
		invariant(used || !assumed);
	}
}

static void with_memo(struct clock_memo *memo, struct span line, const struct clock_context *with)
{
	int64_t fast_us = -1, slow_us = -1;
	uint32_t fast = 0, slow = 0;
	size_t fast_used =
		clock_read_clf(memo, line.at, line.at + line.size, with, &fast_us, &fast);

	invariant(fast_used == clock_read(CLOCK_CLF, line, with, &slow_us, &slow));
	invariant(fast_us == slow_us && fast == slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span rest = span_of((const char *)bytes, size);
	struct clock_context with = context;
	struct clock_memo memo = { 0 };

	with.zone = zone_utc;
	while (rest.size) {
		struct span line = span_cut(&rest, '\n');
		int64_t length_us;

		each_form(line, &with);
		with_memo(&memo, line, &with);
		if (clock_read_length(line, &length_us))
			invariant(length_us >= 0);
	}
	return 0;
}
