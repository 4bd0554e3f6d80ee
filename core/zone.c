/*
 * zone.c - finding a zone by its name, and looking offsets up in it.
 *
 * What a zone does is laid out as a sorted list of periods (zone_read.c), so a
 * look-up is a binary search whether or not the file ended in a rule.
 */
#include "core/zone_read.h"

#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define ZONE_NAME_MAX 64
#define ZONE_FILE_MAX_BYTES ((size_t)1 << 20)

static const struct zone utc = {
	.name = "UTC",
	.type = { { .offset_s = 0, .abbreviation = "UTC" } },
};
const struct zone *const zone_utc = &utc;

size_t zone_read_offset(struct span text, int32_t *offset_s)
{
	const char *at = text.at;
	uint32_t digit[4] = { 0 };
	size_t used = 1, digits = 0;
	uint32_t hours, minutes;

	if (!text.size || (at[0] != '+' && at[0] != '-'))
		return 0;
	while (used < text.size && digits < 4) {
		size_t next = used;

		if (digits == 2 && at[next] == ':' && next + 1 < text.size)
			next++;
		if (at[next] < '0' || at[next] > '9')
			break;
		digit[digits++] = (uint32_t)(at[next] - '0');
		used = next + 1;
	}
	hours = digit[0] * 10 + digit[1];
	minutes = digit[2] * 10 + digit[3];
	if ((digits != 2 && digits != 4) || hours > 23 || minutes > 59)
		return 0;
	*offset_s = (int32_t)(hours * 3600 + minutes * 60) * (at[0] == '-' ? -1 : 1);
	return used;
}

/* Letters, digits, _ + - and / between them: neither "..", nor a leading or doubled slash. */
static bool name_is_safe(const char *name)
{
	size_t size = strlen(name);

	if (!size || size > ZONE_NAME_MAX || name[size - 1] == '/')
		return false;
	for (size_t i = 0; i < size; i++) {
		bool letter =
			(name[i] >= 'A' && name[i] <= 'Z') || (name[i] >= 'a' && name[i] <= 'z');
		bool digit = name[i] >= '0' && name[i] <= '9';

		if (!letter && !digit && !strchr("_+-/", name[i]))
			return false;
		if (name[i] == '/' && (i == 0 || name[i - 1] == '/'))
			return false;
	}
	return true;
}

/* A zone that never changes. */
static struct zone *fixed(const char *name, int32_t offset_s, struct arena *arena)
{
	struct zone *zone = arena_take(arena, sizeof(*zone));

	zone->name = arena_print(arena, "%s", name);
	zone->type[0] = (struct zone_type){ .offset_s = offset_s, .abbreviation = zone->name };
	return zone;
}

/* Read a zone's file, which must be a plain one: opening a pipe could wait for ever. */
static bool read_zone(int fd, const char *path, const char *name, struct arena *arena,
		      const struct zone **out, struct error *error)
{
	char *bytes = malloc(ZONE_FILE_MAX_BYTES + 1);
	struct stat status;
	ssize_t size;
	bool ok = false;

	if (!bytes)
		return fail_errno(error, "cannot read %s", path);
	if (fstat(fd, &status) ||
	    (size = file_read(&file_system, fd, bytes, ZONE_FILE_MAX_BYTES + 1)) < 0)
		fail_errno(error, "cannot read %s", path);
	else if (!S_ISREG(status.st_mode))
		fail(error, FAULT_INPUT, "%s is not a time zone file", path);
	else if ((size_t)size > ZONE_FILE_MAX_BYTES)
		fail(error, FAULT_LIMIT, "%s is larger than %zu bytes", path, ZONE_FILE_MAX_BYTES);
	else
		ok = zone_read(span_of(bytes, (size_t)size), name, arena, out, error) ||
		     error_within(error, "%s", path);
	free(bytes);
	return ok;
}

