/*
 * zone.h - time zones from TZif files (RFC 8536), without libc's global TZ state.
 *
 * A zone is read once and then only looked at, so threads share it freely.
 */
#ifndef CORE_ZONE_H
#define CORE_ZONE_H

#include "core/arena.h"
#include "core/error.h"
#include "core/span.h"

struct zone;

/* UTC itself: always there, never released. */
extern const struct zone *const zone_utc;

/*
 * Find a zone by name: "UTC", "Z", a fixed offset ("+01:00", "-0530"), an IANA
 * name below $TZDIR or /usr/share/zoneinfo, or "local" for /etc/localtime. Lives
 * in `arena`. FAULT_USAGE with the nearest sensible advice where there is no such
 * zone or the name would leave the folder; FAULT_INPUT where its file is broken.
 */
MUST_CHECK
bool zone_find(const char *name, struct arena *arena, const struct zone **out, struct error *error);

/* As it was asked for, for printing. */
const char *zone_name(const struct zone *zone);

/* What to add to UTC to get local time at that instant, in seconds. */
int32_t zone_offset_s(const struct zone *zone, int64_t utc_us);

/* The zone's abbreviation at that instant ("CET"); an offset where it has none. */
const char *zone_abbreviation(const struct zone *zone, int64_t utc_us);

/*
 * The instant at which the wall clock shows `local_us` (microseconds since
 * 1970-01-01 00:00 by that clock). In an hour that occurs twice the first, in a
 * gap the instant that the clock would have shown had it not been moved yet.
 */
int64_t zone_to_utc(const struct zone *zone, int64_t local_us);

/*
 * An offset at the front of `text`: +01, +0100, +01:00, at most 23:59 either way.
 * Returns its length; 0 where there is none or it is out of range.
 */
size_t zone_read_offset(struct span text, int32_t *offset_s);

#endif
