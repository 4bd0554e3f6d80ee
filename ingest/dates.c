/* dates.c - see dates.h. */
#include "ingest/dates.h"

#include "core/clock.h"
#include "ingest/colour.h"
#include "ingest/intake.h"
#include "ingest/name.h"
#include "ingest/rows.h"

#include <stdlib.h>
#include <string.h>

/* A stamp so much earlier than one before it is of a line that came late, not of the next day. */
#define LATE_US MINUTE_US

/* A file's time may lag a little behind the clock of who wrote it. */
#define LAG_US MINUTE_US

/* Days of one source, late lines at midnight counted twice. */
#define DATE_MARKS_MAX 65536

uint32_t dates_at(const struct dates *dates, uint64_t offset)
{
	uint32_t low = 0, high = dates->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (dates->mark[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* --- What the source's date is told by --- */

/* The time in the header of a gzip file, or 0. */
static int64_t gzip_time_s(const struct source *source)
{
	struct intake *intake = source->intake;
	const struct file_ops *ops = intake->ops;
	unsigned char head[8];
	int64_t got;

	if (strcmp(source->compression, "gzip") != 0)
		return 0;
	got = source->spool ? spool_pread(source->spool, ops, head, sizeof(head), 0)
			    : file_pread(ops, intake->fd, head, sizeof(head), intake->base);
	if (got < (int64_t)sizeof(head))
		return 0;
	return (int64_t)head[4] | (int64_t)head[5] << 8 | (int64_t)head[6] << 16 |
	       (int64_t)head[7] << 24;
}

/* When it was written to last, as far as anything tells; else now. */
static int64_t last_change(const struct source *source, const struct ingest_options *options)
{
	const struct intake *intake = source->intake;
	int64_t header_s = gzip_time_s(source), time_us = options->now_us;

	if (header_s)
		time_us = header_s * SECOND_US;
	else if (source->modified_us != TIME_UNKNOWN)
		time_us = source->modified_us;
	else if (!source->spool)
		time_us = (int64_t)intake->about.st_mtim.tv_sec * SECOND_US +
			  intake->about.st_mtim.tv_nsec / 1000;
	return MIN(time_us, options->now_us);
}

/* The midnight that --log-date names for this source. */
static bool given_date(const struct source *source, const struct ingest_options *options,
		       int64_t *midnight_us)
{
	*midnight_us = options->date_us;
	for (uint32_t i = 0; i < options->date_rules; i++)
		if (source_is_like(source, options->date_rule[i].glob))
			*midnight_us = options->date_rule[i].midnight_us;
	return *midnight_us != TIME_UNKNOWN;
}

int64_t dates_newest(const struct source *source, const struct ingest_options *options)
{
	int64_t midnight_us;

	if (given_date(source, options, &midnight_us) ||
	    name_date(name_base(span_text(source->path)), &midnight_us))
		return MIN(midnight_us + DAY_US, options->now_us);
	return last_change(source, options);
}

static const struct zone *zone_of(const struct source *source)
{
	return source->view.zone ? source->view.zone : zone_utc;
}

/* The last stamp is no later, by the clock of the source's zone, for that reason. */
struct anchor {
	int64_t local_us;
	const char *by;
};

static struct anchor anchor_of(const struct source *source, const struct ingest_options *options)
{
	int64_t change_us = last_change(source, options), midnight_us;
	int64_t local_us = change_us + zone_offset_s(zone_of(source), change_us) * SECOND_US;

	if (given_date(source, options, &midnight_us))
		return (struct anchor){ midnight_us + DAY_US - 1, "as --log-date says" };
	/* A rotated file is often named after the day behind its own; its last change knows. */
	if (name_date(name_base(span_text(source->path)), &midnight_us) &&
	    (local_us < midnight_us - DAY_US || local_us >= midnight_us + 2 * DAY_US))
		return (struct anchor){ midnight_us + DAY_US - 1, "by the date in its name" };
	return (struct anchor){ local_us + LAG_US, source->spool && change_us == options->now_us
							   ? "as if it ended now"
							   : "by the file's last change" };
}

int64_t dates_last_day(const struct source *source, const struct ingest_options *options)
{
	return floor_to(anchor_of(source, options).local_us, DAY_US);
}

/* --- Where days begin --- */

/* The times of the source since the day, or the hour, that it begins in. */
struct course {
	struct arena *arena;
	int64_t unit_us;           /* what the stamps leave out counts in: a day, an hour */
	int64_t least_us, most_us; /* TIME_UNKNOWN: no stamp yet */
	struct anchor anchor;
	struct date_mark *mark; /* base_us as counted from the first day */
	uint32_t count;
	size_t room;
	bool full;
};

static void mark_day(struct course *course, uint64_t offset, int64_t base_us)
{
	if (course->count && course->mark[course->count - 1].base_us == base_us)
		return;
	if (course->count == DATE_MARKS_MAX) {
		course->full = true;
		return;
	}
	course->mark = arena_grow(course->arena, course->mark, course->count, &course->room,
				  sizeof(*course->mark));
	course->mark[course->count] = (struct date_mark){ course->count ? offset : 0, base_us };
	course->count++;
}

static void count_stamp(struct course *course, uint64_t offset, int64_t of_unit_us)
{
	int64_t base_us = 0, time_us;

	if (of_unit_us >= course->unit_us || course->full)
		return; /* of a line that has a date of its own */
	if (course->most_us != TIME_UNKNOWN)
		base_us = floor_to(course->most_us - LATE_US - of_unit_us - 1, course->unit_us) +
			  course->unit_us;
	mark_day(course, offset, base_us);
	if (course->full)
		return;
	time_us = base_us + of_unit_us;
	if (course->most_us == TIME_UNKNOWN)
		course->least_us = course->most_us = time_us;
	course->least_us = MIN(course->least_us, time_us);
	course->most_us = MAX(course->most_us, time_us);
}

static bool count_chunk(struct course *course, struct rows *rows, const struct seiche_chunk *chunk,
			struct error *error)
{
	struct seiche_batch batch = { 0 };

	while (batch.line < chunk->lines && !course->full) {
		if (!rows_read(rows, chunk, batch.line, 0, &batch, error))
			return false;
		for (uint32_t i = 0; i < batch.rows; i++) {
			uint32_t line = MIN(batch.row[i].line, chunk->lines);

			count_stamp(course, chunk->offset + chunk->line[line],
				    batch.row[i].time_us);
		}
	}
	return true;
}

/* All stamps of the source, read as if the first day were the first of all. */
static bool count_source(struct course *course, struct source *source,
			 const struct ingest_options *options, struct cut_room *room,
			 struct rows *rows, struct error *error)
{
	struct cutter *cutter = &source->intake->cutter;
	struct seiche_source view = source->view;
	struct seiche_chunk chunk;
	const char *why;
	uint64_t line;
	bool ok = true;

	view.zone = zone_utc;
	view.base_us = 0;
	if (!intake_begin(source, source->intake, error))
		return false;
	course->anchor = anchor_of(source, options);
	if (!rows_open(rows, source->parser, &view, NULL, &why))
		ok = fail(error, FAULT_PLUGIN, "the parser '%s' changed its mind: %s",
			  source->parser->name, why);
	while (ok && !(options->progress && atomic_load(&options->progress->stop)) &&
	       cutter_next(cutter, CHUNK_BYTES, room, &chunk, &line)) {
		if (source->intake->coloured)
			colour_strip(room->bytes, chunk.size);
		ok = count_chunk(course, rows, &chunk, error);
	}
	if (ok && cutter->stream.broken == STREAM_NO_SPOOL)
		ok = fail(error, FAULT_SYSTEM, "cannot keep a copy: %s", cutter->stream.why);
	rows->source = NULL; /* the view is this function's */
	intake_end(source, source->intake);
	return ok;
}

static void say_dates(struct source *source, const struct course *course, int64_t origin_us,
		      struct arena *arena)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];
	bool days = course->unit_us == DAY_US;
	int shown = days ? 10 : 13; /* of 2014-02-22T19:02:00Z */

	clock_write(origin_us + course->least_us, from);
	clock_write(origin_us + course->most_us, to);
	source_problem(source, arena, "stamps carry no %s; read as of %.*s%s%.*s, %s",
		       days ? "date" : "hour", shown, from,
		       strncmp(from, to, (size_t)shown) != 0 ? " to " : "",
		       strncmp(from, to, (size_t)shown) != 0 ? shown : 0, to, course->anchor.by);
	if (course->full)
		source_problem(source, arena,
			       "its clock starts anew more than %d times; what follows is taken "
			       "for the last day",
			       DATE_MARKS_MAX);
}

bool dates_find(struct source *source, const struct ingest_options *options, uint32_t assumed,
		struct cut_room *room, struct rows *rows, struct arena *arena, int64_t *from_us,
		struct error *error)
{
	struct course course = {
		.arena = arena,
		.unit_us = assumed & CLOCK_ASSUMED_HOUR ? HOUR_US : DAY_US,
		.least_us = TIME_UNKNOWN,
		.most_us = TIME_UNKNOWN,
	};
	int64_t origin_us;

	if (!count_source(&course, source, options, room, rows, error))
		return error_within(error, "%s", source->path);
	if (!course.count)
		return true;
	origin_us = floor_to(course.anchor.local_us - course.most_us, course.unit_us);
	for (uint32_t i = 0; i < course.count; i++)
		course.mark[i].base_us += origin_us;
	source->dates = (struct dates){ course.mark, course.count };
	*from_us = zone_to_utc(zone_of(source), origin_us + course.least_us);
	say_dates(source, &course, origin_us, arena);
	return true;
}
