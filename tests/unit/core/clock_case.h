/* clock_case.h - stamps and what they come to, also where a line ends inside of one. */
#ifndef TESTS_CLOCK_CASE_H
#define TESTS_CLOCK_CASE_H

#include "core/clock.h"

#include <stddef.h>

struct clock_case {
	enum clock_form form;
	const char *text;
	size_t used;     /* 0: refused */
	int64_t time_us; /* not looked at where it is refused */
	uint32_t assumed;
};

/* Read each whole and up to each of its bytes: never past the end. */
void clock_cases_check(const struct clock_case *cases, size_t count,
		       const struct clock_context *context);

#endif
