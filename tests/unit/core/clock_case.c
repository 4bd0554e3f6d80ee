/* clock_case.c - see clock_case.h. */
#include "tests/unit/core/clock_case.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

static void check(const struct clock_case *of, const struct clock_context *context)
{
	struct span text = span_text(of->text);

	print_message("%s\n", of->text);
	for (size_t size = 0; size <= text.size; size++) {
		char *copy = guard_copy(text.at, size, 0);
		int64_t time_us = 0;
		uint32_t assumed = 0;
		size_t used =
			clock_read(of->form, span_of(copy, size), context, &time_us, &assumed);

		assert_true(used <= size);
		guard_release(copy, size, 0);
		if (size < text.size)
			continue;
		assert_int_equal(used, of->used);
		assert_true(!used || time_us == of->time_us);
		assert_true(used || !time_us);
		assert_int_equal(assumed, of->assumed);
	}
}

void clock_cases_check(const struct clock_case *cases, size_t count,
		       const struct clock_context *context)
{
	for (size_t i = 0; i < count; i++)
		check(&cases[i], context);
}
