/*
 * zone_read.h - what a zone is inside, and reading it from the bytes of a TZif file.
 *
 * For zone.c and its tests; everybody else uses zone.h.
 */
#ifndef CORE_ZONE_READ_H
#define CORE_ZONE_READ_H

#include "core/zone.h"

/* After 400 years the Gregorian calendar, weekdays included, begins anew. */
#define ZONE_CYCLE_S (INT64_C(146097) * 86400)

/* Offsets past a day and a bit are refused: RFC 8536, 3.2 says -25 h < offset < 26 h. */
#define ZONE_OFFSET_MAX_S (26 * 3600)

#define ZONE_TYPES_MAX 258 /* 256 of the file, two of its rule */

struct zone_type {
	int32_t offset_s;
	const char *abbreviation;
};

struct zone {
	const char *name;
	int64_t *from_s;     /* [periods], rising: when each begins, UTC */
	uint16_t *type_of;   /* [periods] */
	uint32_t periods;
	uint16_t type_before; /* of the time before the first period */
	int64_t repeats_s;   /* from here on as 400 years before; 0: never */
	struct zone_type type[ZONE_TYPES_MAX];
};

/* Read the bytes of a TZif file, versions 1 to 4; FAULT_INPUT where they are broken. */
MUST_CHECK
bool zone_read(struct span bytes, const char *name, struct arena *arena, const struct zone **out,
	       struct error *error);

/*
 * Append the periods that a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3") makes
 * after `after_s`, for 400 years and some. `zone` has `types` types and room for
 * two more, and ZONE_RULE_PERIODS more periods. False where the rule is broken.
 */
#define ZONE_RULE_PERIODS 808
MUST_CHECK
bool zone_add_rule(struct zone *zone, uint32_t types, struct span rule, struct arena *arena);

#endif
