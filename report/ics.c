/*
 * ics.c - outages, spikes and the timeline as a calendar (RFC 5545) that calendars
 * import: one event each, times in UTC.
 */
#include "core/hash.h"
#include "core/text.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/words.h"

#include "seiche/version.h"

#include <inttypes.h>
#include <time.h>

#define LINE_OCTETS 75 /* RFC 5545, 3.1: longer lines are folded */
#define LINE_CAP (64u << 10)

struct calendar {
	struct out *out;
	struct arena *arena;
	struct text line;
	struct out into;  /* the line */
	int64_t stamp_us; /* of all events: the end of the range, for repeatable files */
};

/* Write the collected line, folded between characters. */
static void end_line(struct calendar *calendar)
{
	struct span rest = text_span(&calendar->line);
	size_t room = LINE_OCTETS;

	while (rest.size > room) {
		size_t size = room;

		while (size > 1 && ((unsigned char)rest.at[size] & 0xc0) == 0x80)
			size--;
		out_span(calendar->out, span_of(rest.at, size));
		out_text(calendar->out, "\r\n ");
		rest = span_of(rest.at + size, rest.size - size);
		room = LINE_OCTETS - 1; /* behind the space */
	}
	out_span(calendar->out, rest);
	out_text(calendar->out, "\r\n");
	text_clear(&calendar->line);
}

static void put_line(struct calendar *calendar, const char *line)
{
	out_text(&calendar->into, line);
	end_line(calendar);
}

static void put_text(struct calendar *calendar, const char *name, const char *text)
{
	out_print(&calendar->into, "%s:", name);
	escape_calendar(&calendar->into, span_text(text));
	end_line(calendar);
}

static void put_time(struct calendar *calendar, const char *name, int64_t time_us)
{
	/* Down, not towards zero: stamps before 1970 don't come here. */
	time_t seconds = (time_t)(time_us / SECOND_US);
	struct tm civil;

	gmtime_r(&seconds, &civil);
	out_print(&calendar->into, "%s:%04d%02d%02dT%02d%02d%02dZ", name, civil.tm_year + 1900,
		  civil.tm_mon + 1, civil.tm_mday, civil.tm_hour, civil.tm_min, civil.tm_sec);
	end_line(calendar);
}

struct happening {
	const char *category, *service, *what; /* what: also a part of the event's identity */
	const char *summary, *description;     /* description NULL: none */
	int64_t from_us, to_us;                /* to_us TIME_UNKNOWN: a moment */
};

/* The same thing has the same UID in every run: a calendar replaces it. */
static void put_uid(struct calendar *calendar, const struct happening *happening)
{
	const char *identity =
		arena_print(calendar->arena, "%s\n%s\n%s\n%" PRId64, happening->category,
			    happening->service, happening->what, happening->from_us);
	uint64_t low = hash_bytes_keyed(span_text(identity), 0, 0);
	uint64_t high = hash_bytes_keyed(span_text(identity), 1, 1);

	out_print(&calendar->into, "UID:%016" PRIx64 "%016" PRIx64 "@seiche", high, low);
	end_line(calendar);
}

static void put_event(struct calendar *calendar, const struct happening *happening)
{
	put_line(calendar, "BEGIN:VEVENT");
	put_uid(calendar, happening);
	put_time(calendar, "DTSTAMP", calendar->stamp_us);
	put_time(calendar, "DTSTART", happening->from_us);
	if (happening->to_us != TIME_UNKNOWN)
		put_time(calendar, "DTEND", happening->to_us);
	put_text(calendar, "SUMMARY", happening->summary);
	if (happening->description)
		put_text(calendar, "DESCRIPTION", happening->description);
	put_text(calendar, "CATEGORIES", happening->category);
	put_line(calendar, "TRANSP:TRANSPARENT");
	put_line(calendar, "END:VEVENT");
}

