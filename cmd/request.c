/* request.c - the meaning of the options. */
#include "cmd/request.h"

#include "analysis/allowance.h"
#include "cmd/request_registry.h"
#include "core/clock.h"
#include "core/crew.h"
#include "ingest/document.h"
#include "parsers/feed.h"
#include "parsers/registry.h"
#include "parsers/where.h"
#include "store/tables.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX 1024
#define COLUMNS_DEFAULT 80
#define COLUMNS_MIN 60
#define COLUMNS_MAX 240

static int64_t machine_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

static bool resolve_time(const char *option, const char *text, const struct ingest_options *reading,
			 int64_t *time_us, struct error *error)
{
	if (!text)
		return true;
	if (!clock_read_argument(text, reading->zone, reading->now_us, time_us, error))
		return error_within(error, "--%s", option);
	return true;
}

static bool resolve_bucket(const char *text, int64_t *bucket_us, struct error *error)
{
	static const int64_t widths[] = { SECOND_US,     10 * SECOND_US, MINUTE_US,
					  5 * MINUTE_US, HOUR_US,        DAY_US };
	int64_t width = 0;

	if (!text)
		return true;
	if (clock_read_length(span_text(text), &width))
		for (size_t i = 0; i < LENGTH(widths); i++)
			if (width == widths[i]) {
				*bucket_us = width;
				return true;
			}
	return fail(error, FAULT_USAGE, "--bucket %s: expected one of 1s 10s 1m 5m 1h 1d", text);
}

static bool resolve_jobs(const char *text, uint32_t *jobs, struct error *error)
{
	uint64_t number;

	*jobs = crew_default();
	if (!text)
		return true;
	if (!span_number(span_text(text), &number) || number < 1 || number > JOBS_MAX)
		return fail(error, FAULT_USAGE, "--jobs %s: expected a number from 1 to %d", text,
			    JOBS_MAX);
	*jobs = (uint32_t)number;
	return true;
}

/* A number with K, M, G or T behind it, of 1024 each; a B after that is allowed. */
static bool read_size(struct span text, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	const char *unit;
	unsigned shift = 0;

	if (text.size && (text.at[text.size - 1] == 'B' || text.at[text.size - 1] == 'b'))
		text.size--;
	unit = text.size ? strchr(units, toupper((unsigned char)text.at[text.size - 1])) : NULL;
	if (unit && *unit) {
		shift = 10 * (unsigned)(unit - units + 1);
		text.size--;
	}
	if (!span_number(text, bytes) || *bytes > UINT64_MAX >> shift)
		return false;
	*bytes <<= shift;
	return true;
}

static bool resolve_memory(const char *text, struct request *request, struct error *error)
{
	if (!text)
		return true;
	if (!read_size(span_text(text), &request->memory_bytes) ||
	    request->memory_bytes < ALLOWANCE_BYTES_MIN)
		return fail(error, FAULT_USAGE,
			    "--max-memory %s: expected a size of 8M or more, as 512M or 2G", text);
	/* More tables than these would not be within the bound; see allowance.h. */
	request->reading.jobs = MIN(request->reading.jobs, ALLOWANCE_WORKERS);
	return true;
}

/* "ZONE" for all that is not said otherwise, "ZONE=GLOB" for some sources; the last counts. */
static bool resolve_zones(const struct options *options, struct arena *arena,
			  struct ingest_options *reading, struct error *error)
{
	struct zone_rule *rule = arena_array(arena, options->zones.count, sizeof(*rule));

	for (uint32_t i = 0; i < options->zones.count; i++) {
		const char *text = options->zones.item[i], *glob = strchr(text, '=');
		const char *name = glob ? arena_copy(arena, text, (size_t)(glob - text)) : text;
		const struct zone *zone;

		if (!zone_find(name, arena, &zone, error))
			return false;
		if (glob && !glob[1])
			return fail(error, FAULT_USAGE,
				    "%s: no pattern of sources behind the =", text);
		if (glob)
			rule[reading->zone_rules++] = (struct zone_rule){ glob + 1, zone };
		else
			reading->zone = zone;
	}
	reading->zone_rule = rule;
	return true;
}

