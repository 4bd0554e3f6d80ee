/* fuzz_zone.c - a broken zone file is refused; one that is read answers for any time. */
#include "core/zone_read.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const int64_t times_s[] = {
		INT64_MIN / SECOND_US,    -ZONE_CYCLE_S, 0, 1700000000, ZONE_CYCLE_S * 3,
		INT64_MAX / SECOND_US / 2
	};
	struct arena arena = { 0 };
	const struct zone *zone;
	struct error error;

	if (zone_read(span_of((const char *)bytes, size), "fuzzed", &arena, &zone, &error)) {
		for (size_t i = 0; i < LENGTH(times_s); i++) {
			int64_t time_us = times_s[i] * SECOND_US;
			int32_t offset_s = zone_offset_s(zone, time_us);

			invariant(offset_s > -26 * 3600 && offset_s < 27 * 3600);
			invariant(zone_abbreviation(zone, time_us)[0] != '\0');
			if (i && i + 1 < LENGTH(times_s))
				invariant(zone_to_utc(zone, time_us) - time_us < 2 * DAY_US);
		}
	}
	arena_release(&arena);
	return 0;
}
