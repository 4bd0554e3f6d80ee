/*
 * time_pattern.h - time stamps by a pattern that somebody wrote down, strftime-like.
 *
 * Not strptime: no locale, no global zone, and fractions, epochs and offsets as
 * logs have them. The parts of one stamp may stand in several fields of a line,
 * each with a pattern of its own; they are gathered in a struct time_parts.
 */
#ifndef PARSERS_TIME_PATTERN_H
#define PARSERS_TIME_PATTERN_H

#include "core/clock.h"
#include "core/error.h"

/* Whose %-letters: they differ in fractions and epochs. */
enum time_dialect {
	TIME_STRFTIME, /* C, Apache: and %f microseconds, as Python has it */
	TIME_GOACCESS, /* %f and %* are epochs in microseconds and milliseconds */
	TIME_LNAV,     /* %L %f %N fractions, %i %6 %9 epochs */
};

#define TIME_PATTERN_OPS_MAX 64

struct time_op {
	uint8_t kind;
	char byte; /* of a literal one */
};

/* What a pattern, or all patterns of a stamp together, tell. */
enum time_gives {
	TIME_GIVES_DATE = 1,  /* day and month */
	TIME_GIVES_EPOCH = 2,
	TIME_GIVES_HOUR = 4,
};

struct time_pattern {
	struct time_op op[TIME_PATTERN_OPS_MAX];
	uint32_t ops;
	uint32_t gives; /* enum time_gives */
	/*
	 * A form of core/clock that reads the same stamps, 0 where there is none. It may
	 * read on where the pattern ends: an optional fraction, an offset.
	 */
	enum clock_form form;
};

/* FAULT_INPUT names the directive that is not understood, and those that are. */
MUST_CHECK
bool time_pattern_compile(struct span text, enum time_dialect dialect, struct time_pattern *out,
			  struct error *error);

struct time_parts {
	struct clock_parts clock;
	int64_t epoch_us;
	uint32_t fraction_us;
	uint16_t day_of_year; /* 0: not given */
	bool has_epoch, has_twelve, afternoon;
};

/* Read what the pattern says at the front of `text` into `parts`; its length, or 0. */
size_t time_pattern_take(const struct time_pattern *pattern, struct span text,
			 struct time_parts *parts);

/* The time of the parts, all zero before the first was taken. False where they make none. */
MUST_CHECK
bool time_parts_resolve(const struct time_parts *parts, const struct clock_context *context,
			int64_t *time_us, uint32_t *assumed);

#endif