/* "DATE" for all that is not said otherwise, "DATE=GLOB" for some sources; the last counts. */
static bool resolve_dates(const struct options *options, struct arena *arena,
			  struct ingest_options *reading, struct error *error)
{
	const struct clock_context context = { .zone = zone_utc };
	struct date_rule *rule = arena_array(arena, options->log_dates.count, sizeof(*rule));

	for (uint32_t i = 0; i < options->log_dates.count; i++) {
		struct span glob = span_text(options->log_dates.item[i]), date;
		bool some = memchr(glob.at, '=', glob.size);
		int64_t midnight_us;

		date = span_cut(&glob, '=');
		if (!date.size ||
		    clock_read(CLOCK_DATE, date, &context, &midnight_us, NULL) != date.size)
			return fail(error, FAULT_USAGE,
				    "%s: expected a date as 2014-02-22, or one and =GLOB",
				    options->log_dates.item[i]);
		if (some && !glob.size)
			return fail(error, FAULT_USAGE, "%s: no pattern of sources behind the =",
				    options->log_dates.item[i]);
		if (some)
			rule[reading->date_rules++] = (struct date_rule){ glob.at, midnight_us };
		else
			reading->date_us = midnight_us;
	}
	reading->date_rule = rule;
	return true;
}

bool request_reading(const struct options *options, struct arena *arena, struct ingest_options *out,
		     struct error *error)
{
	struct ingest_options reading = { .since_us = TIME_UNKNOWN,
					  .until_us = TIME_UNKNOWN,
					  .date_us = TIME_UNKNOWN,
					  .zone = zone_utc,
					  .now_us = machine_now_us(),
					  .ops = &file_system };
	struct registry *registry;
	struct where *where;

	if (!resolve_zones(options, arena, &reading, error))
		return error_within(error, "--tz");
	if (!resolve_dates(options, arena, &reading, error))
		return error_within(error, "--log-date");
	if (!resolve_time("now", options->now, &reading, &reading.now_us, error) ||
	    !resolve_time("since", options->since, &reading, &reading.since_us, error) ||
	    !resolve_time("until", options->until, &reading, &reading.until_us, error) ||
	    !resolve_jobs(options->jobs, &reading.jobs, error))
		return false;
	if (reading.since_us != TIME_UNKNOWN && reading.until_us != TIME_UNKNOWN &&
	    reading.since_us >= reading.until_us) {
		char since[CLOCK_TEXT_BYTES], until[CLOCK_TEXT_BYTES];

		return fail(error, FAULT_USAGE, "--since %s is not before --until %s",
			    clock_write(reading.since_us, since),
			    clock_write(reading.until_us, until));
	}
	if (options->where) {
		if (!where_compile(options->where, arena, &where, error))
			return error_within(error, "--where");
		reading.where = where;
	}
	if (!request_registry(options, arena, &registry, error))
		return false;
	reading.registry = registry;
	if (options->input_format) {
		reading.parser = registry_find(registry, options->input_format);
		if (!reading.parser)
			return fail(error, FAULT_USAGE,
				    "--input-format %s: no such format; see `seiche formats list`",
				    options->input_format);
	}
	*out = reading;
	return true;
}

static bool add_output(struct request *request, const char *path,
		       const struct report_format *format, enum view view, struct error *error)
{
	if (!(format->views & 1u << view)) {
		char can[128] = "";

		for (size_t i = 0; report_formats[i]; i++)
			if (report_formats[i]->views & 1u << view) {
				strncat(can, " ", sizeof(can) - strlen(can) - 1);
				strncat(can, report_formats[i]->name,
					sizeof(can) - strlen(can) - 1);
			}
		return fail(error, FAULT_USAGE, "this command can't be written as %s, only as%s",
			    format->name, can);
	}
	request->output[request->outputs++] = (struct output){ .path = path, .format = format };
	return true;
}

static bool resolve_outputs(const struct options *options, struct request *request, enum view view,
			    struct error *error)
{
	const struct report_format *on_stdout = report_formats[0];
	bool to_stdout = options->format || !options->output.count;

