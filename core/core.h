/*
 * core.h - the few words that every file of seiche uses.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The result says whether it worked; whoever drops it has a bug. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/*
 * A promise inside seiche that must hold whatever the input: on in every build,
 * so only where it costs nothing. What a user can get wrong is never an
 * invariant but a struct error.
 */
#define invariant(condition) \
	((condition) ? (void)0 : invariant_broken(#condition, __FILE__, __LINE__))

_Noreturn void invariant_broken(const char *condition, const char *file, int line);

/* Times are microseconds since 1970 UTC; this one stands for «not known». */
#define TIME_UNKNOWN INT64_MIN

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

/* The greatest multiple of `step` (positive) at or below a value, also below 0. */
static inline int64_t floor_to(int64_t value, int64_t step)
{
	int64_t rest = value % step;

	return value - (rest < 0 ? rest + step : rest);
}

/* UINT64_MAX where the sum is more: so it is the same in any order. */
static inline uint64_t sum_capped(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

#endif