static bool no_such_zone(const char *folder, const char *name, struct error *error)
{
	if (access(folder, R_OK | X_OK))
		return fail(
			error, FAULT_USAGE,
			"time zone %s: there are no time zones in %s; install the package tzdata, "
			"or use UTC or an offset such as +01:00",
			name, folder);
	return fail(
		error, FAULT_USAGE,
		"no time zone %s in %s; zones are called like Europe/Berlin, UTC, +01:00 or local",
		name, folder);
}

bool zone_find(const char *name, struct arena *arena, const struct zone **out, struct error *error)
{
	struct span text = span_text(name);
	const char *folder = getenv("TZDIR"), *path;
	bool is_local = strcmp(name, "local") == 0, ok;
	int32_t offset_s;
	int fd;

	if (span_is_caseless(text, SPAN("UTC")) || span_is_caseless(text, SPAN("Z"))) {
		*out = zone_utc;
		return true;
	}
	if (text.size && zone_read_offset(text, &offset_s) == text.size) {
		*out = fixed(name, offset_s, arena);
		return true;
	}
	if (!name_is_safe(name))
		return fail(
			error, FAULT_USAGE,
			"%.*s is no time zone; zones are called like Europe/Berlin, UTC, +01:00 "
			"or local",
			ZONE_NAME_MAX, name);
	if (!folder || !*folder)
		folder = ZONE_FOLDER;
	path = is_local ? "/etc/localtime" : arena_print(arena, "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT && is_local) {
		*out = fixed("UTC", 0, arena); /* as libc has it on a machine without that file */
		return true;
	}
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return no_such_zone(folder, name, error);
	if (fd < 0)
		return fail_errno(error, "cannot open %s", path);
	ok = read_zone(fd, path, name, arena, out, error);
	close(fd);
	return ok;
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

static int64_t floor_s(int64_t time_us)
{
	int64_t time_s = time_us / SECOND_US;

	return time_s - (time_us % SECOND_US < 0);
}

/* The calendar repeats every 400 years: by how many seconds to move `time_s` into the list. */
static int64_t cycles_s(const struct zone *zone, int64_t time_s)
{
	if (!zone->repeats_s || time_s < zone->repeats_s)
		return 0;
	return ((time_s - zone->repeats_s) / ZONE_CYCLE_S + 1) * ZONE_CYCLE_S;
}

/* The number of periods that begin at or before that second: 0 is the time before the first. */
static uint32_t period_at(const struct zone *zone, int64_t time_s)
{
	uint32_t low = 0, high = zone->periods;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (zone->from_s[middle] <= time_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct zone_type *type_of(const struct zone *zone, uint32_t period)
{
	return &zone->type[period ? zone->type_of[period - 1] : zone->type_before];
}

static const struct zone_type *type_at(const struct zone *zone, int64_t utc_us)
{
	int64_t time_s = floor_s(utc_us);

	return type_of(zone, period_at(zone, time_s - cycles_s(zone, time_s)));
}

int32_t zone_offset_s(const struct zone *zone, int64_t utc_us)
{
	return type_at(zone, utc_us)->offset_s;
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc_us)
{
	return type_at(zone, utc_us)->abbreviation;
}

int64_t zone_to_utc(const struct zone *zone, int64_t local_us)
{
	int64_t local_s = floor_s(local_us), shift_s = cycles_s(zone, local_s);
	uint32_t first, last;
	int32_t offset_s;

	local_s -= shift_s;
	first = period_at(zone, local_s - ZONE_OFFSET_MAX_S);
	last = period_at(zone, local_s + ZONE_OFFSET_MAX_S);
	offset_s = type_of(zone, first)->offset_s;
	for (uint32_t i = first; i <= last; i++) {
		int64_t utc_s = local_s - type_of(zone, i)->offset_s;

		if (i < zone->periods && utc_s >= zone->from_s[i])
			offset_s = type_of(zone, i)
					   ->offset_s; /* past this period's end: maybe a gap */
		else if (i == 0 || utc_s >= zone->from_s[i - 1])
			return local_us - type_of(zone, i)->offset_s * SECOND_US;
		else
			break; /* the gap is between the period before and this one */
	}
	return local_us - offset_s * SECOND_US;
}