	if (options->format) {
		on_stdout = report_format_named(options->format);
		if (!on_stdout)
			return fail(
				error, FAULT_USAGE,
				"-f %s: no such format; there are text md html json jsonl csv ics",
				options->format);
	}
	for (uint32_t i = 0; i < options->output.count; i++) {
		const char *path = options->output.item[i];
		const struct report_format *format;

		if (strcmp(path, "-") == 0) {
			to_stdout = true;
			continue;
		}
		format = report_format_for(path);
		if (!format)
			return fail(error, FAULT_USAGE,
				    "-o %s: its ending names no format; "
				    "there are .txt .md .html .json .jsonl .csv .ics",
				    path);
		if (!add_output(request, path, format, view, error))
			return false;
	}
	return !to_stdout || add_output(request, "-", on_stdout, view, error);
}

bool request_feed(const char *path, const char *service, const struct ingest_options *reading,
		  struct arena *arena, struct feed_source *out, struct error *error)
{
	*out = (struct feed_source){
		.path = path,
		.service = service,
		.clock = { .zone = reading->zone, .newest_us = reading->now_us },
	};
	if (tables_recognise(reading->ops, path))
		return tables_load(path, arena, &out->text, error);
	return document_load(reading->ops, path, FEED_MAX_BYTES, arena, &out->text, error);
}

static bool read_windows(const struct named_list *list, struct arena *arena,
			 struct request *request, struct error *error)
{
	const struct clock_context clock = { .zone = request->reading.zone,
					     .newest_us = request->reading.now_us };

	for (uint32_t i = 0; i < list->count; i++)
		if (!feed_read_argument(list->item[i].path, list->item[i].service, &clock, arena,
					&request->windows, error))
			return false;
	return true;
}

static bool load_feeds(const struct options *options, struct arena *arena, struct request *request,
		       struct error *error)
{
	struct feed_source source;

	for (uint32_t i = 0; i < options->outages.count; i++)
		if (!request_feed(options->outages.item[i].path, options->outages.item[i].service,
				  &request->reading, arena, &source, error) ||
		    !feed_read(&source, arena, &request->windows, error))
			return false;
	for (uint32_t i = 0; i < options->marks.count; i++)
		if (!request_feed(options->marks.item[i], NULL, &request->reading, arena, &source,
				  error) ||
		    !marks_read(&source, arena, &request->marks, error))
			return false;
	return read_windows(&options->windows, arena, request, error);
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

bool request_colour(const struct options *options, int fd)
{
	const char *term = setting("TERM");

	if (options->colour && strcmp(options->colour, "always") == 0)
		return true;
	if (options->colour && strcmp(options->colour, "never") == 0)
		return false;
	return isatty(fd) && !setting("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}

/* An explicit locale that is not UTF-8, or a terminal that can't, gets plain ASCII. */
static bool wants_unicode(void)
{
	const char *locale = setting("LC_ALL"), *term = setting("TERM");

	if (!locale)
		locale = setting("LC_CTYPE");
	if (!locale)
		locale = setting("LANG");
	if (isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") == 0)
		return false;
	return !locale || strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
}

static uint32_t columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return COLUMNS_DEFAULT;
	return MIN(MAX(size.ws_col, COLUMNS_MIN), COLUMNS_MAX);
}

bool request_resolve(const struct options *options, enum view view, struct arena *arena,
		     struct request *out, struct error *error)
{
	struct request request = { .writing = { .view = view } };

	if (!options->sources && !options->outages.count && !options->windows.count)
		return fail(error, FAULT_USAGE,
			    "no source given: name files or directories of logs, or - for stdin");
	if (options->colour && strcmp(options->colour, "auto") != 0 &&
	    strcmp(options->colour, "always") != 0 && strcmp(options->colour, "never") != 0)
		return fail(error, FAULT_USAGE, "--color %s: expected auto, always or never",
			    options->colour);
	if (!request_reading(options, arena, &request.reading, error) ||
	    !resolve_bucket(options->bucket, &request.bucket_us, error) ||
	    !resolve_memory(options->memory, &request, error) ||
	    !resolve_outputs(options, &request, view, error) ||
	    !load_feeds(options, arena, &request, error))
		return false;
	for (uint32_t i = 0; i < request.outputs; i++)
		request.digests |= request.output[i].format->draft && view == VIEW_REPORT;
	request.shape = options->shape;
	request.writing.zone = request.reading.zone;
	request.writing.columns = columns();
	request.writing.colour = request_colour(options, STDOUT_FILENO);
	request.writing.unicode = wants_unicode();
	*out = request;
	return true;
}
