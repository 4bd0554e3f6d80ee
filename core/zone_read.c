/*
 * zone_read.c - TZif files (RFC 8536): bytes -> periods.
 *
 * Of the two data blocks of a newer file only the second, with 64-bit times, is
 * used. Every count is checked against the bytes there are before it is used.
 */
#include "core/zone_read.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 44
#define TYPE_BYTES 6

struct block {
	uint64_t isut, isstd, leaps, times, types, letters; /* counts of the header */
	uint32_t time_bytes;
	const unsigned char *at; /* behind the header */
	uint64_t size;
};

static uint32_t big32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t big_time(const unsigned char *at, uint32_t time_bytes)
{
	if (time_bytes == 4)
		return (int32_t)big32(at);
	return (int64_t)((uint64_t)big32(at) << 32 | big32(at + 4));
}

/* The header at the front of `bytes` and the block behind it; false where either is cut off. */
static bool read_header(struct span bytes, uint32_t time_bytes, struct block *out, char *version)
{
	const unsigned char *at = (const unsigned char *)bytes.at;

	if (bytes.size < HEADER_BYTES || memcmp(at, "TZif", 4) != 0)
		return false;
	*version = (char)at[4];
	*out = (struct block){ .isut = big32(at + 20),
			       .isstd = big32(at + 24),
			       .leaps = big32(at + 28),
			       .times = big32(at + 32),
			       .types = big32(at + 36),
			       .letters = big32(at + 40),
			       .time_bytes = time_bytes,
			       .at = at + HEADER_BYTES };
	out->size = out->times * (time_bytes + 1) + out->types * TYPE_BYTES + out->letters +
		    out->leaps * (time_bytes + 4) + out->isstd + out->isut;
	return out->size <= bytes.size - HEADER_BYTES;
}

static const char *abbreviation(const char *text, int32_t offset_s, struct arena *arena)
{
	uint32_t minutes = (uint32_t)abs(offset_s) / 60;

	if (*text)
		return text;
	return arena_print(arena, "%c%02u:%02u", offset_s < 0 ? '-' : '+', minutes / 60,
			   minutes % 60);
}

static bool read_types(const struct block *block, struct zone *zone, struct arena *arena)
{
	const unsigned char *at = block->at + block->times * (block->time_bytes + 1);
	const char *letters = arena_copy(arena, (const char *)at + block->types * TYPE_BYTES,
					 (size_t)block->letters);

	for (uint32_t i = 0; i < block->types; i++, at += TYPE_BYTES) {
		int32_t offset_s = (int32_t)big32(at);

		if (offset_s <= -25 * 3600 || offset_s >= 26 * 3600 || at[5] >= block->letters)
			return false;
		zone->type[i] = (struct zone_type){
			.offset_s = offset_s,
			.abbreviation = abbreviation(letters + at[5], offset_s, arena),
		};
	}
	return true;
}

static bool read_times(const struct block *block, struct zone *zone)
{
	const unsigned char *type = block->at + block->times * block->time_bytes;

	for (uint32_t i = 0; i < block->times; i++) {
		int64_t time_s =
			big_time(block->at + (size_t)i * block->time_bytes, block->time_bytes);

		/* Past 2^55 s the sums of the readers could overflow; the universe is younger. */
		time_s = MAX(MIN(time_s, INT64_C(1) << 55), -(INT64_C(1) << 59));
		if (type[i] >= block->types || (i && time_s <= zone->from_s[i - 1]))
			return false;
		zone->from_s[i] = time_s;
		zone->type_of[i] = type[i];
	}
	zone->periods = (uint32_t)block->times;
	return true;
}

/* What stands between the two newlines at the end; empty where there is none. */
static struct span read_footer(const char *at, const char *end)
{
	const char *stop;

	if (at >= end || *at != '\n')
		return SPAN("");
	at++;
	stop = memchr(at, '\n', (size_t)(end - at));
	return stop ? span_of(at, (size_t)(stop - at)) : SPAN("");
}

bool zone_read(struct span bytes, const char *name, struct arena *arena, const struct zone **out,
	       struct error *error)
{
	struct zone *zone = arena_take(arena, sizeof(*zone));
	const char *end = bytes.at + bytes.size;
	struct span footer = SPAN("");
	struct block block;
	char version;

	if (!read_header(bytes, 4, &block, &version))
		return fail(error, FAULT_INPUT, "not a time zone file, or cut off");
	if (version >= '2') {
		const char *second = (const char *)block.at + block.size;

		if (!read_header(span_of(second, (size_t)(end - second)), 8, &block, &version))
			return fail(error, FAULT_INPUT, "the time zone file is cut off");
		footer = read_footer((const char *)block.at + block.size, end);
	}
	if (block.leaps)
		return fail(error, FAULT_INPUT, "the time zone counts leap seconds; logs do not");
	if (!block.types || block.types > 256 || !block.letters)
		return fail(error, FAULT_INPUT, "the time zone file is broken");
	zone->name = arena_print(arena, "%s", name);
	zone->from_s = arena_array(arena, block.times + ZONE_RULE_PERIODS, sizeof(*zone->from_s));
	zone->type_of = arena_array(arena, block.times + ZONE_RULE_PERIODS, sizeof(*zone->type_of));
	if (!read_types(&block, zone, arena) || !read_times(&block, zone) ||
	    !zone_add_rule(zone, (uint32_t)block.types, footer, arena))
		return fail(error, FAULT_INPUT, "the time zone file is broken");
	*out = zone;
	return true;
}