static void put_outage(struct calendar *calendar, const struct outage *outage)
{
	struct arena *arena = calendar->arena;
	const char *kind = outage_kind_name(outage->kind);
	const char *title = outage->title ? outage->title : "";

	put_event(
		calendar,
		&(struct happening){
			.category = "OUTAGE",
			.service = outage->service,
			.what = arena_print(arena, "%s %s", kind, outage->host ? outage->host : ""),
			.summary = arena_print(
				arena, "%s%s%s: %s%s%s%s", outage->service, outage->host ? " " : "",
				outage->host ? outage->host : "", outage->ongoing ? "ongoing " : "",
				kind, title[0] ? ": " : "", title),
			.from_us = outage->from_us,
			.to_us = outage->to_us,
		});
}

static void put_spike(struct calendar *calendar, const struct spike *spike)
{
	struct arena *arena = calendar->arena;

	put_event(calendar,
		  &(struct happening){
			  .category = "SPIKE",
			  .service = spike->service,
			  .what = "spike",
			  .summary = arena_print(arena, "%s: traffic spike (%s)", spike->service,
						 spike_class_name(spike->class)),
			  .description =
				  arena_print(arena, "%s where %s expected%s%s",
					      words_counted(arena, spike->events, spike->metric),
					      words_number(arena, spike->expected)
						      ? words_number(arena, spike->expected)
						      : "nothing could be",
					      spike->class_why ? "; " : "",
					      spike->class_why ? spike->class_why : ""),
			  .from_us = spike->from_us,
			  .to_us = spike->to_us,
		  });
}

static void put_entry(struct calendar *calendar, const struct entry *entry)
{
	struct arena *arena = calendar->arena;
	const char *kind = entry_kind_name(entry->kind);
	const char *text = entry->text ? entry->text : kind;

	put_event(calendar, &(struct happening){
				    .category = "TIMELINE",
				    .service = entry->service ? entry->service : "",
				    .what = arena_print(arena, "%s %s", kind, text),
				    .summary = arena_print(arena, "%s%s%s",
							   entry->service ? entry->service : "",
							   entry->service ? ": " : "", text),
				    .from_us = entry->at_us,
				    .to_us = TIME_UNKNOWN,
			    });
}

static bool ics_write(const struct findings *findings, const struct report_options *options,
		      struct out *out, struct error *error)
{
	struct arena arena = { 0 };
	struct calendar calendar = { .out = out,
				     .arena = &arena,
				     .stamp_us = MAX(findings->to_us, 0) };
	struct outage_walk walk = { 0 };
	const struct outage *outage;

	(void)error; /* what can go wrong is told by out_close */
	text_init(&calendar.line, LINE_CAP);
	out_open_text(&calendar.into, &calendar.line);
	put_line(&calendar, "BEGIN:VCALENDAR");
	put_line(&calendar, "VERSION:2.0");
	put_line(&calendar, "PRODID:-//seiche//seiche " SEICHE_VERSION "//EN");
	if (options->view == VIEW_TIMELINE)
		for (uint32_t i = 0; i < findings->entries; i++)
			put_entry(&calendar, &findings->entry[i]);
	if (options->view == VIEW_REPORT || options->view == VIEW_OUTAGES)
		while ((outage = outage_next(findings, &walk)))
			put_outage(&calendar, outage);
	if (options->view == VIEW_REPORT || options->view == VIEW_SPIKES)
		for (uint32_t i = 0; i < findings->spikes; i++)
			put_spike(&calendar, &findings->spike[i]);
	put_line(&calendar, "END:VCALENDAR");
	text_release(&calendar.line);
	arena_release(&arena);
	return true;
}

const struct report_format format_ics = {
	.name = "ics",
	.suffix = ".ics",
	.summary = "a calendar (RFC 5545) of outages, spikes or the timeline",
	.views = 1u << VIEW_REPORT | 1u << VIEW_TIMELINE | 1u << VIEW_SPIKES | 1u << VIEW_OUTAGES,
	.write = ics_write,
};
