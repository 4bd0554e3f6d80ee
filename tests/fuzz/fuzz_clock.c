/*
 * fuzz_clock.c - every form on every line; the memo must never show.
 */
#include "core/clock_memo.h"
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

static void with_memo(struct clock_memo *memo, enum clock_form form, struct span line,
		      const struct clock_context *with)
{
	int64_t fast_us = -1, slow_us = -1;
	uint32_t fast = 0, slow = 0;
	size_t fast_used = clock_memo_read(memo, form, line, with, &fast_us, &fast);

	invariant(fast_used == clock_read(form, line, with, &slow_us, &slow));
	invariant(fast_us == slow_us && fast == slow);
}

/* clock_memo_read_any asks the last form first: no text may be wholly in two. */
static void wholly_in_one(struct span line, const struct clock_context *with)
{
	int forms = 0;
	int64_t time_us;

	for (int form = CLOCK_CLF; form <= CLOCK_DATE; form++)
		forms += line.size &&
			 clock_read((enum clock_form)form, line, with, &time_us, NULL) == line.size;
	invariant(forms <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span rest = span_of((const char *)bytes, size);
	struct clock_context with = context;
	struct clock_memo memo[CLOCK_LAST_FORM + 1] = { 0 };

	with.zone = zone_utc;
	while (rest.size) {
		struct span line = span_cut(&rest, '\n');
		int64_t length_us;

		each_form(line, &with);
		wholly_in_one(line, &with);
		for (int form = CLOCK_CLF; form <= CLOCK_LAST_FORM; form++)
			with_memo(&memo[form], (enum clock_form)form, line, &with);
		if (clock_read_length(line, &length_us))
			invariant(length_us >= 0);
	}
	return 0;
}
